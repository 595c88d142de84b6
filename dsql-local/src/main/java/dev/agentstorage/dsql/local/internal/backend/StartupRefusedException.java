package dev.agentstorage.dsql.local.internal.backend;

import dev.agentstorage.dsql.local.internal.protocol.PgError;
import java.io.IOException;

/** Thrown if a connection is refused because of its role or settings, or by PostgreSQL itself. */
public final class StartupRefusedException extends IOException {
    private static final long serialVersionUID = 1;
    private final transient PgError error;

    StartupRefusedException(String sqlState, String message) {
        super("connection refused: " + sqlState + " " + message);
        this.error = PgError.fatal(sqlState, message);
    }

    /** The error for the client. */
    public PgError error() {
        return error;
    }
}
