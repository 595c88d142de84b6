package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.agentstorage.Storage;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.index.IndexCreation;
import dev.agentstorage.index.IndexInfo;
import dev.agentstorage.index.IndexSpec;
import dev.agentstorage.index.IndexState;
import dev.agentstorage.index.IndexStats;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.store.IndexManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Indexes of the application, beyond the rules of the kit. */
@Tag("slow")
@ParameterizedClass
@EnumSource(Server.class)
class IndexManagerTest {
    private static final String TABLE = "mastra_threads";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Schema schema;
    private Storage storage;
    private IndexManager indexes;

    IndexManagerTest(Server server) {
        schema = Schema.in(server);
    }

    @BeforeEach
    void open() {
        storage = schema.open();
        storage.init();
        indexes = storage.indexes();
    }

    @AfterEach
    void close() {
        storage.close();
        schema.close();
    }

    private boolean isDsql() {
        return schema.server() == Server.DSQL;
    }

    private List<String> physical() {
        return schema.query("SELECT indexname FROM pg_indexes WHERE schemaname = '" + schema + "'");
    }

    @Test
    void theDefinitionIsAStatementThatTheServerTakes() {
        for (IndexSpec spec : List.of(
                IndexSpec.builder("a_plain").table(TABLE).columns("title", "id").build(),
                IndexSpec.builder("a_partial")
                        .table(TABLE)
                        .columns("id", "title")
                        .unique(true)
                        .where("title <> 'x'")
                        .build())) {
            IndexInfo created = indexes.ensure(spec).info();
            assertThat(indexes.awaitIndexes(PATIENCE)).isTrue();
            indexes.delete(spec.name());
            schema.run(created.definition());
            assertThat(indexes.awaitIndexes(PATIENCE)).isTrue();
            IndexInfo again = indexes.get(spec.name()).orElseThrow().info();
            assertThat(again.columns()).isEqualTo(created.columns());
            assertThat(again.unique()).isEqualTo(created.unique());
            assertThat(again.definition()).isEqualTo(created.definition());
        }
    }

    @Test
    void moreThanTheServerTakesIsSaid() {
        if (isDsql()) {
            for (int i = 0; i < 24; i++) {
                try {
                    indexes.ensure(IndexSpec.builder("n" + i)
                            .table(TABLE)
                            .columns("title")
                            .build());
                } catch (TooLargeException e) {
                    assertThat(e.code()).isEqualTo("index-over-limit");
                    assertThat(e.field()).isEqualTo("indexes");
                    assertThat(e.limit()).isEqualTo(24);
                    assertThat(e.size()).isEqualTo(25);
                    assertThat(indexes.list(TABLE)).hasSize(24);
                    return;
                }
            }
            fail("no index was refused");
        }
        String[] columns = IntStream.range(0, 33).mapToObj(i -> "c" + i).toArray(String[]::new);
        schema.run("ALTER TABLE " + schema + "." + TABLE + " ADD COLUMN " + String.join(" text, ADD COLUMN ", columns)
                + " text");
        assertThatThrownBy(() -> indexes.ensure(
                        IndexSpec.builder("wide").table(TABLE).columns(columns).build()))
                .isInstanceOfSatisfying(
                        TooLargeException.class, e -> assertThat(e.code()).isEqualTo("index-over-limit"));
    }

    @Test
    void theSchemaPrecedesTheNameAndEitherNameFindsTheIndex() {
        IndexCreation creation = indexes.ensure(
                IndexSpec.builder("by_title").table(TABLE).columns("title").build());
        assertThat(creation.info().name()).isEqualTo("by_title");
        assertThat(physical()).contains(schema + "_by_title").doesNotContain("by_title");
        assertThat(indexes.get("by_title").orElseThrow().info().definition()).contains(schema + "_by_title");
        assertThat(indexes.get(schema + "_by_title").orElseThrow().info().columns())
                .containsExactly("title");
        assertThat(indexes.list(TABLE)).extracting(IndexInfo::name).contains("by_title");
        assertThat(indexes.ensure(IndexSpec.builder(schema + "_by_title")
                                .table(TABLE)
                                .columns("title")
                                .build())
                        .created())
                .isFalse();
        assertThat(indexes.delete(schema + "_by_title")).isTrue();
        assertThat(indexes.delete("by_title")).isFalse();
    }

    @Test
    void aNameThatIsTooLongIsShortenedAndFoundByTheGivenOne() {
        String name = "a".repeat(63);
        String other = "a".repeat(62) + "b";
        indexes.ensure(IndexSpec.builder(name).table(TABLE).columns("title").build());
        indexes.ensure(IndexSpec.builder(other).table(TABLE).columns("metadata").build());
        assertThat(physical())
                .filteredOn(index -> index.startsWith(schema + "_aaa"))
                .hasSize(2);
        assertThat(indexes.get(name).orElseThrow().info().name()).isEqualTo(name);
        assertThat(indexes.get(other).orElseThrow().info().columns()).containsExactly("metadata");
        assertThat(indexes.delete(name)).isTrue();
        assertThat(indexes.delete(other)).isTrue();
    }

    @Test
    void whatTheStorageNeedsIsNotDropped() {
        refused("index-required", () -> indexes.delete("mastra_threads_pkey"));
        assertThat(indexes.list()).extracting(IndexInfo::name).contains("mastra_threads_pkey");
        assertThat(indexes.delete("mastra_threads_resourceid_createdat_idx")).isTrue();
        try (Storage next = schema.open()) {
            next.init();
            assertThat(next.indexes()
                            .get("mastra_threads_resourceid_createdat_idx")
                            .orElseThrow()
                            .info()
                            .columns())
                    .containsExactly("resourceId", "createdAt");
        }
    }

    @Test
    void aConditionIsPassedOnAndOtherOptionsDependOnTheServer() {
        IndexSpec spec = IndexSpec.builder("partial")
                .table(TABLE)
                .columns("resourceId", "createdAt DESC")
                .where("\"archivedAt\" IS NULL AND title <> ''")
                .concurrent(true)
                .method("btree")
                .opclass("text_ops")
                .storage(Map.of("fillfactor", "70"))
                .build();
        if (isDsql()) {
            IndexCreation creation = indexes.ensure(spec);
            assertThat(creation.ignored()).containsExactly("opclass", "storage");
            assertThat(creation.info().definition()).contains("archivedAt").doesNotContain("fillfactor");
        } else {
            refused("index-refused", () -> indexes.ensure(spec));
            IndexSpec texts = IndexSpec.builder("partial")
                    .table(TABLE)
                    .columns("resourceId", "title")
                    .where("\"archivedAt\" IS NULL")
                    .concurrent(true)
                    .opclass("text_pattern_ops")
                    .storage(Map.of("fillfactor", "70"))
                    .build();
            IndexCreation creation = indexes.ensure(texts);
            assertThat(creation.ignored()).isEmpty();
            assertThat(creation.info().definition()).contains("archivedAt", "text_pattern_ops", "fillfactor='70'");
        }
        assertThat(indexes.awaitIndexes(PATIENCE)).isTrue();
        assertThat(indexes.get("partial").orElseThrow().info().state()).isEqualTo(IndexState.VALID);
    }

    @Test
    void anOptionThatDoesNotFitOneStatementIsRefused() {
        for (String where : List.of("true); DROP TABLE mastra_threads; --", "", " ", "true) x (", "nothing = 1")) {
            assertThatThrownBy(() -> indexes.ensure(IndexSpec.builder("bad")
                            .table(TABLE)
                            .columns("title")
                            .where(where)
                            .build()))
                    .as(where)
                    .isInstanceOf(InvalidRequestException.class);
        }
        if (!isDsql()) {
            refused(
                    "index-option-invalid",
                    () -> indexes.ensure(IndexSpec.builder("bad")
                            .table(TABLE)
                            .columns("title")
                            .method("b tree")
                            .build()));
            refused(
                    "index-option-invalid",
                    () -> indexes.ensure(IndexSpec.builder("bad")
                            .table(TABLE)
                            .columns("title")
                            .storage(Map.of("fillfactor", "70)"))
                            .build()));
        }
        assertThat(indexes.list()).extracting(IndexInfo::name).doesNotContain("bad");
    }

    @Test
    void duplicatesAreReportedImmediatelyOrByTheState() {
        for (String id : List.of("a", "b")) {
            storage.memory()
                    .createThread(ConversationThread.builder("owner").id(id).build());
        }
        IndexSpec spec = IndexSpec.builder("one_thread")
                .table(TABLE)
                .columns("resourceId")
                .unique(true)
                .build();
        if (isDsql()) {
            indexes.ensure(spec);
            assertThat(indexes.awaitIndexes(PATIENCE)).isTrue();
            assertThat(indexes.get("one_thread").orElseThrow().info().state()).isEqualTo(IndexState.INVALID);
        } else {
            refused("index-duplicates", () -> indexes.ensure(spec));
            refused(
                    "index-duplicates",
                    () -> indexes.ensure(IndexSpec.builder("one_thread")
                            .table(TABLE)
                            .columns("resourceId")
                            .unique(true)
                            .concurrent(true)
                            .build()));
        }
        indexes.delete("one_thread");
        assertThat(indexes.list()).extracting(IndexInfo::name).doesNotContain("one_thread");
    }

    @Test
    void aUniqueIndexIsEnforcedOnceItIsValid() {
        indexes.ensure(IndexSpec.builder("one_thread")
                .table(TABLE)
                .columns("resourceId")
                .unique(true)
                .build());
        assertThat(indexes.awaitIndexes(PATIENCE)).isTrue();
        storage.memory().createThread(ConversationThread.builder("owner").build());
        assertThatThrownBy(() -> storage.memory()
                        .createThread(ConversationThread.builder("owner").build()))
                .isInstanceOf(StorageException.class);
        assertThat(schema.query("SELECT count(*) FROM " + schema + ".mastra_threads"))
                .containsExactly("1");
    }

    @Test
    void aNameOfSomethingElseInTheSchemaIsTaken() {
        schema.run("CREATE TABLE " + schema + "." + schema + "_taken (id INTEGER PRIMARY KEY)");
        refused(
                "index-name-taken",
                () -> indexes.ensure(
                        IndexSpec.builder("taken").table(TABLE).columns("title").build()));
    }

    @Test
    void sizeAndCountersAreThoseThatTheServerKeeps() {
        IndexStats stats =
                indexes.get("mastra_threads_resourceid_createdat_idx").orElseThrow();
        assertThat(stats.info().method()).isEqualTo("btree");
        assertThat(stats.info().sizeInBytes().isPresent()).isEqualTo(!isDsql());
        assertThat(stats.scans().isPresent()).isEqualTo(!isDsql());
        assertThat(stats.tuplesRead().isPresent()).isEqualTo(!isDsql());
        assertThat(stats.tuplesFetched().isPresent()).isEqualTo(!isDsql());
    }

    @Test
    void waitingEndsWithItsTime() {
        indexes.awaitIndexes(PATIENCE);
        IndexCreation creation = indexes.ensure(
                IndexSpec.builder("slow").table(TABLE).columns("title").build());
        assertThat(creation.info().state()).isEqualTo(isDsql() ? IndexState.BUILDING : IndexState.VALID);
        assertThat(indexes.awaitIndexes(Duration.ZERO)).isEqualTo(!isDsql());
        assertThat(indexes.awaitIndexes(PATIENCE)).isTrue();
    }

    @Test
    void waitingEndsWhenTheThreadIsInterrupted() {
        indexes.ensure(IndexSpec.builder("slow").table(TABLE).columns("title").build());
        Thread.currentThread().interrupt();
        try {
            if (isDsql()) {
                assertThatThrownBy(() -> indexes.awaitIndexes(PATIENCE)).isInstanceOf(StorageException.class);
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
            }
        } finally {
            Thread.interrupted();
        }
    }

    private static void refused(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InvalidRequestException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
