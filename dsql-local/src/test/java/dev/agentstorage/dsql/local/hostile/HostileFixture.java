package dev.agentstorage.dsql.local.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.local.DsqlLocal;
import dev.agentstorage.dsql.local.rawclient.RawConnection;
import dev.agentstorage.dsql.local.rawclient.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * An endpoint for the class, and for each test a neighbour: a well-behaved session in the middle of a transaction, to whom
 * nothing may happen.
 */
abstract class HostileFixture {
    /** What a JVM keeps for itself after many sessions, in bytes: code, statistics, names of threads. */
    private static final long HEAP_GROWTH = 8L << 20;

    private static DsqlLocal endpoint;

    private RawConnection neighbour;

    @BeforeAll
    static void startEndpoint() throws IOException {
        endpoint = DsqlLocal.builder()
                .connectionRate(100_000, 100_000)
                // The transaction of the neighbour is open during a long run.
                .transactionAge(Duration.ofHours(24))
                .start();
        try (RawConnection connection = connect()) {
            assertThat(connection
                            .extended("CREATE TABLE yard (id int PRIMARY KEY, v text)")
                            .ok())
                    .isTrue();
        }
    }

    @AfterAll
    static void stopEndpoint() {
        endpoint.close();
    }

    @BeforeEach
    void moveIn() throws IOException {
        neighbour = connect();
        assertThat(neighbour.extended("BEGIN").ok()).isTrue();
        assertThat(neighbour.extended("INSERT INTO yard VALUES (1, 'mine')").ok())
                .isTrue();
    }

    @AfterEach
    void nothingHasHappenedToTheNeighbour() throws IOException {
        assertThat(neighbour.extended("SELECT v FROM yard WHERE id = 1").value())
                .isEqualTo("mine");
        assertThat(neighbour.extended("DELETE FROM yard").tag()).isEqualTo("DELETE 1");
        assertThat(neighbour.extended("COMMIT").tag()).isEqualTo("COMMIT");
        neighbour.close();
        awaitNoConnections();
    }

    static void awaitNoConnections() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(endpoint.openConnections()).isEmpty());
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(sessionThreads()).isEmpty());
    }

    /** Threads that serve one connection. */
    static List<String> sessionThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.matches("dsql-local-" + endpoint.port() + "-\\d+"))
                .sorted()
                .toList();
    }

    /** The heap in bytes that is in use after a collection. */
    static long liveHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /**
     * Waits until the live heap has its earlier size, apart from what the JVM keeps. TLS sockets of JDK 17 have finalizers, so
     * one collection is not enough.
     */
    static void awaitLiveHeap(long earlier, String when) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .untilAsserted(() -> assertThat(liveHeap() - earlier)
                        .as("growth of the live heap of %d bytes, %s", earlier, when)
                        .isLessThan(HEAP_GROWTH));
    }

    static DsqlLocal endpoint() {
        return endpoint;
    }

    static Target target() {
        return Target.of(endpoint);
    }

    static RawConnection connect() throws IOException {
        return RawConnection.open(target());
    }
}
