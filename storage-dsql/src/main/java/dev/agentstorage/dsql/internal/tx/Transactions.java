package dev.agentstorage.dsql.internal.tx;

import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.settings.DsqlSettings.RetrySettings;
import dev.agentstorage.error.AlreadyExists;
import dev.agentstorage.error.Conflict;
import dev.agentstorage.error.NotFound;
import dev.agentstorage.error.OutcomeUnknown;
import dev.agentstorage.error.StorageException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Runs work against the database, and runs it again when that is right. The whole work is repeated, so that it reads anew what others
 * changed; it is repeated after a conflict and after a lost connection, within a number of attempts and a deadline.
 *
 * <p>When the answer to a commit is lost, the work is repeated too: every change here is idempotent, and {@link Session#maybeApplied()}
 * tells the ones that must look first. If no attempt brings certainty the error is {@link OutcomeUnknown}.
 *
 * <p>Thread-safe.
 */
@Singleton
public final class Transactions {
    /** How the statements of one attempt hang together. */
    private enum Mode {
        /** Reading statements, each for itself. */
        READ,
        /** Reading statements that see one state. */
        SNAPSHOT,
        /** One changing statement, committed with its answer. */
        STATEMENT,
        /** Several statements, committed at the end. */
        TRANSACTION
    }

    /** Whoever follows a committed change waits for it, so it gives up early. */
    private static final RetrySettings ATTEMPTS_OF_WHAT_MAY_FAIL = new RetrySettings(6, Duration.ofSeconds(2));

    private final Connections connections;
    private final RetrySettings settings;
    private final Ticker ticker;
    private final TransactionCounters counters;

    /** Creates it over a source of connections. */
    @Inject
    public Transactions(Connections connections, DsqlSettings settings, Ticker ticker, TransactionCounters counters) {
        this.connections = connections;
        this.settings = settings.retry();
        this.ticker = ticker;
        this.counters = counters;
    }

    /** Runs reading statements, each committed for itself: one round trip per statement. */
    public <T> T read(Work<T> work) {
        return run(Mode.READ, work);
    }

    /** Runs reading statements that all see the same state: a round trip each, and one for the end. */
    public <T> T snapshot(Work<T> work) {
        return run(Mode.SNAPSHOT, work);
    }

    /** Runs one changing statement that is committed with its answer: one round trip. Statements after it may only read. */
    public <T> T statement(Work<T> work) {
        return run(Mode.STATEMENT, work);
    }

    /** Runs statements as one transaction: a round trip each, and one for the commit. */
    public <T> T transaction(Work<T> work) {
        return run(Mode.TRANSACTION, work);
    }

    /** Tries one changing statement a few times. A failure is counted and otherwise ignored. */
    public void attempt(Sql change) {
        try {
            run(Mode.STATEMENT, session -> session.update(change), ATTEMPTS_OF_WHAT_MAY_FAIL);
        } catch (RuntimeException e) {
            // what it follows has been committed and must not look as if it had failed
            counters.skipped.increment();
        }
    }

    private <T> T run(Mode mode, Work<T> work) {
        return run(mode, work, settings);
    }

    private <T> T run(Mode mode, Work<T> work, RetrySettings settings) {
        Backoff backoff = new Backoff(settings, ticker, ThreadLocalRandom.current());
        boolean maybeApplied = false;
        while (true) {
            Failure failure;
            try {
                return attempt(mode, work, maybeApplied);
            } catch (Failure e) {
                failure = e;
            } catch (Conflict | AlreadyExists | NotFound e) {
                // these say that nothing was changed, which an earlier attempt makes uncertain
                throw maybeApplied ? unknown(backoff.attempt(), e) : e;
            }
            count(failure);
            maybeApplied |= failure.maybeApplied();
            if (!failure.repeatable(maybeApplied)) {
                throw error(mode, failure, maybeApplied, backoff.attempt());
            }
            try {
                if (!backoff.next()) {
                    counters.giveUps.increment();
                    throw error(mode, failure, maybeApplied, backoff.attempt());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                counters.giveUps.increment();
                throw error(mode, failure, maybeApplied, backoff.attempt());
            }
            counters.retries.increment();
        }
    }

    private <T> T attempt(Mode mode, Work<T> work, boolean maybeApplied) throws Failure {
        counters.attempts.increment();
        Connection connection;
        try {
            connection = connections.open();
        } catch (SQLException e) {
            throw Failure.ofConnecting(e);
        }
        try {
            return mode == Mode.TRANSACTION || mode == Mode.SNAPSHOT
                    ? inTransaction(mode, connection, work, maybeApplied)
                    : inAutocommit(mode, connection, work, maybeApplied);
        } finally {
            close(connection);
        }
    }

    private static <T> T inAutocommit(Mode mode, Connection connection, Work<T> work, boolean maybeApplied)
            throws Failure {
        try {
            return work.run(new Session(connection, maybeApplied));
        } catch (SQLException e) {
            throw Failure.of(e, mode == Mode.STATEMENT);
        }
    }

    private static <T> T inTransaction(Mode mode, Connection connection, Work<T> work, boolean maybeApplied)
            throws Failure {
        boolean ended = false;
        try {
            connection.setAutoCommit(false);
            Session session = new Session(connection, maybeApplied);
            T result = work.run(session);
            if (session.failure().isPresent()) {
                // the server has aborted the transaction and would answer a commit with a silent rollback
                throw Failure.of(session.failure().get(), false);
            }
            if (mode == Mode.TRANSACTION) {
                commit(connection);
                ended = true;
            }
            return result;
        } catch (SQLException e) {
            throw Failure.of(e, false);
        } finally {
            // going back to autocommit would commit what is still open
            if (ended || rollback(connection)) {
                autocommit(connection);
            }
        }
    }

    private static void commit(Connection connection) throws Failure {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw Failure.of(e, true);
        }
    }

    /** Returns whether nothing is open any more; if not, the connection is broken and its end undoes the transaction. */
    private static boolean rollback(Connection connection) {
        try {
            connection.rollback();
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private static void autocommit(Connection connection) {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            // a broken connection: its pool notices when it is closed
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // nothing of ours depends on it any more
        }
    }

    private void count(Failure failure) {
        if (failure.kind() == SqlStates.Kind.CONFLICT) {
            counters.conflicts.increment();
        } else if (failure.kind() == SqlStates.Kind.CONNECTION) {
            counters.lostConnections.increment();
        }
        if (failure.maybeApplied()) {
            counters.unknownOutcomes.increment();
        }
    }

    private static StorageException error(Mode mode, Failure failure, boolean maybeApplied, int attempts) {
        if (maybeApplied) {
            return unknown(attempts, failure.sqlException());
        }
        return failure.toError(mode != Mode.READ && mode != Mode.SNAPSHOT, attempts);
    }

    static OutcomeUnknown unknown(int attempts, @Nullable Exception cause) {
        return new OutcomeUnknown(
                "commit-outcome-unknown",
                "the connection was lost while a change was being committed; repeat the call or read back what is stored",
                Map.of("attempts", attempts),
                cause);
    }
}
