package dev.agentstorage.dsql.local.internal.connection;

/** A client is refused. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient byte[] response;

    RefusedException(Refusal refusal) {
        this(refusal.encode());
    }

    /**
     * Without a stack trace, because clients decide how often it is thrown.
     *
     * @param response the ErrorResponse
     */
    RefusedException(byte[] response) {
        super("client refused", null, false, false);
        this.response = response;
    }

    byte[] response() {
        return response;
    }
}
