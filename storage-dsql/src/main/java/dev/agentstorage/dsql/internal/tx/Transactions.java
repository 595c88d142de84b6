package dev.agentstorage.dsql.internal.tx;

import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.error.NotInitializedException;
import dev.agentstorage.error.OutcomeUnknownException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.spi.support.Backoff;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.spi.support.RetryPolicy;
import dev.agentstorage.spi.support.StepSize;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Executes transactions and retries them when it is safe. The whole work is repeated, so that it reads what others
 * changed; it is repeated after a conflict, an internal error of the server and a lost connection, within a number of attempts and a
 * deadline. A server that is starting is waited for until the deadline.
 *
 * <p>When the answer to a commit is lost, the {@link Proof} of a change reads back whether it was applied, and if it was not the work is
 * repeated. Work without one is repeated unchanged, unless it asks {@link Session#requireNothingApplied()}. When the attempts are used up,
 * two more may look and change nothing. If no attempt brings certainty the error is {@link OutcomeUnknownException}.
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

    /** What an attempt may do. */
    private enum Stage {
        /** Work: nothing was changed so far. */
        WORK,
        /** Look whether an earlier attempt was applied, and work if it was not. */
        PROVE_OR_WORK,
        /** Look whether an earlier attempt was applied. */
        PROVE
    }

    /** Of optional changes, since the caller of a committed one waits for them. */
    private static final RetryPolicy BRIEF = new RetryPolicy(6, Duration.ofSeconds(2));

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

    /** What a call does, and how it reads back whether that was applied. */
    private record Plan<T>(Work<T> work, Optional<Proof<T>> proof) {}

    /** Runs reading statements, each committed for itself: one round trip per statement. */
    public <T> T read(Work<T> work) {
        return run(Mode.READ, new Plan<>(work, Optional.empty()));
    }

    /** Runs reading statements that all see the same state: a round trip each, and one for the end. */
    public <T> T snapshot(Work<T> work) {
        return run(Mode.SNAPSHOT, new Plan<>(work, Optional.empty()));
    }

    /** Runs one changing statement that is committed with its answer: one round trip. Statements after it may only read. */
    public <T> T statement(Work<T> work) {
        return run(Mode.STATEMENT, new Plan<>(work, Optional.empty()));
    }

    /** Runs one changing statement as {@link #statement(Work)} does; when its answer is lost, what is stored proves whether it was applied. */
    public <T> T statement(Work<T> work, Proof<T> proof) {
        return run(Mode.STATEMENT, new Plan<>(work, Optional.of(proof)));
    }

    /** Runs statements as one transaction: a round trip each, and one for the commit. */
    public <T> T transaction(Work<T> work) {
        return run(Mode.TRANSACTION, new Plan<>(work, Optional.empty()));
    }

    /** Runs statements as {@link #transaction(Work)} does; when the answer is lost, what is stored proves whether they were applied. */
    public <T> T transaction(Work<T> work, Proof<T> proof) {
        return run(Mode.TRANSACTION, new Plan<>(work, Optional.of(proof)));
    }

    /** Tries one changing statement a few times and returns how many rows it changed. A failure is counted and otherwise ignored. */
    public OptionalInt attempt(Sql change) {
        try {
            return OptionalInt.of(run(Mode.OPTIONAL, new Plan<>(session -> session.update(change), Optional.empty())));
        } catch (RuntimeException e) {
            // what it follows has been committed and must not look as if it had failed
            counters.skipped.increment();
            return OptionalInt.empty();
        }
    }

    /** Returns a size of bulk steps, which are not taken again after the deadline of a transaction. */
    public StepSize stepSize() {
        return new StepSize(
                settings.retry().deadline(),
                lifetime::nanos,
                e -> e instanceof TooLargeException || e.code().equals(LimitFailures.TOO_OLD));
    }

    /** Does what needs a connection and is no work of ours, such as asking the server what it is. */
    public <T> T connecting(Connecting<T> step) {
        return repeat(Mode.READ, false, stage -> {
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
        T run(Stage stage) throws Failure;
    }

    private <T> T run(Mode mode, Plan<T> plan) {
        return repeat(mode, plan.proof().isPresent(), stage -> attempt(mode, plan, stage));
    }

    private <T> T repeat(Mode mode, boolean provable, Attempt<T> attempt) {
        ProofBackoff backoff = new ProofBackoff(mode == Mode.OPTIONAL ? BRIEF : settings.retry(), lifetime);
        Stage stage = Stage.WORK;
        while (true) {
            Failure failure;
            try {
                return attempt.run(stage);
            } catch (Failure e) {
                failure = e;
            } catch (StorageException | MemoryBudget.Shortage e) {
                if (stage == Stage.WORK || e instanceof OutcomeUnknownException) {
                    throw e;
                }
                // it says that nothing was changed, unless what is in its way is what an earlier attempt has left
                // meanwhile
                if (stage == Stage.PROVE || !provable || !mayLookAgain(backoff)) {
                    throw unknown(backoff.attempt(), e);
                }
                stage = Stage.PROVE;
                continue;
            }
            boolean maybeApplied = stage != Stage.WORK || failure.maybeApplied();
            incidents.failed(failure, backoff, maybeApplied);
            boolean last = awaitNextAttempt(mode, failure, maybeApplied, provable, backoff);
            stage = last ? Stage.PROVE : maybeApplied ? Stage.PROVE_OR_WORK : Stage.WORK;
            incidents.retry(failure, backoff, maybeApplied, mode == Mode.OPTIONAL);
        }
    }

    /**
     * Returns when the next attempt may begin; throws the error for the caller when there is none.
     *
     * @return whether that attempt may only read
     */
    private boolean awaitNextAttempt(
            Mode mode, Failure failure, boolean maybeApplied, boolean provable, ProofBackoff backoff) {
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
            // an attempt that got no connection has neither worked nor read
            boolean uncounted = failure.starting() || (failure.connecting() && maybeApplied && provable);
            if (uncounted
                    ? backoff.nextUncounted()
                    : (!failure.connecting() || maybeApplied || mayConnectAgain(failure, backoff)) && backoff.next()) {
                return backoff.isReading();
            }
            if (maybeApplied && provable && !uncounted && backoff.nextRead()) {
                return true;
            }
            incidents.giveUp(failure, backoff, maybeApplied);
            throw error(mode, failure, maybeApplied, backoff);
        } catch (NotInitializedException e) {
            throw maybeApplied ? unknown(backoff.attempt(), failure.sqlException()) : e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            incidents.giveUp(failure, backoff, maybeApplied);
            throw interrupted(failure, maybeApplied, backoff);
        }
    }

    private static boolean mayLookAgain(ProofBackoff backoff) {
        try {
            return backoff.nextRead();
        } catch (NotInitializedException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
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

    private <T> T attempt(Mode mode, Plan<T> plan, Stage stage) throws Failure {
        counters.attempts.increment();
        Connection connection;
        try {
            connection = lifetime.open(connections);
        } catch (SQLException e) {
            throw Failure.ofConnecting(e);
        }
        try {
            return mode == Mode.TRANSACTION || mode == Mode.SNAPSHOT
                    ? inTransaction(mode, connection, plan, stage)
                    : inAutocommit(mode, connection, plan, stage);
        } finally {
            lifetime.release(connection);
        }
    }

    private <T> T inAutocommit(Mode mode, Connection connection, Plan<T> plan, Stage stage) throws Failure {
        Session session = new Session(
                connection, stage != Stage.WORK, mode == Mode.READ ? corruptRows : CorruptRows.FAIL, lifetime);
        try {
            Optional<T> proved = prove(session, plan, stage);
            return proved.isPresent() ? proved.get() : plan.work().run(session);
        } catch (SQLException e) {
            throw Failure.of(e, mode != Mode.READ, session.done());
        } finally {
            session.end();
        }
    }

    /** Returns the result of an earlier attempt if it was applied. */
    private static <T> Optional<T> prove(Session session, Plan<T> plan, Stage stage) throws Failure {
        if (stage == Stage.WORK || plan.proof().isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<T> proved = plan.proof().get().find(session);
            if (stage == Stage.PROVE && proved.isEmpty()) {
                session.requireNothingApplied();
            }
            return proved;
        } catch (SQLException e) {
            throw Failure.of(e, false, session.done());
        }
    }

    private <T> T inTransaction(Mode mode, Connection connection, Plan<T> plan, Stage stage) throws Failure {
        Session session = new Session(connection, stage != Stage.WORK, CorruptRows.FAIL, lifetime);
        boolean ended = false;
        try {
            connection.setAutoCommit(false);
            Optional<T> proved = prove(session, plan, stage);
            if (proved.isPresent()) {
                return proved.get();
            }
            T result = plan.work().run(session);
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
                ? new OutcomeUnknownException(
                        "interrupted",
                        "the thread was interrupted before the outcome of the commit was known",
                        details,
                        failure.sqlException())
                : Refusals.interrupted(details, failure.sqlException());
    }

    static OutcomeUnknownException unknown(int attempts, @Nullable Exception cause) {
        return Refusals.commitOutcomeUnknown(Map.of("attempts", attempts), cause);
    }
}
