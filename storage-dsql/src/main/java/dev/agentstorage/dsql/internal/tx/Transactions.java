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
 * Executes transactions and retries them when it is safe: after a conflict, an internal error of the server or a lost connection, up to a
 * maximum number of attempts and a deadline. A retry repeats the whole work, so that it reads the changes of others. If the server is
 * starting, retries continue until the deadline.
 *
 * <p>If the answer to a commit is lost, the {@link Proof} of a change checks whether it was applied; if not, the work is
 * repeated. Work without a proof is repeated unchanged, unless it calls {@link Session#requireNothingApplied()}. When the attempts are
 * exhausted, two more may run that only check the outcome. If the outcome is still unknown, the call fails with
 * {@link OutcomeUnknownException}.
 *
 * <p>Thread-safe.
 */
@Singleton
public final class Transactions {
    /** How the statements of an attempt are executed. */
    private enum Mode {
        /** Read-only statements, each in its own transaction. */
        READ,
        /** Read-only statements with the same snapshot. */
        SNAPSHOT,
        /** One changing statement in autocommit mode. */
        STATEMENT,
        /** One changing statement that may be skipped. */
        OPTIONAL,
        /** Several statements, committed at the end. */
        TRANSACTION
    }

    /** The task of an attempt. */
    private enum Stage {
        /** Run the work: nothing was changed so far. */
        WORK,
        /** Check whether an earlier attempt was applied, and run the work if it was not. */
        PROVE_OR_WORK,
        /** Only check whether an earlier attempt was applied. */
        PROVE
    }

    /** The retry policy of optional changes; short, because the caller of a committed change waits for them. */
    private static final RetryPolicy BRIEF = new RetryPolicy(6, Duration.ofSeconds(2));

    private final Connections connections;
    private final DsqlSettings settings;
    private final Lifetime lifetime;
    private final TransactionCounters counters;
    private final Incidents incidents;
    private final CorruptRows corruptRows;

    /** Creates it with a source of connections. */
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

    /** The work of a call, and the proof that it was applied. */
    private record Plan<T>(Work<T> work, Optional<Proof<T>> proof) {}

    /** Runs read-only statements in autocommit mode: one round trip per statement. */
    public <T> T read(Work<T> work) {
        return run(Mode.READ, new Plan<>(work, Optional.empty()));
    }

    /** Runs read-only statements with the same snapshot: one round trip per statement, and one for the end. */
    public <T> T snapshot(Work<T> work) {
        return run(Mode.SNAPSHOT, new Plan<>(work, Optional.empty()));
    }

    /** Runs one changing statement in autocommit mode: one round trip. Statements after it may only read. */
    public <T> T statement(Work<T> work) {
        return run(Mode.STATEMENT, new Plan<>(work, Optional.empty()));
    }

    /** Like {@link #statement(Work)}; if the answer is lost, the proof checks whether the statement was applied. */
    public <T> T statement(Work<T> work, Proof<T> proof) {
        return run(Mode.STATEMENT, new Plan<>(work, Optional.of(proof)));
    }

    /** Runs statements as one transaction: one round trip per statement, and one for the commit. */
    public <T> T transaction(Work<T> work) {
        return run(Mode.TRANSACTION, new Plan<>(work, Optional.empty()));
    }

    /** Like {@link #transaction(Work)}; if the answer is lost, the proof checks whether the transaction was applied. */
    public <T> T transaction(Work<T> work, Proof<T> proof) {
        return run(Mode.TRANSACTION, new Plan<>(work, Optional.of(proof)));
    }

    /** Runs an optional change with few retries. Returns the number of changed rows; empty after a failure, which is only counted. */
    public OptionalInt attempt(Sql change) {
        try {
            return OptionalInt.of(run(Mode.OPTIONAL, new Plan<>(session -> session.update(change), Optional.empty())));
        } catch (RuntimeException e) {
            // the preceding change is committed, so the call must not fail
            counters.skipped.increment();
            return OptionalInt.empty();
        }
    }

    /** Returns the step size of a bulk operation; steps are not retried after the deadline of a transaction. */
    public StepSize stepSize() {
        return new StepSize(
                settings.retry().deadline(),
                lifetime::nanos,
                e -> e instanceof TooLargeException || e.code().equals(LimitFailures.TOO_OLD));
    }

    /** Runs a step that needs a connection but is not a transaction, such as the detection of the server's dialect. */
    public <T> T connecting(Connecting<T> step) {
        return repeat(Mode.READ, false, stage -> {
            try {
                return lifetime.await(step::run);
            } catch (SQLException e) {
                throw Failure.ofConnecting(e);
            }
        });
    }

    /** A step that needs a connection. */
    @FunctionalInterface
    public interface Connecting<T> {
        /** Runs the step once. */
        T run() throws SQLException;
    }

    /** An attempt to execute a call. */
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
                // the error means that nothing was changed, unless it was caused by the change of an earlier attempt
                // that was
                // committed meanwhile
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
     * Waits until the next attempt may begin; throws the error for the caller if there is none.
     *
     * @return whether the next attempt may only read
     */
    private boolean awaitNextAttempt(
            Mode mode, Failure failure, boolean maybeApplied, boolean provable, ProofBackoff backoff) {
        try {
            if (isInterruption(failure)) {
                throw new InterruptedException();
            }
            if (!failure.transientKind() && !maybeApplied) {
                if (failure.sqlException() instanceof SQLTransientConnectionException) {
                    // the pool has already retried until its timeout
                    incidents.giveUp(failure, backoff, false);
                }
                throw error(mode, failure, false, backoff);
            }
            if (lifetime.isOver()) {
                throw lifetime.closed();
            }
            // an attempt without a connection has run neither the work nor the proof
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
     * Returns whether a failure to connect may be retried: only within the connection timeout, for which the pool itself has already retried.
     * A conflict can always be retried: the schema was changed during the driver's startup queries.
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
                // the server has aborted the transaction, and a commit would silently roll back
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
            // enabling autocommit would commit an open transaction
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

    /** Rolls back. Returns false if the connection is broken, in which case the server rolls the transaction back. */
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
            // the connection is broken: its pool notices when it is closed
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

    /** Returns the error of an interrupted call, which is not retried. */
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
