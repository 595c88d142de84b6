package dev.agentstorage.dsql.local.rawclient;

import java.io.IOException;

/** The server answered the login with an error. */
public final class RefusedException extends IOException {
    private final transient PgError error;

    RefusedException(PgError error) {
        super(error.toString());
        this.error = error;
    }

    public PgError error() {
        return error;
    }
}
