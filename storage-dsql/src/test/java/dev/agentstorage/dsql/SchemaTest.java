package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Storage;
import dev.agentstorage.dsql.internal.schema.Table;
import dev.agentstorage.dsql.internal.schema.Tables;
import dev.agentstorage.error.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** How the tables come to be, and how little is done when they are there. */
@ParameterizedClass
@EnumSource(Server.class)
@Tag("slow")
class SchemaTest {
    private final Schema schema;

    SchemaTest(Server server) {
        schema = Schema.in(server);
    }

    @AfterEach
    void drop() {
        schema.close();
    }

    @Test
    void tablesIndexesAndTheReferenceAreCreated() {
        try (Storage storage = schema.open()) {
            storage.init();
        }
        assertThat(schema.query("SELECT tablename FROM pg_tables WHERE schemaname = '" + schema + "' ORDER BY 1"))
                .containsExactlyElementsOf(tables());
        assertThat(schema.query("SELECT indexname FROM pg_indexes WHERE schemaname = '" + schema + "' ORDER BY 1"))
                .contains(
                        schema + "_mastra_threads_resourceid_createdat_idx",
                        schema + "_mastra_messages_thread_id_createdat_idx",
                        schema + "_mastra_messages_thread_id_createdat_id_idx");
        assertThat(schema.query("SELECT conname FROM pg_constraint WHERE contype = 'f' AND connamespace = '" + schema
                        + "'::regnamespace"))
                .hasSize(1);
        assertThat(schema.query("SELECT DISTINCT collation_name FROM information_schema.columns WHERE table_schema = '"
                        + schema + "' AND column_name IN ('id', 'thread_id')"))
                .as("the collation that a column says it has, where the database has another one")
                .containsExactly(schema.server() == Server.POSTGRESQL ? "C" : null);
    }

    private static List<String> tables() {
        return Tables.ALL.stream().map(Table::name).sorted().toList();
    }

    @Test
    void aSecondStartIssuesNoDdl() {
        try (Storage first = schema.open()) {
            schema.awaitIndexes(first);
        }
        List<String> before = schema.query("SELECT oid FROM pg_class ORDER BY oid");
        try (Storage second = schema.open()) {
            second.init();
        }
        assertThat(schema.query("SELECT oid FROM pg_class ORDER BY oid")).isEqualTo(before);
    }

    @Test
    void manyProcessesMayStartConcurrently() throws Exception {
        int starters = 16;
        CyclicBarrier start = new CyclicBarrier(starters);
        ExecutorService executor = Executors.newFixedThreadPool(starters);
        try {
            List<Callable<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < starters; i++) {
                all.add(() -> {
                    try (Storage storage = Schema.open(schema.config().set(DsqlOptions.POOL_MAXIMUM, 2))) {
                        start.await();
                        storage.init();
                        return storage.memory().getThread("none").isEmpty();
                    }
                });
            }
            for (Future<Boolean> done : executor.invokeAll(all)) {
                assertThat(done.get()).isTrue();
            }
        } finally {
            executor.shutdownNow();
        }
        assertThat(schema.query("SELECT tablename FROM pg_tables WHERE schemaname = '" + schema + "' ORDER BY 1"))
                .containsExactlyElementsOf(tables());
    }

    @Test
    void aTableOfAnotherShapeIsRefusedWithEveryProblem() {
        schema.run(
                "CREATE SCHEMA " + schema,
                "CREATE TABLE " + schema + ".mastra_resources (id TEXT PRIMARY KEY, \"workingMemory\" TEXT,"
                        + " metadata JSONB, \"createdAt\" TIMESTAMP NOT NULL, \"updatedAt\" TIMESTAMP NOT NULL)");
        try (Storage storage = schema.open()) {
            assertThatThrownBy(storage::init)
                    .isInstanceOfSatisfying(
                            InvalidRequestException.class,
                            e -> assertThat(e.problems())
                                    .extracting(InvalidRequestException.Problem::field)
                                    .containsExactly(
                                            "mastra_resources.metadata",
                                            "mastra_resources.createdAtZ",
                                            "mastra_resources.updatedAtZ"));
        }
    }

    @Test
    void aSchemaNameOfAnyLengthGivesIndexesOfFittingNames() {
        String name = "a_schema_with_a_name_as_long_as_the_server_will_ever_let_it_be1";
        assertThat(name).hasSize(63);
        try (Schema longest = Schema.in(schema.server(), name)) {
            try (Storage storage = longest.open()) {
                storage.init();
                storage.init();
            }
            assertThat(schema.query("SELECT indexname FROM pg_indexes WHERE schemaname = '" + longest + "'"))
                    .containsAll(Tables.ALL.stream()
                            .flatMap(table -> table.indexes().stream())
                            .map(index -> index.nameIn(name))
                            .toList())
                    .allSatisfy(index -> assertThat(index.length()).isLessThanOrEqualTo(63));
        }
    }
}
