package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.agentstorage.Storage;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.index.IndexInfo;
import dev.agentstorage.index.IndexSpec;
import dev.agentstorage.index.IndexState;
import dev.agentstorage.memory.ConversationThread;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Which indexes the initialisation makes is configured. */
@Tag("slow")
@ParameterizedClass
@EnumSource(Server.class)
class OwnIndexesTest {
    private final Schema schema;

    OwnIndexesTest(Server server) {
        schema = Schema.in(server);
    }

    @AfterEach
    void drop() {
        schema.close();
    }

    private Storage open(String indexes) {
        return Schema.open(schema.config().set(DsqlOptions.INDEXES, indexes));
    }

    @Test
    void configuredIndexesAreMadeOnce() {
        String text = DsqlOptions.indexes(List.of(
                IndexSpec.builder("by_title")
                        .table("mastra_threads")
                        .columns("title", "id DESC")
                        .build(),
                IndexSpec.builder("one_role")
                        .table("mastra_messages")
                        .columns("id", "role")
                        .unique(true)
                        .where("role IN ('user', 'system')")
                        .build()));
        try (Storage storage = open(text)) {
            storage.init();
            assertThat(storage.indexes().get("by_title").orElseThrow().info().columns())
                    .containsExactly("title", "id");
            IndexInfo unique = storage.indexes().get("one_role").orElseThrow().info();
            assertThat(unique.unique()).isTrue();
            assertThat(unique.definition()).contains("WHERE");
            assertThat(storage.indexes().awaitIndexes(Duration.ofMinutes(1))).isTrue();
        }
        List<String> relations = schema.query("SELECT oid FROM pg_class ORDER BY oid");
        try (Storage storage = open(text)) {
            storage.init();
            assertThat(storage.health().description()).doesNotContain("indexes not created");
        }
        assertThat(schema.query("SELECT oid FROM pg_class ORDER BY oid")).isEqualTo(relations);
    }

    @Test
    void aFailedBuildIsReportedAndRepeatedByTheNextStart() {
        ConversationThread twice;
        try (Storage storage = schema.open()) {
            twice = storage.memory().createThread(title("same"));
            storage.memory().createThread(title("same"));
        }
        String text = "unique one_title on mastra_threads (title)";
        try (Storage storage = open(text)) {
            storage.init();
            await().pollInSameThread().until(() -> storage.health().building().isEmpty());
            assertThat(storage.health().description()).contains("one_title").doesNotContain(schema + "_one_title");
            storage.memory().deleteThread(twice.id());
        }
        try (Storage storage = open(text)) {
            schema.awaitIndexes(storage);
            assertThat(storage.health().description()).doesNotContain("one_title");
            assertThat(storage.indexes().get("one_title").orElseThrow().info().state())
                    .isEqualTo(IndexState.VALID);
            assertThatThrownBy(() -> storage.memory().createThread(title("same")))
                    .isInstanceOfSatisfying(InvalidRequestException.class, e -> {
                        assertThat(e.code()).isEqualTo("constraint-violated");
                        assertThat(e.details())
                                .containsEntry("constraint", schema + "_one_title")
                                .containsEntry("table", "mastra_threads");
                    });
        }
    }

    private static ConversationThread title(String title) {
        return ConversationThread.builder("owner").title(title).build();
    }

    @Test
    void anIndexThatCannotBeCreatedIsReportedByHealthAndDoesNotPreventStartup() {
        String text = "no_table on missing (id); no_column on mastra_threads (nope); bad_where on mastra_threads (id)"
                + " where nonsense; good ON mastra_threads(id)";
        try (Storage storage = open(text)) {
            storage.init();
            assertThat(storage.health().description())
                    .endsWith("; indexes not created: no_table (table-not-found), no_column (index-column-unknown),"
                            + " bad_where (index-refused)");
            assertThat(storage.indexes().list()).extracting(IndexInfo::name).contains("good");
            assertThat(storage.memory().getThread("none")).isEmpty();
        }
    }

    @Test
    void defaultIndexesCanBeLeftOut() {
        StorageConfig.Builder config = schema.config()
                .set(DsqlOptions.SKIP_DEFAULT_INDEXES, true)
                .set(DsqlOptions.INDEXES, "good on mastra_threads (id)");
        try (Storage storage = Schema.open(config)) {
            storage.init();
            assertThat(storage.indexes().list("mastra_threads"))
                    .extracting(IndexInfo::name)
                    .containsExactly("good", "mastra_threads_pkey");
        }
    }

    @Test
    void aTextThatIsNoIndexIsAProblemOfTheConfiguration() {
        for (String bad : List.of("nonsense", "a on t", "a on t ()", "a-b on t (c)", "a on t (c, c)", "on t (c)")) {
            assertThatThrownBy(() -> open(bad).close())
                    .as(bad)
                    .isInstanceOfSatisfying(
                            InvalidRequestException.class,
                            e -> assertThat(e.problems())
                                    .extracting(InvalidRequestException.Problem::field)
                                    .containsExactly("indexes"));
        }
        assertThatThrownBy(() -> DsqlOptions.indexes(List.of(IndexSpec.builder("a")
                        .table("t")
                        .columns("c")
                        .storage(Map.of("fillfactor", "70"))
                        .build())))
                .isInstanceOf(InvalidRequestException.class);
    }
}
