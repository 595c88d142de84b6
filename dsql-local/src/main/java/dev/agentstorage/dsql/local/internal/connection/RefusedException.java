package dev.agentstorage.dsql.local.internal.connection;

/** Thrown if a client is refused. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient byte[] response;

    RefusedException(Refusal refusal) {
        this(refusal.encode());
    }

    /**
     * Creates it without a stack trace, because clients can cause it at a high rate.
     *
     * @param response the ErrorResponse for the client
     */
    RefusedException(byte[] response) {
        super("client refused", null, false, false);
        this.response = response;
    }

    byte[] response() {
        return response;
    }
}
