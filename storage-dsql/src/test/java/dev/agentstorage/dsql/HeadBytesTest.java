package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Storage;
import dev.agentstorage.dsql.local.wire.WireCounters;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.observability.Correlation;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.TraceHead;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.store.WorkflowStore;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRunHead;
import dev.agentstorage.workflow.WorkflowStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What is large does not travel for the heads of runs and traces, counted in bytes at the wire. {@code -Ddsql.heads.runs=1000} stores as many
 * snapshots of nearly 1 MiB as the budget is promised for.
 */
class HeadBytesTest {
    private static final int RUNS = Integer.getInteger("dsql.heads.runs", 20);
    private static final int SNAPSHOT = 1_044_480;
    private static final int BYTES_OF_A_RUN = 1_024;
    private static final int BYTES_OF_A_TRACE = 2_048;
    private static final int FILTER_ROWS = 1_000;
    private static final Instant BASE = Instant.parse("2024-01-01T00:00:00Z");

    private static Schema schema;
    private static Storage storage;
    private static WorkflowStore workflows;

    @BeforeAll
    static void start() {
        schema = Schema.in(Server.DSQL);
        storage = schema.openUnchecked(schema.config()
                .set(DsqlOptions.POOL_MAXIMUM, 1)
                .set(DsqlOptions.POOL_MINIMUM, 1)
                .set(DsqlOptions.FILTER_ROWS, FILTER_ROWS));
        workflows = storage.workflows();
    }

    @AfterAll
    static void stop() {
        storage.close();
        schema.close();
    }

    @Test
    void snapshotsStayInTheDatabase() {
        String name = id();
        Json snapshot = Snapshots.ofSize(SNAPSHOT, 'a');
        for (int i = 0; i < RUNS; i++) {
            workflows.save(run(name, i, snapshot));
        }
        WorkflowQuery query = WorkflowQuery.ofWorkflow(name);
        var heads = workflows.listHeads(query);
        Measured<List<WorkflowRunHead>> all = measure(heads::toList);
        assertThat(all.result())
                .hasSize(RUNS)
                .allSatisfy(head -> assertThat(head.sizeInBytes()).isEqualTo(SNAPSHOT));
        assertThat(all.wire().bytesOut()).isLessThan((long) RUNS * BYTES_OF_A_RUN);

        var running = workflows.listHeads(
                query.toBuilder().status(WorkflowStatus.RUNNING).build());
        Measured<List<WorkflowRunHead>> page =
                measure(() -> running.page(PageRequest.of(1, 5)).items());
        assertThat(page.result()).isEqualTo(all.result().subList(5, 10));
        assertThat(page.wire().bytesOut()).isLessThan(11L * BYTES_OF_A_RUN);

        Measured<WorkflowRunHead> one =
                measure(() -> workflows.getHead(name, "r0").orElseThrow());
        assertThat(one.wire().bytesOut()).isLessThan(BYTES_OF_A_RUN);
        assertThat(List.of(page.wire().roundTrips(), one.wire().roundTrips())).containsOnly(1L);
    }

    @Test
    void labelsAreChangedAndFoundWithoutTheSnapshot() {
        String name = id();
        Json snapshot = Snapshots.ofSize(SNAPSHOT, 'a');
        Json labels = Json.of(Map.of("team", "a"));
        for (int i = 0; i < 3; i++) {
            workflows.save(run(name, i, snapshot));
        }
        Measured<Json> changed = measure(() -> workflows.updateLabels(name, "r1", labels));
        assertThat(changed.wire().bytesOut()).isLessThan(BYTES_OF_A_RUN);
        var labelled = workflows.listHeads(
                WorkflowQuery.ofWorkflow(name).toBuilder().labels(labels).build());
        Measured<List<WorkflowRunHead>> found = measure(labelled::toList);
        assertThat(found.result()).extracting(WorkflowRunHead::runId).containsExactly("r1");
        assertThat(found.wire().bytesOut()).isLessThan(BYTES_OF_A_RUN);
        assertThat(found.wire().roundTrips()).isOne();
    }

    @Test
    void theSizeOfALargeSnapshotIsThatOfItsPieces() {
        String name = id();
        Json snapshot = Snapshots.ofSteps(3, "large");
        workflows.save(run(name, 0, snapshot));
        Measured<WorkflowRunHead> head =
                measure(() -> workflows.getHead(name, "r0").orElseThrow());
        assertThat(head.result())
                .isEqualTo(WorkflowRunHead.of(workflows.get(name, "r0").orElseThrow()));
        assertThat(head.result().sizeInBytes()).isEqualTo(snapshot.sizeInBytes());
        assertThat(head.wire().bytesOut()).isLessThan(BYTES_OF_A_RUN);

        // as another program does that has read the outline
        overwrite(name, "r0", "replace(snapshot, 'running', 'failed')");
        WorkflowRunHead changed = workflows.getHead(name, "r0").orElseThrow();
        assertThat(changed.status()).contains(WorkflowStatus.FAILED);
        assertThat(changed.sizeInBytes()).isEqualTo(snapshot.sizeInBytes());
        overwrite(name, "r0", "replace(snapshot, '\"status\":\"failed\",', '')");
        assertThat(workflows.getHead(name, "r0").orElseThrow().status()).contains(WorkflowStatus.RUNNING);
        assertThat(workflows.get(name, "r0").orElseThrow().status()).contains(WorkflowStatus.RUNNING);
    }

    @Test
    void runsThatAnotherProgramWroteAreReadUpToABound() {
        String name = id();
        workflows.save(run(name, -1, Json.parse("{\"status\":\"running\"}")));
        insert(name, 0, FILTER_ROWS);
        WorkflowQuery query = WorkflowQuery.ofWorkflow(name);
        assertThat(workflows.listHeads(query).toList())
                .isEqualTo(
                        workflows.list(query).stream().map(WorkflowRunHead::of).toList());
        var failed = workflows.listHeads(
                query.toBuilder().status(WorkflowStatus.FAILED).build());
        assertThat(failed.toList()).hasSize(FILTER_ROWS);
        assertThat(failed.page(PageRequest.of(1, 5)).items())
                .isEqualTo(failed.toList().subList(5, 10));

        insert(name, FILTER_ROWS, 1);
        assertThatThrownBy(() -> workflows.listHeads(query).toList())
                .isInstanceOfSatisfying(
                        TooLargeException.class,
                        error -> assertThat(error.code()).isEqualTo("filter-too-wide"));
        assertThat(workflows.listHeads(query).slice(FILTER_ROWS - 1).items()).hasSize(FILTER_ROWS - 1);
    }

    @Test
    void payloadsOfSpansStayInTheDatabase() {
        String resource = id();
        String text = IntStream.range(0, 20_000).mapToObj(String::valueOf).collect(Collectors.joining(" "));
        List<Span> roots = IntStream.range(0, 10)
                .mapToObj(i -> Span.builder(id(), "root")
                        .startedAt(BASE.plusSeconds(i))
                        .correlation(Correlation.builder().resourceId(resource).build())
                        .attributes(Json.of(text))
                        .input(Json.of(text))
                        .output(Json.of(text))
                        .error(i % 2 == 0 ? Json.of(text) : null)
                        .build())
                .toList();
        roots.forEach(root -> storage.observability().createSpans(List.of(root)));
        for (TraceQuery.Order order : TraceQuery.Order.values()) {
            TraceQuery query =
                    TraceQuery.ofResource(resource).toBuilder().order(order).build();
            Measured<List<TraceHead>> heads = measure(() ->
                    storage.observability().listTraceHeads(query).slice(10).items());
            assertThat(heads.result())
                    .isEqualTo(storage.observability().listTraces(query).stream()
                            .map(TraceHead::of)
                            .toList());
            assertThat(heads.wire().bytesOut()).isLessThan(10L * BYTES_OF_A_TRACE);
            assertThat(heads.wire().roundTrips()).isOne();
        }
    }

    private static NewWorkflowRun run(String name, int i, Json snapshot) {
        return NewWorkflowRun.builder(name, "r" + i)
                .snapshot(snapshot)
                .createdAt(BASE.plusSeconds(i))
                .updatedAt(BASE)
                .build();
    }

    /** Stores failed runs as another program does. */
    private static void insert(String name, int from, int count) {
        String rows = IntStream.range(from, from + count)
                .mapToObj(i -> "('" + name + "', 'r" + i + "', '{\"status\":\"failed\"}', "
                        + "TIMESTAMP '2024-01-01 00:00:00' + INTERVAL '" + i
                        + " milliseconds', TIMESTAMP '2024-01-01 00:00:00')")
                .collect(Collectors.joining(", "));
        schema.run(
                "INSERT INTO " + schema + ".mastra_workflow_snapshot (workflow_name, run_id, snapshot, \"createdAt\","
                        + " \"updatedAt\") VALUES " + rows);
    }

    private static void overwrite(String name, String runId, String snapshot) {
        schema.run("UPDATE " + schema + ".mastra_workflow_snapshot SET snapshot = " + snapshot
                + ", \"updatedAt\" = \"updatedAt\" + INTERVAL '1 second' WHERE workflow_name = '" + name
                + "' AND run_id = '" + runId + "'");
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }

    private record Measured<T>(T result, WireCounters wire) {}

    private static <T> Measured<T> measure(Supplier<T> call) {
        WireCounters before = Server.local().counters();
        T result = call.get();
        return new Measured<>(result, Server.local().counters().minus(before));
    }
}
