package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.agentstorage.Storage;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.dsql.events.TransactionEvent;
import dev.agentstorage.dsql.events.TransactionListener;
import dev.agentstorage.error.NotInitializedException;
import dev.agentstorage.error.OutcomeUnknownException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.ThreadPatch;
import java.lang.Thread.State;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * After {@code close} no call waits, for a connection or for its next attempt, and none is retried (rule {@code CORE-14}). The timeouts are
 * minutes here: a call that is not released is still there when the test gives up.
 */
class CloseUnderLoadTest {
    private static final int CLOSES = 25;
    private static final Duration LONGEST_WAIT = Duration.ofMillis(200);
    private static final Duration NEVER = Duration.ofMinutes(4);
    private static final String CONFLICT = "40001";

    private final Schema schema = Schema.in(Server.POSTGRESQL);

    @AfterEach
    void drop() {
        schema.close();
    }

    /** A call that runs until it fails. */
    private static final class Caller {
        private final Thread thread;
        private volatile long ended;
        private volatile Throwable failure;
        private volatile boolean interrupted;

        Caller(Runnable call) {
            thread = new Thread(() -> {
                try {
                    while (true) {
                        call.run();
                    }
                } catch (Throwable e) {
                    failure = e;
                } finally {
                    ended = System.nanoTime();
                    interrupted = Thread.currentThread().isInterrupted();
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        void join() throws InterruptedException {
            thread.join(20_000);
            assertThat(thread.isAlive())
                    .as("still running: %s", List.of(thread.getStackTrace()))
                    .isFalse();
            assertThat(interrupted).isFalse();
        }
    }

    /** How long threads of this machine sleep on after they were woken: what the calls are late beyond that is their own. */
    private static final class Canaries {
        private final CountDownLatch released = new CountDownLatch(1);
        private final List<Thread> threads = new ArrayList<>();
        private final ConcurrentLinkedQueue<Long> woken = new ConcurrentLinkedQueue<>();

        Canaries(int count) {
            for (int i = 0; i < count; i++) {
                Thread thread = new Thread(() -> {
                    try {
                        released.await();
                        woken.add(System.nanoTime());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
                thread.setDaemon(true);
                thread.start();
                threads.add(thread);
            }
        }

        long release() {
            long now = System.nanoTime();
            released.countDown();
            return now;
        }

        long slowest(long since) throws InterruptedException {
            for (Thread thread : threads) {
                thread.join();
            }
            return woken.stream().mapToLong(at -> at - since).max().orElseThrow();
        }
    }

    @Test
    void callersGetTheirResultOrStorageClosedImmediately() throws Exception {
        try (Storage reader = schema.open()) {
            ConversationThread hot = reader.memory()
                    .createThread(ConversationThread.builder("owner").build());
            for (int round = 0; round < CLOSES; round++) {
                closeUnderLoad(reader, hot, round);
            }
        }
    }

    private void closeUnderLoad(Storage reader, ConversationThread hot, int round) throws InterruptedException {
        Storage storage = Schema.open(patient(schema.config()).set(DsqlOptions.POOL_MAXIMUM, 2));
        storage.init();
        HikariDataSource pool = storage.unwrap(HikariDataSource.class);
        ConcurrentLinkedQueue<String> begun = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<String> acknowledged = new ConcurrentLinkedQueue<>();
        AtomicInteger numbers = new AtomicInteger();
        List<Caller> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            callers.add(new Caller(() -> {
                String id = "m" + round + "-" + numbers.incrementAndGet();
                begun.add(id);
                storage.memory()
                        .saveMessages(List.of(
                                NewMessage.builder(hot.id()).id(id).text("text").build()));
                acknowledged.add(id);
            }));
            callers.add(new Caller(() -> storage.memory().updateThread(hot.id(), ThreadPatch.ofTitle("changed"))));
            callers.add(new Caller(() -> storage.memory().getThread(hot.id())));
        }
        Canaries canaries = new Canaries(callers.size());
        await().pollInSameThread()
                .until(() ->
                        acknowledged.size() > 4 && pool.getHikariPoolMXBean().getThreadsAwaitingConnection() > 0);

        storage.close();
        long closed = canaries.release();
        long slowest = canaries.slowest(closed);

        for (Caller caller : callers) {
            caller.join();
            assertThat(caller.failure)
                    .isInstanceOfSatisfying(
                            NotInitializedException.class,
                            e -> assertThat(e.code()).isEqualTo("storage-closed"));
            assertThat(Duration.ofNanos(caller.ended - closed))
                    .as("after close, where other threads woke after %s", Duration.ofNanos(slowest))
                    .isLessThan(LONGEST_WAIT.plusNanos(3 * slowest));
        }
        // what was not acknowledged was refused, and what was refused is not there
        assertThat(reader.memory().getMessages(List.copyOf(begun)))
                .extracting(message -> message.id())
                .containsExactlyInAnyOrderElementsOf(acknowledged);
    }

    @Test
    void aCallThatWaitsForItsNextAttemptIsNotTriedAgain() throws Exception {
        FaultyDataSource faulty = new FaultyDataSource(schema.server().dataSource());
        AtomicInteger retries = new AtomicInteger();
        TransactionListener listener = new TransactionListener() {
            @Override
            public void retry(TransactionEvent event) {
                retries.incrementAndGet();
            }
        };
        Storage storage = Schema.open(given(faulty).set(DsqlOptions.TRANSACTION_LISTENER, listener));
        ConversationThread thread = storage.memory()
                .createThread(ConversationThread.builder("owner").build());
        for (int i = 0; i < 100; i++) {
            faulty.failBefore(FaultyDataSource.Point.COMMIT, CONFLICT);
        }
        Caller caller = new Caller(() -> storage.memory().updateThread(thread.id(), ThreadPatch.ofTitle("changed")));
        // the pauses are long by now
        await().until(() -> retries.get() >= 8);

        storage.close();
        caller.join();
        assertClosed(caller);
        assertThat(faulty.faultsLeft()).isPositive();
    }

    @Test
    void aCommitWhoseAnswerIsLostIsNotLookedForInAClosedStorage() throws Exception {
        FaultyDataSource faulty = new FaultyDataSource(schema.server().dataSource());
        AtomicBoolean lost = new AtomicBoolean();
        CountDownLatch closed = new CountDownLatch(1);
        TransactionListener listener = new TransactionListener() {
            @Override
            public void lostConnection(TransactionEvent event) {
                lost.set(true);
                await().until(() -> closed.getCount() == 0);
            }
        };
        Storage storage = Schema.open(given(faulty).set(DsqlOptions.TRANSACTION_LISTENER, listener));
        ConversationThread thread = storage.memory()
                .createThread(ConversationThread.builder("owner").build());
        faulty.failAfter(FaultyDataSource.Point.COMMIT, "08006");
        int before = faulty.opened();
        Caller caller = new Caller(() -> storage.memory().updateThread(thread.id(), ThreadPatch.ofTitle("changed")));
        await().untilTrue(lost);

        storage.close();
        closed.countDown();
        caller.join();
        assertThat(caller.failure).isInstanceOf(OutcomeUnknownException.class);
        assertThat(faulty.opened()).isEqualTo(before + 1);
    }

    @Test
    void aCallThatHasAConnectionGetsItsResultAndItsConnectionGoesBack() throws Exception {
        FaultyDataSource faulty = new FaultyDataSource(schema.server().dataSource());
        Storage storage = Schema.open(given(faulty));
        ConversationThread thread = storage.memory()
                .createThread(ConversationThread.builder("owner").build());
        try (Connection locking = schema.server().dataSource().getConnection()) {
            locking.setAutoCommit(false);
            locking.createStatement()
                    .execute("SELECT * FROM " + schema + ".mastra_threads WHERE id = '" + thread.id() + "' FOR UPDATE");
            AtomicBoolean done = new AtomicBoolean();
            Caller caller = new Caller(() -> {
                storage.memory().updateThread(thread.id(), ThreadPatch.ofTitle("changed"));
                done.set(true);
            });
            await().until(() ->
                    !schema.query("SELECT pid FROM pg_locks WHERE NOT granted").isEmpty());
            Thread closing = new Thread(storage::close);
            closing.start();
            await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
            locking.rollback();
            closing.join(20_000);
            caller.join();
            assertThat(done).isTrue();
            assertClosed(caller);
        }
        try (Storage reader = schema.open()) {
            assertThat(reader.memory().getThread(thread.id()).orElseThrow().title())
                    .isEqualTo("changed");
        }
    }

    /** Without a dialect the first connection is made by a caller, else by the pool. */
    @ParameterizedTest
    @EnumSource(
            value = DsqlOptions.DialectChoice.class,
            names = {"AUTO", "POSTGRESQL"})
    void callersThatWaitForASilentServerAreReleasedAndCloseDoesNotWaitForItEither(DsqlOptions.DialectChoice dialect)
            throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Storage storage = Schema.open(patient(StorageConfig.builder("dsql"))
                    .set(DsqlOptions.URL, "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/postgres")
                    .set(DsqlOptions.USER, "someone")
                    .set(DsqlOptions.DIALECT, dialect));
            List<Caller> callers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                callers.add(new Caller(() -> storage.memory().getThread("t")));
                callers.add(new Caller(storage::init));
            }
            try (Socket connected = silent.accept()) {
                assertThat(connected.isConnected()).isTrue();
                await().until(() -> callers.stream().noneMatch(caller -> caller.thread.getState() == State.RUNNABLE));

                Caller closing = new Caller(() -> {
                    storage.close();
                    throw new IllegalStateException("done");
                });
                closing.join();
                for (Caller caller : callers) {
                    caller.join();
                    assertClosed(caller);
                }
            }
        }
    }

    @Test
    void whoClosesWhileInterruptedStaysInterruptedAndLeavesNoConnection() {
        Storage storage = schema.open();
        storage.init();
        HikariDataSource pool = storage.unwrap(HikariDataSource.class);
        Thread.currentThread().interrupt();
        storage.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(pool.isClosed()).isTrue();
        assertThat(pool.getHikariPoolMXBean().getTotalConnections()).isZero();
    }

    private static void assertClosed(Caller caller) {
        assertThat(caller.failure)
                .isInstanceOfSatisfying(
                        NotInitializedException.class, e -> assertThat(e.code()).isEqualTo("storage-closed"));
    }

    private StorageConfig.Builder given(FaultyDataSource faulty) {
        return retrying(StorageConfig.builder("dsql"))
                .set(DsqlOptions.DATA_SOURCE, faulty.dataSource())
                .set(DsqlOptions.SCHEMA, schema.toString());
    }

    private static StorageConfig.Builder patient(StorageConfig.Builder config) {
        return retrying(config).set(DsqlOptions.CONNECTION_TIMEOUT, NEVER);
    }

    private static StorageConfig.Builder retrying(StorageConfig.Builder config) {
        return config.set(DsqlOptions.SKIP_DEFAULT_INDEXES, true)
                .set(DsqlOptions.RETRY_ATTEMPTS, 100)
                .set(DsqlOptions.RETRY_DEADLINE, NEVER);
    }
}
