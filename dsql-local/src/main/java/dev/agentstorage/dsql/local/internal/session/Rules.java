package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.protocol.PgError;
import dev.agentstorage.dsql.local.internal.sql.Statement;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a transaction may still do. */
final class Rules {
    private static final String ONE_DDL = "multiple ddl statements not supported in a transaction";
    private static final long MEBIBYTE = 1 << 20;
    private static final String NO_MIX = "ddl and dml are not supported in the same transaction";

    private final State state;

    Rules(State state) {
        this.state = state;
    }

    static PgError aborted() {
        return PgError.of("25P02", "current transaction is aborted, commands ignored until end of transaction block");
    }

    /** Whether nothing but the end of the transaction is allowed, and this is something else. */
    boolean isIgnored(Statement statement) {
        return state.isFailed()
                && statement.kind() != Statement.Kind.COMMIT
                && statement.kind() != Statement.Kind.ROLLBACK
                && statement.kind() != Statement.Kind.EMPTY;
    }

    /**
     * To be called before the transaction's snapshot is taken: notes what it will see. A session that finds a changed
     * schema after it was idle may get an error, once.
     */
    void beforeSnapshot(Transaction transaction) {
        long schema = state.shared.schema().get();
        transaction.commitsSeen = state.shared.commits().get();
        transaction.schemaSeen = state.shared.options().staleCatalogs() ? state.schemaKnown : schema;
        state.schemaKnown = schema;
    }

    /** Why the statement may not run; decided before anything of it runs. Notes what it will have done. */
    Optional<PgError> admit(Statement statement, Transaction transaction, long bytes) {
        if (transaction.schemaSeen < 0) {
            beforeSnapshot(transaction);
        }
        transaction.used = true;
        PgError conflict = outdated(transaction);
        if (conflict != null) {
            return Optional.of(conflict);
        }
        if (tooOld(transaction)) {
            return Optional.of(age(transaction));
        }
        switch (statement.kind()) {
            case DDL, ASYNC_INDEX, ASYNC_VALIDATE, IAM -> {
                if (transaction.changesSchema) {
                    return Optional.of(PgError.of("0A000", ONE_DDL));
                }
                if (transaction.changesData) {
                    return Optional.of(PgError.of("0A000", NO_MIX));
                }
                transaction.changesSchema = true;
            }
            case WRITE, COPY_IN, LOCKING_READ -> {
                if (transaction.changesSchema) {
                    return Optional.of(PgError.of("0A000", NO_MIX));
                }
                transaction.bytes += bytes;
                if (isTooLarge(transaction)) {
                    if (!transaction.isExplicit()) {
                        return Optional.of(tooLarge(transaction));
                    }
                    forget(transaction);
                }
                transaction.changesData = true;
                transaction.rowsAtMost = saturatedSum(transaction.rowsAtMost, statement.rowsAtMost());
            }
            default -> {
                // Reads are free.
            }
        }
        return Optional.empty();
    }

    /** It cannot commit any more, so that what it has written need not be held for another try. */
    private static void forget(Transaction transaction) {
        if (transaction.place == Transaction.Place.REAL) {
            transaction.unlogged = true;
            transaction.log.clear();
            transaction.lockingReads.clear();
        }
    }

    /** Whether the transaction has changed too much; in a block it is reported at COMMIT. */
    boolean isTooLarge(Transaction transaction) {
        return transaction.bytes > state.shared.options().transactions().bytes();
    }

    PgError tooLarge(Transaction transaction) {
        long limit = mebibytes(state.shared.options().transactions().bytes());
        return PgError.of("54000", "transaction size limit " + limit + "mb exceeded")
                .withDetail("Current transaction size " + mebibytes(transaction.bytes) + "mb > " + limit + "mb");
    }

    /** Rounded up, so that a size over the limit is not told as the limit. */
    private static long mebibytes(long bytes) {
        return (bytes + MEBIBYTE - 1) / MEBIBYTE;
    }

    boolean tooOld(Transaction transaction) {
        return transaction.isExplicit()
                && System.nanoTime() - transaction.startedNanos
                        > state.shared.options().transactions().age().toNanos();
    }

    PgError age(Transaction transaction) {
        long limit = state.shared.options().transactions().age().toSeconds();
        long age = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - transaction.startedNanos) + 1;
        return PgError.of("54000", "transaction age limit of " + limit + "s exceeded")
                .withDetail("Current transaction age " + age + "s exceeds " + limit + "s");
    }

    /** Whether the schema has changed under the transaction, or its work had to go for such a change. */
    @Nullable
    PgError outdated(Transaction transaction) {
        if (transaction.place == Transaction.Place.GONE) {
            PgError reason = transaction.doom();
            return reason == null ? PgError.dataConflict() : reason;
        }
        boolean changed = transaction.used
                && (transaction.isOutdated()
                        || transaction.schemaSeen != state.shared.schema().get());
        return changed ? PgError.schemaConflict() : null;
    }

    private static long saturatedSum(long a, long b) {
        return b >= Long.MAX_VALUE - a ? Long.MAX_VALUE : a + b;
    }
}
