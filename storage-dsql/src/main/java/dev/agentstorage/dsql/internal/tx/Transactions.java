package dev.agentstorage.dsql.internal.tx;

import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.settings.DsqlSettings.RetrySettings;
import dev.agentstorage.error.NotInitialized;
import dev.agentstorage.error.OutcomeUnknown;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.Unavailable;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Runs work against the database, and runs it again when that is right. The whole work is repeated, so that it reads anew what others
 * changed; it is repeated after a conflict, an internal error of the server and a lost connection, within a number of attempts and a
 * deadline. A server that is starting is waited for until the deadline.
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
        /** One changing statement that may be left out. */
        OPTIONAL,
        /** Several statements, committed at the end. */
        TRANSACTION
    }

    /** Of optional changes, since the caller of a committed one waits for them. */
    private static final RetrySettings BRIEF = new RetrySettings(6, Duration.ofSeconds(2));

    private static final String INTERRUPTED = "interrupted";

    private final Connections connections;
    private final DsqlSettings settings;
    private final Lifetime lifetime;
    private final TransactionCounters counters;
    private final Incidents incidents;
    private final CorruptRows corruptRows;

    /** Creates it over a source of connections. */
    @Inject
    public Transactions(
            Connections connections, DsqlSettings settings, Lifetime lifetime, TransactionCounters counters) {
        this.connections = connections;
        this.settings = settings;
        this.lifetime = lifetime;
        this.counters = counters;
        this.incidents = new Incidents(counters, settings.reactions().listener());
        this.corruptRows = new CorruptRows(settings.reactions().skipCorruptRows(), counters);
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

    /** Tries one changing statement a few times and returns how many rows it changed. A failure is counted and otherwise ignored. */
    public OptionalInt attempt(Sql change) {
        try {
            return OptionalInt.of(run(Mode.OPTIONAL, session -> session.update(change)));
        } catch (RuntimeException e) {
            // what it follows has been committed and must not look as if it had failed
            counters.skipped.increment();
            return OptionalInt.empty();
        }
    }

    /** Returns a size of bulk steps, which are not taken again after the deadline of a transaction. */
    public StepSize stepSize() {
        return new StepSize(lifetime, settings.retry().deadline());
    }

    /** Does what needs a connection and is no work of ours, such as asking the server what it is. */
    public <T> T connecting(Connecting<T> step) {
        return repeat(Mode.READ, maybeApplied -> {
            try {
                return lifetime.await(step::run);
            } catch (SQLException e) {
                throw Failure.ofConnecting(e);
            }
        });
    }

    /** What needs a connection. */
    @FunctionalInterface
    public interface Connecting<T> {
        /** Does it once. */
        T run() throws SQLException;
    }

    /** One of the attempts at the same thing. */
    private interface Attempt<T> {
        T run(boolean maybeApplied) throws Failure;
    }

    private <T> T run(Mode mode, Work<T> work) {
        return repeat(mode, maybeApplied -> attempt(mode, work, maybeApplied));
    }

    private <T> T repeat(Mode mode, Attempt<T> attempt) {
        Backoff backoff =
                new Backoff(mode == Mode.OPTIONAL ? BRIEF : settings.retry(), lifetime, ThreadLocalRandom.current());
        boolean maybeApplied = false;
        while (true) {
            Failure failure;
            try {
                return attempt.run(maybeApplied);
            } catch (Failure e) {
                failure = e;
            } catch (StorageException e) {
                // it says that nothing was changed, which an earlier attempt makes uncertain
                throw maybeApplied && !(e instanceof OutcomeUnknown) ? unknown(backoff.attempt(), e) : e;
            }
            maybeApplied |= failure.maybeApplied();
            incidents.failed(failure, backoff, maybeApplied);
            awaitNextAttempt(mode, failure, maybeApplied, backoff);
            incidents.retry(failure, backoff, maybeApplied, mode == Mode.OPTIONAL);
        }
    }

    /** Returns when the next attempt may begin; throws the error for the caller when there is none. */
    private void awaitNextAttempt(Mode mode, Failure failure, boolean maybeApplied, Backoff backoff) {
        try {
            if (isInterruption(failure)) {
                throw new InterruptedException();
            }
            if (!failure.transientKind() && !maybeApplied) {
                if (failure.sqlException() instanceof SQLTransientConnectionException) {
                    // the pool has tried and waited for all of the time that there was
                    incidents.giveUp(failure, backoff, false);
                }
                throw error(mode, failure, false, backoff);
            }
            if (lifetime.isOver()) {
                throw lifetime.closed();
            }
            if (failure.starting()
                    ? backoff.nextUncounted()
                    : (!failure.connecting() || maybeApplied || mayConnectAgain(failure, backoff)) && backoff.next()) {
                return;
            }
            incidents.giveUp(failure, backoff, maybeApplied);
            throw error(mode, failure, maybeApplied, backoff);
        } catch (NotInitialized e) {
            throw maybeApplied ? unknown(backoff.attempt(), failure.sqlException()) : e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            incidents.giveUp(failure, backoff, maybeApplied);
            throw interrupted(failure, maybeApplied, backoff);
        }
    }

    private static boolean isInterruption(Failure failure) {
        return failure.connecting() && ConnectFailures.isInterruption(failure.sqlException());
    }

    /**
     * A pool has tried to connect for all of this time: what it could not do is not tried by a second one. A conflict is none of that: the
     * schema was changed while the driver introduced itself.
     */
    private boolean mayConnectAgain(Failure failure, Backoff backoff) {
        return failure.kind() == SqlStates.Kind.CONFLICT
                || backoff.elapsed() < settings.pool().connectionTimeout().toNanos();
    }

    private <T> T attempt(Mode mode, Work<T> work, boolean maybeApplied) throws Failure {
        counters.attempts.increment();
        Connection connection;
        try {
            connection = lifetime.open(connections);
        } catch (SQLException e) {
            throw Failure.ofConnecting(e);
        }
        try {
            return mode == Mode.TRANSACTION || mode == Mode.SNAPSHOT
                    ? inTransaction(mode, connection, work, maybeApplied)
                    : inAutocommit(mode, connection, work, maybeApplied);
        } finally {
            lifetime.release(connection);
        }
    }

    private <T> T inAutocommit(Mode mode, Connection connection, Work<T> work, boolean maybeApplied) throws Failure {
        Session session =
                new Session(connection, maybeApplied, mode == Mode.READ ? corruptRows : CorruptRows.FAIL, lifetime);
        try {
            return work.run(session);
        } catch (SQLException e) {
            throw Failure.of(e, mode != Mode.READ, session.done());
        } finally {
            session.end();
        }
    }

    private <T> T inTransaction(Mode mode, Connection connection, Work<T> work, boolean maybeApplied) throws Failure {
        Session session = new Session(connection, maybeApplied, CorruptRows.FAIL, lifetime);
        boolean ended = false;
        try {
            connection.setAutoCommit(false);
            T result = work.run(session);
            if (session.failure().isPresent()) {
                // the server has aborted the transaction and would answer a commit with a silent rollback
                throw Failure.of(session.failure().get(), false, session.done());
            }
            if (mode == Mode.TRANSACTION) {
                commit(connection, session);
                ended = true;
            }
            return result;
        } catch (SQLException e) {
            throw Failure.of(e, false, session.done());
        } finally {
            // going back to autocommit would commit what is still open
            if (ended || rollback(connection)) {
                autocommit(connection);
            }
            session.end();
        }
    }

    private static void commit(Connection connection, Session session) throws Failure {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw Failure.of(e, true, session.committing());
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

    private StorageException error(Mode mode, Failure failure, boolean maybeApplied, Backoff backoff) {
        int attempts = backoff.attempt();
        if (maybeApplied) {
            return unknown(attempts, failure.sqlException());
        }
        if (failure.connecting()) {
            return ConnectFailures.error(
                    failure.sqlException(), attempts, Duration.ofNanos(backoff.elapsed()), settings.poolMaximum());
        }
        return failure.toError(mode != Mode.READ && mode != Mode.SNAPSHOT, attempts);
    }

    /** What the thread was doing when it was interrupted is done no longer, whatever that was. */
    private static StorageException interrupted(Failure failure, boolean maybeApplied, Backoff backoff) {
        Map<String, Object> details = failure.details(backoff.attempt());
        return maybeApplied
                ? new OutcomeUnknown(
                        INTERRUPTED,
                        "the thread was interrupted before it could find out whether a change was committed",
                        details,
                        failure.sqlException())
                : new Unavailable(
                        INTERRUPTED,
                        "the thread was interrupted before the call was done; nothing was changed",
                        details,
                        failure.sqlException());
    }

    static OutcomeUnknown unknown(int attempts, @Nullable Exception cause) {
        return new OutcomeUnknown(
                "commit-outcome-unknown",
                "the connection or the server failed while a change was being committed; repeat the call or read back what is"
                        + " stored",
                Map.of("attempts", attempts),
                cause);
    }
}
