package dev.agentstorage.dsql.local.internal.catalog;

import java.nio.charset.StandardCharsets;

/** Recognizes errors that the functions of {@link ServerSetup} raise. */
public final class ServerErrors {
    private static final String CONTEXT_FIELD = "\0W";

    private ServerErrors() {}

    /**
     * Whether an error comes from a function of {@link ServerSetup}. Its text and SQLSTATE are those of the service;
     * other fields, such as the call stack, contain functions that the service does not have.
     *
     * @param body the body of an ErrorResponse
     */
    public static boolean areOurs(byte[] body) {
        String fields = new String(body, StandardCharsets.UTF_8);
        int context = fields.indexOf(CONTEXT_FIELD);
        return context >= 0
                && (fields.indexOf("dsql_local.", context) >= 0 || fields.indexOf("sys.wait_for_job(", context) >= 0);
    }
}
