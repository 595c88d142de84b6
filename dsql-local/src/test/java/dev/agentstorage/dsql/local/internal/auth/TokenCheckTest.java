package dev.agentstorage.dsql.local.internal.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCheckTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Set<String> HOSTS = Set.of("127.0.0.1", "::1", "localhost", "Abc.dsql.eu-west-1.on.aws");

    /** A token's parameters, as an SDK signs them fifteen minutes before they expire. */
    private static Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("Action", "DbConnect");
        parameters.put("X-Amz-Security-Token", "IQoJb3%2Bx%2F%3D%3D");
        parameters.put("X-Amz-Algorithm", "AWS4-HMAC-SHA256");
        parameters.put("X-Amz-Date", "20260301T120000Z");
        parameters.put("X-Amz-SignedHeaders", "host");
        parameters.put("X-Amz-Expires", "900");
        parameters.put("X-Amz-Credential", "AKIAEXAMPLE%2F20260301%2Feu-west-1%2Fdsql%2Faws4_request");
        parameters.put("X-Amz-Signature", "0123456789abcdef".repeat(4));
        return parameters;
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> parameters = parameters();
        parameters.put(name, value);
        return parameters;
    }

    private static String token(String host, Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter -> parameter.getKey() + '=' + parameter.getValue())
                .collect(Collectors.joining("&", host + "/?", ""));
    }

    private static Optional<TokenFault> check(Map<String, String> parameters) {
        return TokenCheck.check(token("127.0.0.1", parameters), "app", HOSTS, NOW);
    }

    @Test
    void presignedUrlIsGood() {
        assertThat(check(parameters())).isEmpty();
    }

    @Test
    void parametersMayComeInAnyOrder() {
        Random random = new Random(7);
        for (int i = 0; i < 20; i++) {
            List<String> names = new ArrayList<>(parameters().keySet());
            Collections.shuffle(names, random);
            Map<String, String> shuffled = new LinkedHashMap<>();
            names.forEach(name -> shuffled.put(name, parameters().get(name)));
            assertThat(check(shuffled)).as(names.toString()).isEmpty();
        }
    }

    @Test
    void sessionTokenIsOptional() {
        Map<String, String> parameters = parameters();
        parameters.remove("X-Amz-Security-Token");
        assertThat(check(parameters)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Action",
                "X-Amz-Algorithm",
                "X-Amz-Date",
                "X-Amz-SignedHeaders",
                "X-Amz-Expires",
                "X-Amz-Credential",
                "X-Amz-Signature"
            })
    void everyOtherParameterIsNeeded(String name) {
        Map<String, String> parameters = parameters();
        parameters.remove(name);
        assertThat(check(parameters)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "admin, DbConnectAdmin, true",
        "admin, DbConnect, false",
        "app, DbConnect, true",
        "app, DbConnectAdmin, false",
        "Admin, DbConnect, true",
        "app, dbconnect, false",
        "app, '', false"
    })
    void actionIsThatOfTheUser(String user, String action, boolean good) {
        Optional<TokenFault> fault = TokenCheck.check(token("localhost", with("Action", action)), user, HOSTS, NOW);
        assertThat(fault).isEqualTo(good ? Optional.empty() : Optional.of(TokenFault.OTHER_ACTION));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.0.0.1:5432",
                "localhost",
                "LOCALHOST:1",
                "abc.dsql.eu-west-1.on.aws",
                "::1",
                "[::1]",
                "[::1]:5432"
            })
    void hostIsOneOfTheEndpointsNames(String host) {
        assertThat(TokenCheck.check(token(host, parameters()), "app", HOSTS, NOW))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.2", "other.dsql.eu-west-1.on.aws", "localhost.", "https://localhost", "[::1", "a:b:c"})
    void tokenOfAnotherHostIsNotGood(String host) {
        assertThat(TokenCheck.check(token(host, parameters()), "app", HOSTS, NOW))
                .contains(TokenFault.OTHER_HOST);
    }

    @ParameterizedTest
    @CsvSource({
        "20260301T115959Z, 1, EXPIRED",
        "20260301T115959Z, 2, ",
        "20260301T114500Z, 900, EXPIRED",
        "20260301T114501Z, 900, ",
        "20260301T120500Z, 900, ",
        "20260301T120501Z, 900, SIGNED_IN_THE_FUTURE",
        "20260301T120000Z, 0, LIFE_OUT_OF_RANGE",
        "20260301T120000Z, -1, LIFE_OUT_OF_RANGE",
        "20260301T120000Z, 604800, ",
        "20260301T120000Z, 604801, LIFE_OUT_OF_RANGE",
        "20260301T120000Z, 9223372036854775807, LIFE_OUT_OF_RANGE",
        "20260301T120000Z, 9223372036854775808, NOT_SIGNED",
        "20260301T120000Z, 15m, NOT_SIGNED",
        "20260301T250000Z, 900, NOT_SIGNED",
        "20260301, 900, NOT_SIGNED"
    })
    void lifeOfTheTokenIsNow(String signedAt, String seconds, TokenFault expected) {
        Map<String, String> parameters = with("X-Amz-Date", signedAt);
        parameters.put("X-Amz-Expires", seconds);
        assertThat(check(parameters)).isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "X-Amz-Algorithm, AWS4-HMAC-SHA1",
        "X-Amz-SignedHeaders, host;x",
        "X-Amz-Signature, 0123",
        "X-Amz-Signature, G123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "X-Amz-Credential, AKIA%2F20260301%2Feu-west-1%2Frds-db%2Faws4_request",
        "X-Amz-Credential, AKIA%2F20260302%2Feu-west-1%2Fdsql%2Faws4_request",
        "X-Amz-Credential, AKIA%2F20260301%2F%2Fdsql%2Faws4_request",
        "X-Amz-Credential, %2F20260301%2Feu-west-1%2Fdsql%2Faws4_request",
        "X-Amz-Credential, AKIA%2F%2Feu-west-1%2Fdsql%2Faws4_request",
        "X-Amz-Credential, AKIA%2F20260301%2Feu-west-1%2Fdsql",
        "X-Amz-Credential, AKIA%2",
        "X-Amz-Security-Token, %zz"
    })
    void otherShapesAreNotThatOfAToken(String name, String value) {
        assertThat(check(with(name, value))).contains(TokenFault.NOT_SIGNED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1/?", "127.0.0.1/?&", "127.0.0.1/?=", "127.0.0.1/?Action=DbConnect"})
    void urlsWithoutASignatureAreNoTokens(String text) {
        assertThat(TokenCheck.check(text, "app", HOSTS, NOW)).contains(TokenFault.NOT_SIGNED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret", "/?Action=DbConnect", "127.0.0.1?Action=x"})
    void otherTextsAreNoTokens(String text) {
        assertThat(TokenCheck.check(text, "app", HOSTS, NOW)).contains(TokenFault.NOT_A_PRESIGNED_URL);
    }

    @Test
    void parameterThatIsThereTwiceIsAmbiguous() {
        assertThat(TokenCheck.check(token("localhost", parameters()) + "&Action=DbConnect", "app", HOSTS, NOW))
                .contains(TokenFault.NOT_SIGNED);
    }

    @ParameterizedTest
    @EnumSource(TokenFault.class)
    void everyFaultIsExplainedInASentence(TokenFault fault) {
        assertThat(fault.explanation()).matches("The .*\\.");
    }
}
