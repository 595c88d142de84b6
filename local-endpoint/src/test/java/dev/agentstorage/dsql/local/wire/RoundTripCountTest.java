package dev.agentstorage.dsql.local.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

class RoundTripCountTest extends RelayFixture {

    @BeforeAll
    static void createTables() throws Exception {
        try (Connection connection = connectDirectly();
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE item (id bigint PRIMARY KEY, body text)");
            statement.execute("CREATE TABLE copied (line text)");
        }
    }

    @Test
    void connectingIsNoRoundTrip() throws Exception {
        WireCounters cost = cost(() -> connect().close());

        assertThat(cost.connects()).isEqualTo(1);
        assertThat(cost.roundTrips()).isZero();
        assertThat(cost.statements()).isZero();
        assertThat(cost.bytesIn()).isPositive();
        assertThat(cost.bytesOut()).isPositive();
    }

    @Test
    void anAutocommitSelectIsOne() throws Exception {
        try (Connection connection = connect()) {
            WireCounters cost = cost(() -> query(connection, "SELECT 1"));

            assertThat(cost.roundTrips()).isEqualTo(1);
            assertThat(cost.statements()).isEqualTo(1);
            assertThat(cost.connects()).isZero();
        }
    }

    @Test
    void beginTravelsWithTheFirstStatementOfATransaction() throws Exception {
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            WireCounters cost = cost(() -> {
                query(connection, "SELECT 1");
                query(connection, "SELECT 2");
                connection.commit();
            });

            assertThat(cost.roundTrips()).isEqualTo(3);
            assertThat(cost.statements()).as("BEGIN, two selects, COMMIT").isEqualTo(4);
        }
    }

    @Test
    void aBatchInOneFlushIsOne() throws Exception {
        try (Connection connection = connect();
                var insert = connection.prepareStatement("INSERT INTO item VALUES (?, ?)")) {
            for (int i = 0; i < 100; i++) {
                insert.setLong(1, i);
                insert.setString(2, "x".repeat(500));
                insert.addBatch();
            }
            WireCounters cost = cost(insert::executeBatch);

            assertThat(cost.roundTrips()).isEqualTo(1);
            assertThat(cost.statements()).isEqualTo(100);
            assertThat(cost.bytesIn()).isGreaterThan(50_000);
        }
    }

    @Test
    void severalStatementsInOneStringAreOne() throws Exception {
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            WireCounters cost = cost(() -> statement.execute("SELECT 1; SELECT 2; SELECT 3"));

            assertThat(cost.roundTrips()).isEqualTo(1);
            assertThat(cost.statements()).isEqualTo(3);
        }
    }

    @Test
    void aPreparedStatementIsOneEachTime() throws Exception {
        try (Connection connection = connect();
                var select = connection.prepareStatement("SELECT ?::int")) {
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
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.setFetchSize(10);
            WireCounters cost = cost(() -> {
                try (var rows = statement.executeQuery("SELECT generate_series(1, 35)")) {
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
                var statement = connection.createStatement()) {
            WireCounters cost = cost(() -> {
                try {
                    statement.execute("SELECT 1/0");
                } catch (SQLException e) {
                    assertThat(e.getSQLState()).isEqualTo("22012");
                }
            });

            assertThat(cost.roundTrips()).isEqualTo(1);
            assertThat(cost(() -> query(connection, "SELECT 1")).roundTrips()).isEqualTo(1);
        }
    }

    @Test
    void aMessageOfManyMegabytesPassesAndIsOne() throws Exception {
        byte[] large = new byte[8 * 1024 * 1024];
        Arrays.fill(large, (byte) 'x');
        large[large.length - 1] = 'y';
        try (Connection connection = connect();
                var echo = connection.prepareStatement("SELECT ?::bytea")) {
            echo.setBytes(1, large);
            WireCounters cost = cost(() -> {
                try (var row = echo.executeQuery()) {
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
        try (Connection connection = DriverManager.getConnection(
                relay.jdbcUrl("postgres", "postgres") + "&assumeMinServerVersion=9.0&preferQueryMode=simple")) {
            String sql = "SELECT length('" + "x".repeat(8_000_000) + "')";
            WireCounters cost = cost(() -> assertThat(query(connection, sql)).isEqualTo("8000000"));

            assertThat(cost.roundTrips()).isEqualTo(1);
            assertThat(cost.statements()).isEqualTo(1);
        }
    }

    @Test
    void copyInIsTwoAndCopyOutIsOne() throws Exception {
        byte[] lines = "a line\n".repeat(50_000).getBytes(StandardCharsets.UTF_8);
        try (Connection connection = connect()) {
            var copy = connection.unwrap(PGConnection.class).getCopyAPI();
            WireCounters in =
                    cost(() -> assertThat(copy.copyIn("COPY copied FROM STDIN", new ByteArrayInputStream(lines)))
                            .isEqualTo(50_000));
            ByteArrayOutputStream back = new ByteArrayOutputStream();
            WireCounters out = cost(() -> copy.copyOut("COPY copied TO STDOUT", back));

            assertThat(back.toByteArray()).isEqualTo(lines);
            assertThat(in.roundTrips()).as("the command, then the data").isEqualTo(2);
            assertThat(out.roundTrips()).isEqualTo(1);
        }
    }

    @Test
    void countsOfParallelConnectionsAddUp() throws Exception {
        var threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<WireCounters>> clients = IntStream.range(0, 8)
                    .<Callable<WireCounters>>mapToObj(client -> () -> {
                        try (Connection connection = connect()) {
                            for (int i = 0; i < 100; i++) {
                                query(connection, "SELECT 1");
                            }
                            return relay.counters();
                        }
                    })
                    .toList();
            for (var result : threads.invokeAll(clients)) {
                assertThat(result.get().roundTrips()).isGreaterThanOrEqualTo(100);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(relay.counters().connects()).isEqualTo(8);
        assertThat(relay.counters().roundTrips()).isEqualTo(800);
        assertThat(relay.counters().statements()).isEqualTo(800);
    }

    @Test
    void countsEachConnectionByItself() throws Exception {
        try (Connection one = connect();
                Connection other = connect()) {
            query(one, "SELECT 1");
            query(other, "SELECT 1");
            query(other, "SELECT 1");

            assertThat(relay.openConnections())
                    .extracting(open -> open.counters().roundTrips())
                    .containsExactly(1L, 2L);
            assertThat(relay.openConnections())
                    .extracting(open -> open.counters().connects())
                    .containsExactly(1L, 1L);
        }
    }
}
