package dev.agentstorage.workflow;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A change of a run's state; each member that is given replaces the one of the snapshot, all others stay (rule {@code WF-20}).
 *
 * @param status where the run stands
 * @param result the result of the run
 * @param error the error of the run
 * @param suspendedPaths where the run is suspended, a JSON object
 * @param waitingPaths where the run is waiting, a JSON object
 * @param resumeLabels the names by which suspended steps can be resumed, a JSON object
 * @param tracingContext the trace and span that the run belongs to, a JSON object
 */
public record WorkflowStatePatch(
        Optional<WorkflowStatus> status,
        Optional<Json> result,
        Optional<Json> error,
        Optional<Json> suspendedPaths,
        Optional<Json> waitingPaths,
        Optional<Json> resumeLabels,
        Optional<Json> tracingContext) {
    /** The patch that changes nothing but {@code updatedAt}. */
    public static final WorkflowStatePatch EMPTY = new WorkflowStatePatch(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /** Refuses nulls. @throws dev.agentstorage.error.InvalidRequest {@code null-argument} */
    public WorkflowStatePatch {
        Checks.notNull("status", status);
        Checks.notNull("result", result);
        Checks.notNull("error", error);
        Checks.notNull("suspendedPaths", suspendedPaths);
        Checks.notNull("waitingPaths", waitingPaths);
        Checks.notNull("resumeLabels", resumeLabels);
        Checks.notNull("tracingContext", tracingContext);
    }

    /** A patch of the status. */
    public static WorkflowStatePatch ofStatus(WorkflowStatus status) {
        return EMPTY.status(status);
    }

    /** Returns this patch with a status. */
    public WorkflowStatePatch status(WorkflowStatus status) {
        return new WorkflowStatePatch(
                given("status", status), result, error, suspendedPaths, waitingPaths, resumeLabels, tracingContext);
    }

    /** Returns this patch with a result. */
    public WorkflowStatePatch result(Json result) {
        return new WorkflowStatePatch(
                status, given("result", result), error, suspendedPaths, waitingPaths, resumeLabels, tracingContext);
    }

    /** Returns this patch with an error. */
    public WorkflowStatePatch error(Json error) {
        return new WorkflowStatePatch(
                status, result, given("error", error), suspendedPaths, waitingPaths, resumeLabels, tracingContext);
    }

    /** Returns this patch with the places of suspension. */
    public WorkflowStatePatch suspendedPaths(Json paths) {
        return new WorkflowStatePatch(
                status, result, error, given("suspendedPaths", paths), waitingPaths, resumeLabels, tracingContext);
    }

    /** Returns this patch with the places of waiting. */
    public WorkflowStatePatch waitingPaths(Json paths) {
        return new WorkflowStatePatch(
                status, result, error, suspendedPaths, given("waitingPaths", paths), resumeLabels, tracingContext);
    }

    /** Returns this patch with the labels of resumption. */
    public WorkflowStatePatch resumeLabels(Json labels) {
        return new WorkflowStatePatch(
                status, result, error, suspendedPaths, waitingPaths, given("resumeLabels", labels), tracingContext);
    }

    /** Returns this patch with a trace and span. */
    public WorkflowStatePatch tracingContext(Json context) {
        return new WorkflowStatePatch(
                status, result, error, suspendedPaths, waitingPaths, resumeLabels, given("tracingContext", context));
    }

    /** Returns the members that are given by their names in the snapshot. */
    public Map<String, Json> members() {
        Map<String, Json> members = new LinkedHashMap<>();
        status.ifPresent(given -> members.put("status", Json.of(given.value())));
        result.ifPresent(given -> members.put("result", given));
        error.ifPresent(given -> members.put("error", given));
        suspendedPaths.ifPresent(given -> members.put("suspendedPaths", given));
        waitingPaths.ifPresent(given -> members.put("waitingPaths", given));
        resumeLabels.ifPresent(given -> members.put("resumeLabels", given));
        tracingContext.ifPresent(given -> members.put("tracingContext", given));
        return members;
    }

    private static <T> Optional<T> given(String name, T value) {
        return Optional.of(Checks.notNull(name, value));
    }
}
