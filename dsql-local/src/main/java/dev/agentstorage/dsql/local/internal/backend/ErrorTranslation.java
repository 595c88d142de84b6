package dev.agentstorage.dsql.local.internal.backend;

import dev.agentstorage.dsql.local.internal.catalog.ServerErrors;
import dev.agentstorage.dsql.local.internal.protocol.MessageBuilder;
import dev.agentstorage.dsql.local.internal.protocol.PgError;

/** Translates PostgreSQL's errors into errors of the service. */
public final class ErrorTranslation {
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String DEADLOCK_DETECTED = "40P01";
    private static final String QUERY_CANCELED = "57014";
    /**
     * The SQLSTATE of exceeded temporary space. Other limits use it too, but a client's statement cannot reach them.
     */
    private static final String CONFIGURATION_LIMIT_EXCEEDED = "53400";

    private ErrorTranslation() {}

    /**
     * Returns the ErrorResponse for the client: conflicts and exceeded temporary space get the service's texts, and the
     * endpoint's own functions are hidden.
     *
     * @param body the body of PostgreSQL's ErrorResponse
     */
    public static byte[] translate(byte[] body) {
        PgError error = PgError.read(body);
        if (isConflict(error)) {
            return PgError.dataConflict().encode();
        }
        if (error.sqlState().equals(CONFIGURATION_LIMIT_EXCEEDED)) {
            return PgError.tempSpaceExceeded().encode();
        }
        return ServerErrors.areOurs(body) ? error.encode() : MessageBuilder.of('E', body);
    }

    /** Whether PostgreSQL reports a serialization failure or a deadlock. */
    public static boolean isConflict(PgError error) {
        return error.sqlState().equals(SERIALIZATION_FAILURE) || isDeadlock(error);
    }

    public static boolean isDeadlock(PgError error) {
        return error.sqlState().equals(DEADLOCK_DETECTED);
    }

    public static boolean isCancel(PgError error) {
        return error.sqlState().equals(QUERY_CANCELED);
    }
}
