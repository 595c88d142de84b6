package dev.agentstorage.dsql.local;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A token in the form of an AWS SDK's presigned URL, with a placeholder as its signature, which only the service could
 * check.
 */
final class MadeUpToken {
    private static final DateTimeFormatter DATE_TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int DATE_LENGTH = 8;
    private static final String SEVEN_DAYS = "604800";
    private static final String SIGNATURE = "0".repeat(64);

    private MadeUpToken() {}

    /** @param admin whether the token is for the role {@code admin} */
    static String of(String host, boolean admin) {
        String now = DATE_TIME.format(Instant.now());
        return Addresses.inUrl(host)
                + "/?Action=" + (admin ? "DbConnectAdmin" : "DbConnect")
                + "&X-Amz-Algorithm=AWS4-HMAC-SHA256"
                + "&X-Amz-Credential=LOCAL%2F" + now.substring(0, DATE_LENGTH) + "%2Flocal%2Fdsql%2Faws4_request"
                + "&X-Amz-Date=" + now
                + "&X-Amz-Expires=" + SEVEN_DAYS
                + "&X-Amz-SignedHeaders=host"
                + "&X-Amz-Signature=" + SIGNATURE;
    }
}
