package dev.agentstorage.dsql.local.internal.transaction;

import dev.agentstorage.dsql.local.internal.protocol.PgError;

/**
 * The state of a transaction. Each state implements its legal transitions; every other transition throws an
 * {@link IllegalStateException}. Immutable.
 *
 * <pre>
 * Idle --begin--&gt; Lazy --takeSnapshot--&gt; Active --evict--&gt; Evicted --replay--&gt; Replaying --restore--&gt;
 * Active ^                                    |--divert--&gt; Diverted |
 * '--evict--&gt; Evicted Lazy, Active, Evicted, Replaying, Diverted --lose--&gt; Lost Lazy, Active, Evicted, Replaying,
 * Diverted, Lost --fail--&gt; Failed
 * </pre>
 */
public sealed interface TransactionState {

    /** The first message of a transaction has arrived. */
    default TransactionState begin() {
        throw illegal("begin");
    }

    /** PostgreSQL takes the snapshot with the next statement that runs. */
    default TransactionState takeSnapshot() {
        throw illegal("take its snapshot");
    }

    /** PostgreSQL has rolled back to the savepoint, to release locks that another transaction needs. */
    default TransactionState evict() {
        throw illegal("be evicted");
    }

    /** The logged writes are about to be replayed. */
    default TransactionState replay() {
        throw illegal("be replayed");
    }

    /** All logged writes were replayed in the tables, with the same results. */
    default TransactionState restore() {
        throw illegal("be restored");
    }

    /** All logged writes were replayed in copies of the tables, with the same results. */
    default TransactionState divert() {
        throw illegal("be diverted");
    }

    /** PostgreSQL has rolled back for another transaction, and no replay is possible. */
    default TransactionState lose(PgError reason) {
        throw illegal("lose");
    }

    /** The client has received an error, and PostgreSQL has rolled back. */
    default TransactionState fail() {
        throw illegal("fail");
    }

    private IllegalStateException illegal(String transition) {
        return new IllegalStateException("a transaction that is " + this + " cannot " + transition);
    }

    /** A transaction that PostgreSQL has not rolled back completely: it can still lose or fail. */
    sealed interface Open extends TransactionState {
        @Override
        default TransactionState lose(PgError reason) {
            return new Lost(reason);
        }

        @Override
        default TransactionState fail() {
            return new Failed();
        }
    }

    /** No transaction is open. */
    record Idle() implements TransactionState {
        @Override
        public TransactionState begin() {
            return new Lazy();
        }
    }

    /** Begun, without a snapshot. */
    record Lazy() implements Open {
        @Override
        public TransactionState takeSnapshot() {
            return new Active();
        }
    }

    /** Its changes are in the tables. */
    record Active() implements Open {
        @Override
        public TransactionState evict() {
            return new Evicted();
        }
    }

    /** Rolled back to its savepoint for another transaction; its log can restore it. */
    record Evicted() implements Open {
        @Override
        public TransactionState replay() {
            return new Replaying();
        }
    }

    /** Its logged writes are being replayed; also after one of them has failed. */
    record Replaying() implements Open {
        @Override
        public TransactionState restore() {
            return new Active();
        }

        @Override
        public TransactionState divert() {
            return new Diverted();
        }

        @Override
        public TransactionState evict() {
            return new Evicted();
        }
    }

    /** Its changes are in copies of the tables, because a conflicting transaction has committed: COMMIT will fail. */
    record Diverted() implements Open {
        @Override
        public TransactionState evict() {
            return new Evicted();
        }
    }

    /**
     * Rolled back for another transaction.
     *
     * @param reason the error for the next statement
     */
    record Lost(PgError reason) implements TransactionState {
        @Override
        public TransactionState lose(PgError another) {
            return this;
        }

        @Override
        public TransactionState fail() {
            return new Failed();
        }
    }

    /** Rolled back after an error that the client has received; only COMMIT and ROLLBACK are accepted. */
    record Failed() implements TransactionState {}
}
