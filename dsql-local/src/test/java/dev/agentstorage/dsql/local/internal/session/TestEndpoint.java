package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.auth.TokenMode;
import dev.agentstorage.dsql.local.faults.Faults;
import dev.agentstorage.dsql.local.internal.backend.PostgresAddress;
import dev.agentstorage.dsql.local.internal.endpoint.Endpoint;
import dev.agentstorage.dsql.local.internal.session.EndpointOptions.ConnectionLimits;
import dev.agentstorage.dsql.local.internal.session.EndpointOptions.Entrance;
import dev.agentstorage.dsql.local.internal.session.EndpointOptions.TransactionLimits;
import dev.agentstorage.dsql.local.postgres.EmbeddedPostgres;
import dev.agentstorage.dsql.local.rawclient.RawConnection;
import dev.agentstorage.dsql.local.rawclient.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** An endpoint without TLS and tokens on a separate PostgreSQL. */
final class TestEndpoint implements AutoCloseable {
    private final EmbeddedPostgres postgres;
    private final Endpoint endpoint;
    private final Faults faults = new Faults();

    private TestEndpoint(TransactionLimits limits, Duration indexBuildTime) {
        postgres = EmbeddedPostgres.builder().setting("max_connections", "200").start();
        endpoint = Endpoint.open(new EndpointOptions(
                InetAddress.getLoopbackAddress(),
                0,
                new PostgresAddress("127.0.0.1", postgres.port(), EmbeddedPostgres.SUPERUSER, ""),
                Optional.empty(),
                new Entrance(TokenMode.OFF, Set.of("127.0.0.1"), false),
                new ConnectionLimits(10_000, 10_000, 10_000, Duration.ofHours(1)),
                limits,
                indexBuildTime,
                false,
                faults));
    }

    static TestEndpoint start() {
        return new TestEndpoint(new TransactionLimits(Duration.ofMinutes(5), 3_000, 10 << 20), Duration.ofMillis(50));
    }

    static TestEndpoint withIndexBuildTime(Duration time) {
        return new TestEndpoint(new TransactionLimits(Duration.ofMinutes(5), 3_000, 10 << 20), time);
    }

    static TestEndpoint withAge(Duration age) {
        return new TestEndpoint(new TransactionLimits(age, 3_000, 10 << 20), Duration.ofMillis(50));
    }

    static TestEndpoint withTransactionBytes(long bytes) {
        return new TestEndpoint(new TransactionLimits(Duration.ofMinutes(5), 3_000, bytes), Duration.ofMillis(50));
    }

    Faults faults() {
        return faults;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + endpoint.port() + "/postgres?user=admin";
    }

    /** A client that sees every message. */
    RawConnection raw() throws IOException {
        return RawConnection.open(target());
    }

    Target target() {
        return new Target(
                "127.0.0.1",
                endpoint.port(),
                Target.Security.PLAIN,
                Optional.empty(),
                "admin",
                "postgres",
                Optional.empty());
    }

    Connection connect() throws SQLException {
        return connect("");
    }

    /** @param parameters of the URL, each after an ampersand */
    Connection connect(String parameters) throws SQLException {
        return DriverManager.getConnection(url() + parameters);
    }

    /** A connection whose transaction is begun by its first statement. */
    Connection begin() throws SQLException {
        Connection connection = connect();
        connection.setAutoCommit(false);
        return connection;
    }

    /** As {@link #begin()}, in a query mode of the driver. */
    Connection begin(String queryMode, int prepareThreshold) throws SQLException {
        Connection connection = DriverManager.getConnection(
                url() + "&preferQueryMode=" + queryMode + "&prepareThreshold=" + prepareThreshold);
        connection.setAutoCommit(false);
        return connection;
    }

    /** A connection of the superuser to the PostgreSQL behind the endpoint. */
    Connection direct() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/postgres?user=" + EmbeddedPostgres.SUPERUSER);
    }

    void execute(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public void close() {
        endpoint.close();
        postgres.close();
    }
}
