package dev.agentstorage.spi.support;

import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.spi.WorkflowBackend;
import dev.agentstorage.value.Instants;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.JsonKind;
import dev.agentstorage.value.Version;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowSnapshot;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The effect of the writes of {@link WorkflowBackend} on a run. All methods are pure functions of the stored run and the request, so that all
 * backends behave the same and can repeat them when a transaction is retried. Stateless and thread-safe.
 */
public final class WorkflowChanges {
    /** The hint of the error for labels that are too large. */
    public static final String LABELS_HINT = "keep a few short labels, and the rest in the snapshot";

    private WorkflowChanges() {}

    /**
     * {@return the run that {@link WorkflowBackend#save} must write: a stored run keeps its {@code createdAt}, and its resource and labels unless
     * the request sets or clears them (rules {@code WF-03} to {@code WF-05}, {@code WF-55}, {@code WF-56})}
     *
     * @param stored the stored run; empty if there is none
     * @param request the run to save
     * @param expected the version that the stored entity must have; empty for any
     * @param now the time of the call
     * @throws ConflictException {@code version-conflict} when a version is expected and the run is missing or has another version
     */
    public static WorkflowRun save(
            Optional<WorkflowRun> stored, NewWorkflowRun request, Optional<Version> expected, Instant now) {
        if (expected.isPresent() && !stored.map(WorkflowRun::version).equals(expected)) {
            throw Refusals.runVersionConflict(request.workflowName(), request.runId(), stored.orElse(null));
        }
        return new WorkflowRun(
                request.workflowName(),
                request.runId(),
                request.resourceId().apply(stored.flatMap(WorkflowRun::resourceId)),
                request.snapshot(),
                labels(stored.map(WorkflowRun::labels).orElse(Json.EMPTY_OBJECT), request),
                stored.map(WorkflowRun::createdAt).or(request::createdAt).orElse(now),
                request.updatedAt().orElseGet(() -> updatedAt(stored, now)));
    }

    /**
     * {@return the run that {@link WorkflowBackend#create} writes when none is stored (rule {@code WF-13})}
     *
     * @param request the run to save
     * @param now the time of the call
     */
    public static WorkflowRun create(NewWorkflowRun request, Instant now) {
        return save(Optional.empty(), request, Optional.empty(), now);
    }

    /**
     * {@return the labels of a run after a save}
     *
     * @param stored the stored labels
     * @param request the run to save
     */
    public static Json labels(Json stored, NewWorkflowRun request) {
        return request.labels().combine(stored, Json.EMPTY_OBJECT, (before, given) -> given);
    }

    /**
     * {@return the labels that {@link WorkflowBackend#updateLabels} writes: the patch is merged one level deep, a {@code null} member removes
     * its name (rule {@code WF-56})}
     *
     * @param stored the stored labels
     * @param patch the object that is merged
     * @param maxBytes maximum size of the result, in bytes of UTF-8
     * @throws TooLargeException {@code value-too-large} when the merged labels exceed {@code maxBytes}
     */
    public static Json labels(Json stored, Json patch, long maxBytes) {
        Json merged = stored.merge(patch).canonical();
        if (merged.sizeInBytes() > maxBytes) {
            throw Refusals.valueTooLarge("labels", maxBytes, merged.sizeInBytes(), LABELS_HINT);
        }
        return merged;
    }

    /**
     * {@return the new {@code updatedAt} of a stored run: the time of the call, or a later one so that it always increases (rule {@code WF-04})}
     *
     * @param before the stored {@code updatedAt}
     * @param now the time of the call
     */
    public static Instant changedAt(Instant before, Instant now) {
        return Instants.next(before, now);
    }

    /**
     * {@return the run that {@link WorkflowBackend#updateState} must write: members that the patch sets are replaced in the snapshot, members
     * that it clears are removed (rules {@code WF-20} to {@code WF-23}, {@code WF-54})}
     *
     * @param stored the stored run
     * @param patch the changes
     * @param expected the allowed statuses of the stored run; empty for any
     * @param now the time of the call
     * @param maxBytes maximum size of the result, in bytes of UTF-8
     * @throws ConflictException {@code status-conflict} when the stored run has none of the expected statuses
     * @throws InvalidRequestException {@code snapshot-without-context}, {@code json-unconvertible} when the snapshot would be nested too deeply
     * @throws TooLargeException {@code value-too-large} when the merged snapshot exceeds {@code maxBytes}
     */
    public static WorkflowRun state(
            WorkflowRun stored,
            WorkflowStatePatch patch,
            Optional<Set<WorkflowStatus>> expected,
            Instant now,
            long maxBytes) {
        if (expected.isPresent()
                && stored.status().filter(expected.get()::contains).isEmpty()) {
            throw Refusals.statusConflict(stored, expected.get());
        }
        Map<String, Json> members = members(stored);
        context(stored, members);
        patch.changes().forEach((name, change) -> {
            if (change.touched()) {
                change.value().ifPresentOrElse(value -> members.put(name, value), () -> members.remove(name));
            }
        });
        return changed(stored, stored.resourceId(), members, updatedAt(Optional.of(stored), now), maxBytes);
    }

    /**
     * {@return the run that {@link WorkflowBackend#updateStepResult} must write (rules {@code WF-24} to {@code WF-28})}
     *
     * @param stored the stored run; empty if there is none
     * @param update the result of the step
     * @param now the time of the call
     * @param maxBytes maximum size of the result, in bytes of UTF-8
     * @throws InvalidRequestException {@code snapshot-without-context}, {@code json-unconvertible} when the snapshot would be nested too deeply
     * @throws TooLargeException {@code value-too-large} when the merged snapshot exceeds {@code maxBytes}
     */
    public static WorkflowRun stepResult(
            Optional<WorkflowRun> stored, StepResultUpdate update, Instant now, long maxBytes) {
        WorkflowRun run = stored.orElseGet(() -> new WorkflowRun(
                update.workflowName(),
                update.runId(),
                Optional.empty(),
                WorkflowSnapshot.initial(update.runId(), now),
                Json.EMPTY_OBJECT,
                now,
                now));
        Map<String, Json> members = members(run);
        Map<String, Json> context = new LinkedHashMap<>(context(run, members).members());
        Json before = context.get(update.stepId());
        context.put(update.stepId(), before == null ? update.result() : stepResult(before, update.result()));
        members.put("context", Json.of(context));
        Json requestContext = members.getOrDefault("requestContext", Json.EMPTY_OBJECT);
        members.put("requestContext", laidOver(requestContext, update.requestContext()));
        return changed(run, run.resourceId().or(update::resourceId), members, updatedAt(stored, now), maxBytes);
    }

    /** Combines the stored and the new result of a step; outputs that are both arrays are merged element by element. */
    private static Json stepResult(Json before, Json after) {
        Optional<Json> outputBefore = before.get("output").filter(WorkflowChanges::isArray);
        Optional<Json> outputAfter = after.get("output").filter(WorkflowChanges::isArray);
        if (outputBefore.isEmpty() || outputAfter.isEmpty()) {
            return after;
        }
        List<Json> merged = new ArrayList<>(outputBefore.get().elements());
        List<Json> given = outputAfter.get().elements();
        for (int i = 0; i < given.size(); i++) {
            Json element = given.get(i);
            boolean keep = element.kind() == JsonKind.NULL;
            Json value = element.equals(StepResultUpdate.PENDING) ? Json.NULL : element;
            if (i == merged.size()) {
                merged.add(value);
            } else if (!keep) {
                merged.set(i, value);
            }
        }
        return laidOver(before, after).with("output", Json.of(merged));
    }

    private static boolean isArray(Json value) {
        return value.kind() == JsonKind.ARRAY;
    }

    /** Merges the members of two values; the second wins, also with JSON null. A value that is not an object counts as empty. */
    private static Json laidOver(Json below, Json above) {
        Map<String, Json> members = new LinkedHashMap<>(below.members());
        members.putAll(above.members());
        return Json.of(members);
    }

    private static Map<String, Json> members(WorkflowRun run) {
        return new LinkedHashMap<>(run.snapshot().json().members());
    }

    private static Json context(WorkflowRun run, Map<String, Json> members) {
        Json context = members.get("context");
        if (context == null || !context.isObject()) {
            throw Refusals.snapshotWithoutContext(run.workflowName(), run.runId());
        }
        return context;
    }

    private static WorkflowRun changed(
            WorkflowRun run, Optional<String> resourceId, Map<String, Json> members, Instant updatedAt, long maxBytes) {
        Json merged = Json.of(members);
        long size = merged.sizeInBytes();
        if (size > maxBytes) {
            throw Refusals.valueTooLarge(
                    "snapshot", maxBytes, size, "keep large step results outside of the run and store a reference");
        }
        return run.toBuilder()
                .resourceId(resourceId.orElse(null))
                .snapshot(new WorkflowSnapshot(merged))
                .updatedAt(updatedAt)
                .build();
    }

    private static Instant updatedAt(Optional<WorkflowRun> stored, Instant now) {
        return stored.map(run -> Instants.next(run.updatedAt(), now)).orElse(now);
    }
}
