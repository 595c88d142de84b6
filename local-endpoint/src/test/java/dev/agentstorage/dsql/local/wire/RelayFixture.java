package dev.agentstorage.dsql.local.wire;

import dev.agentstorage.dsql.local.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A server for the class, a relay for each test. */
abstract class RelayFixture {
    private static EmbeddedPostgres server;

    CountingRelay relay;

    @BeforeAll
    static void startServer() {
        server = EmbeddedPostgres.builder().setting("max_connections", "300").start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void startRelay() {
        relay = CountingRelay.start("127.0.0.1", server.port());
    }

    @AfterEach
    void stopRelay() {
        relay.close();
    }

    static EmbeddedPostgres server() {
        return server;
    }

    /** A connection whose startup is over and counted when this returns. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(relay.jdbcUrl("postgres", EmbeddedPostgres.SUPERUSER)
                + "&assumeMinServerVersion=9.0&ApplicationName=" + applicationName());
    }

    /** Tells the sessions of this test on the server from those that the test before it left to end. */
    String applicationName() {
        return "relayed-" + relay.port();
    }

    /** How many sessions of this test the server has. */
    int backends() throws SQLException {
        try (Connection connection = connectDirectly()) {
            return Integer.parseInt(query(
                    connection,
                    "SELECT count(*) FROM pg_stat_activity WHERE application_name = '" + applicationName() + "'"));
        }
    }

    RawClient rawClient() throws IOException {
        return RawClient.introduced(relay.port(), applicationName());
    }

    static Connection connectDirectly() throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl("postgres"));
    }

    static String query(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    /** What the operation cost. */
    WireCounters cost(Operation operation) throws Exception {
        WireCounters before = relay.counters();
        operation.run();
        return relay.counters().minus(before);
    }

    /** The threads of this test's relay. */
    List<String> relayThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("dsql-local-relay-" + relay.port() + "-"))
                .sorted()
                .toList();
    }

    @FunctionalInterface
    interface Operation {
        void run() throws Exception;
    }
}
