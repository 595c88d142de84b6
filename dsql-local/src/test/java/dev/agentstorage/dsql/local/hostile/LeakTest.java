package dev.agentstorage.dsql.local.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.agentstorage.dsql.local.rawclient.Pipeline;
import dev.agentstorage.dsql.local.rawclient.RawConnection;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ten thousand connections, ended in every way, leave no thread, no socket and no session of the database. */
@Tag("slow")
final class LeakTest extends HostileFixture {
    private static final int CONNECTIONS = 10_000;
    private static final int CLIENTS = 8;
    /** One connection in this number is a complete session; the others end early. */
    private static final int WHOLE_EVERY = 5;

    private static final int SPARE_DESCRIPTORS = 20;

    @Test
    void tenThousandConnectionsLeaveNothing() throws Exception {
        run(CLIENTS);
        long descriptors = settledDescriptors();
        String sessions = databaseSessions();
        run(CONNECTIONS);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(sessionThreads()).hasSize(1));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(descriptors()).isLessThanOrEqualTo(descriptors + SPARE_DESCRIPTORS));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(databaseSessions()).isEqualTo(sessions));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(endpoint().openConnections()).hasSize(1));
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
                case 2 -> connection.send(new byte[] {0, 0, 0, 8, 4, (byte) 210, 22, 47});
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

    private static long settledDescriptors() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(sessionThreads()).hasSize(1));
        return descriptors();
    }

    private static long descriptors() {
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
