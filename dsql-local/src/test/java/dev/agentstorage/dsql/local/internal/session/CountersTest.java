package dev.agentstorage.dsql.local.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.agentstorage.dsql.local.wire.WireCounters;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/** What the operations of a driver cost. Each figure is read when the client has its answer, and must be there. */
class CountersTest {
    private static TestEndpoint endpoint;

    @BeforeAll
    static void start() throws Exception {
        endpoint = TestEndpoint.start();
        endpoint.execute("CREATE TABLE item (id bigint PRIMARY KEY, body text)", "CREATE TABLE copied (line text)");
    }

    @AfterAll
    static void stop() {
        endpoint.close();
    }

    @Test
    void connectingIsNoRoundTrip() throws Exception {
        WireCounters cost = cost(() -> connect().close());

        assertThat(cost.connects()).isEqualTo(1);
        assertThat(cost.roundTrips()).isZero();
        assertThat(cost.statements()).isZero();
        assertThat(cost.bytesOut()).isPositive();
    }

    @Test
    void refusedClientsAreNotCounted() throws Exception {
        String url = endpoint.url().replace("/postgres?", "/no_such_database?");
        WireCounters cost = cost(() -> assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> DriverManager.getConnection(url))
                .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("3D000")));

        assertThat(cost.connects()).isZero();
        assertThat(cost.roundTrips()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended", "extendedForPrepared", "extendedCacheEverything"})
    void anAutocommitSelectIsOne(String mode) throws Exception {
        try (Connection connection = connect(mode)) {
            WireCounters cost = cost(() -> query(connection, "SELECT 1"));

            assertThat(cost.roundTrips()).isEqualTo(1);
            assertThat(cost.statements()).isEqualTo(1);
            assertThat(cost.connects()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended", "extendedForPrepared", "extendedCacheEverything"})
    void beginTravelsWithTheFirstStatementOfATransaction(String mode) throws Exception {
        try (Connection connection = connect(mode);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            WireCounters first = cost(() -> statement.executeUpdate("UPDATE item SET body = 'a' WHERE id = -1"));
            WireCounters second = cost(() -> query(connection, "SELECT 2"));
            WireCounters end = cost(connection::commit);

            assertThat(first.roundTrips()).as("BEGIN and the first").isEqualTo(1);
            assertThat(first.statements()).as("BEGIN and the first").isEqualTo(2);
            assertThat(second.roundTrips()).isEqualTo(1);
            assertThat(end.roundTrips()).as("COMMIT").isEqualTo(1);
            assertThat(end.statements()).as("COMMIT").isEqualTo(1);
        }
    }

    @Test
    void aBatchInOneFlushIsOne() throws Exception {
        try (Connection connection = connect();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO item VALUES (?, ?)")) {
            for (int i = 0; i < 100; i++) {
                insert.setLong(1, i);
                insert.setString(2, "x".repeat(500));
                insert.addBatch();
            }
            WireCounters cost = cost(insert::executeBatch);

            assertThat(cost.roundTrips()).isEqualTo(1);
            assertThat(cost.statements()).isEqualTo(100);
            assertThat(cost.bytesIn()).isBetween(50_000L, 70_000L);
        }
    }

    @ParameterizedTest
    @CsvSource({"extended, 3", "simple, 1"})
    void severalStatementsInOneStringAreOne(String mode, long messages) throws Exception {
        try (Connection connection = connect(mode);
                Statement statement = connection.createStatement()) {
            WireCounters cost = cost(() -> statement.execute("SELECT 1; SELECT 2; SELECT 3"));

            assertThat(cost.roundTrips()).isEqualTo(1);
            assertThat(cost.statements()).isEqualTo(messages);
        }
    }

    @Test
    void aPreparedStatementIsOneEachTime() throws Exception {
        try (Connection connection = connect();
                PreparedStatement select = connection.prepareStatement("SELECT ?::int")) {
            WireCounters cost = cost(() -> {
                for (int i = 0; i < 20; i++) {
                    select.setInt(1, i);
                    select.executeQuery().close();
                }
            });

            assertThat(cost.roundTrips()).isEqualTo(20);
            assertThat(cost.statements()).isEqualTo(20);
        }
    }

    @Test
    void eachFetchOfACursorIsOne() throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.setFetchSize(10);
            WireCounters cost = cost(() -> {
                try (ResultSet rows = statement.executeQuery("SELECT generate_series(1, 35)")) {
                    while (rows.next()) {
                        rows.getInt(1);
                    }
                }
            });

            assertThat(cost.roundTrips()).isEqualTo(4);
        }
    }

    @Test
    void aFailedStatementIsOne() throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            WireCounters cost = cost(() -> assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> statement.execute("SELECT 1/0"))
                    .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("22012")));

            assertThat(cost.roundTrips()).isEqualTo(1);
            assertThat(cost(() -> query(connection, "SELECT 1")).roundTrips()).isEqualTo(1);
        }
    }

    @Test
    void aMessageOfManyMegabytesIsOne() throws Exception {
        byte[] large = new byte[8 * 1024 * 1024];
        Arrays.fill(large, (byte) 'x');
        large[large.length - 1] = 'y';
        try (Connection connection = connect();
                PreparedStatement echo = connection.prepareStatement("SELECT ?::bytea")) {
            echo.setBytes(1, large);
            WireCounters cost = cost(() -> {
                try (ResultSet row = echo.executeQuery()) {
                    row.next();
                    assertThat(row.getBytes(1)).isEqualTo(large);
                }
            });

            assertThat(cost.roundTrips()).isEqualTo(1);
            assertThat(cost.bytesIn()).isGreaterThan(large.length);
            assertThat(cost.bytesOut()).isGreaterThan(large.length);
        }
    }

    @Test
    void aSimpleQueryOfManyMegabytesIsOne() throws Exception {
        String sql = "SELECT length('" + "x".repeat(8_000_000) + "')";
        try (Connection connection = connect("simple")) {
            WireCounters cost = cost(() -> assertThat(query(connection, sql)).isEqualTo("8000000"));

            assertThat(cost.roundTrips()).isEqualTo(1);
            assertThat(cost.statements()).isEqualTo(1);
        }
    }

    @Test
    void copyingIsOneEitherWay() throws Exception {
        byte[] lines = "a line\n".repeat(2_000).getBytes(StandardCharsets.UTF_8);
        try (Connection connection = connect()) {
            var copy = connection.unwrap(PGConnection.class).getCopyAPI();
            WireCounters in =
                    cost(() -> assertThat(copy.copyIn("COPY copied FROM STDIN", new ByteArrayInputStream(lines)))
                            .isEqualTo(2_000));
            ByteArrayOutputStream back = new ByteArrayOutputStream();
            WireCounters out = cost(() -> copy.copyOut("COPY copied TO STDOUT", back));

            assertThat(back.toByteArray()).isEqualTo(lines);
            assertThat(in.roundTrips()).as("the command and the data").isEqualTo(1);
            assertThat(in.bytesIn()).isGreaterThan(lines.length);
            assertThat(out.roundTrips()).isEqualTo(1);
            assertThat(out.bytesOut()).isGreaterThan(lines.length);
        }
    }

    @Test
    void aRequestToCancelIsNeitherAConnectNorARoundTrip() throws Exception {
        try (Connection connection = connect();
                Statement sleeper = connection.createStatement()) {
            WireCounters cost = cost(() -> {
                CompletableFuture<String> state = CompletableFuture.supplyAsync(() -> {
                    try {
                        sleeper.execute("SELECT pg_sleep(600)");
                        return "slept";
                    } catch (SQLException e) {
                        return e.getSQLState();
                    }
                });
                await().until(() -> {
                    sleeper.cancel();
                    return state.isDone();
                });
                assertThat(state).isCompletedWithValue("57014");
            });

            assertThat(cost.connects()).isZero();
            assertThat(cost.roundTrips()).as("the one that was cancelled").isEqualTo(1);
        }
    }

    @Test
    void countsOfParallelConnectionsAddUp() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        WireCounters before = endpoint.endpoint().counters();
        try {
            List<Callable<WireCounters>> clients = IntStream.range(0, 8)
                    .<Callable<WireCounters>>mapToObj(client -> () -> {
                        try (Connection connection = connect()) {
                            for (int i = 0; i < 100; i++) {
                                query(connection, "SELECT 1");
                            }
                            return endpoint.endpoint().counters().minus(before);
                        }
                    })
                    .toList();
            for (Future<WireCounters> result : threads.invokeAll(clients)) {
                assertThat(result.get().roundTrips()).isGreaterThanOrEqualTo(100);
            }
        } finally {
            threads.shutdownNow();
        }
        WireCounters cost = endpoint.endpoint().counters().minus(before);
        assertThat(cost.connects()).isEqualTo(8);
        assertThat(cost.roundTrips()).isEqualTo(800);
        assertThat(cost.statements()).isEqualTo(800);
    }

    @Test
    void countsEachConnectionByItself() throws Exception {
        await().until(() -> endpoint.endpoint().openConnections().isEmpty());
        try (Connection one = connect();
                Connection other = connect()) {
            query(one, "SELECT 1");
            query(other, "SELECT 1");
            query(other, "SELECT 1");

            assertThat(endpoint.endpoint().openConnections())
                    .extracting(open -> open.counters().roundTrips())
                    .containsExactly(1L, 2L);
            assertThat(endpoint.endpoint().openConnections())
                    .extracting(open -> open.counters().connects())
                    .containsExactly(1L, 1L);
        }
    }

    private static Connection connect() throws SQLException {
        return connect("extended");
    }

    /** A connection that asked nothing yet. */
    private static Connection connect(String queryMode) throws SQLException {
        return endpoint.connect("&assumeMinServerVersion=9.0&ApplicationName=counted&preferQueryMode=" + queryMode);
    }

    private static String query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    /** What the operation cost. */
    private static WireCounters cost(Operation operation) throws Exception {
        WireCounters before = endpoint.endpoint().counters();
        operation.run();
        return endpoint.endpoint().counters().minus(before);
    }

    @FunctionalInterface
    private interface Operation {
        void run() throws Exception;
    }
}
