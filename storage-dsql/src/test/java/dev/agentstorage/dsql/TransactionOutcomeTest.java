package dev.agentstorage.dsql;

import static dev.agentstorage.dsql.FaultyDataSource.Point.COMMIT;
import static dev.agentstorage.dsql.FaultyDataSource.Point.STATEMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Storage;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.dsql.internal.tx.TransactionCounters;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.OutcomeUnknownException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.Role;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.value.Json;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What a caller sees, and what is stored, when statements, commits and connections fail. */
@Tag("slow")
@ParameterizedClass
@EnumSource(Server.class)
class TransactionOutcomeTest {
    private static final String CONFLICT = "40001";
    private static final String CUT = "08006";

    private final Schema schema;
    private final FaultyDataSource faulty;
    private Storage storage;
    private MemoryStore memory;
    private TransactionCounters counters;
    private ConversationThread thread;

    TransactionOutcomeTest(Server server) {
        schema = Schema.in(server);
        faulty = new FaultyDataSource(server.dataSource());
    }

    @BeforeEach
    void open() {
        storage = Schema.open(StorageConfig.builder("dsql")
                .set(DsqlOptions.DATA_SOURCE, faulty.dataSource())
                .set(DsqlOptions.SCHEMA, schema.toString())
                .set(DsqlOptions.SKIP_DEFAULT_INDEXES, true)
                .set(DsqlOptions.RETRY_ATTEMPTS, 3));
        schema.awaitIndexes(storage);
        memory = storage.memory();
        counters = storage.unwrap(TransactionCounters.class);
        thread = memory.createThread(ConversationThread.builder("owner").build());
    }

    @AfterEach
    void close() {
        storage.close();
        schema.close();
    }

    @Test
    void aConflictAtCommitIsRetriedWithAFreshRead() {
        faulty.failBefore(COMMIT, CONFLICT);
        memory.updateThread(thread.id(), ThreadPatch.ofTitle("changed"));
        assertThat(memory.getThread(thread.id()).orElseThrow().title()).isEqualTo("changed");
        assertThat(counters.conflicts()).isEqualTo(1);
        assertThat(counters.retries()).isEqualTo(1);
    }

    @Test
    void aConflictThatNeverEndsIsReportedAndNothingIsChanged() {
        for (int i = 0; i < 3; i++) {
            faulty.failBefore(COMMIT, CONFLICT);
        }
        assertThatThrownBy(() -> memory.updateThread(thread.id(), ThreadPatch.ofTitle("changed")))
                .isInstanceOfSatisfying(ConflictException.class, e -> {
                    assertThat(e.code()).isEqualTo("retries-exhausted");
                    assertThat(e.details()).containsEntry("attempts", 3).containsEntry("sqlState", CONFLICT);
                });
        assertThat(memory.getThread(thread.id())).contains(thread);
        assertThat(counters.giveUps()).isEqualTo(1);
    }

    @Test
    void aReadIsRetriedWhenTheCatalogMovedOn() {
        faulty.failBefore(STATEMENT, CONFLICT);
        assertThat(memory.getThread(thread.id())).contains(thread);
        assertThat(faulty.faultsLeft()).isZero();
    }

    @Test
    void aConnectionThatIsCutBeforeTheCommitCostsOneRetry() {
        faulty.failBefore(STATEMENT, CUT);
        memory.updateThread(thread.id(), ThreadPatch.ofTitle("changed"));
        assertThat(memory.getThread(thread.id()).orElseThrow().title()).isEqualTo("changed");
        assertThat(counters.unknownOutcomes()).isZero();
        assertThat(counters.lostConnections()).isEqualTo(1);
    }

    @Test
    void aPatchWhoseCommitAnswerIsLostIsAppliedOnce() {
        faulty.failAfter(COMMIT, CUT);
        ConversationThread changed = memory.updateThread(thread.id(), ThreadPatch.ofTitle("changed"));
        assertThat(memory.getThread(thread.id())).contains(changed);
        assertThat(counters.unknownOutcomes()).isEqualTo(1);
    }

    @Test
    void aPatchOfAVersionWhoseCommitAnswerIsLostIsNotTakenForAConflict() {
        faulty.failAfter(COMMIT, CUT);
        ConversationThread changed = memory.updateThread(thread.id(), ThreadPatch.ofTitle("changed"), thread.version());
        assertThat(memory.getThread(thread.id())).contains(changed);
    }

    @Test
    void aPatchOfAVersionWhoseCommitNeverArrivedIsApplied() {
        faulty.failBefore(COMMIT, CUT);
        ConversationThread changed = memory.updateThread(thread.id(), ThreadPatch.ofTitle("changed"), thread.version());
        assertThat(changed.title()).isEqualTo("changed");
        assertThat(memory.getThread(thread.id())).contains(changed);
    }

    @Test
    void aNewThreadWhoseAnswerIsLostIsNotTakenForAnotherWriters() {
        ConversationThread other = ConversationThread.builder("owner").build();
        faulty.failAfter(STATEMENT, CUT);
        assertThat(memory.createThread(other))
                .isEqualTo(memory.getThread(other.id()).orElseThrow());
    }

    @Test
    void anAppendWhoseAnswerIsLostIsStoredOnce() {
        faulty.failAfter(STATEMENT, CUT);
        NewMessage message = NewMessage.builder(thread.id()).text("once").build();
        assertThat(memory.saveMessages(List.of(message))).hasSize(1);
        assertThat(memory.listMessages(MessageQuery.ofThread(thread.id())).toList())
                .extracting(stored -> stored.id())
                .containsExactly(message.id());
    }

    @Test
    void aPatchOfAMessageWhoseCommitAnswerIsLostIsNotTakenForAConflict() {
        var stored = memory.saveMessages(
                        List.of(NewMessage.builder(thread.id()).text("text").build()))
                .get(0);
        faulty.failAfter(COMMIT, CUT);
        var changed = memory.updateMessages(List.of(MessagePatch.builder(stored.id())
                .role(Role.TOOL)
                .expected(stored.version())
                .build()));
        assertThat(memory.getMessage(stored.id())).contains(changed.items().get(0));
    }

    @Test
    void aResourceThatIsCreatedByAPatchWhoseCommitAnswerIsLostIsThereOnce() {
        faulty.failAfter(COMMIT, CUT);
        Resource created = memory.updateResource("r", ResourcePatch.ofMetadata(Json.of(Map.of("a", 1))));
        assertThat(memory.getResource("r")).contains(created);
    }

    @Test
    void aRemovalWhoseAnswerIsLostIsNotRunAgain() {
        var stored = memory.saveMessages(IntStream.range(0, 6)
                .mapToObj(i -> NewMessage.builder(thread.id()).text("text " + i).build())
                .toList());
        memory.saveResource(Resource.of("owner"));
        Instant later = Instant.now().plusSeconds(3600);
        List<Runnable> removals = List.of(
                () -> memory.pruneMessages(later, 1),
                () -> memory.deleteMessages(List.of(stored.get(1).id())),
                () -> memory.deleteResource("owner"));
        for (Runnable removal : removals) {
            faulty.failAfter(STATEMENT, CUT);
            assertThatThrownBy(removal::run).isInstanceOf(OutcomeUnknownException.class);
        }
        assertThat(memory.listMessages(MessageQuery.ofThread(thread.id())).toList())
                .isEqualTo(stored.subList(2, 6));
        assertThat(memory.getResource("owner")).isEmpty();
    }

    @Test
    void anOutcomeThatNoAttemptCanFindOutIsSaidToBeUnknown() {
        faulty.failAfter(COMMIT, CUT);
        for (int i = 0; i < 10; i++) {
            faulty.failBefore(STATEMENT, CUT);
        }
        assertThatThrownBy(() -> memory.updateThread(thread.id(), ThreadPatch.ofTitle("changed")))
                .isInstanceOfSatisfying(
                        OutcomeUnknownException.class, e -> assertThat(e.code()).isEqualTo("commit-outcome-unknown"));
        // of three attempts and two that only look, one was lost after its commit
        assertThat(faulty.faultsLeft()).isEqualTo(10 - 4);
    }

    @Test
    void aRefusedSizeIsTooLargeAndIsNotRetried() {
        faulty.failBefore(STATEMENT, "54000");
        assertThatThrownBy(() -> memory.updateThread(thread.id(), ThreadPatch.ofTitle("changed")))
                .isInstanceOf(TooLargeException.class);
        assertThat(counters.retries()).isZero();
    }

    @Test
    void anOverloadedServerIsUnavailable() {
        faulty.failBefore(STATEMENT, "53400");
        assertThatThrownBy(() -> memory.getThread(thread.id()))
                .isInstanceOfSatisfying(
                        UnavailableException.class, e -> assertThat(e.code()).isEqualTo("database-overloaded"));
    }

    @Test
    void anInterruptedThreadStopsToRetryAndStaysInterrupted() {
        faulty.failBefore(COMMIT, CONFLICT);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> memory.updateThread(thread.id(), ThreadPatch.ofTitle("changed")))
                .isInstanceOfSatisfying(UnavailableException.class, e -> {
                    assertThat(e.code()).isEqualTo("interrupted");
                    assertThat(e.details()).containsEntry("attempts", 1).containsEntry("sqlState", CONFLICT);
                });
        assertThat(Thread.interrupted()).isTrue();
        assertThat(counters.retries()).isZero();
        assertThat(memory.getThread(thread.id())).contains(thread);
    }

    @Test
    void anInterruptedThreadDoesNotLookWhetherItsCommitWasApplied() {
        faulty.failAfter(COMMIT, CUT);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> memory.updateThread(thread.id(), ThreadPatch.ofTitle("changed")))
                .isInstanceOfSatisfying(
                        OutcomeUnknownException.class, e -> assertThat(e.code()).isEqualTo("interrupted"));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(counters.retries()).isZero();
    }

    @Test
    void anInterruptedThreadGetsItsResultWhenNothingGoesWrong() {
        Thread.currentThread().interrupt();
        ConversationThread changed = memory.updateThread(thread.id(), ThreadPatch.ofTitle("changed"));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(memory.getThread(thread.id())).contains(changed);
    }

    @Test
    void anInterruptedThreadGetsARefusalUnchanged() {
        faulty.failBefore(STATEMENT, "42501");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> memory.getThread(thread.id())).isInstanceOf(InvalidRequestException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void connectionsOfTheCallerGoBackInAutocommitAndStayUsable() {
        int before = faulty.opened();
        memory.updateThread(thread.id(), ThreadPatch.ofTitle("a"));
        assertThat(faulty.opened()).isEqualTo(before + 1);
        storage.close();
        assertThat(faulty.dataSource()).satisfies(source -> {
            try (var connection = source.getConnection()) {
                assertThat(connection.getAutoCommit()).isTrue();
            }
        });
    }

    @Test
    void aDataSourceThatBreaksInItsOwnWayIsUnavailable() {
        PGSimpleDataSource broken = new PGSimpleDataSource() {
            private static final long serialVersionUID = 1;

            @Override
            public Connection getConnection() {
                throw new IllegalStateException("no pool today");
            }
        };
        try (Storage other = Schema.open(StorageConfig.builder("dsql").set(DsqlOptions.DATA_SOURCE, broken))) {
            assertThatThrownBy(() -> other.memory().getThread("t"))
                    .isInstanceOf(UnavailableException.class)
                    .hasStackTraceContaining("no pool today");
            assertThat(other.health().reachable()).isFalse();
        }
    }

    @Test
    void aServerThatIsNotThereIsUnavailableAndItsHealthSaysSo() {
        try (Storage nowhere = Schema.open(StorageConfig.builder("dsql")
                .set(DsqlOptions.URL, "jdbc:postgresql://127.0.0.1:1/postgres")
                .set(DsqlOptions.CONNECTION_TIMEOUT, Duration.ofMillis(300)))) {
            assertThatThrownBy(nowhere::init).isInstanceOf(UnavailableException.class);
            assertThat(nowhere.health().reachable()).isFalse();
        }
    }
}
