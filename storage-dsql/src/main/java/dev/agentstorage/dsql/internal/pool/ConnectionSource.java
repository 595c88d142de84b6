package dev.agentstorage.dsql.internal.pool;

import dev.agentstorage.dsql.internal.settings.PostgresqlDriver;
import dev.agentstorage.dsql.internal.tx.Lifetime;
import dev.agentstorage.error.NotInitializedException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Makes the physical connections of a pool. After a failure the pool's thread rests before it tries again, the longer the more often it
 * failed, up to 5 seconds; {@link #tryNow()} ends that rest. Thread-safe.
 */
final class ConnectionSource implements DataSource {
    /** However many callers want a connection during an outage, there is one attempt in this time. */
    private static final long BETWEEN_ATTEMPTS = Duration.ofMillis(50).toNanos();

    private final String url;
    private final Properties properties;
    private final Supplier<Map<String, String>> login;
    private final Lifetime lifetime;
    private final ReentrantLock lock = new ReentrantLock();
    /** The pool's thread after a failure, until it tries again. */
    private volatile @Nullable Resting resting;

    private record Resting(Thread thread, long since) {}

    /**
     * Creates it; nothing is connected.
     *
     * @param url the JDBC URL
     * @param properties those of the driver
     * @param login the properties that log in, resolved for each connection
     * @param lifetime ends the attempts to connect
     */
    ConnectionSource(String url, Properties properties, Supplier<Map<String, String>> login, Lifetime lifetime) {
        this.url = url;
        this.properties = properties;
        this.login = login;
        this.lifetime = lifetime;
    }

    /** Makes a connection for the calling thread, which an interrupt releases. */
    Connection connect() throws SQLException {
        Properties all = new Properties();
        all.putAll(properties);
        try {
            all.putAll(login.get());
        } catch (SdkException e) {
            throw new SQLNonTransientConnectionException("no token could be signed", "", e);
        }
        Connection connection = PostgresqlDriver.INSTANCE.connect(url, all);
        if (connection == null) {
            throw new SQLNonTransientConnectionException("the driver does not accept the URL", "");
        }
        return connection;
    }

    /** Makes a connection for the pool. */
    @Override
    public Connection getConnection() throws SQLException {
        begin();
        try {
            return lifetime.await(this::connect);
        } catch (NotInitializedException e) {
            // the pool's thread looks for this before it rests and tries again
            Thread.currentThread().interrupt();
            throw new SQLNonTransientConnectionException("the storage is closed", "08003", e);
        } catch (SQLException | RuntimeException e) {
            resting = new Resting(Thread.currentThread(), lifetime.nanos());
            throw e;
        }
    }

    /** Lets the pool try again now, or a moment after its last attempt if that has just failed. */
    void tryNow() {
        Resting seen = resting;
        if (seen != null) {
            try {
                lifetime.pause(BETWEEN_ATTEMPTS - (lifetime.nanos() - seen.since()));
                wake(seen);
            } catch (InterruptedException e) {
                // the pool looks for it
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Lets the pool's thread look whether the pool is closed. */
    void end() {
        Resting seen = resting;
        if (seen != null) {
            wake(seen);
        }
    }

    private void wake(Resting seen) {
        lock.lock();
        try {
            if (seen.equals(resting)) {
                resting = null;
                seen.thread().interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** From here on the thread does not rest, and an interrupt that was meant to end its rest must not end the attempt. */
    private void begin() {
        lock.lock();
        try {
            resting = null;
            Thread.interrupted();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("the data source has its own credentials");
    }

    @Override
    public int getLoginTimeout() {
        return Integer.parseInt(properties.getProperty(Pools.LOGIN_TIMEOUT));
    }

    /** The time is that of the configuration. */
    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {}

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return PostgresqlDriver.INSTANCE.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new SQLException("not a wrapper of " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }

    /** Names no login and no URL. */
    @Override
    public String toString() {
        return "ConnectionSource";
    }
}
