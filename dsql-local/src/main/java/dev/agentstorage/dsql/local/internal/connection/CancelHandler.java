package dev.agentstorage.dsql.local.internal.connection;

/** Handles a cancel request, which arrives on a separate connection and names the connection to cancel. */
@FunctionalInterface
public interface CancelHandler {
    /**
     * Cancels, if there is such a connection with this key. The requesting client is disconnected when this returns. Runs on
     * the thread that called {@link ConnectionAcceptor#admit}.
     *
     * @param processId of the connection's BackendKeyData
     * @param secretKey of the connection's BackendKeyData
     */
    void cancel(int processId, int secretKey);
}
