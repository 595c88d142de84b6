package dev.agentstorage.workflow;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The state of a workflow run: a JSON object that belongs to the workflow engine and is stored unchanged (rule {@code WF-02}). The
 * accessors read the members that engines usually write; all other members are kept. Example of a run that waits in step {@code approve}:
 *
 * <pre>{@code
 * {"runId": "r1", "status": "suspended", "suspendedPaths": {"approve": [0]},
 *  "context": {"input": {"amount": 30}, "approve": {"status": "suspended", "suspendPayload": "Refund 30 EUR?"}}}
 * }</pre>
 *
 * @param json the whole snapshot
 */
public record WorkflowSnapshot(Json json) {
    /**
     * The only reserved member: backends write it into the placeholder that other programs read instead of a snapshot. A snapshot with it
     * is rejected on save, and never returned (rule {@code WF-12}).
     */
    public static final String RESERVED_MEMBER = "agentStorage";

    /**
     * Rejects null.
     *
     * @param json the whole snapshot
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public WorkflowSnapshot {
        Checks.notNull("snapshot", json);
    }

    /**
     * Parses a snapshot from JSON text.
     *
     * @param text the JSON text
     * @return the snapshot
     * @throws dev.agentstorage.error.InvalidRequestException {@code json-malformed}, {@code json-lone-surrogate}, {@code null-argument}
     */
    public static WorkflowSnapshot parse(String text) {
        return new WorkflowSnapshot(Json.parse(text));
    }

    /**
     * Returns the snapshot of a run that has not started: pending, with all usual members present and empty (rule {@code WF-25}).
     *
     * @param runId the run
     * @param now the {@code timestamp}, stored in milliseconds
     * @return the snapshot
     */
    public static WorkflowSnapshot initial(String runId, Instant now) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("runId", Checks.notNull("runId", runId));
        members.put("status", WorkflowStatus.PENDING.value());
        members.put("value", Map.of());
        members.put("context", Map.of());
        members.put("requestContext", Map.of());
        members.put("serializedStepGraph", List.of());
        members.put("activePaths", List.of());
        members.put("activeStepsPath", Map.of());
        members.put("suspendedPaths", Map.of());
        members.put("resumeLabels", Map.of());
        members.put("waitingPaths", Map.of());
        members.put("timestamp", Checks.notNull("now", now).toEpochMilli());
        return new WorkflowSnapshot(Json.of(members));
    }

    /**
     * {@return the member with this name, unchanged}
     *
     * @param name the name of the member
     */
    public Optional<Json> get(String name) {
        return json.get(name);
    }

    /**
     * {@return this snapshot with one member replaced, or added at the end}
     *
     * @param name the name of the member
     * @param value the new value of the member
     * @throws dev.agentstorage.error.InvalidRequestException {@code json-not-object}
     */
    public WorkflowSnapshot with(String name, Json value) {
        return new WorkflowSnapshot(json.with(name, value));
    }

    /** {@return the run id in the snapshot; empty when it has none} */
    public Optional<String> runId() {
        return json.path("runId").string();
    }

    /** {@return the status of the run; empty when {@code status} is missing or not a string} */
    public Optional<WorkflowStatus> status() {
        return json.path("status").string().map(WorkflowStatus::new);
    }

    /** {@return the results of the steps by step id, without the {@code input}; empty when there are none} */
    public Json context() {
        return object("context");
    }

    /**
     * {@return the result of one step}
     *
     * @param stepId the id of the step
     */
    public Optional<Json> stepResult(String stepId) {
        return context().get(stepId);
    }

    /** {@return the context that callers of the run passed to its steps, an object; empty when there is none} */
    public Json requestContext() {
        return object("requestContext");
    }

    /** {@return the state values, an object; empty when there are none} */
    public Json value() {
        return object("value");
    }

    /** {@return the result of the run, if there is one} */
    public Optional<Json> result() {
        return json.get("result");
    }

    /** {@return the error of the run, if there is one: an object or a string} */
    public Optional<Json> error() {
        return json.get("error");
    }

    /** {@return the indexes of the active steps; empty when there are none} */
    public List<Json> activePaths() {
        return json.path("activePaths").elements();
    }

    /** {@return the state of each active step, an object by step; empty when there are none} */
    public Json activeStepsPath() {
        return object("activeStepsPath");
    }

    /** {@return the suspended positions, an object by step; empty when there are none} */
    public Json suspendedPaths() {
        return object("suspendedPaths");
    }

    /** {@return the waiting positions, an object by step; empty when there are none} */
    public Json waitingPaths() {
        return object("waitingPaths");
    }

    /** {@return the labels by which suspended steps can be resumed, an object by label; empty when there are none} */
    public Json resumeLabels() {
        return object("resumeLabels");
    }

    /** {@return the trace and span that the run belongs to} */
    public Optional<Json> tracingContext() {
        return json.get("tracingContext");
    }

    /** {@return the graph of the steps; empty when there is none} */
    public List<Json> serializedStepGraph() {
        return json.path("serializedStepGraph").elements();
    }

    private Json object(String name) {
        return json.get(name).filter(Json::isObject).orElse(Json.EMPTY_OBJECT);
    }
}
