package dev.agentstorage.dsql.local.internal.connection;

/** Handles a cancel request, which arrives on a separate connection and names the connection to cancel. */
@FunctionalInterface
public interface CancelHandler {
    /**
     * Cancels the current statement of the connection, if it exists and the key matches. The requesting client is
     * disconnected when this returns. Runs on the thread that called {@link ConnectionAcceptor#admit}.
     *
     * @param processId the process id in the connection's BackendKeyData
     * @param secretKey the secret key in the connection's BackendKeyData
     */
    void cancel(int processId, int secretKey);
}
