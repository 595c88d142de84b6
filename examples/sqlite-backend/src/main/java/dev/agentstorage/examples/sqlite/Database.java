package dev.agentstorage.examples.sqlite;

import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.spi.support.FilterBound;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.spi.support.Retry;
import dev.agentstorage.spi.support.RetryPolicy;
import dev.agentstorage.spi.support.StorageLifetime;
import dev.agentstorage.value.Health;
import dev.agentstorage.value.Limits;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The connections to one file, and the one place where transactions begin, end and are repeated. SQLite has any number of readers, each
 * with the snapshot that its transaction began with, and one writer. A write takes the writer's place before it reads, so that nothing
 * comes between what it reads and what it writes. Thread-safe.
 */
final class Database implements AutoCloseable {
    /** SQLITE_BUSY: another connection has the lock. */
    private static final int BUSY = 5;

    /** SQLite waits this long by itself; longer waits are ours, because only these end when the storage closes. */
    private static final int WAIT_MILLIS = 50;

    private final Path file;
    private final Duration patience;
    final StorageLifetime lifetime;
    final SQLiteDataSource source;
    final Limits limits;
    final FilterBound bound;
    private final BlockingQueue<Connection> idle = new ArrayBlockingQueue<>(8);
    // writers of this process wait in a queue; no rule depends on it, since writers of others only meet at the file
    private final Semaphore writer = new Semaphore(1, true);

    Database(StorageConfig config, Limits limits) {
        this.limits = limits;
        bound = new FilterBound(
                config.get(SqliteStorageProvider.FILTER_ROWS), SqliteStorageProvider.FILTER_ROWS.name());
        lifetime = new StorageLifetime(config.id(), SqliteStorageProvider.NAME);
        file = config.get(SqliteStorageProvider.FILE);
        patience = config.get(SqliteStorageProvider.BUSY_TIMEOUT);
        SQLiteConfig settings = new SQLiteConfig();
        // readers and the writer are not in each other's way
        settings.setJournalMode(SQLiteConfig.JournalMode.WAL);
        settings.enforceForeignKeys(true);
        settings.setBusyTimeout(WAIT_MILLIS);
        settings.setSynchronous(
                config.get(SqliteStorageProvider.FLUSH)
                        ? SQLiteConfig.SynchronousMode.FULL
                        : SQLiteConfig.SynchronousMode.OFF);
        source = new SQLiteDataSource(settings);
        source.setUrl("jdbc:sqlite:" + file);
    }

    /** Reads in one snapshot. Throws what the work throws, or an {@code UnavailableException}. */
    <T> T read(Function<Session, T> work) {
        return repeated(() -> attempt("BEGIN", work));
    }

    // doc: transaction
    /** Reads and writes as the only writer, and commits. Throws what the work throws, or the database's failure. */
    <T> T write(Function<Session, T> work) {
        awaitTurn();
        try {
            return repeated(() -> attempt("BEGIN IMMEDIATE", work));
        } finally {
            writer.release();
        }
    }

    private <T> T attempt(String begin, Function<Session, T> work) throws SQLException {
        Connection connection = take();
        boolean sound = false;
        try {
            execute(connection, begin);
            T result;
            try (Session session = new Session(this, connection)) {
                result = work.apply(session);
            } catch (StorageException refusal) {
                execute(connection, "ROLLBACK");
                sound = true;
                throw refusal;
            }
            commit(connection);
            sound = true;
            return result;
        } catch (Session.SqlFailure e) {
            throw e.error;
        } finally {
            giveBack(connection, sound);
        }
    }

    private void commit(Connection connection) throws SQLException {
        try {
            execute(connection, "COMMIT");
        } catch (SQLException e) {
            if (isBusy(e)) {
                throw e;
            }
            throw Refusals.commitOutcomeUnknown(details(e), e);
        }
    }
    // end

    Health health() {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                // the count needs the file, the version alone does not
                ResultSet row = statement.executeQuery("SELECT sqlite_version(), count(*) FROM sqlite_schema")) {
            row.next();
            return new Health(true, "SQLite " + row.getString(1), List.of());
        } catch (SQLException e) {
            return new Health(false, String.valueOf(e.getMessage()), List.of());
        }
    }

    /** Calls that wait end now, and those that run end with their next statement or their result. */
    @Override
    public void close() {
        lifetime.end();
        // lets all that wait for their turn see that there is none
        writer.release(1 << 20);
        discardIdle();
    }

    private <T> T repeated(Retry.Attempt<T, SQLException> attempt) {
        Retry retry = new Retry(new RetryPolicy(Integer.MAX_VALUE, patience), lifetime);
        try {
            return retry.run(attempt, Database::isBusy);
        } catch (SQLException e) {
            throw new UnavailableException(
                    "database-unavailable", "the file of the database cannot be used", details(e), e);
        } catch (ConflictException e) {
            // that others kept writing is no conflict with what the caller wants
            throw e.getCause() instanceof SQLException ? busy(e) : e;
        }
    }

    private void awaitTurn() {
        lifetime.requireOpen();
        try {
            if (!writer.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw busy(null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusals.interrupted(Map.of(), e);
        }
    }

    private Connection take() throws SQLException {
        lifetime.requireOpen();
        Connection kept = idle.poll();
        return kept != null ? kept : source.getConnection();
    }

    private void giveBack(Connection connection, boolean sound) {
        // closing a connection rolls back what it has begun
        if (!sound || !idle.offer(connection)) {
            discard(connection);
        }
        if (lifetime.isOver()) {
            discardIdle();
        }
    }

    private void discardIdle() {
        for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
            discard(connection);
        }
    }

    private static void discard(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // there is nothing more to do with it
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static boolean isBusy(Exception e) {
        return e instanceof SQLException error && error.getErrorCode() == BUSY;
    }

    private UnavailableException busy(@Nullable Throwable cause) {
        return new UnavailableException(
                "database-busy",
                "others were writing for as long as a call waits; nothing was changed",
                Details.of("file", file, "waitedMillis", patience.toMillis()),
                cause);
    }

    private Map<String, Object> details(SQLException e) {
        return Details.of("file", file, "reason", String.valueOf(e.getMessage()));
    }
}
