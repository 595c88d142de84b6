package dev.agentstorage.dsql.local.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.agentstorage.dsql.local.rawclient.Pipeline;
import dev.agentstorage.dsql.local.rawclient.RawConnection;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ten thousand connections, ended in every way, leave no thread, no socket, no session of the database and no memory. */
@Tag("slow")
final class LeakTest extends HostileFixture {
    private static final int CONNECTIONS = 10_000;
    private static final int CLIENTS = 8;
    /** One connection in this number is a complete session; the others end early. */
    private static final int WHOLE_EVERY = 5;

    private static final int SPARE_DESCRIPTORS = 20;
    /** Half-open connections that exist at the same time. */
    private static final int HALF_OPEN = 200;

    /** Longer than the minute that a client has up to the end of its startup. */
    private static final Duration BEYOND_STARTUP = Duration.ofMinutes(3);

    private static final byte[] SSL_REQUEST = {0, 0, 0, 8, 4, (byte) 210, 22, 47};

    @Test
    void tenThousandConnectionsLeaveNothing() throws Exception {
        run(CLIENTS);
        Resources before = Resources.now();
        run(CONNECTIONS);
        before.awaitAgain();
    }

    @Test
    void tenThousandHalfOpenConnectionsLeaveNothing() throws Exception {
        openHalfAndGiveUp();
        Resources before = Resources.now();
        for (int opened = 0; opened < CONNECTIONS; opened += HALF_OPEN) {
            openHalfAndGiveUp();
        }
        before.awaitAgain();
    }

    @Test
    void halfOpenConnectionsEndWithTheTimeForTheStartup() throws Exception {
        openHalfAndGiveUp();
        Resources before = Resources.now();
        awaitTheEndOf(openHalf());
        before.awaitAgain();
    }

    private static void awaitTheEndOf(List<RawConnection> connections) throws IOException {
        for (RawConnection connection : connections) {
            connection.socket().setSoTimeout((int) BEYOND_STARTUP.toMillis());
            assertThat(connection.seesTheEnd()).isTrue();
            connection.close();
        }
    }

    /** While they are open, another client is served. */
    private static void openHalfAndGiveUp() throws Exception {
        List<RawConnection> halfOpen = openHalf();
        awaitSessionThreads(HALF_OPEN + 1);
        try (RawConnection other = connect()) {
            assertThat(other.extended("SELECT 1").value()).isEqualTo("1");
        }
        for (int i = 0; i < HALF_OPEN; i++) {
            if (i / 4 % 2 == 0) {
                halfOpen.get(i).close();
            } else {
                halfOpen.get(i).vanish();
            }
        }
        awaitSessionThreads(1);
    }

    /** Without a byte, with half a startup packet, and with half a TLS ClientHello, requested or direct. */
    private static List<RawConnection> openHalf() throws Exception {
        byte[] startup = firstHalf(RawConnection.startup(Map.of("user", "admin", "database", "postgres")));
        byte[] hello = firstHalf(clientHello());
        List<RawConnection> halfOpen = new ArrayList<>();
        for (int i = 0; i < HALF_OPEN; i++) {
            RawConnection connection = RawConnection.withoutStartup(target());
            halfOpen.add(connection);
            switch (i % 4) {
                case 0 -> connection.send(new byte[0]);
                case 1 -> connection.send(startup);
                case 2 -> {
                    connection.send(SSL_REQUEST);
                    assertThat(connection.receiveByte()).contains((int) 'S');
                    connection.send(hello);
                }
                default -> connection.send(hello);
            }
        }
        return halfOpen;
    }

    private static byte[] firstHalf(byte[] whole) {
        return Arrays.copyOf(whole, whole.length / 2);
    }

    private static byte[] clientHello() throws Exception {
        SSLEngine client = SSLContext.getDefault().createSSLEngine();
        client.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(client.getSession().getPacketBufferSize());
        client.wrap(ByteBuffer.allocate(0), hello);
        return Arrays.copyOf(hello.array(), hello.position());
    }

    private static void awaitSessionThreads(int count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(sessionThreads()).hasSize(count));
    }

    /** What the endpoint holds while the neighbour is its only client. */
    private record Resources(long descriptors, long heapBytes, String sessions) {
        static Resources now() throws IOException {
            awaitSessionThreads(1);
            return new Resources(openDescriptors(), liveHeap(), databaseSessions());
        }

        void awaitAgain() {
            awaitSessionThreads(1);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(openDescriptors()).isLessThanOrEqualTo(descriptors + SPARE_DESCRIPTORS));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(databaseSessions()).isEqualTo(sessions));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(endpoint().openConnections()).hasSize(1));
            awaitLiveHeap(heapBytes, "after the connections");
            System.err.printf("LeakTest: live heap %d KiB, before %d KiB%n", liveHeap() >> 10, heapBytes >> 10);
        }
    }

    private static void run(int connections) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Callable<Void>> work = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                int first = client;
                work.add(() -> {
                    for (int i = first; i < connections; i += CLIENTS) {
                        connectAndEnd(i);
                    }
                    return null;
                });
            }
            for (Future<Void> done : clients.invokeAll(work)) {
                done.get();
            }
        } finally {
            clients.shutdownNow();
        }
    }

    private static void connectAndEnd(int number) throws IOException {
        if (number % WHOLE_EVERY == 0) {
            wholeSession(number / WHOLE_EVERY);
            return;
        }
        try (RawConnection connection = RawConnection.withoutStartup(target())) {
            switch (number % 4) {
                case 0 -> connection.vanish();
                case 1 -> connection.send("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                case 2 -> connection.send(SSL_REQUEST);
                default -> connection.send(new byte[] {0, 0});
            }
        }
    }

    private static void wholeSession(int number) throws IOException {
        try (RawConnection connection = connect()) {
            switch (number % 4) {
                case 0 -> assertThat(connection.extended("SELECT 1").value()).isEqualTo("1");
                case 1 -> connection.simple("BEGIN; INSERT INTO yard VALUES (" + (100 + number) + ", 'gone')");
                case 2 -> {
                    assertThat(connection.extended("SELECT 1 / 0").sqlState()).isEqualTo("22012");
                    connection.send(new Pipeline().terminate());
                }
                default -> connection.vanish();
            }
        }
    }

    private static long openDescriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }

    private static String databaseSessions() throws IOException {
        try (RawConnection connection = connect()) {
            return String.valueOf(connection
                    .extended("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
                            + " AND usename = 'admin'")
                    .value());
        }
    }
}
