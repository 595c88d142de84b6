package dev.agentstorage.dsql.internal.pool;

import com.zaxxer.hikari.HikariDataSource;
import dev.agentstorage.dsql.internal.settings.Dialect;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.settings.Endpoint;
import dev.agentstorage.dsql.internal.tx.Connections;
import dev.agentstorage.error.InvalidRequest;
import dev.agentstorage.error.StorageException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The database as a source of connections: a pool of our own, made when the first connection is wanted, or the caller's data source,
 * which is used as it is and never closed. Thread-safe.
 */
@Singleton
public final class Database implements Connections, AutoCloseable {
    private final DsqlSettings settings;
    private final ReentrantLock changing = new ReentrantLock();
    private volatile @Nullable Ready ready;
    private volatile boolean closed;

    private record Ready(
            DataSource dataSource,
            Dialect dialect,
            @Nullable HikariDataSource own) {}

    /** Creates it; nothing is connected. */
    @Inject
    public Database(DsqlSettings settings) {
        this.settings = settings;
    }

    /**
     * Returns a connection in autocommit.
     *
     * @throws InvalidRequest {@code datasource-autocommit} when the caller's data source gives connections in another state
     */
    @Override
    public Connection open() throws SQLException {
        Connection connection = connect(ready().dataSource());
        if (settings.endpoint() instanceof Endpoint.Given && !isAutocommit(connection)) {
            connection.close();
            throw new InvalidRequest(
                    "datasource-autocommit",
                    "a data source for the storage must give connections in autocommit",
                    Map.of("option", "dataSource"));
        }
        return connection;
    }

    /** What a data source of the caller throws besides is a failure to connect, too. */
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
            // a pool that hands out dead connections must get this one back
            try (connection) {
                throw e;
            }
        }
    }

    /** Returns the dialect of the server, asking it when it was not configured. */
    public Dialect dialect() throws SQLException {
        return ready().dialect();
    }

    /** Returns the caller's data source, or the pool, which is made if there is none. */
    public DataSource dataSource() throws SQLException {
        return settings.endpoint() instanceof Endpoint.Given given ? given.dataSource() : ready().dataSource();
    }

    /** Closes the pool; a data source of the caller stays open. */
    @Override
    public void close() {
        changing.lock();
        try {
            closed = true;
            Ready current = ready;
            ready = null;
            if (current != null && current.own() != null) {
                current.own().close();
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
            throw new SQLException("interrupted while the first connection was made", e);
        }
        try {
            if (closed) {
                throw new SQLNonTransientConnectionException("the storage is closed", "08003");
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

    /** What the pool can't make anything of is a failure to connect, too. */
    private Ready prepared() throws SQLException {
        try {
            return prepare();
        } catch (StorageException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new SQLNonTransientConnectionException("no pool could be made", "", e);
        }
    }

    private Ready prepare() throws SQLException {
        Endpoint endpoint = settings.endpoint();
        if (endpoint instanceof Endpoint.Cluster cluster) {
            HikariDataSource pool = poolOf(cluster);
            return new Ready(pool, settings.dialect().orElse(Dialect.DSQL), pool);
        }
        if (endpoint instanceof Endpoint.Url url) {
            Dialect dialect = settings.dialect().isPresent()
                    ? settings.dialect().get()
                    : dialectOf(() -> DriverManager.getConnection(url.url(), Pools.single(url, settings.pool())));
            HikariDataSource pool = Pools.ofUrl(url, dialect, settings.pool());
            return new Ready(pool, dialect, pool);
        }
        DataSource given = ((Endpoint.Given) endpoint).dataSource();
        Dialect dialect = settings.dialect().isPresent() ? settings.dialect().get() : dialectOf(() -> connect(given));
        return new Ready(given, dialect, null);
    }

    /** A pool asks for a token when it is made, too; the tokens of its connections are their own. */
    private HikariDataSource poolOf(Endpoint.Cluster cluster) throws SQLException {
        try {
            return Pools.ofCluster(cluster, settings.pool());
        } catch (SdkException e) {
            throw new SQLNonTransientConnectionException("no token could be signed", "", e);
        }
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
