package dev.agentstorage.store;

import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.WorkflowBackend;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.spi.support.WorkflowChanges;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Limits;
import dev.agentstorage.value.Version;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowRunHead;
import dev.agentstorage.workflow.WorkflowSnapshot;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Workflow runs: the state that an engine needs to stop a run and resume it elsewhere. Every write is one atomic change of one run, so that
 * concurrent updates of different steps or members are all kept (rule {@code WF-29}).
 *
 * <p>To claim a run, a worker reads it and saves a changed snapshot with {@link #save(NewWorkflowRun, Version)}: of several workers that
 * read the same version, one succeeds and the others get {@code ConflictException}. Put something unique to the worker, such as its name,
 * into the snapshot: after {@code OutcomeUnknownException}, the stored snapshot then shows whose write was applied. Leases and the takeover
 * of abandoned runs are the responsibility of the engine.
 *
 * <p>In addition to the documented exceptions, every method throws {@code InvalidRequestException} for {@code null} ({@code
 * null-argument}), a blank id ({@code id-blank}) and text that cannot be stored ({@code text-unstorable}), {@code TooLargeException} for an
 * id, status or value over the {@link Limits} ({@code id-too-long}, {@code name-too-long}, {@code value-too-large}),
 * {@code NotInitializedException}, {@code UnavailableException}, {@code CorruptDataException} for a stored row that cannot be read, and, for
 * writes, {@code OutcomeUnknownException}. {@code CorruptDataException} {@code snapshot-overwritten} means that another program wrote a run
 * based on a state that had been replaced in the meantime; it carries the run as that program wrote it and then, if known, as this storage
 * had written it. Saving a whole snapshot repairs the run. Thread-safe; calls block.
 */
public final class WorkflowStore {
    private static final int DEFAULT_PER_PAGE = 100;
    private static final String SNAPSHOT_HINT = "keep large step results outside of the run and store a reference";

    private final StoreAccess<WorkflowBackend> access;

    WorkflowStore(StoreAccess<WorkflowBackend> access) {
        this.access = access;
    }

    /**
     * Inserts a run, or replaces the whole state of the stored one (rules {@code WF-01} to {@code WF-05}). A stored run keeps its
     * {@code createdAt}, and its {@code resourceId} and labels unless the argument sets or clears them (rules {@code WF-55}, {@code WF-56}).
     *
     * @param run the run
     * @return the stored run
     * @throws InvalidRequestException {@code json-not-object} when the snapshot is not a JSON object, {@code member-reserved} when it has
     *     the member {@link WorkflowSnapshot#RESERVED_MEMBER} (rule {@code WF-12}), {@code instant-out-of-range}
     */
    public WorkflowRun save(NewWorkflowRun run) {
        return save(access.call(), run, Optional.empty());
    }

    /**
     * Replaces the whole state of a stored run if it has the expected version (rule {@code WF-05}).
     *
     * @param run the run
     * @param expected the version that the stored entity must have
     * @return the stored run
     * @throws dev.agentstorage.error.ConflictException {@code version-conflict}, with the stored run if there is one; nothing is written
     */
    public WorkflowRun save(NewWorkflowRun run, Version expected) {
        Call<WorkflowBackend> call = access.call();
        return save(call, run, Optional.of(Checks.notNull("expected", expected)));
    }

    /**
     * Stores a new run (rule {@code WF-13}). It can be repeated after {@code OutcomeUnknownException}: if the first call was applied, the
     * second one fails, and the error carries the stored run.
     *
     * @param run the run
     * @return the stored run
     * @throws dev.agentstorage.error.AlreadyExistsException {@code run-exists} with the stored run; nothing is written
     * @throws InvalidRequestException as {@link #save(NewWorkflowRun)}
     */
    public WorkflowRun create(NewWorkflowRun run) {
        Call<WorkflowBackend> call = access.call();
        NewWorkflowRun valid = valid(call, run);
        return call.backend().create(valid, call.now());
    }

    private WorkflowRun save(Call<WorkflowBackend> call, NewWorkflowRun run, Optional<Version> expected) {
        NewWorkflowRun valid = valid(call, run);
        return call.backend().save(valid, expected, call.now());
    }

    private static NewWorkflowRun valid(Call<WorkflowBackend> call, NewWorkflowRun run) {
        Checks.notNull("run", run);
        identity(call, run.workflowName(), run.runId());
        call.id("resourceId", run.resourceId().value());
        snapshot(call, run.snapshot());
        return new NewWorkflowRun(
                run.workflowName(),
                run.runId(),
                run.resourceId(),
                run.snapshot(),
                run.labels().map(labels -> labels(call, labels)),
                Checks.instant("createdAt", run.createdAt()),
                Checks.instant("updatedAt", run.updatedAt()));
    }

    /**
     * {@return the state of a run; empty when it is missing (rule {@code WF-07})}
     *
     * @param workflowName the name of the workflow
     * @param runId the id of the run
     */
    public Optional<WorkflowSnapshot> getSnapshot(String workflowName, String runId) {
        return get(workflowName, runId).map(WorkflowRun::snapshot);
    }

    /**
     * {@return a run; empty when it is missing (rule {@code WF-07})}
     *
     * @param workflowName the name of the workflow
     * @param runId the id of the run
     */
    public Optional<WorkflowRun> get(String workflowName, String runId) {
        Call<WorkflowBackend> call = access.call();
        identity(call, workflowName, runId);
        return call.backend().get(workflowName, runId);
    }

    /**
     * {@return the run with this id in any workflow; if there are several, the newest by {@code createdAt}, then the one with the largest
     * workflow name (rule {@code WF-08})}
     *
     * @param runId the id of the run
     */
    public Optional<WorkflowRun> get(String runId) {
        Call<WorkflowBackend> call = access.call();
        call.id("runId", runId);
        return call.backend().get(runId);
    }

    /**
     * {@return a run without its snapshot; empty when it is missing (rule {@code WF-46})}
     *
     * @param workflowName the name of the workflow
     * @param runId the id of the run
     */
    public Optional<WorkflowRunHead> getHead(String workflowName, String runId) {
        Call<WorkflowBackend> call = access.call();
        identity(call, workflowName, runId);
        return call.backend().getHead(workflowName, runId);
    }

    /**
     * Lists runs, 100 per page by default (rules {@code WF-40} to {@code WF-45}, {@code WF-57}).
     *
     * @param query the filters and the order
     * @return a lazy listing: it reads nothing until it is used
     * @throws InvalidRequestException {@code json-not-object}, {@code metadata-key-invalid} for the filter on labels
     */
    public Listing<WorkflowRun> list(WorkflowQuery query) {
        WorkflowQuery checked = checked(query);
        return new Listing<>(
                cursors("workflow-runs", checked),
                DEFAULT_PER_PAGE,
                access::backend,
                window -> access.backend().list(checked, window),
                () -> access.backend().count(checked),
                run -> Position.of(run.createdAt(), run.workflowName(), run.runId()));
    }

    private WorkflowQuery checked(WorkflowQuery query) {
        Call<WorkflowBackend> call = access.call();
        Checks.notNull("query", query);
        call.id("workflowName", query.workflowName());
        query.status().ifPresent(status -> call.name("status", status.value()));
        call.id("resourceId", query.resourceId());
        Optional<Json> labels = call.filter("labels", query.labels());
        call.require();
        return labels.isEmpty() ? query : query.toBuilder().labels(labels.get()).build();
    }

    private static Cursors cursors(String name, WorkflowQuery query) {
        return new Cursors(
                Cursors.Key.INSTANT,
                2,
                name,
                query.workflowName(),
                query.status(),
                query.resourceId(),
                query.labels(),
                query.createdAt(),
                query.direction());
    }

    /**
     * Lists runs like {@link #list(WorkflowQuery)}, without their snapshots (rule {@code WF-46}): the cost does not depend on the size of
     * the snapshots. Cursors of the two listings are not interchangeable. A backend may have to read the snapshots of runs last written by
     * another program, to determine their status; it throws {@code TooLargeException} ({@code filter-too-wide}) if one call would have to
     * read too many.
     *
     * @param query the filters and the order
     * @return a lazy listing: it reads nothing until it is used
     */
    public Listing<WorkflowRunHead> listHeads(WorkflowQuery query) {
        WorkflowQuery checked = checked(query);
        return new Listing<>(
                cursors("workflow-heads", checked),
                DEFAULT_PER_PAGE,
                access::backend,
                window -> access.backend().listHeads(checked, window),
                () -> access.backend().count(checked),
                head -> Position.of(head.createdAt(), head.workflowName(), head.runId()));
    }

    /**
     * Lists all runs without their snapshots, newest first.
     *
     * @return a lazy listing: it reads nothing until it is used
     */
    public Listing<WorkflowRunHead> listHeads() {
        return listHeads(WorkflowQuery.ALL);
    }

    /**
     * Lists all runs, newest first.
     *
     * @return a lazy listing: it reads nothing until it is used
     */
    public Listing<WorkflowRun> list() {
        return list(WorkflowQuery.ALL);
    }

    /**
     * Changes the state of a run: members that the patch sets are replaced, members that it clears are removed, all others are kept (rules
     * {@code WF-20} to {@code WF-23}, {@code WF-54}).
     *
     * @param workflowName the name of the workflow
     * @param runId the id of the run
     * @param patch the changes
     * @return the stored snapshot
     * @throws NotFoundException {@code run-not-found} when the run is missing; no run is created
     * @throws InvalidRequestException {@code json-not-object} when a member that must be an object is none, {@code snapshot-without-context} when
     *     the stored snapshot has no {@code context} object
     */
    public WorkflowSnapshot updateState(String workflowName, String runId, WorkflowStatePatch patch) {
        return updateState(access.call(), workflowName, runId, patch, Optional.empty());
    }

    /**
     * Changes the state of a run if it has one of the expected statuses (rule {@code WF-22}).
     *
     * <p>A status does not distinguish one suspension of a run from the next. Where that matters, use an expected version.
     *
     * @param workflowName the name of the workflow
     * @param runId the id of the run
     * @param patch the changes
     * @param expected the accepted statuses; no status matches an empty set (rule {@code CORE-22})
     * @return as {@link #updateState(String, String, WorkflowStatePatch)}
     * @throws NotFoundException {@code run-not-found}
     * @throws dev.agentstorage.error.ConflictException {@code status-conflict} with the stored run; nothing is written
     */
    public WorkflowSnapshot updateState(
            String workflowName, String runId, WorkflowStatePatch patch, Set<WorkflowStatus> expected) {
        return updateState(
                access.call(),
                workflowName,
                runId,
                patch,
                Optional.of(Set.copyOf(Checks.noNulls("expected", expected))));
    }

    private WorkflowSnapshot updateState(
            Call<WorkflowBackend> call,
            String workflowName,
            String runId,
            WorkflowStatePatch patch,
            Optional<Set<WorkflowStatus>> expected) {
        identity(call, workflowName, runId);
        Checks.notNull("patch", patch);
        patch.status().value().ifPresent(status -> call.name("status", status.value()));
        object("suspendedPaths", patch.suspendedPaths().value());
        object("waitingPaths", patch.waitingPaths().value());
        object("resumeLabels", patch.resumeLabels().value());
        object("tracingContext", patch.tracingContext().value());
        patch.changes().forEach((name, change) -> {
            call.text("members", name);
            change.value()
                    .ifPresent(value ->
                            call.size(name, value.sizeInBytes(), call.limits().snapshotBytes(), SNAPSHOT_HINT));
        });
        return call.backend()
                .updateState(
                        workflowName,
                        runId,
                        patch,
                        expected,
                        call.now(),
                        call.limits().snapshotBytes())
                .map(WorkflowRun::snapshot)
                .orElseThrow(() -> Refusals.runNotFound(workflowName, runId));
    }

    /**
     * Stores the result of a step; creates the run when it is missing (rules {@code WF-24} to {@code WF-28}).
     *
     * @param update the result of the step
     * @return the whole stored {@code context}, with the results of all steps
     * @throws InvalidRequestException {@code json-not-object} when the request context is not a JSON object; {@code snapshot-without-context} as in
     *     {@link #updateState(String, String, WorkflowStatePatch)}; {@code json-unconvertible} when the snapshot would be nested deeper than
     *     {@link Json#MAX_DEPTH}
     */
    public Json updateStepResult(StepResultUpdate update) {
        Call<WorkflowBackend> call = access.call();
        Checks.notNull("update", update);
        identity(call, update.workflowName(), update.runId());
        call.id("stepId", update.stepId());
        call.id("resourceId", update.resourceId());
        object("requestContext", Optional.of(update.requestContext()));
        call.size("result", update.result().sizeInBytes(), call.limits().snapshotBytes(), SNAPSHOT_HINT);
        call.size(
                "requestContext",
                update.requestContext().sizeInBytes(),
                call.limits().snapshotBytes(),
                SNAPSHOT_HINT);
        return call.backend()
                .updateStepResult(update, call.now(), call.limits().snapshotBytes())
                .snapshot()
                .context();
    }

    /**
     * Merges labels into those of a run, one level deep; a {@code null} member removes the label (rule {@code WF-56}). Labels are not part
     * of the version; {@code updatedAt} increases.
     *
     * @param workflowName the name of the workflow
     * @param runId the id of the run
     * @param patch the labels to merge, a JSON object
     * @return the stored labels
     * @throws NotFoundException {@code run-not-found} when the run is missing; no run is created
     * @throws InvalidRequestException {@code json-not-object}
     */
    public Json updateLabels(String workflowName, String runId, Json patch) {
        Call<WorkflowBackend> call = access.call();
        identity(call, workflowName, runId);
        Json checked = labels(call, patch);
        return call.backend()
                .updateLabels(workflowName, runId, checked, call.now(), Limits.LABELS_BYTES)
                .orElseThrow(() -> Refusals.runNotFound(workflowName, runId));
    }

    private static Json labels(Call<?> call, Json labels) {
        Json canonical = call.object("labels", labels);
        call.size("labels", canonical.sizeInBytes(), Limits.LABELS_BYTES, WorkflowChanges.LABELS_HINT);
        return canonical;
    }

    /**
     * Removes a run; does nothing when it is missing (rule {@code WF-09}).
     *
     * @param workflowName the name of the workflow
     * @param runId the id of the run
     * @return whether it existed
     */
    public boolean delete(String workflowName, String runId) {
        Call<WorkflowBackend> call = access.call();
        identity(call, workflowName, runId);
        return call.backend().delete(workflowName, runId);
    }

    /**
     * Removes runs that were last updated before an instant, in any status, least recently updated first (rule {@code WF-50}). Bulk: not
     * atomic, resumable.
     *
     * @param olderThan runs with an earlier {@code updatedAt} are removed
     * @param limit maximum number of runs to remove, at least 1
     * @return the number of rows affected, and whether no matching rows are left
     * @throws InvalidRequestException {@code limit-not-positive}, {@code instant-out-of-range}
     */
    public BulkResult prune(Instant olderThan, int limit) {
        Call<WorkflowBackend> call = access.call();
        Instant before = Checks.instant("olderThan", olderThan);
        Checks.positive("limit", limit);
        return Prune.run(
                limit, call.limits().atomicRows(), rows -> call.backend().prune(before, rows));
    }

    /**
     * Removes all runs of a resource; see {@link #eraseResource(String, BulkListener)}.
     *
     * @param resourceId the id of the resource
     * @return the number of rows affected, and whether no matching rows are left
     */
    public BulkResult eraseResource(String resourceId) {
        return eraseResource(resourceId, BulkListener.NONE);
    }

    /**
     * Removes all runs of a resource (rule {@code WF-51}). Bulk: not atomic, resumable, idempotent.
     *
     * @param resourceId the id of the resource
     * @param listener receives the progress after each step
     * @return the number of rows affected, and whether no matching rows are left
     */
    public BulkResult eraseResource(String resourceId, BulkListener listener) {
        Call<WorkflowBackend> call = access.call();
        call.id("resourceId", resourceId);
        Checks.notNull("listener", listener);
        return Bulk.run(
                () -> call.backend().eraseResource(resourceId, call.limits().atomicRows()), listener);
    }

    /**
     * Removes all runs (rule {@code WF-52}). Bulk: not atomic, resumable.
     *
     * @return the number of rows affected, and whether no matching rows are left
     */
    public BulkResult clear() {
        Call<WorkflowBackend> call = access.call();
        return Bulk.run(() -> call.backend().clear(call.limits().atomicRows()), BulkListener.NONE);
    }

    private static void identity(Call<?> call, String workflowName, String runId) {
        call.id("workflowName", workflowName);
        call.id("runId", runId);
    }

    private static void snapshot(Call<?> call, WorkflowSnapshot snapshot) {
        call.size("snapshot", snapshot.json().sizeInBytes(), call.limits().snapshotBytes(), SNAPSHOT_HINT);
        object("snapshot", Optional.of(snapshot.json()));
        String text = snapshot.json().text();
        // searching a large text is much faster than parsing it; an escape may hide the name
        if ((text.contains(WorkflowSnapshot.RESERVED_MEMBER) || text.contains("\\u"))
                && snapshot.get(WorkflowSnapshot.RESERVED_MEMBER).isPresent()) {
            throw new InvalidRequestException(
                    "member-reserved",
                    "the snapshot has a reserved member",
                    Details.of("field", "snapshot", "member", WorkflowSnapshot.RESERVED_MEMBER));
        }
        // backends keep the status in a separate column
        snapshot.status().ifPresent(status -> call.name("snapshot.status", status.value()));
    }

    /** Like {@link Call#object}, but keeps the text unchanged. */
    private static void object(String field, Optional<Json> value) {
        if (value.isPresent() && !value.get().isObject()) {
            throw new InvalidRequestException(
                    "json-not-object", "the value must be a JSON object", Map.of("field", field));
        }
    }
}
