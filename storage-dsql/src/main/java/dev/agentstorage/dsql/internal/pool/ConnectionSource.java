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
 * Opens the physical connections of a pool. After a failure, the pool's thread backs off before it retries, with increasing delays up to 5
 * seconds; {@link #tryNow()} ends the delay. Thread-safe.
 */
final class ConnectionSource implements DataSource {
    /** Minimum time between two attempts, regardless of the number of callers. */
    private static final long BETWEEN_ATTEMPTS = Duration.ofMillis(50).toNanos();

    private final String url;
    private final Properties properties;
    private final Supplier<Map<String, String>> login;
    private final Lifetime lifetime;
    private final ReentrantLock lock = new ReentrantLock();
    /** The pool's thread while it backs off; null otherwise. */
    private volatile @Nullable Resting resting;

    private record Resting(Thread thread, long since) {}

    /**
     * Creates it without connecting.
     *
     * @param url the JDBC URL
     * @param properties the driver's connection properties
     * @param login supplies the properties with user and password; called for each connection
     * @param lifetime ends connection attempts when the storage is closed
     */
    ConnectionSource(String url, Properties properties, Supplier<Map<String, String>> login, Lifetime lifetime) {
        this.url = url;
        this.properties = properties;
        this.login = login;
        this.lifetime = lifetime;
    }

    /** Opens a connection for the calling thread, which can be interrupted. */
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

    /** Opens a connection for the pool. */
    @Override
    public Connection getConnection() throws SQLException {
        begin();
        try {
            return lifetime.await(this::connect);
        } catch (NotInitializedException e) {
            // the pool's thread checks its interrupt status before it retries
            Thread.currentThread().interrupt();
            throw new SQLNonTransientConnectionException("the storage is closed", "08003", e);
        } catch (SQLException | RuntimeException e) {
            resting = new Resting(Thread.currentThread(), lifetime.nanos());
            throw e;
        }
    }

    /** Makes the pool retry now, but not before the minimum time between two attempts. */
    void tryNow() {
        Resting seen = resting;
        if (seen != null) {
            try {
                lifetime.pause(BETWEEN_ATTEMPTS - (lifetime.nanos() - seen.since()));
                wake(seen);
            } catch (InterruptedException e) {
                // the pool checks it
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Wakes the pool's thread, so that it notices that the pool is closed. */
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

    /** Ends the delay. An interrupt that was meant to end the delay must not end the following attempt. */
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

    /** Ignored: the configuration sets the timeout. */
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

    /** Contains neither credentials nor the URL. */
    @Override
    public String toString() {
        return "ConnectionSource";
    }
}
