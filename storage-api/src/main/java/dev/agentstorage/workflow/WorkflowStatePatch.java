package dev.agentstorage.workflow;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Change;
import dev.agentstorage.value.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A change of a run's state: each member of the snapshot is kept, set as a whole, or cleared, which removes it (rules {@code WF-20} and
 * {@code WF-54}). JSON {@code null} is a value like any other. Immutable and thread-safe.
 *
 * @param status where the run stands
 * @param result the result of the run
 * @param error the error of the run
 * @param suspendedPaths where the run is suspended, a JSON object
 * @param waitingPaths where the run is waiting, a JSON object
 * @param resumeLabels the names by which suspended steps can be resumed, a JSON object
 * @param tracingContext the trace and span that the run belongs to, a JSON object
 * @param members what is done to any other member, by its name; those that are new are added in this order
 */
public record WorkflowStatePatch(
        Change<WorkflowStatus> status,
        Change<Json> result,
        Change<Json> error,
        Change<Json> suspendedPaths,
        Change<Json> waitingPaths,
        Change<Json> resumeLabels,
        Change<Json> tracingContext,
        Map<String, Change<Json>> members) {
    /** The patch that changes nothing but {@code updatedAt}. */
    public static final WorkflowStatePatch EMPTY = new WorkflowStatePatch(
            Change.keep(),
            Change.keep(),
            Change.keep(),
            Change.keep(),
            Change.keep(),
            Change.keep(),
            Change.keep(),
            Map.of());

    /** Members that are changed by other means, or never. */
    private static final Set<String> REFUSED = Set.of(
            "status",
            "result",
            "error",
            "suspendedPaths",
            "waitingPaths",
            "resumeLabels",
            "tracingContext",
            "context",
            "runId",
            WorkflowSnapshot.RESERVED_MEMBER);

    /**
     * Copies the members.
     *
     * @throws InvalidRequestException {@code null-argument}; {@code state-member-refused} for a member that has a setter of its own, for {@code
     *     context}, {@code runId} and {@link WorkflowSnapshot#RESERVED_MEMBER}
     */
    public WorkflowStatePatch {
        Checks.notNull("status", status);
        Checks.notNull("result", result);
        Checks.notNull("error", error);
        Checks.notNull("suspendedPaths", suspendedPaths);
        Checks.notNull("waitingPaths", waitingPaths);
        Checks.notNull("resumeLabels", resumeLabels);
        Checks.notNull("tracingContext", tracingContext);
        Checks.notNull("members", members).forEach((name, change) -> {
            Checks.notNull("name", name);
            Checks.notNull(name, change);
            if (REFUSED.contains(name)) {
                throw new InvalidRequestException(
                        "state-member-refused",
                        "the member is not changed by its name; a member with a setter of its own is set by that, the result of a step"
                                + " by updateStepResult",
                        Map.of("member", name));
            }
        });
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /** A patch of the status. */
    public static WorkflowStatePatch ofStatus(WorkflowStatus status) {
        return EMPTY.status(status);
    }

    /** Returns this patch with a status. */
    public WorkflowStatePatch status(WorkflowStatus status) {
        return new WorkflowStatePatch(
                Change.set(status), result, error, suspendedPaths, waitingPaths, resumeLabels, tracingContext, members);
    }

    /** Returns this patch with the status removed. */
    public WorkflowStatePatch clearStatus() {
        return new WorkflowStatePatch(
                Change.clear(), result, error, suspendedPaths, waitingPaths, resumeLabels, tracingContext, members);
    }

    /** Returns this patch with a result. */
    public WorkflowStatePatch result(Json result) {
        return new WorkflowStatePatch(
                status, Change.set(result), error, suspendedPaths, waitingPaths, resumeLabels, tracingContext, members);
    }

    /** Returns this patch with the result removed. */
    public WorkflowStatePatch clearResult() {
        return new WorkflowStatePatch(
                status, Change.clear(), error, suspendedPaths, waitingPaths, resumeLabels, tracingContext, members);
    }

    /** Returns this patch with an error. */
    public WorkflowStatePatch error(Json error) {
        return new WorkflowStatePatch(
                status, result, Change.set(error), suspendedPaths, waitingPaths, resumeLabels, tracingContext, members);
    }

    /** Returns this patch with the error removed. */
    public WorkflowStatePatch clearError() {
        return new WorkflowStatePatch(
                status, result, Change.clear(), suspendedPaths, waitingPaths, resumeLabels, tracingContext, members);
    }

    /** Returns this patch with the places of suspension. */
    public WorkflowStatePatch suspendedPaths(Json paths) {
        return new WorkflowStatePatch(
                status, result, error, Change.set(paths), waitingPaths, resumeLabels, tracingContext, members);
    }

    /** Returns this patch with the places of suspension removed. */
    public WorkflowStatePatch clearSuspendedPaths() {
        return new WorkflowStatePatch(
                status, result, error, Change.clear(), waitingPaths, resumeLabels, tracingContext, members);
    }

    /** Returns this patch with the places of waiting. */
    public WorkflowStatePatch waitingPaths(Json paths) {
        return new WorkflowStatePatch(
                status, result, error, suspendedPaths, Change.set(paths), resumeLabels, tracingContext, members);
    }

    /** Returns this patch with the places of waiting removed. */
    public WorkflowStatePatch clearWaitingPaths() {
        return new WorkflowStatePatch(
                status, result, error, suspendedPaths, Change.clear(), resumeLabels, tracingContext, members);
    }

    /** Returns this patch with the labels of resumption. */
    public WorkflowStatePatch resumeLabels(Json labels) {
        return new WorkflowStatePatch(
                status, result, error, suspendedPaths, waitingPaths, Change.set(labels), tracingContext, members);
    }

    /** Returns this patch with the labels of resumption removed. */
    public WorkflowStatePatch clearResumeLabels() {
        return new WorkflowStatePatch(
                status, result, error, suspendedPaths, waitingPaths, Change.clear(), tracingContext, members);
    }

    /** Returns this patch with a trace and span. */
    public WorkflowStatePatch tracingContext(Json context) {
        return new WorkflowStatePatch(
                status, result, error, suspendedPaths, waitingPaths, resumeLabels, Change.set(context), members);
    }

    /** Returns this patch with the trace and span removed. */
    public WorkflowStatePatch clearTracingContext() {
        return new WorkflowStatePatch(
                status, result, error, suspendedPaths, waitingPaths, resumeLabels, Change.clear(), members);
    }

    /**
     * Returns this patch with a member of the engine's own set (rule {@code WF-54}).
     *
     * @param name the name of the member in the snapshot
     * @throws InvalidRequestException {@code state-member-refused} for a member that has a setter of its own, for {@code context}, {@code runId} and
     *     {@link WorkflowSnapshot#RESERVED_MEMBER}
     */
    public WorkflowStatePatch member(String name, Json value) {
        return member(name, Change.set(value));
    }

    /**
     * Returns this patch with a member of the engine's own removed (rule {@code WF-54}).
     *
     * @param name the name of the member in the snapshot, which need not be there
     * @throws InvalidRequestException {@code state-member-refused} as {@link #member(String, Json)}
     */
    public WorkflowStatePatch clearMember(String name) {
        return member(name, Change.clear());
    }

    private WorkflowStatePatch member(String name, Change<Json> change) {
        Map<String, Change<Json>> changed = new LinkedHashMap<>(members);
        changed.put(name, change);
        return new WorkflowStatePatch(
                status, result, error, suspendedPaths, waitingPaths, resumeLabels, tracingContext, changed);
    }

    /** Returns what is done to every member, by its name in the snapshot. */
    public Map<String, Change<Json>> changes() {
        Map<String, Change<Json>> changes = new LinkedHashMap<>();
        changes.put("status", new Change<>(status.touched(), status.value().map(given -> Json.of(given.value()))));
        changes.put("result", result);
        changes.put("error", error);
        changes.put("suspendedPaths", suspendedPaths);
        changes.put("waitingPaths", waitingPaths);
        changes.put("resumeLabels", resumeLabels);
        changes.put("tracingContext", tracingContext);
        changes.putAll(members);
        return changes;
    }
}
