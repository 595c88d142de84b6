package dev.agentstorage.dsql.events;

/**
 * Receives failures of transactions and what is done about them, never of single rows or statements that succeed. Methods are
 * called by the threads that use the storage, also concurrently, in the middle of a call: they must be thread-safe and quick, and must not
 * use the storage. What they throw is logged and otherwise ignored.
 */
public interface TransactionListener {
    /** An attempt lost against another transaction, or met a changed schema. */
    default void conflict(TransactionEvent event) {}

    /** An attempt lost its connection. */
    default void lostConnection(TransactionEvent event) {}

    /** After a pause another attempt begins; the event has its number and the failure of the one before. */
    default void retry(TransactionEvent event) {}

    /** The call ends with an error although another attempt might have helped: attempts or time are used up, or the thread is interrupted. */
    default void giveUp(TransactionEvent event) {}
}
