package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.conflict.CommitOrder;
import dev.agentstorage.dsql.local.internal.protocol.PgError;
import dev.agentstorage.dsql.local.internal.session.EndpointOptions.TransactionLimits;
import dev.agentstorage.dsql.local.internal.sql.Refusal;
import dev.agentstorage.dsql.local.internal.sql.Statement;
import dev.agentstorage.dsql.local.internal.transaction.Transaction;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Decides whether a statement may run in a session's transaction, and whether the transaction may commit. Not
 * thread-safe.
 */
final class StatementAdmission {
    private static final String ONE_DDL = "multiple ddl statements not supported in a transaction";
    private static final String NO_MIX = "ddl and dml are not supported in the same transaction";
    private static final String ABORTED =
            "current transaction is aborted, commands ignored until end of transaction block";
    private static final long MEBIBYTE = 1 << 20;

    private final CommitOrder order;
    private final TransactionLimits limits;
    private final boolean staleCatalogs;
    /** The schema version that the session used last. */
    private long schemaKnown;

    StatementAdmission(EndpointState endpoint) {
        this.order = endpoint.commitOrder();
        this.limits = endpoint.options().transactions();
        this.staleCatalogs = endpoint.options().staleCatalogs();
        this.schemaKnown = order.schema();
    }

    /** The error for every statement in a failed transaction, except COMMIT and ROLLBACK. */
    static PgError aborted() {
        return PgError.of("25P02", ABORTED);
    }

    /** The error if the statement's text or the state of the transaction does not allow it. */
    Optional<PgError> objectionTo(Statement statement, Transaction transaction) {
        if (transaction.isFailed() && !isAcceptedAfterFailure(statement)) {
            return Optional.of(aborted());
        }
        return statement.refusal().map(StatementAdmission::error);
    }

    private static boolean isAcceptedAfterFailure(Statement statement) {
        return switch (statement.kind()) {
            case COMMIT, ROLLBACK, EMPTY -> true;
            default -> false;
        };
    }

    private static PgError error(Refusal refusal) {
        return new PgError("ERROR", refusal.sqlState(), refusal.message(), refusal.position());
    }

    /**
     * Records what the snapshot will see, before PostgreSQL takes it. With stale catalogs, a session that was idle
     * during a schema change gets an error once.
     */
    void takeSnapshot(Transaction transaction) {
        long schema = order.schema();
        transaction.takeSnapshot(order.commits(), staleCatalogs ? schemaKnown : schema);
        schemaKnown = schema;
    }

    /** Records that the session has committed a schema change. */
    void schemaChanged(long version) {
        schemaKnown = version;
    }

    /**
     * Returns the error if the statement may not run now; otherwise counts it. Called before any part of it runs.
     *
     * @param bytes size of statement and parameters
     */
    Optional<PgError> admit(Statement statement, Transaction transaction, long bytes) {
        if (transaction.isLazy()) {
            takeSnapshot(transaction);
        }
        transaction.use();
        return expired(transaction).or(() -> switch (statement.kind()) {
            case DDL, ASYNC_INDEX, ASYNC_VALIDATE, IAM -> admitSchemaChange(transaction);
            case WRITE, COPY_IN, LOCKING_READ -> admitWrite(statement, transaction, bytes);
            default -> Optional.empty();
        });
    }

    /**
     * The error if the transaction cannot continue: it was rolled back for another one, the schema has changed, or it
     * is too old.
     */
    Optional<PgError> expired(Transaction transaction) {
        Optional<PgError> lost = transaction.lostBecause();
        if (lost.isPresent()) {
            return lost;
        }
        if (transaction.isOutdated(order.schema())) {
            return Optional.of(PgError.schemaConflict());
        }
        boolean tooOld = transaction.isExplicit()
                && transaction.ageNanos() > limits.age().toNanos();
        return tooOld ? Optional.of(ageExceeded(transaction)) : Optional.empty();
    }

    private static Optional<PgError> admitSchemaChange(Transaction transaction) {
        if (transaction.changesSchema()) {
            return Optional.of(PgError.of("0A000", ONE_DDL));
        }
        if (transaction.changesData()) {
            return Optional.of(PgError.of("0A000", NO_MIX));
        }
        transaction.changeSchema();
        return Optional.empty();
    }

    private Optional<PgError> admitWrite(Statement statement, Transaction transaction, long bytes) {
        if (transaction.changesSchema()) {
            return Optional.of(PgError.of("0A000", NO_MIX));
        }
        transaction.size().addBytes(bytes);
        if (isTooLarge(transaction)) {
            if (!transaction.isExplicit()) {
                return Optional.of(sizeExceeded(transaction));
            }
            if (transaction.isActive()) {
                // It can no longer commit, so its writes will not be replayed.
                transaction.log().discard();
            }
        }
        transaction.changeData();
        transaction.size().addMaximumRows(statement.rowsAtMost());
        return Optional.empty();
    }

    /** Whether the transaction has written too many bytes; in a transaction block, COMMIT reports this. */
    boolean isTooLarge(Transaction transaction) {
        return transaction.size().bytes() > limits.bytes();
    }

    PgError sizeExceeded(Transaction transaction) {
        long limit = mebibytes(limits.bytes());
        return PgError.of("54000", "transaction size limit " + limit + "mb exceeded")
                .withDetail("Current transaction size "
                        + mebibytes(transaction.size().bytes()) + "mb > " + limit + "mb");
    }

    /** Rounded up, so that a size over the limit is not reported as the limit. */
    private static long mebibytes(long bytes) {
        return (bytes + MEBIBYTE - 1) / MEBIBYTE;
    }

    private PgError ageExceeded(Transaction transaction) {
        long limit = limits.age().toSeconds();
        long age = TimeUnit.NANOSECONDS.toSeconds(transaction.ageNanos()) + 1;
        return PgError.of("54000", "transaction age limit of " + limit + "s exceeded")
                .withDetail("Current transaction age " + age + "s exceeds " + limit + "s");
    }
}
