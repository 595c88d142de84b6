package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Storage;
import dev.agentstorage.dsql.local.postgres.EmbeddedPostgres;
import dev.agentstorage.dsql.local.wire.CountingRelay;
import dev.agentstorage.dsql.local.wire.WireCounters;
import dev.agentstorage.error.InvalidRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** How the tables come to be, and how little is done when they are there. */
class SchemaTest {
    @Test
    void tablesIndexesAndTheReferenceAreCreated() {
        String schema = Server.newSchema();
        try (Storage storage = Server.open(schema)) {
            storage.init();
        }
        assertThat(Server.query("SELECT tablename FROM pg_tables WHERE schemaname = '" + schema + "' ORDER BY 1"))
                .containsExactly("mastra_messages", "mastra_resources", "mastra_threads");
        assertThat(Server.query("SELECT indexname FROM pg_indexes WHERE schemaname = '" + schema + "' ORDER BY 1"))
                .contains(
                        schema + "_mastra_threads_resourceid_createdat_idx",
                        schema + "_mastra_messages_thread_id_createdat_idx",
                        schema + "_mastra_messages_thread_id_createdat_id_idx");
        assertThat(Server.query("SELECT conname FROM pg_constraint WHERE contype = 'f' AND connamespace = '" + schema
                        + "'::regnamespace"))
                .hasSize(1);
        assertThat(Server.query("SELECT DISTINCT collation_name FROM information_schema.columns WHERE table_schema = '"
                        + schema + "' AND column_name IN ('id', 'thread_id')"))
                .containsExactly("C");
    }

    @Test
    void aSecondStartIssuesNoDdlAndTwoCatalogQueries() {
        String schema = Server.newSchema();
        try (Storage first = Server.open(schema)) {
            first.init();
        }
        List<String> before = Server.query("SELECT oid FROM pg_class ORDER BY oid");
        try (CountingRelay relay = CountingRelay.start("127.0.0.1", Server.port());
                Storage second = Server.open(Server.config(schema)
                        .set(DsqlOptions.URL, relay.jdbcUrl("postgres", EmbeddedPostgres.SUPERUSER))
                        .set(DsqlOptions.DIALECT, DsqlOptions.DialectChoice.POSTGRESQL)
                        .set(DsqlOptions.POOL_MAXIMUM, 1))) {
            second.health();
            WireCounters counters = relay.counters();
            second.init();
            assertThat(relay.counters().minus(counters).statements()).isEqualTo(2);
        }
        assertThat(Server.query("SELECT oid FROM pg_class ORDER BY oid")).isEqualTo(before);
    }

    @Test
    void manyProcessesMayStartAtOnce() throws Exception {
        String schema = Server.newSchema();
        int starters = 6;
        CyclicBarrier start = new CyclicBarrier(starters);
        ExecutorService executor = Executors.newFixedThreadPool(starters);
        try {
            List<Callable<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < starters; i++) {
                all.add(() -> {
                    try (Storage storage = Server.open(schema)) {
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
        assertThat(Server.query("SELECT tablename FROM pg_tables WHERE schemaname = '" + schema + "'"))
                .hasSize(3);
    }

    @Test
    void aTableWhoseKeysDoNotCompareByBytesIsRefusedByName() {
        String schema = Server.newSchema();
        MastraTables.create(schema, "COLLATE \"und-x-icu\"");
        try (Storage storage = Server.open(schema)) {
            assertThatThrownBy(storage::init).isInstanceOfSatisfying(InvalidRequest.class, e -> {
                assertThat(e.code()).isEqualTo("schema-incompatible");
                assertThat(e.problems())
                        .extracting(InvalidRequest.Problem::field)
                        .containsExactly("mastra_threads.id", "mastra_messages.id", "mastra_resources.id");
                assertThat(e.problems().get(0).message()).contains("und-x-icu");
            });
        }
        assertThat(Server.query("SELECT indexname FROM pg_indexes WHERE schemaname = '" + schema + "'"))
                .as("a refused schema is left as it was")
                .hasSize(3);
    }

    @Test
    void aTableOfAnotherShapeIsRefusedWithEveryProblem() {
        String schema = Server.newSchema();
        Server.run(
                "CREATE SCHEMA " + schema,
                "CREATE TABLE " + schema + ".mastra_resources (id TEXT PRIMARY KEY, \"workingMemory\" TEXT,"
                        + " metadata JSONB, \"createdAt\" TIMESTAMP NOT NULL, \"updatedAt\" TIMESTAMP NOT NULL)");
        try (Storage storage = Server.open(schema)) {
            assertThatThrownBy(storage::init)
                    .isInstanceOfSatisfying(
                            InvalidRequest.class,
                            e -> assertThat(e.problems())
                                    .extracting(InvalidRequest.Problem::field)
                                    .containsExactly(
                                            "mastra_resources.metadata",
                                            "mastra_resources.createdAtZ",
                                            "mastra_resources.updatedAtZ"));
        }
    }

    @Test
    void aSchemaNameOfAnyLengthGivesIndexesOfFittingNames() {
        String schema = "a_schema_with_a_name_as_long_as_the_server_will_ever_let_it_be1";
        assertThat(schema).hasSize(63);
        try (Storage storage = Server.open(schema)) {
            storage.init();
            storage.init();
        }
        assertThat(Server.query("SELECT indexname FROM pg_indexes WHERE schemaname = '" + schema + "'"))
                .hasSize(7)
                .allSatisfy(name -> assertThat(name.length()).isLessThanOrEqualTo(63));
    }
}
