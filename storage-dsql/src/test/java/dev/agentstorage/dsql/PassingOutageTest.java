package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentstorage.Storage;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.dsql.DsqlOptions.DialectChoice;
import dev.agentstorage.dsql.events.TransactionStatistics;
import dev.agentstorage.dsql.local.DsqlLocal;
import dev.agentstorage.dsql.local.wire.OpenConnection;
import dev.agentstorage.error.OutcomeUnknownException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.store.MemoryStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Outages that pass by themselves: an internal error of the service, and a cluster that has to be woken. */
@Tag("slow")
class PassingOutageTest {
    private static final int ATTEMPTS = 4;
    private static final String IDLE_UNCHECKED = "com.zaxxer.hikari.aliveBypassWindowMs";
    private static final String WAKING = "unable to accept connection, waking up cluster, please retry later";

    private static DsqlLocal endpoint;

    private Storage storage;
    private MemoryStore memory;
    private ConversationThread thread;

    @BeforeAll
    static void start() {
        // a pool checks a connection that was idle for half a second, and that check would meet the faults
        System.setProperty(IDLE_UNCHECKED, "600000");
        endpoint = DsqlLocal.builder().start();
    }

    @AfterAll
    static void stop() {
        System.clearProperty(IDLE_UNCHECKED);
        endpoint.close();
    }

    @BeforeEach
    void open() {
        storage = Schema.open(
                config().set(DsqlOptions.DIALECT, DialectChoice.DSQL).set(DsqlOptions.RETRY_ATTEMPTS, ATTEMPTS));
        memory = storage.memory();
        thread = memory.createThread(ConversationThread.builder("owner").build());
    }

    private static StorageConfig.Builder config() {
        return StorageConfig.builder("dsql")
                .set(DsqlOptions.URL, endpoint.jdbcUrlWithoutLogin())
                .set(DsqlOptions.USER, DsqlLocal.ADMIN)
                .set(DsqlOptions.PASSWORD, endpoint.token(DsqlLocal.ADMIN))
                .set(DsqlOptions.SKIP_DEFAULT_INDEXES, true)
                .set(DsqlOptions.POOL_MAXIMUM, 1);
    }

    @AfterEach
    void close() {
        endpoint.faults().clear();
        storage.close();
    }

    private static List<Long> connections() {
        return endpoint.openConnections().stream().map(OpenConnection::number).toList();
    }

    private TransactionStatistics statistics() {
        return storage.unwrap(TransactionStatistics.class);
    }

    /** Runs a call and checks that its fault was met, and that the pool's one connection is still the same. */
    private void onTheSameConnection(String fault, Runnable call) {
        List<Long> before = connections();
        var injected = endpoint.faults().inject(fault);
        call.run();
        assertThat(injected.fired()).as(fault).isPositive();
        assertThat(connections()).as(fault).isEqualTo(before).hasSize(1);
        assertThat(statistics().lostConnections()).as(fault).isZero();
    }

    @Test
    void aReadIsRepeatedOnItsConnectionAfterAnInternalError() {
        onTheSameConnection(
                "server-unavailable on statement 1 count 2",
                () -> assertThat(memory.getThread(thread.id())).contains(thread));
        assertThat(statistics().retries()).isEqualTo(2);
    }

    @Test
    void aTransactionIsRepeatedOnItsConnectionAfterAnInternalErrorOfAnyStatement() {
        for (int statement : List.of(1, 2)) {
            String title = "changed " + statement;
            onTheSameConnection(
                    "server-unavailable on statement " + statement,
                    () -> memory.updateThread(thread.id(), ThreadPatch.ofTitle(title)));
            assertThat(memory.getThread(thread.id()).orElseThrow().title()).isEqualTo(title);
        }
        assertThat(statistics().unknownOutcomes()).isZero();
    }

    @Test
    void aCommitThatMeetsAnInternalErrorIsFoundOutOnItsConnection() {
        onTheSameConnection(
                "server-unavailable on commit 1",
                () -> memory.updateThread(thread.id(), ThreadPatch.ofTitle("changed"), thread.version()));
        assertThat(memory.getThread(thread.id()).orElseThrow().title()).isEqualTo("changed");
        assertThat(statistics().unknownOutcomes()).isEqualTo(1);
    }

    @Test
    void anAppendIsRepeatedOnItsConnectionAndStoredOnce() {
        NewMessage message = NewMessage.builder(thread.id()).text("once").build();
        onTheSameConnection("server-unavailable on statement 1", () -> memory.saveMessages(List.of(message)));
        assertThat(memory.getMessage(message.id())).isPresent();
    }

    @Test
    void aRemovalThatReportsItsCountIsNotRepeated() {
        String id = memory.saveMessages(
                        List.of(NewMessage.builder(thread.id()).text("text").build()))
                .get(0)
                .id();
        onTheSameConnection("server-unavailable on statement 1", () -> {
            OutcomeUnknownException error =
                    catchThrowableOfType(OutcomeUnknownException.class, () -> memory.deleteMessages(List.of(id)));
            assertThat(error.code()).isEqualTo("commit-outcome-unknown");
        });
    }

    @Test
    void aPersistentInternalErrorIsNamed() {
        onTheSameConnection("server-unavailable on statement", () -> {
            for (Runnable call : List.<Runnable>of(
                    () -> memory.getThread(thread.id()),
                    () -> memory.updateThread(thread.id(), ThreadPatch.ofTitle("never")))) {
                UnavailableException error = catchThrowableOfType(UnavailableException.class, call::run);
                assertThat(error.code()).isEqualTo("server-unavailable");
                assertThat(error.details()).containsEntry("sqlState", "XX000").containsEntry("attempts", ATTEMPTS);
            }
        });
        endpoint.faults().clear();
        assertThat(memory.getThread(thread.id())).contains(thread);
    }

    private static StorageConfig.Builder impatient() {
        return config().set(DsqlOptions.CONNECTION_TIMEOUT, Duration.ofSeconds(1))
                .set(DsqlOptions.RETRY_ATTEMPTS, 2);
    }

    @Test
    void aWakingClusterIsWaitedForByWhateverMeetsItFirst() {
        // one asks the server what it is before it has a pool
        for (DialectChoice dialect : List.of(DialectChoice.DSQL, DialectChoice.AUTO)) {
            var waking = endpoint.faults().inject("waking-up on connect 1 count 9");
            try (Storage woken = Schema.open(impatient().set(DsqlOptions.DIALECT, dialect))) {
                woken.init();
                assertThat(waking.fired()).isEqualTo(9);
                assertThat(woken.memory().getThread(thread.id())).contains(thread);
            }
        }
    }

    @Test
    void everyCallOfManyWaitsForAWakingCluster() throws Exception {
        endpoint.faults().inject("waking-up on connect 1 count 9");
        int callers = 5;
        ExecutorService executor = Executors.newFixedThreadPool(callers);
        try (Storage woken = Schema.open(impatient())) {
            Callable<Object> call = () -> woken.memory().getThread(thread.id()).orElseThrow();
            for (Future<Object> result : executor.invokeAll(
                    IntStream.range(0, callers).mapToObj(i -> call).toList())) {
                assertThat(result.get()).isEqualTo(thread);
            }
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void aClusterThatDoesNotWakeIsNamedInTheServersWords() {
        endpoint.faults().inject("waking-up");
        Duration deadline = Duration.ofSeconds(2);
        for (DialectChoice dialect : List.of(DialectChoice.DSQL, DialectChoice.AUTO)) {
            try (Storage asleep = Schema.open(
                    impatient().set(DsqlOptions.DIALECT, dialect).set(DsqlOptions.RETRY_DEADLINE, deadline))) {
                for (Runnable call :
                        List.<Runnable>of(asleep::init, () -> asleep.memory().getThread("t"))) {
                    UnavailableException error = catchThrowableOfType(UnavailableException.class, call::run);
                    assertThat(error.code()).isEqualTo("database-starting");
                    assertThat(error.details())
                            .containsEntry("sqlState", "57P03")
                            .containsEntry("reason", WAKING)
                            .containsKeys("attempts", "waitedMillis");
                }
            }
        }
    }
}
