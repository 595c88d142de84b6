package dev.agentstorage.dsql.local.internal.door;

/** Is told when a client asks, over a connection of its own, to cancel what another connection does. */
@FunctionalInterface
public interface CancelHandler {
    /**
     * Cancels, if there is such a connection and the key is its own. The asking client hears nothing but the end of its
     * connection, which comes when this returns. Runs on the thread that called {@link Door#admit}.
     *
     * @param processId as told in BackendKeyData
     * @param secretKey as told in BackendKeyData
     */
    void cancel(int processId, int secretKey);
}
