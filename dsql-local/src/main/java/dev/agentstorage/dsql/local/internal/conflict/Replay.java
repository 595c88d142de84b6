package dev.agentstorage.dsql.local.internal.conflict;

import dev.agentstorage.dsql.local.internal.backend.BackendConnection;
import dev.agentstorage.dsql.local.internal.backend.ErrorTranslation;
import dev.agentstorage.dsql.local.internal.backend.InternalResult;
import dev.agentstorage.dsql.local.internal.backend.InternalStatements;
import dev.agentstorage.dsql.local.internal.protocol.PgError;
import dev.agentstorage.dsql.local.internal.transaction.LoggedStatement;
import dev.agentstorage.dsql.local.internal.transaction.PreparedSql;
import dev.agentstorage.dsql.local.internal.transaction.Transaction;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Evicts a transaction and replays its writes afterwards: in the tables or, if a conflicting transaction has committed,
 * in copies of the tables, so that its client gets the same answers until COMMIT. Not thread-safe.
 */
public final class Replay {
    private static final int MAX_ATTEMPTS = 20;

    private final InternalStatements statements;
    private final TableCopies copies;
    private final SelfCancellation cancellation;

    public Replay(BackendConnection backend, InternalStatements statements, SelfCancellation cancellation) {
        this.statements = statements;
        this.copies = new TableCopies(backend, statements);
        this.cancellation = cancellation;
    }

    /** Returns the text that PostgreSQL runs for a client's statement. */
    private interface Rewrite {
        String text(PreparedSql prepared) throws IOException;
    }

    /** Rolls back to the savepoint, which releases the locks. */
    public void evict(Transaction transaction) throws IOException {
        statements.rollbackToSavepoint();
        transaction.evict();
    }

    /**
     * Restores or diverts an evicted transaction before its next statement.
     *
     * @return the error if that is not possible; null on success
     */
    public @Nullable PgError resume(Transaction transaction) throws IOException {
        PgError error = restore(transaction);
        return error == null || ErrorTranslation.isCancel(error) ? error : divert(transaction);
    }

    /**
     * Replays the writes of an evicted transaction in the tables.
     *
     * @return the error if that is not possible, or the results differ from those that the client has received; null on
     *     success
     */
    public @Nullable PgError restore(Transaction transaction) throws IOException {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            transaction.replay();
            PgError error = replay(transaction, PreparedSql::text);
            if (error == null) {
                transaction.restore();
                return null;
            }
            evict(transaction);
            if (!mustRetry(error)) {
                return visible(error);
            }
        }
        return PgError.dataConflict();
    }

    /** Whether the statement failed only because of a deadlock, or because an older transaction needed its locks. */
    private boolean mustRetry(PgError error) {
        return cancellation.take() || ErrorTranslation.isDeadlock(error);
    }

    private static PgError visible(PgError error) {
        return ErrorTranslation.isCancel(error) ? error : PgError.dataConflict();
    }

    private @Nullable PgError replay(Transaction transaction, Rewrite rewrite) throws IOException {
        for (LoggedStatement write : transaction.log().writes()) {
            PreparedSql prepared = write.prepared();
            InternalResult result = statements.replay(rewrite.text(prepared), prepared.types(), write.binding());
            PgError error = result.error();
            if (error != null) {
                return error;
            }
            if (write.differs(result.digest())) {
                return PgError.dataConflict();
            }
        }
        return null;
    }

    /**
     * Resumes a transaction after one of its writes conflicted with another transaction.
     *
     * @return the error if the transaction cannot be resumed; null on success
     */
    public @Nullable PgError resumeAfterConflict(Transaction transaction, PgError conflict) throws IOException {
        evict(transaction);
        boolean retry = mustRetry(conflict);
        return retry && transaction.countRetry() < MAX_ATTEMPTS ? resume(transaction) : divert(transaction);
    }

    private @Nullable PgError divert(Transaction transaction) throws IOException {
        copies.clear();
        transaction.replay();
        PgError error = replay(transaction, copies::redirect);
        if (error == null) {
            transaction.divert();
            return null;
        }
        return visible(error);
    }

    /** The text that PostgreSQL runs for a statement; in a diverted transaction it uses the table copies. */
    public String textFor(Transaction transaction, PreparedSql prepared) throws IOException {
        return transaction.isDiverted() ? copies.redirect(prepared) : prepared.text();
    }
}
