package dev.agentstorage.dsql;

import static dev.agentstorage.dsql.FaultyDataSource.Point.COMMIT;
import static dev.agentstorage.dsql.FaultyDataSource.Point.CONNECT;
import static dev.agentstorage.dsql.FaultyDataSource.Point.STATEMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentstorage.Storage;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.dsql.events.TransactionEvent;
import dev.agentstorage.dsql.events.TransactionListener;
import dev.agentstorage.dsql.events.TransactionStatistics;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.OutcomeUnknownException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.store.MemoryStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application is notified of, and how they end when nothing gets better. */
class TransactionListenerTest {
    private static final String CONFLICT = "40001";
    private static final String CUT = "08006";

    private final Schema schema = Schema.in(Server.POSTGRESQL);
    private final FaultyDataSource faulty = new FaultyDataSource(Server.POSTGRESQL.dataSource());
    private final Recorder recorder = new Recorder();
    private Storage storage;
    private MemoryStore memory;
    private ConversationThread thread;

    /** Records what it receives, and throws if configured so. */
    private static final class Recorder implements TransactionListener {
        final List<String> heard = new CopyOnWriteArrayList<>();
        final List<TransactionEvent> events = new CopyOnWriteArrayList<>();
        volatile boolean failing;

        private void hear(String what, TransactionEvent event) {
            heard.add(what + " " + event.attempt() + " " + event.sqlState() + (event.outcomeUnknown() ? "?" : ""));
            events.add(event);
            if (failing) {
                throw new IllegalStateException("a listener with a defect");
            }
        }

        @Override
        public void conflict(TransactionEvent event) {
            hear("conflict", event);
        }

        @Override
        public void lostConnection(TransactionEvent event) {
            hear("lost", event);
        }

        @Override
        public void retry(TransactionEvent event) {
            hear("retry", event);
        }

        @Override
        public void giveUp(TransactionEvent event) {
            hear("give up", event);
        }
    }

    @BeforeEach
    void open() {
        storage = open(3);
        storage.init();
        memory = storage.memory();
        thread = memory.createThread(ConversationThread.builder("owner").build());
        recorder.heard.clear();
    }

    private Storage open(int attempts) {
        return Schema.open(StorageConfig.builder("dsql")
                .set(DsqlOptions.DATA_SOURCE, faulty.dataSource())
                .set(DsqlOptions.SCHEMA, schema.toString())
                .set(DsqlOptions.SKIP_DEFAULT_INDEXES, true)
                .set(DsqlOptions.TRANSACTION_LISTENER, recorder)
                .set(DsqlOptions.RETRY_ATTEMPTS, attempts));
    }

    @AfterEach
    void close() {
        storage.close();
        schema.close();
    }

    @Test
    void successIsNotReported() {
        memory.updateThread(thread.id(), ThreadPatch.ofTitle("changed"));
        assertThat(recorder.heard).isEmpty();
    }

    @Test
    void aConflictAndItsRetryAreReported() {
        faulty.failBefore(COMMIT, CONFLICT);
        memory.updateThread(thread.id(), ThreadPatch.ofTitle("changed"));
        assertThat(recorder.heard).containsExactly("conflict 1 40001", "retry 2 40001");
        assertThat(recorder.events)
                .allSatisfy(event -> assertThat(event.elapsed()).isPositive());
    }

    @Test
    void aLostAnswerIsReportedAsAnUnknownOutcomeUntilItIsKnown() {
        faulty.failAfter(COMMIT, CUT);
        memory.updateThread(thread.id(), ThreadPatch.ofTitle("changed"));
        assertThat(recorder.heard).containsExactly("lost 1 08006?", "retry 2 08006?");
    }

    @Test
    void aGiveUpIsReportedOnce() {
        for (int i = 0; i < 3; i++) {
            faulty.failBefore(COMMIT, CONFLICT);
        }
        assertThatThrownBy(() -> memory.updateThread(thread.id(), ThreadPatch.ofTitle("changed")))
                .isInstanceOf(ConflictException.class);
        assertThat(recorder.heard)
                .containsExactly(
                        "conflict 1 40001",
                        "retry 2 40001",
                        "conflict 2 40001",
                        "retry 3 40001",
                        "conflict 3 40001",
                        "give up 3 40001");
        var statistics = storage.unwrap(TransactionStatistics.class);
        assertThat(statistics.conflicts()).isEqualTo(3);
        assertThat(statistics.retries()).isEqualTo(2);
        assertThat(statistics.giveUps()).isEqualTo(1);
    }

    @Test
    void aListenerThatThrowsDoesNoHarm() {
        recorder.failing = true;
        faulty.failBefore(COMMIT, CONFLICT);
        memory.updateThread(thread.id(), ThreadPatch.ofTitle("changed"));
        assertThat(recorder.heard).hasSize(2);
        assertThat(memory.getThread(thread.id()).orElseThrow().title()).isEqualTo("changed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"53300", "53400", "08001", "08006", "XX000", "57P03"})
    void aServerThatTakesNoConnectionForAMomentIsAskedAgain(String state) {
        faulty.failBefore(CONNECT, state);
        faulty.failBefore(CONNECT, state);
        assertThat(memory.getThread(thread.id())).contains(thread);
        assertThat(storage.unwrap(TransactionStatistics.class).failedConnects()).isEqualTo(2);
        assertThat(faulty.faultsLeft()).isZero();
    }

    @Test
    void aLoginThatIsRefusedIsNotTriedAgain() {
        faulty.failBefore(CONNECT, "28P01");
        assertThatThrownBy(() -> memory.getThread(thread.id()))
                .isInstanceOfSatisfying(
                        UnavailableException.class, e -> assertThat(e.code()).isEqualTo("login-refused"));
        assertThat(recorder.heard).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"XX000", "40003", "58030", "60000", "99999", "57P01"})
    void aCommitThatIsNotAnsweredPlainlyIsTakenForUnknownAndFoundOut(String state) {
        faulty.failAfter(COMMIT, state);
        memory.updateThread(thread.id(), ThreadPatch.ofTitle("changed"), thread.version());
        assertThat(memory.getThread(thread.id()).orElseThrow().title()).isEqualTo("changed");
        assertThat(storage.unwrap(TransactionStatistics.class).unknownOutcomes())
                .isEqualTo(1);
    }

    @Test
    void aSchemaThatChangesUnderAnyStatementIsMet() {
        for (int statement = 0; statement < 2; statement++) {
            faulty.failBefore(STATEMENT, CONFLICT);
            memory.updateThread(thread.id(), ThreadPatch.ofTitle("changed " + statement));
            faulty.failBefore(STATEMENT, CONFLICT);
            assertThat(memory.getThread(thread.id()).orElseThrow().title()).isEqualTo("changed " + statement);
        }
        assertThat(faulty.faultsLeft()).isZero();
    }

    @Test
    void aThreadInterruptedInAPauseEndsImmediatelyAndStaysInterrupted() throws Exception {
        try (Storage patient = open(100)) {
            patient.init();
            for (int i = 0; i < 100; i++) {
                faulty.failBefore(COMMIT, CONFLICT);
            }
            AtomicReference<StorageException> error = new AtomicReference<>();
            AtomicBoolean interrupted = new AtomicBoolean();
            Thread writer = new Thread(() -> {
                error.set(catchThrowableOfType(
                        StorageException.class,
                        () -> patient.memory().updateThread(thread.id(), ThreadPatch.ofTitle("never"))));
                interrupted.set(Thread.currentThread().isInterrupted());
            });
            writer.start();
            Awaitility.await().until(() -> recorder.heard.contains("retry 6 40001"));
            writer.interrupt();
            writer.join(20_000);
            assertThat(writer.isAlive()).isFalse();
            assertThat(error.get()).isInstanceOf(UnavailableException.class);
            assertThat(error.get().code()).isEqualTo("interrupted");
            assertThat(error.get().details()).containsKey("attempts");
            assertThat(interrupted).isTrue();
            assertThat(faulty.faultsLeft()).isGreaterThan(50);
            assertThat(recorder.heard.get(recorder.heard.size() - 1)).startsWith("give up");
        }
        assertThat(memory.getThread(thread.id())).isEqualTo(Optional.of(thread));
    }

    @Test
    void noAttemptBeginsAfterTheDeadline() {
        try (Storage hasty = Schema.open(StorageConfig.builder("dsql")
                .set(DsqlOptions.DATA_SOURCE, faulty.dataSource())
                .set(DsqlOptions.SCHEMA, schema.toString())
                .set(DsqlOptions.RETRY_ATTEMPTS, 100)
                .set(DsqlOptions.RETRY_DEADLINE, Duration.ofMillis(200)))) {
            hasty.init();
            faulty.failAfter(COMMIT, CUT);
            for (int i = 0; i < 100; i++) {
                faulty.failBefore(STATEMENT, CUT);
            }
            assertThatThrownBy(() -> hasty.memory().updateThread(thread.id(), ThreadPatch.ofTitle("changed")))
                    .isInstanceOf(OutcomeUnknownException.class);
            assertThat(faulty.faultsLeft()).isGreaterThan(50);
        }
    }
}
