package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.agentstorage.Storage;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.dsql.internal.schema.Catalog;
import dev.agentstorage.dsql.internal.schema.MemoryTables;
import dev.agentstorage.dsql.internal.settings.Dialect;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.observability.Span;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Plain PostgreSQL has collations, and keys must compare by bytes. */
@Tag("slow")
class PostgresqlSchemaTest {
    @Test
    void aTableWhoseKeysDoNotCompareByBytesIsRefusedByName() {
        try (Schema schema = Schema.in(Server.POSTGRESQL)) {
            MastraTables.create(schema, "COLLATE \"und-x-icu\"");
            try (Storage storage = schema.open()) {
                assertThatThrownBy(storage::init).isInstanceOfSatisfying(InvalidRequestException.class, e -> {
                    assertThat(e.code()).isEqualTo("schema-incompatible");
                    assertThat(e.problems())
                            .extracting(InvalidRequestException.Problem::field)
                            .containsExactly("mastra_threads.id", "mastra_messages.id", "mastra_resources.id");
                    assertThat(e.problems().get(0).message()).contains("und-x-icu");
                });
            }
            assertThat(schema.query("SELECT indexname FROM pg_indexes WHERE schemaname = '" + schema + "'"))
                    .as("a refused schema is left as it was")
                    .hasSize(3);
        }
    }

    @Test
    void tablesThatWouldNotKeepWhatIsStoredAreRefused() {
        try (Schema schema = Schema.in(Server.POSTGRESQL)) {
            MastraTables.create(schema, "COLLATE \"C\"");
            schema.run(
                    "ALTER TABLE " + schema + ".mastra_threads ALTER \"createdAt\" TYPE TIMESTAMP(3)",
                    "ALTER TABLE " + schema + ".mastra_threads ALTER title TYPE VARCHAR(200)",
                    "ALTER TABLE " + schema + ".mastra_resources DROP CONSTRAINT mastra_resources_pkey,"
                            + " ADD PRIMARY KEY (id, \"createdAt\")");
            try (Storage storage = schema.open()) {
                assertThatThrownBy(storage::init)
                        .isInstanceOfSatisfying(
                                InvalidRequestException.class,
                                e -> assertThat(e.problems())
                                        .extracting(InvalidRequestException.Problem::field)
                                        .containsExactly("mastra_threads.createdAt", "mastra_resources"));
            }
        }
    }

    @Test
    void aPrimaryKeyOfAnotherShapeGetsOursInAddition() {
        try (Schema schema = Schema.in(Server.POSTGRESQL)) {
            try (Storage storage = schema.open()) {
                storage.init();
            }
            schema.run("ALTER TABLE " + schema + ".mastra_ai_spans DROP CONSTRAINT mastra_ai_spans_pkey CASCADE,"
                    + " ADD PRIMARY KEY (\"spanId\")");
            try (Storage storage = schema.open()) {
                Span span =
                        storage.observability().saveSpan(Span.builder("t", "s").build());
                storage.observability().saveSpan(span.toBuilder().name("again").build());
                assertThat(storage.observability().getTrace("t").orElseThrow().spans())
                        .hasSize(1);
                assertThatThrownBy(() -> storage.indexes().delete("mastra_ai_spans_traceid_spanid_key"))
                        .isInstanceOfSatisfying(
                                InvalidRequestException.class,
                                e -> assertThat(e.code()).isEqualTo("index-required"));
            }
        }
    }

    @Test
    void anIndexThatTheServerDoesNotTakeKeepsNothingFromStarting() {
        try (Schema schema = Schema.in(Server.POSTGRESQL)) {
            MastraTables.create(schema, "COLLATE \"C\"");
            MastraTables.thread(schema, "t", "NULL", "2024-01-01 00:00:00", "NULL");
            // too long for any index, and not compressible
            schema.run(
                    "UPDATE " + schema + ".mastra_threads SET \"resourceId\" ="
                            + " (SELECT string_agg(md5(i::text), '') FROM generate_series(1, 300) i)",
                    "CREATE TABLE " + schema + ".other (id text)",
                    "CREATE INDEX " + schema + "_mastra_messages_thread_id_createdat_idx ON " + schema + ".other (id)");
            try (Storage storage = schema.open()) {
                assertThat(storage.memory().getThread("t")).isPresent();
                assertThat(storage.health().description())
                        .contains(
                                "indexes not created: ",
                                schema + "_mastra_threads_resourceid_createdat_idx (SQLSTATE 54000)",
                                schema + "_mastra_messages_thread_id_createdat_idx (name-taken)");
            }
        }
    }

    @Test
    void aTableWhoseNameIsTakenIsRefusedByName() {
        try (Schema schema = Schema.in(Server.POSTGRESQL)) {
            schema.run("CREATE SCHEMA " + schema, "CREATE VIEW " + schema + ".mastra_threads AS SELECT 1 AS id");
            try (Storage storage = schema.open()) {
                assertThatThrownBy(storage::init).isInstanceOfSatisfying(InvalidRequestException.class, e -> {
                    assertThat(e.code()).isEqualTo("schema-incompatible");
                    assertThat(e.problems())
                            .extracting(InvalidRequestException.Problem::field)
                            .contains("mastra_threads");
                });
            }
        }
    }

    @Test
    void anIndexThatBecomesUsableBetweenTwoLooksIsKept() {
        try (Schema schema = Schema.in(Server.POSTGRESQL)) {
            try (Storage storage = schema.open()) {
                storage.init();
            }
            String index = schema + "_mastra_messages_thread_id_createdat_idx";
            String oid = schema.query("SELECT '" + schema + "." + index + "'::regclass::oid")
                    .get(0);
            schema.run("UPDATE pg_index SET indisvalid = FALSE WHERE indexrelid = " + oid);
            AtomicInteger looks = new AtomicInteger();
            PGSimpleDataSource source = new PGSimpleDataSource() {
                private static final long serialVersionUID = 1;

                @Override
                public Connection getConnection() throws SQLException {
                    if (looks.incrementAndGet() == 2) {
                        schema.run("UPDATE pg_index SET indisvalid = TRUE WHERE indexrelid = " + oid);
                    }
                    return Server.POSTGRESQL.dataSource().getConnection();
                }
            };
            Catalog found = Installers.of(schema, source, MemoryTables.ALL).install(Dialect.POSTGRESQL);
            assertThat(found.building()).isEmpty();
            assertThat(schema.query("SELECT '" + schema + "." + index + "'::regclass::oid"))
                    .containsExactly(oid);
        }
    }

    @Test
    void anIndexMayTakeLongerToBuildThanADeadServerIsGiven() throws Exception {
        try (Schema schema = Schema.in(Server.POSTGRESQL)) {
            try (Storage storage = schema.open()) {
                storage.init();
            }
            schema.run("DROP INDEX " + schema + "." + schema + "_mastra_messages_thread_id_createdat_idx");
            StorageConfig.Builder impatient = schema.config()
                    .set(DsqlOptions.URL, Server.postgresqlUrl() + "&socketTimeout=3")
                    .set(DsqlOptions.RETRY_ATTEMPTS, 1);
            ExecutorService other = Executors.newSingleThreadExecutor();
            try (Storage storage = Schema.open(impatient);
                    Connection writer = Server.POSTGRESQL.dataSource().getConnection()) {
                writer.setAutoCommit(false);
                writer.createStatement().execute("LOCK TABLE " + schema + ".mastra_messages IN ROW EXCLUSIVE MODE");
                Future<?> init = other.submit(() -> storage.init());
                await().pollInSameThread()
                        .until(() -> init.isDone()
                                || !schema.query("SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND"
                                                + " query LIKE 'CREATE INDEX%" + schema
                                                + "%' AND clock_timestamp() - query_start > '3500 ms'")
                                        .isEmpty());
                writer.rollback();
                init.get();
            } finally {
                other.shutdown();
            }
        }
    }
}
