package dev.agentstorage.dsql;

import dev.agentstorage.Storage;
import dev.agentstorage.store.BulkListener;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowSnapshot;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Workflow runs under cuts. The model is a map of runs. */
final class WorkflowCuts implements CutWorld {
    private static final Instant BASE = Instant.parse("2024-01-01T00:00:00Z");
    private static final String WORKFLOW = "flow";
    private static final int IDS = 4;
    /** More than a column holds: such a snapshot is stored in chunks. */
    private static final String LARGE = "x".repeat(1_100_000);

    private final String prefix;
    private final Random random;
    private final Map<String, WorkflowRun> runs = new TreeMap<>();
    /** Runs whose snapshots the store completed with members that the model leaves out, and that are a part of their version. */
    private final Set<String> completed = new TreeSet<>();

    WorkflowCuts(String prefix, Random random) {
        this.prefix = prefix;
        this.random = random;
    }

    @Override
    public List<Supplier<Optional<Change>>> changes() {
        return List.of(
                this::save,
                this::persistLarge,
                this::persistOfVersion,
                this::updateState,
                this::updateStateOfStatus,
                this::updateStepResult,
                this::delete,
                this::eraseResource);
    }

    private Optional<Change> save() {
        return Optional.of(save("save", snapshot(word())));
    }

    private Optional<Change> persistLarge() {
        return Optional.of(save("save in chunks", snapshot(word() + LARGE)));
    }

    private Change save(String name, WorkflowSnapshot snapshot) {
        WorkflowRun run = run(id("w", IDS), id("r", 2), snapshot);
        return Change.repeatable(name, storage -> storage.workflows().save(given(run)), () -> put(run));
    }

    private Optional<Change> persistOfVersion() {
        return pick().filter(run -> !completed.contains(run.runId())).map(stored -> {
            WorkflowRun run = run(stored.runId(), id("r", 2), snapshot(word()));
            return Change.once(
                    "save of a version",
                    storage -> storage.workflows().save(given(run), stored.version()),
                    () -> put(run),
                    storage -> storage.workflows()
                            .getSnapshot(WORKFLOW, run.runId())
                            .equals(Optional.of(run.snapshot())));
        });
    }

    private Optional<Change> updateState() {
        WorkflowStatePatch patch = WorkflowStatePatch.builder()
                .status(status())
                .result(Json.of(Map.of("r", word())))
                .member("set" + random.nextInt(2), Json.of(word()))
                .clearMember("set" + random.nextInt(2))
                .build();
        return pick().map(WorkflowRun::runId)
                .map(id -> Change.repeatable(
                        "updateState",
                        storage -> storage.workflows().updateState(WORKFLOW, id, patch),
                        () -> apply(id, patch)));
    }

    private Optional<Change> updateStateOfStatus() {
        return pick().map(stored -> {
            WorkflowStatus before = stored.status().orElseThrow();
            WorkflowStatus after = new WorkflowStatus(word());
            WorkflowStatePatch patch = WorkflowStatePatch.ofStatus(after);
            return Change.once(
                    "updateState of a status",
                    storage -> storage.workflows().updateState(WORKFLOW, stored.runId(), patch, Set.of(before)),
                    () -> apply(stored.runId(), patch),
                    storage -> storage.workflows()
                            .get(WORKFLOW, stored.runId())
                            .flatMap(WorkflowRun::status)
                            .equals(Optional.of(after)));
        });
    }

    private Optional<Change> updateStepResult() {
        String id = id("w", IDS);
        String owner = id("r", 2);
        String step = "step" + random.nextInt(3);
        Json result = Json.of(Map.of("output", word()));
        StepResultUpdate update = StepResultUpdate.builder(WORKFLOW, id)
                .stepId(step)
                .result(result)
                .resourceId(owner)
                .build();
        return Optional.of(Change.repeatable(
                "updateStepResult", storage -> storage.workflows().updateStepResult(update), () -> {
                    WorkflowRun stored = runs.get(id);
                    if (stored == null) {
                        stored = run(id, owner, WorkflowSnapshot.initial(id, BASE));
                    }
                    completed.add(id);
                    WorkflowSnapshot snapshot = stored.snapshot();
                    runs.put(
                            id,
                            run(
                                    id,
                                    stored.resourceId().orElse(owner),
                                    snapshot.with("context", snapshot.context().with(step, result))));
                }));
    }

    private Optional<Change> delete() {
        return pick().map(stored -> Change.repeatable(
                "delete run",
                storage -> storage.workflows().delete(WORKFLOW, stored.runId()),
                () -> runs.remove(stored.runId())));
    }

    private Optional<Change> eraseResource() {
        String owner = id("r", 2);
        return Optional.of(Change.bulk(
                "eraseResource of runs",
                storage -> storage.workflows().eraseResource(owner, BulkListener.NONE),
                () -> runs.values().removeIf(run -> run.resourceId().equals(Optional.of(owner)))));
    }

    @Override
    public List<String> expected() {
        return lines(runs.values().stream());
    }

    @Override
    public List<String> stored(Storage storage) {
        return lines(IntStream.range(0, IDS)
                .mapToObj(i -> storage.workflows().get(WORKFLOW, prefix + "w" + i))
                .flatMap(Optional::stream));
    }

    private static List<String> lines(Stream<WorkflowRun> all) {
        return all.map(run -> {
                    String value = run.snapshot().value().text();
                    return "run " + run.runId() + " of " + run.resourceId() + " " + run.status() + " "
                            + run.snapshot().result() + " " + run.snapshot().get("set0") + " "
                            + run.snapshot().get("set1") + " " + run.snapshot().context() + " " + value.length() + " "
                            + value.hashCode();
                })
                .sorted()
                .toList();
    }

    private void put(WorkflowRun run) {
        completed.remove(run.runId());
        runs.put(run.runId(), run);
    }

    private void apply(String id, WorkflowStatePatch patch) {
        runs.computeIfPresent(id, (key, run) -> {
            Map<String, Json> members =
                    new LinkedHashMap<>(run.snapshot().json().members());
            patch.changes().forEach((name, change) -> {
                if (change.touched()) {
                    change.value().ifPresentOrElse(value -> members.put(name, value), () -> members.remove(name));
                }
            });
            return run(id, run.resourceId().orElse(""), new WorkflowSnapshot(Json.of(members)));
        });
    }

    private static NewWorkflowRun given(WorkflowRun run) {
        return NewWorkflowRun.builder(WORKFLOW, run.runId())
                .snapshot(run.snapshot())
                .resourceId(run.resourceId().orElseThrow())
                .build();
    }

    private static WorkflowRun run(String id, String owner, WorkflowSnapshot snapshot) {
        return WorkflowRun.builder(WORKFLOW, id)
                .resourceId(owner)
                .snapshot(snapshot)
                .createdAt(BASE)
                .updatedAt(BASE)
                .build();
    }

    private WorkflowSnapshot snapshot(String value) {
        return new WorkflowSnapshot(
                Json.of(Map.of("status", status().value(), "context", Map.of(), "value", Map.of("v", value))));
    }

    private WorkflowStatus status() {
        return random.nextBoolean() ? WorkflowStatus.RUNNING : WorkflowStatus.SUSPENDED;
    }

    private Optional<WorkflowRun> pick() {
        return runs.isEmpty()
                ? Optional.empty()
                : runs.values().stream().skip(random.nextInt(runs.size())).findFirst();
    }

    private String id(String kind, int range) {
        return prefix + kind + random.nextInt(range);
    }

    private String word() {
        return "w" + random.nextInt(1_000_000);
    }
}
