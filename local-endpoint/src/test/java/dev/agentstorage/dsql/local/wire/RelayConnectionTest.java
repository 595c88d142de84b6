package dev.agentstorage.dsql.local.wire;

import static dev.agentstorage.dsql.local.wire.RawClient.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelayConnectionTest extends RelayFixture {

    @Test
    void aCancelRequestReachesTheServer() throws Exception {
        try (Connection connection = connect();
                var sleeper = connection.createStatement();
                Connection observer = connectDirectly()) {
            CompletableFuture<String> state = CompletableFuture.supplyAsync(() -> {
                try {
                    sleeper.execute("SELECT pg_sleep(600)");
                    return "slept";
                } catch (SQLException e) {
                    return e.getSQLState();
                }
            });
            await().until(() -> query(observer, "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
                    .equals("1"));
            WireCounters cost = cost(() -> {
                sleeper.cancel();
                state.join();
            });

            assertThat(state).isCompletedWithValue("57014");
            assertThat(cost.connects()).isZero();
            assertThat(cost.roundTrips()).isZero();
            assertThat(query(connection, "SELECT 1")).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatVanishesWithinAMessageLeavesNothing(boolean reset) throws Exception {
        try (Connection neighbour = connect()) {
            RawClient client = rawClient();
            client.send("Q\0\0\u0010\0SELECT 1".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(backends()).isEqualTo(2);
            if (reset) {
                client.vanish();
            } else {
                client.close();
            }

            await().untilAsserted(() -> {
                assertThat(relay.openConnections()).hasSize(1);
                assertThat(relayThreads()).as("the acceptor and the neighbour").hasSize(3);
                assertThat(backends()).isEqualTo(1);
            });
            assertThat(query(neighbour, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void aClientThatOnlyStopsSendingGetsItsAnswer() throws Exception {
        try (RawClient client = rawClient()) {
            client.send(RawClient.queryMessage("SELECT 1"));
            client.socket.shutdownOutput();

            client.await('D');
            client.awaitReady(1);
            assertThat(client.hearsTheEnd()).isTrue();
        }
        await().untilAsserted(() -> assertThat(relayThreads()).hasSize(1));
    }

    @Test
    void manyConnectionsLeaveNoThreadAndNoSocket() throws Exception {
        long descriptors = openDescriptors();
        List<Connection> connections = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                connections.add(connect());
            }
            assertThat(relay.openConnections()).hasSize(200);
            assertThat(relayThreads()).hasSize(401);
            assertThat(openDescriptors()).isGreaterThan(descriptors + 500);
        } finally {
            for (Connection connection : connections) {
                connection.close();
            }
        }

        await().untilAsserted(() -> {
            assertThat(relay.openConnections()).isEmpty();
            assertThat(relayThreads()).as("the acceptor").hasSize(1);
            assertThat(openDescriptors()).as("but for a few of others").isLessThan(descriptors + 20);
            assertThat(backends()).isZero();
        });
        assertThat(relay.counters().connects()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "\0\0\0\0\0\0\0\0",
                "\0\0\0\u0008\0\u0002\0\0",
                "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff"
            })
    void garbageInsteadOfAnIntroductionEndsTheConnection(String garbage) throws Exception {
        try (Connection neighbour = connect();
                RawClient client = new RawClient(relay.port())) {
            WireCounters before = relay.counters();
            client.send(garbage.getBytes(StandardCharsets.ISO_8859_1));

            assertThat(client.hearsTheEnd()).isTrue();
            assertThat(relay.counters().minus(before).connects()).isZero();
            assertThat(query(neighbour, "SELECT 1")).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"~\0\0\0\4", "Q\0\0\0\0", "Q\u00ff\u00ff\u00ff\u00ff"})
    void garbageAfterTheIntroductionEndsTheConnection(String garbage) throws Exception {
        try (Connection neighbour = connect();
                RawClient client = rawClient()) {
            client.send(garbage.getBytes(StandardCharsets.ISO_8859_1));

            assertThat(client.hearsTheEnd()).isTrue();
            assertThat(query(neighbour, "SELECT 1")).isEqualTo("1");
        }
        await().untilAsserted(() -> assertThat(relay.openConnections()).isEmpty());
    }

    @Test
    void encryptionIsRefusedAndPlainTextThenWorks() throws Exception {
        String url = relay.jdbcUrl("postgres", "postgres");
        try (Connection connection = DriverManager.getConnection(url + "&sslmode=prefer&gssEncMode=prefer")) {
            assertThat(query(connection, "SELECT 1")).isEqualTo("1");
        }
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> DriverManager.getConnection(url + "&sslmode=require"));
    }

    @Test
    void anErrorDuringStartupReachesTheClient() {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> DriverManager.getConnection(relay.jdbcUrl("no_such_database", "postgres")))
                .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("3D000"));
    }

    @Test
    void anEndFromTheServerReachesTheClient() throws Exception {
        try (Connection connection = connect();
                Connection killer = connectDirectly()) {
            String backend = query(connection, "SELECT pg_backend_pid()");
            query(killer, "SELECT pg_terminate_backend(" + backend + ")");

            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> query(connection, "SELECT 1"))
                    .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("57P01"));
        }
        await().untilAsserted(() -> assertThat(relayThreads()).hasSize(1));
    }

    @Test
    void anUnreachableServerEndsTheConnection() throws Exception {
        int nobodyListens;
        try (var socket = new ServerSocket(0)) {
            nobodyListens = socket.getLocalPort();
        }
        try (CountingRelay deadEnd = CountingRelay.start("127.0.0.1", nobodyListens)) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> DriverManager.getConnection(deadEnd.jdbcUrl("postgres", "postgres")))
                    .satisfies(e -> assertThat(e.getSQLState()).startsWith("08"));
        }
    }

    @Test
    void closingDisconnectsEveryoneAndLeavesNothing() throws Exception {
        Connection idle = connect();
        RawClient busy = rawClient();
        busy.send(RawClient.queryMessage("SELECT pg_sleep(600)"));
        RawClient silent = new RawClient(relay.port());
        await().until(() -> relay.openConnections().size() == 3);

        relay.close();
        relay.close();

        assertThat(relayThreads()).isEmpty();
        assertThat(relay.openConnections()).isEmpty();
        assertThat(idle.isValid(5)).isFalse();
        assertThat(busy.hearsTheEnd()).isTrue();
        assertThat(silent.hearsTheEnd()).isTrue();
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> new RawClient(relay.port()));
        query(connectDirectly(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
    }

    @Test
    void anUnfinishedMessageDoesNotHoldBackWhatCameBeforeIt() throws Exception {
        try (RawClient client = rawClient()) {
            client.send(RawClient.join(RawClient.queryMessage("SELECT 1"), new byte[] {'Q', 0, 0}));
            client.awaitReady(1);
            client.send(new byte[] {0, 13});
            client.send("SELECT 2\0".getBytes(StandardCharsets.ISO_8859_1));
            client.awaitReady(1);
            client.send(message('X', ""));

            assertThat(client.hearsTheEnd()).isTrue();
        }
    }

    private static long openDescriptors() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }
}
