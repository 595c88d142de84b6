package dev.agentstorage.dsql.local.internal.job;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs the jobs of {@code CREATE INDEX ASYNC} and {@code ALTER TABLE ASYNC} in the background, each after the
 * configured build time: a job is {@code submitted} for the first half of this time and {@code processing} for the
 * second half, then {@code completed} or {@code failed}. A job ends if its index or table is dropped.
 *
 * <p>Jobs run sequentially on a daemon thread, with a superuser connection. A job never waits for row locks, only for
 * transactions that change the definition of the same table; the endpoint finds these with {@link #backendPid()}. Jobs
 * that a previous process left unfinished are resumed at startup.
 *
 * <p>Thread-safe.
 */
public final class JobRunner implements AutoCloseable {
    private static final long ORIGIN = System.nanoTime();
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Duration END_OF_THREAD = Duration.ofSeconds(10);

    // The errors if a table is dropped during its lookup: by name, by oid.
    private static final String UNDEFINED_TABLE = "42P01";
    private static final String SYNTAX_ERROR = "42601";

    /** Is notified of changed definitions. Must not throw, and must return quickly, because jobs wait for it. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Called when a job has changed the definition of relations, and the change is visible to all sessions.
         *
         * @param relationOids the oids of the table and, if the job built one, the index
         */
        void finished(String jobId, Set<Long> relationOids);
    }

    private record Step(long dueNanos, String jobId, boolean last) {}

    private final DataSource superuser;
    private final long halfBuildNanos;
    private final Predicate<String> fails;
    private final Listener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PriorityQueue<Step> steps =
            new PriorityQueue<>(Comparator.comparingLong(step -> step.dueNanos() - ORIGIN));
    private final Thread thread = new Thread(this::run, "dsql-local-jobs");
    private @Nullable Connection connection;
    private volatile int backendPid;
    private boolean closed;

    private JobRunner(DataSource superuser, Duration buildTime, Predicate<String> fails, Listener listener) {
        this.superuser = superuser;
        this.halfBuildNanos = buildTime.toNanos() / 2;
        this.fails = fails;
        this.listener = listener;
        thread.setDaemon(true);
    }

    /**
     * Starts the thread, on a database that {@link ServerSetup} has prepared.
     *
     * @param superuser opens connections to the database as a superuser, in autocommit mode
     * @param buildTime minimum duration of a job
     * @param fails called with the id of a job that would succeed; true makes it fail
     * @param listener is notified of changed definitions
     * @throws SQLException if the database cannot be reached
     */
    public static JobRunner start(DataSource superuser, Duration buildTime, Predicate<String> fails, Listener listener)
            throws SQLException {
        JobRunner runner = new JobRunner(superuser, buildTime, fails, listener);
        Connection opened = runner.connect();
        try (Statement statement = opened.createStatement()) {
            statement.execute("SELECT dsql_local.forget_jobs()");
            try (ResultSet rows = statement.executeQuery(
                    "SELECT job_id FROM dsql_local.job WHERE status IN ('submitted', 'processing')"
                            + " ORDER BY start_time")) {
                while (rows.next()) {
                    runner.submitted(rows.getString(1));
                }
            }
        } catch (SQLException e) {
            opened.close();
            throw e;
        }
        runner.thread.start();
        return runner;
    }

    /** Schedules a job, after the transaction that created it was committed. Does not block. */
    public void submitted(String jobId) {
        plan(new Step(System.nanoTime() + halfBuildNanos, jobId, false));
    }

    /** The process id of the backend that runs the jobs, which may wait for locks of other sessions. */
    public int backendPid() {
        return backendPid;
    }

    /**
     * Stops immediately, even within a job, and waits until the thread has ended. An interrupted job stays unfinished.
     */
    @Override
    public void close() {
        Connection open;
        lock.lock();
        try {
            closed = true;
            open = connection;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            if (open != null) {
                open.abort(Runnable::run);
            }
        } catch (SQLException e) {
            // The thread then ends after its current statement.
        }
        try {
            thread.join(END_OF_THREAD.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void plan(Step step) {
        lock.lock();
        try {
            steps.add(step);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        Step step = next();
        while (step != null) {
            try {
                take(step);
            } catch (SQLException e) {
                plan(new Step(System.nanoTime() + RETRY_NANOS, step.jobId(), step.last()));
            }
            step = next();
        }
    }

    /** Waits for the next due step; null when closed. */
    private @Nullable Step next() {
        lock.lock();
        try {
            while (!closed) {
                Step first = steps.peek();
                long wait = first == null ? Long.MAX_VALUE : first.dueNanos() - System.nanoTime();
                if (wait <= 0) {
                    return steps.poll();
                }
                changed.awaitNanos(wait);
            }
            return null;
        } catch (InterruptedException e) {
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void take(Step step) throws SQLException {
        Connection open = connect();
        if (!step.last()) {
            if (start(open, step.jobId())) {
                plan(new Step(System.nanoTime() + halfBuildNanos, step.jobId(), true));
            }
            return;
        }
        Set<Long> relations;
        try {
            relations = finish(open, step.jobId(), fails.test(step.jobId()) ? "injected fault" : null);
        } catch (SQLException e) {
            if (isTransient(e)) {
                throw e;
            }
            relations = finish(open, step.jobId(), e.getMessage());
        }
        if (!relations.isEmpty()) {
            listener.finished(step.jobId(), relations);
        }
    }

    private static boolean start(Connection open, String jobId) throws SQLException {
        try (PreparedStatement statement = open.prepareStatement("SELECT dsql_local.start_job(?)")) {
            statement.setString(1, jobId);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static Set<Long> finish(Connection open, String jobId, @Nullable String refusal) throws SQLException {
        try (PreparedStatement statement =
                open.prepareStatement("SELECT dsql_local.finish_job(?, ?), dsql_local.forget_jobs()")) {
            statement.setString(1, jobId);
            statement.setString(2, refusal);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                Array oids = row.getArray(1);
                return Arrays.stream((Object[]) oids.getArray())
                        .map(oid -> ((Number) oid).longValue())
                        .collect(Collectors.toUnmodifiableSet());
            }
        }
    }

    /** Whether a retry may succeed: after lost connections, conflicts, and relations that were dropped concurrently. */
    private static boolean isTransient(SQLException e) {
        String state = e.getSQLState();
        return state == null
                || state.startsWith("08")
                || state.startsWith("40")
                || state.startsWith("53")
                || state.startsWith("55")
                || state.startsWith("57")
                || state.equals(UNDEFINED_TABLE)
                || state.equals(SYNTAX_ERROR);
    }

    private Connection connect() throws SQLException {
        Connection present = connection;
        if (present != null && !present.isClosed()) {
            return present;
        }
        Connection opened = superuser.getConnection();
        try (Statement statement = opened.createStatement()) {
            // A job must see changes that were committed while it waited.
            statement.execute("SET default_transaction_isolation TO 'read committed'");
            try (ResultSet row = statement.executeQuery("SELECT pg_catalog.pg_backend_pid()")) {
                row.next();
                backendPid = row.getInt(1);
            }
        } catch (SQLException e) {
            opened.close();
            throw e;
        }
        lock.lock();
        try {
            if (closed) {
                opened.close();
                throw new SQLException("closed");
            }
            connection = opened;
        } finally {
            lock.unlock();
        }
        return opened;
    }
}
