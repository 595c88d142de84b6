package dev.agentstorage.dsql.local.internal.protocol;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An ErrorResponse.
 *
 * @param severity {@code ERROR}, or {@code FATAL} if the connection ends with it
 * @param sqlState the five-character SQLSTATE
 * @param detail the detail message; null if there is none
 * @param position the 1-based position in the query text, in characters; 0 if there is none
 */
public record PgError(
        String severity,
        String sqlState,
        String message,
        @Nullable String detail,
        int position) {

    /** An error without a detail. */
    public PgError(String severity, String sqlState, String message, int position) {
        this(severity, sqlState, message, null, position);
    }

    public static PgError of(String sqlState, String message) {
        return new PgError("ERROR", sqlState, message, 0);
    }

    /** Returns a copy with a detail. */
    public PgError withDetail(String text) {
        return new PgError(severity, sqlState, message, text, position);
    }

    public static PgError fatal(String sqlState, String message) {
        return new PgError("FATAL", sqlState, message, 0);
    }

    /** A data conflict, in the service's wording. */
    public static PgError dataConflict() {
        return of("40001", "change conflicts with another transaction (OC000)");
    }

    /** A schema conflict, in the service's wording. */
    public static PgError schemaConflict() {
        return of("40001", "schema has been updated by another transaction (OC001)");
    }

    /** An internal error of the service, after which the whole transaction can be retried on the same connection. */
    public static PgError serverUnavailable() {
        return of("XX000", "server unavailable");
    }

    /** A query that sorts or hashes more than the service has temporary space for. */
    public static PgError tempSpaceExceeded() {
        return of("54000", "query requires more than allowed temp space of 131072 KB to execute");
    }

    /** Reads the body of an ErrorResponse. */
    public static PgError read(byte[] body) {
        String severity = "ERROR";
        String sqlState = "XX000";
        String message = "";
        String detail = null;
        int position = 0;
        int at = 0;
        while (at < body.length && body[at] != 0) {
            int end = at + 1;
            while (end < body.length && body[end] != 0) {
                end++;
            }
            String text = new String(body, at + 1, end - at - 1, StandardCharsets.UTF_8);
            switch (body[at]) {
                case 'V' -> severity = text;
                case 'C' -> sqlState = text;
                case 'M' -> message = text;
                case 'D' -> detail = text;
                case 'P' -> position = Integer.parseInt(text);
                default -> {
                    // Hint and source location are passed on with the original message.
                }
            }
            at = end + 1;
        }
        return new PgError(severity, sqlState, message, detail, position);
    }

    /** The whole message. */
    public byte[] encode() {
        MessageBuilder builder = new MessageBuilder('E')
                .int8('S')
                .cstring(severity)
                .int8('V')
                .cstring(severity)
                .int8('C')
                .cstring(sqlState)
                .int8('M')
                .cstring(message);
        if (detail != null) {
            builder.int8('D').cstring(detail);
        }
        if (position > 0) {
            builder.int8('P').cstring(Integer.toString(position));
        }
        return builder.int8(0).build();
    }
}
