package dev.agentstorage.dsql.internal.pool;

import com.zaxxer.hikari.HikariDataSource;
import dev.agentstorage.dsql.internal.settings.Dialect;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.settings.Endpoint;
import dev.agentstorage.dsql.internal.tx.Connections;
import dev.agentstorage.dsql.internal.tx.Lifetime;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.StorageException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The source of connections to the database: a pool that is created when the first connection is needed, or the caller's data source,
 * which is never changed or closed. Thread-safe.
 */
@Singleton
public final class Database implements Connections, AutoCloseable {
    /** Time for running transactions to finish when the storage is closed; usually they take milliseconds. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final DsqlSettings settings;
    private final Lifetime lifetime;
    private final ReentrantLock changing = new ReentrantLock();
    private volatile @Nullable Ready ready;

    private record Ready(DataSource dataSource, Dialect dialect, Optional<Pool> pool) {}

    private record Pool(HikariDataSource connections, ConnectionSource source) {}

    /** Creates it without connecting. */
    @Inject
    public Database(DsqlSettings settings, Lifetime lifetime) {
        this.settings = settings;
        this.lifetime = lifetime;
    }

    /**
     * Returns a connection in autocommit mode.
     *
     * @throws InvalidRequestException {@code datasource-autocommit} if the connections of the caller's data source are not in autocommit mode
     */
    @Override
    public Connection open() throws SQLException {
        Ready current = ready();
        current.pool().ifPresent(pool -> pool.source().tryNow());
        Connection connection = connect(current.dataSource());
        if (settings.endpoint() instanceof Endpoint.Given && !isAutocommit(connection)) {
            connection.close();
            throw new InvalidRequestException(
                    "datasource-autocommit",
                    "the data source must return connections in autocommit mode",
                    Map.of("option", "dataSource"));
        }
        return connection;
    }

    /** Treats all exceptions of the caller's data source as failures to connect. */
    private static Connection connect(DataSource source) throws SQLException {
        try {
            return source.getConnection();
        } catch (RuntimeException e) {
            throw new SQLNonTransientConnectionException("the data source has failed", "", e);
        }
    }

    private static boolean isAutocommit(Connection connection) throws SQLException {
        try {
            return connection.getAutoCommit();
        } catch (SQLException e) {
            // the connection is dead, but must be returned to its pool
            try (connection) {
                throw e;
            }
        }
    }

    /** Returns the dialect of the server; queries the server if it is not configured. */
    public Dialect dialect() throws SQLException {
        return ready().dialect();
    }

    /** Returns the caller's data source or the pool, which is created if necessary. */
    public DataSource dataSource() throws SQLException {
        return settings.endpoint() instanceof Endpoint.Given given ? given.dataSource() : ready().dataSource();
    }

    /**
     * Interrupts all waits for a connection, lets running transactions finish, and closes the pool, which aborts those that do not finish in time.
     * A data source of the caller stays open.
     */
    @Override
    public void close() {
        // an interrupt would leave the pool partly closed
        boolean interrupted = Thread.interrupted();
        try {
            lifetime.end(GRACE);
            closePool();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void closePool() {
        changing.lock();
        try {
            Ready current = ready;
            ready = null;
            if (current != null) {
                current.pool().ifPresent(pool -> {
                    pool.source().end();
                    pool.connections().close();
                });
            }
        } finally {
            changing.unlock();
        }
    }

    private Ready ready() throws SQLException {
        Ready current = ready;
        if (current != null) {
            return current;
        }
        try {
            changing.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while opening the first connection", e);
        }
        try {
            if (lifetime.isOver()) {
                throw lifetime.closed();
            }
            current = ready;
            if (current == null) {
                current = prepared();
                ready = current;
            }
            return current;
        } finally {
            changing.unlock();
        }
    }

    /** Treats a failure to create the pool as a failure to connect. */
    private Ready prepared() throws SQLException {
        try {
            return prepare();
        } catch (StorageException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new SQLNonTransientConnectionException("the pool could not be created", "", e);
        }
    }

    private Ready prepare() throws SQLException {
        Endpoint endpoint = settings.endpoint();
        if (endpoint instanceof Endpoint.Cluster cluster) {
            return pooled(
                    Pools.sourceOf(cluster, settings.pool(), lifetime),
                    settings.dialect().orElse(Dialect.DSQL));
        }
        if (endpoint instanceof Endpoint.Url url) {
            Dialect dialect = settings.dialect().isPresent()
                    ? settings.dialect().get()
                    : dialectOf(Pools.sourceOf(url, settings.pool(), lifetime)::connect);
            return pooled(Pools.sourceOf(url, dialect, settings.pool(), lifetime), dialect);
        }
        DataSource given = ((Endpoint.Given) endpoint).dataSource();
        Dialect dialect = settings.dialect().isPresent() ? settings.dialect().get() : dialectOf(() -> connect(given));
        return new Ready(given, dialect, Optional.empty());
    }

    private Ready pooled(ConnectionSource source, Dialect dialect) {
        Pool pool = new Pool(Pools.pool(source, settings.pool()), source);
        return new Ready(pool.connections(), dialect, Optional.of(pool));
    }

    private static Dialect dialectOf(Connections source) throws SQLException {
        try (Connection connection = source.open();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT version()")) {
            result.next();
            return Dialect.ofVersion(result.getString(1));
        }
    }
}
