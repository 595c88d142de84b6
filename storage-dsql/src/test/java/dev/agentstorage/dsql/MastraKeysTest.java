package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.index.IndexInfo;
import dev.agentstorage.observability.Span;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.NewWorkflowRun;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Mastra's tables without a primary key, with rows that it stored twice. */
@ParameterizedClass
@EnumSource(Server.class)
@Tag("slow")
class MastraKeysTest {
    private static final String RUN_KEY = "mastra_workflow_snapshot_workflow_name_run_id_key";

    private final Schema schema;

    MastraKeysTest(Server server) {
        schema = Schema.in(server);
    }

    @BeforeEach
    void storeTwice() {
        MastraSpans.create(schema);
        schema.run("CREATE TABLE " + schema
                + ".mastra_workflow_snapshot (workflow_name TEXT NOT NULL, run_id TEXT NOT NULL,"
                + " \"resourceId\" TEXT, snapshot TEXT NOT NULL, \"createdAt\" TIMESTAMP NOT NULL,"
                + " \"updatedAt\" TIMESTAMP NOT NULL, \"createdAtZ\" TIMESTAMPTZ DEFAULT NOW(),"
                + " \"updatedAtZ\" TIMESTAMPTZ DEFAULT NOW())");
        // the time with its zone is that of the insertion, which no later change moves
        for (int i = 1; i <= 3; i++) {
            String times = ", \"startedAt\", \"createdAt\", \"updatedAt\", \"updatedAtZ\", output";
            String day = ", '2024-01-01 00:00:00', '2024-01-01 00:00:00', ";
            schema.run("INSERT INTO " + schema
                    + ".mastra_workflow_snapshot VALUES ('flow', 'run', NULL, '{\"status\":\"s"
                    + i + "\"}', '2024-01-01 00:00:00', '2024-01-0" + i + " 00:00:00', NULL, '2024-02-0" + (5 - i)
                    + " 00:00:00+00')");
            MastraSpans.root(
                    schema,
                    "t",
                    times,
                    day + "'2024-01-0" + (5 - i) + " 00:00:00', '2024-02-0" + i + " 00:00:00+00', '\"o" + i + "\"'");
        }
    }

    @AfterEach
    void drop() {
        schema.close();
    }

    @Test
    void theNewestOfEachStaysAndWritesFindTheirRow() {
        try (Storage storage = schema.open()) {
            storage.init();
            assertThat(schema.query("SELECT snapshot FROM " + schema + ".mastra_workflow_snapshot"))
                    .as("a run is as new as its base column says")
                    .containsExactly("{\"status\":\"s3\"}");
            assertThat(schema.query("SELECT output FROM " + schema + ".mastra_ai_spans"))
                    .as("a span is as new as the column with the zone says")
                    .containsExactly("\"o3\"");
            storage.workflows().save(NewWorkflowRun.of("flow", "run", Json.parse("{\"status\":\"ours\"}")));
            assertThat(schema.query("SELECT snapshot FROM " + schema + ".mastra_workflow_snapshot"))
                    .containsExactly("{\"status\":\"ours\"}");
            Span again = storage.observability().getSpan("t", "root").orElseThrow();
            storage.observability().importSpans(List.of(again));
            assertThat(schema.query("SELECT count(*) FROM " + schema + ".mastra_ai_spans"))
                    .containsExactly("1");
        }
    }

    @Test
    void theKeyComesBeforeTheIndexesForWhichThereMayBeNoRoom() {
        for (int i = 0; i < 12; i++) {
            schema.run("CREATE INDEX " + (schema.server() == Server.DSQL ? "ASYNC " : "") + "app_" + i + " ON " + schema
                    + ".mastra_ai_spans (name)");
        }
        try (Storage storage = schema.open()) {
            storage.init();
            storage.observability().saveSpan(Span.builder("t", "s").build());
            if (schema.server() == Server.DSQL) {
                assertThat(storage.health().description())
                        .contains("indexes not created: " + schema + "_mastra_ai_spans");
            }
            assertThat(storage.observability().getSpan("t", "s")).isPresent();
        }
    }

    @Test
    void theIndexesReplaceTheKeys() {
        try (Storage storage = schema.open()) {
            storage.init();
            assertThat(schema.query("SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid WHERE"
                            + " x.indisunique AND x.indisvalid AND x.indrelid IN ('" + schema
                            + ".mastra_workflow_snapshot'::regclass, '" + schema
                            + ".mastra_ai_spans'::regclass) ORDER BY 1"))
                    .containsExactly(schema + "_mastra_ai_spans_traceid_spanid_key", schema + "_" + RUN_KEY);
            assertThat(storage.indexes().list("mastra_workflow_snapshot"))
                    .extracting(IndexInfo::name)
                    .contains(RUN_KEY);
        }
    }
}
