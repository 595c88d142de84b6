package dev.agentstorage.dsql.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.internal.schema.MeasuredServer;
import dev.agentstorage.dsql.internal.schema.WorkflowTables;
import dev.agentstorage.dsql.internal.tx.Plans;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.TimeRange;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The database reads no more rows than the page plus a constant, however many runs there are. */
class RunReadCostTest {
    private static final Instant BASE = Instant.parse("2024-01-01T00:00:00Z");
    private static final int RUNS = 12_000;
    private static final int FOREIGN = 6;
    private static final WorkflowStatus SUSPENDED = WorkflowStatus.SUSPENDED;
    private static final Pattern ROWS = Pattern.compile("rows=(\\d+) loops=(\\d+)");
    private static final Pattern REMOVED = Pattern.compile("Rows Removed by Filter: (\\d+)");

    private static MeasuredServer server;
    private static RunStatements runs;
    private static RunListStatements listing;

    @BeforeAll
    static void start() {
        server = new MeasuredServer(WorkflowTables.ALL);
        runs = new RunStatements(server.settings());
        listing = new RunListStatements(runs);
        // three workflows, 200 resources, five statuses; runs of ten at the same time, so that the ids decide
        server.fill(insert(0, RUNS, true), insert(RUNS, FOREIGN, false));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String insert(int from, int count, boolean own) {
        String time = "TIMESTAMP '2024-01-01' + (i / 10) * INTERVAL '1 second'";
        String status = "(ARRAY['running','success','failed','suspended','waiting'])[1 + i % 5]";
        return "INSERT INTO " + runs.name()
                + " (workflow_name, run_id, \"resourceId\", snapshot, \"createdAt\", \"createdAtZ\", \"updatedAt\","
                + " \"updatedAtZ\", as_status, \"as_updatedAt\") SELECT 'w' || i % 3, 'r' || i, 'o' || i % 200,"
                + " '{\"status\":\"' || " + status + " || '\"}', " + time + ", (" + time + ") AT TIME ZONE 'UTC', "
                + time + ", (" + time + ") AT TIME ZONE 'UTC', "
                + (own ? status + ", " + time : "NULL, NULL") + " FROM generate_series(" + from + ", "
                + (from + count - 1) + ") i";
    }

    private static Optional<Position> middle() {
        return Optional.of(Position.of(BASE.plusSeconds(600), "w0", "r6003"));
    }

    @Test
    void oneRun() {
        assertCheap(runs.get("w0", "r3"), 1);
        assertCheap(runs.find("r3"), 1);
    }

    @Test
    void theNewestRuns() {
        for (WorkflowQuery query : queries()) {
            assertCheap(listing.list(query, Window.offset(0, 20)), 20);
        }
    }

    @Test
    void heads() {
        assertCheap(listing.head("w0", "r3"), 1);
        for (WorkflowQuery query : queries()) {
            assertCheap(listing.heads(query, Window.after(middle(), 20)), 20);
        }
        WorkflowQuery suspended = WorkflowQuery.builder().status(SUSPENDED).build();
        assertCheap(listing.heads(suspended, Window.after(middle(), 20)), 20 + FOREIGN);
    }

    @Test
    void aSliceInTheMiddleInEitherDirection() {
        for (WorkflowQuery query : queries()) {
            for (Direction direction : Direction.values()) {
                assertCheap(
                        listing.list(query.toBuilder().direction(direction).build(), Window.after(middle(), 20)), 20);
            }
        }
    }

    @Test
    void runsOfATime() {
        TimeRange range = TimeRange.between(BASE.plusSeconds(300), BASE.plusSeconds(900));
        assertCheap(listing.list(WorkflowQuery.builder().createdAt(range).build(), Window.offset(0, 20)), 20);
        assertCheap(
                listing.list(
                        WorkflowQuery.builder()
                                .workflowName("w1")
                                .createdAt(range)
                                .build(),
                        Window.offset(0, 20)),
                20);
    }

    @Test
    void runsOfAStatusAreReadWithNoMoreThanAsManyThatOthersWrote() {
        for (WorkflowQuery query : new WorkflowQuery[] {WorkflowQuery.ALL, WorkflowQuery.ofWorkflow("w1")}) {
            for (Direction direction : Direction.values()) {
                WorkflowQuery directed = query.toBuilder().direction(direction).build();
                assertCheap(listing.listOfStatus(directed, SUSPENDED, false, Window.offset(0, 20)), 20 + FOREIGN);
                assertCheap(listing.listOfStatus(directed, SUSPENDED, false, Window.after(middle(), 20)), 20 + FOREIGN);
            }
        }
    }

    @Test
    void onlyTheRunsThatAreToBeJudgedAreRead() {
        assertCheap(listing.listToJudge(WorkflowQuery.ALL, SUSPENDED, Window.offset(0, 200)), FOREIGN);
    }

    @Test
    void theRunsToPrune() {
        assertCheap(
                Sql.of("SELECT run_id FROM " + runs.name() + " WHERE \"updatedAt\" < '2024-01-01 00:10:00'"
                        + " AND (\"updatedAtZ\" IS NULL OR \"updatedAtZ\" < '2024-01-01 00:10:00+00')"
                        + " ORDER BY \"updatedAt\", workflow_name, run_id LIMIT 20"),
                20);
    }

    private static WorkflowQuery[] queries() {
        return new WorkflowQuery[] {WorkflowQuery.ALL, WorkflowQuery.ofWorkflow("w1"), WorkflowQuery.ofResource("o1")};
    }

    private static void assertCheap(Sql sql, long mostRows) {
        String plan = Plans.analyze(server.transactions(), sql);
        long read = 0;
        for (String line : plan.split("\n")) {
            Matcher rows = ROWS.matcher(line);
            if (line.contains(" Scan ") && !line.contains("Subquery Scan") && rows.find()) {
                read += Long.parseLong(rows.group(1)) * Long.parseLong(rows.group(2));
            }
            Matcher removed = REMOVED.matcher(line);
            if (removed.find()) {
                read += Long.parseLong(removed.group(1));
            }
        }
        assertThat(read).as(plan).isPositive().isLessThanOrEqualTo(mostRows);
    }
}
