package dev.agentstorage.dsql.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.internal.settings.Dialect;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The DDL for an empty database, in either dialect. */
class SchemaPlanTest {
    private static final Catalog EMPTY = new Catalog("repeatable read", true, Map.of(), Map.of(), List.of());

    @Test
    void dsqlGetsIndexesByJobsAndNoCollation() {
        List<String> steps = steps(Dialect.DSQL, "public");
        assertThat(steps).hasSize(9).noneMatch(step -> step.contains("COLLATE"));
        assertThat(steps.subList(3, 9)).allSatisfy(step -> assertThat(step).startsWith("CREATE INDEX ASYNC \"mastra_"));
        assertThat(steps.get(1))
                .contains("FOREIGN KEY (\"thread_id\") REFERENCES \"public\".\"mastra_threads\" (\"id\")");
    }

    @Test
    void postgresqlGetsKeysThatCompareByBytes() {
        List<String> steps = steps(Dialect.POSTGRESQL, "own");
        assertThat(steps.get(0))
                .startsWith("CREATE TABLE \"own\".\"mastra_threads\"")
                .contains("\"id\" TEXT COLLATE \"C\" NOT NULL");
        assertThat(steps).noneMatch(step -> step.contains("ASYNC")).anyMatch(step -> step.contains("\"own_mastra_"));
    }

    @Test
    void everyStepIsOneStatement() {
        for (Dialect dialect : Dialect.values()) {
            assertThat(steps(dialect, "public")).noneMatch(step -> step.contains(";"));
        }
    }

    @Test
    void theKeyOfRunsHasTheSchemaInItsNameEverywhere() {
        assertThat(WorkflowTables.SNAPSHOTS.adoption().orElseThrow().index().nameIn("public"))
                .isEqualTo("public_mastra_workflow_snapshot_workflow_name_run_id_key");
        assertThat(new SchemaPlan(Dialect.DSQL, "public", WorkflowTables.ALL, true).steps(EMPTY))
                .hasSize(2)
                .first()
                .extracting(Step::sql)
                .asString()
                .contains("CONSTRAINT \"public_mastra_workflow_snapshot_workflow_name_run_id_key\" UNIQUE"
                        + " (\"workflow_name\", \"run_id\")");
    }

    private static List<String> steps(Dialect dialect, String schema) {
        return new SchemaPlan(dialect, schema, MemoryTables.ALL, false)
                .steps(EMPTY).stream().map(Step::sql).toList();
    }
}
