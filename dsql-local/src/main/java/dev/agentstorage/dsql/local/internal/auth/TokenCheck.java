package dev.agentstorage.dsql.local.internal.auth;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks whether a text has the shape of a token of a user for a host:
 * {@code host[:port]/?Action=DbConnect&X-Amz-…}, the parameters in any order.
 *
 * <p>Thread-safe.
 */
public final class TokenCheck {
    /** Maximum lifetime of a token, the limit of AWS. */
    public static final Duration LONGEST_LIFE = Duration.ofDays(7);
    /** Maximum lead of the signer's clock. */
    public static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private static final String ADMIN = "admin";
    private static final String PATH_AND_QUERY = "/?";
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter SIGNED_AT =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    private static final int SIGNATURE_DIGITS = 64;

    private TokenCheck() {}

    /**
     * Checks a token.
     *
     * @param token the password that the client sent
     * @param user the role: {@code admin} needs the action {@code DbConnectAdmin}, any other role {@code DbConnect}
     * @param hosts the endpoint's names and addresses, without ports; upper and lower case are the same
     * @param now the current time
     * @return the first problem, without any part of the token, or empty if the token is valid
     */
    public static Optional<TokenFault> check(String token, String user, Set<String> hosts, Instant now) {
        int hostEnd = token.indexOf(PATH_AND_QUERY);
        if (hostEnd <= 0) {
            return Optional.of(TokenFault.NOT_A_PRESIGNED_URL);
        }
        Map<String, String> parameters;
        try {
            parameters = parameters(token.substring(hostEnd + PATH_AND_QUERY.length()));
        } catch (IllegalArgumentException malformed) {
            return Optional.of(TokenFault.NOT_SIGNED);
        }
        if (!isSignedUrl(parameters)) {
            return Optional.of(TokenFault.NOT_SIGNED);
        }
        if (!isOneOf(hosts, token.substring(0, hostEnd))) {
            return Optional.of(TokenFault.OTHER_HOST);
        }
        String action = user.equals(ADMIN) ? "DbConnectAdmin" : "DbConnect";
        if (!action.equals(parameters.get("Action"))) {
            return Optional.of(TokenFault.OTHER_ACTION);
        }
        return timeFault(parameters, now);
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("a query parameter without a name or a value");
            }
            String name = URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8);
            String value = URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
            if (parameters.put(name, value) != null) {
                throw new IllegalArgumentException("a query parameter is there twice");
            }
        }
        return parameters;
    }

    private static boolean isSignedUrl(Map<String, String> parameters) {
        return ALGORITHM.equals(parameters.get("X-Amz-Algorithm"))
                && "host".equals(parameters.get("X-Amz-SignedHeaders"))
                && isSignature(parameters.getOrDefault("X-Amz-Signature", ""))
                && isCredential(
                        parameters.getOrDefault("X-Amz-Credential", ""), parameters.getOrDefault("X-Amz-Date", ""));
    }

    private static boolean isSignature(String text) {
        return text.length() == SIGNATURE_DIGITS
                && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    /**
     * Whether the credential scope is valid: access key id, date of signing, region, service, version of the signature.
     */
    private static boolean isCredential(String text, String signedAt) {
        String[] parts = text.split("/", -1);
        return parts.length == 5
                && !parts[0].isEmpty()
                && parts[1].length() == 8
                && signedAt.startsWith(parts[1])
                && !parts[2].isEmpty()
                && parts[3].equals("dsql")
                && parts[4].equals("aws4_request");
    }

    private static boolean isOneOf(Set<String> hosts, String hostAndPort) {
        String host = withoutPort(hostAndPort);
        return hosts.stream().anyMatch(host::equalsIgnoreCase);
    }

    private static String withoutPort(String hostAndPort) {
        int bracket = hostAndPort.indexOf(']');
        if (hostAndPort.startsWith("[") && bracket > 0) {
            return hostAndPort.substring(1, bracket);
        }
        int colon = hostAndPort.indexOf(':');
        boolean isPort = colon >= 0 && colon == hostAndPort.lastIndexOf(':');
        return isPort ? hostAndPort.substring(0, colon) : hostAndPort;
    }

    private static Optional<TokenFault> timeFault(Map<String, String> parameters, Instant now) {
        Instant signedAt;
        long seconds;
        try {
            signedAt = LocalDateTime.parse(parameters.getOrDefault("X-Amz-Date", ""), SIGNED_AT)
                    .toInstant(ZoneOffset.UTC);
            seconds = Long.parseLong(parameters.getOrDefault("X-Amz-Expires", ""));
        } catch (DateTimeParseException | NumberFormatException malformed) {
            return Optional.of(TokenFault.NOT_SIGNED);
        }
        if (seconds < 1 || seconds > LONGEST_LIFE.toSeconds()) {
            return Optional.of(TokenFault.LIFE_OUT_OF_RANGE);
        }
        if (signedAt.isAfter(now.plus(CLOCK_SKEW))) {
            return Optional.of(TokenFault.SIGNED_IN_THE_FUTURE);
        }
        return now.isBefore(signedAt.plusSeconds(seconds)) ? Optional.empty() : Optional.of(TokenFault.EXPIRED);
    }
}
