package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.dsql.internal.schema.Tables;
import dev.agentstorage.dsql.local.wire.WireCounters;
import dev.agentstorage.memory.ConversationThread;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tables on DSQL, where indexes are built by jobs. */
@Tag("slow")
class DsqlSchemaTest {
    private final Schema schema = Schema.in(Server.DSQL);

    @AfterEach
    void drop() {
        Server.local().faults().clear();
        schema.close();
    }

    @Test
    void aSecondStartAsksTheCatalogTwice() {
        StorageConfig.Builder config = schema.config()
                .set(DsqlOptions.POOL_MAXIMUM, 1)
                .set(DsqlOptions.INDEXES, "own on mastra_threads (title)");
        try (Storage first = Schema.open(config)) {
            schema.awaitIndexes(first);
        }
        try (Storage second = Schema.open(config)) {
            second.health();
            WireCounters before = Server.local().counters();
            second.init();
            assertThat(Server.local().counters().minus(before).statements()).isEqualTo(2);
        }
    }

    @Test
    void theDialectIsFoundOut() {
        StorageConfig.Builder config = StorageConfig.builder("dsql")
                .set(DsqlOptions.DATA_SOURCE, Server.DSQL.dataSource())
                .set(DsqlOptions.SCHEMA, schema.toString());
        try (Storage storage = Schema.open(config)) {
            schema.awaitIndexes(storage);
            assertThat(storage.health().description()).isEqualTo("PostgreSQL 16");
        }
    }

    @Test
    void anIndexWhoseBuildFailedIsBuiltAgainByTheNextStart() {
        long last = Tables.ALL.stream()
                .flatMap(table -> table.indexes().stream())
                .filter(index -> !index.unique())
                .count();
        Server.local().faults().inject("fail index-job " + last);
        try (Storage first = schema.open()) {
            first.init();
            schema.awaitJobs();
            assertThat(first.health().building()).isEmpty();
            assertThat(first.health().description()).contains("indexes whose build has failed: mastra_");
        }
        try (Storage second = schema.open()) {
            schema.awaitIndexes(second);
            assertThat(second.memory()
                            .createThread(ConversationThread.builder("owner").build()))
                    .isNotNull();
        }
        assertThat(invalidIndexes()).isEmpty();
    }

    @Test
    void anIndexThatIsStillBeingBuiltIsLeftAlone() {
        try (Storage first = schema.open()) {
            first.init();
            List<String> building = first.health().building();
            List<String> indexes = schema.query("SELECT indexrelid FROM pg_index ORDER BY 1");
            try (Storage second = schema.open()) {
                second.init();
            }
            assertThat(building).isNotEmpty();
            assertThat(schema.query("SELECT indexrelid FROM pg_index ORDER BY 1"))
                    .isEqualTo(indexes);
            schema.awaitIndexes(first);
        }
    }

    private List<String> invalidIndexes() {
        return schema.query(
                "SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_namespace n"
                        + " ON n.oid = i.relnamespace WHERE NOT x.indisvalid AND n.nspname = '" + schema + "'");
    }
}
