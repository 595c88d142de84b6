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
 * A change of a run's state: each member of the snapshot is kept, set as a whole, or removed (rules {@code WF-20} and {@code WF-54}). JSON
 * {@code null} is an ordinary value. Immutable and thread-safe.
 *
 * @param status the status of the run
 * @param result the result of the run
 * @param error the error of the run
 * @param suspendedPaths where the run is suspended, a JSON object
 * @param waitingPaths where the run is waiting, a JSON object
 * @param resumeLabels the names by which suspended steps can be resumed, a JSON object
 * @param tracingContext the trace and span that the run belongs to, a JSON object
 * @param members changes of other members by name; new members are added in this order
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
    public static final WorkflowStatePatch EMPTY = builder().build();

    /** Members that have their own setter or may not be changed. */
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
     * @param status the status of the run
     * @param result the result of the run
     * @param error the error of the run
     * @param suspendedPaths where the run is suspended, a JSON object
     * @param waitingPaths where the run is waiting, a JSON object
     * @param resumeLabels the names by which suspended steps can be resumed, a JSON object
     * @param tracingContext the trace and span that the run belongs to, a JSON object
     * @param members changes of other members by name
     * @throws InvalidRequestException {@code null-argument}; {@code state-member-refused} for a member that has a dedicated setter, for {@code
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
                        "the member cannot be set by name; use its dedicated setter, or updateStepResult for the result of a step",
                        Map.of("member", name));
            }
        });
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /**
     * Returns a builder for a patch that changes nothing but {@code updatedAt}.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a builder with the values of this patch.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /**
     * Returns a patch of the status.
     *
     * @param status the status
     * @return the patch
     */
    public static WorkflowStatePatch ofStatus(WorkflowStatus status) {
        return builder().status(status).build();
    }

    /** {@return the changes of all members, by name in the snapshot} */
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

    /** Collects the changes of a state. Not thread-safe. */
    public static final class Builder {
        private Change<WorkflowStatus> status = Change.keep();
        private Change<Json> result = Change.keep();
        private Change<Json> error = Change.keep();
        private Change<Json> suspendedPaths = Change.keep();
        private Change<Json> waitingPaths = Change.keep();
        private Change<Json> resumeLabels = Change.keep();
        private Change<Json> tracingContext = Change.keep();
        private final Map<String, Change<Json>> members = new LinkedHashMap<>();

        private Builder() {}

        private Builder(WorkflowStatePatch patch) {
            status = patch.status;
            result = patch.result;
            error = patch.error;
            suspendedPaths = patch.suspendedPaths;
            waitingPaths = patch.waitingPaths;
            resumeLabels = patch.resumeLabels;
            tracingContext = patch.tracingContext;
            members.putAll(patch.members);
        }

        /**
         * Sets the status.
         *
         * @param status the status of the run
         * @return this builder
         */
        public Builder status(WorkflowStatus status) {
            this.status = Change.set(status);
            return this;
        }

        /**
         * Removes the status.
         *
         * @return this builder
         */
        public Builder clearStatus() {
            status = Change.clear();
            return this;
        }

        /**
         * Keeps, sets or clears the status.
         *
         * @param status the status of the run
         * @return this builder
         */
        public Builder status(Change<WorkflowStatus> status) {
            this.status = Checks.notNull("status", status);
            return this;
        }

        /**
         * Sets the result.
         *
         * @param result the result of the run
         * @return this builder
         */
        public Builder result(Json result) {
            this.result = Change.set(result);
            return this;
        }

        /**
         * Removes the result.
         *
         * @return this builder
         */
        public Builder clearResult() {
            result = Change.clear();
            return this;
        }

        /**
         * Keeps, sets or clears the result.
         *
         * @param result the result of the run
         * @return this builder
         */
        public Builder result(Change<Json> result) {
            this.result = Checks.notNull("result", result);
            return this;
        }

        /**
         * Sets the error.
         *
         * @param error the error of the run
         * @return this builder
         */
        public Builder error(Json error) {
            this.error = Change.set(error);
            return this;
        }

        /**
         * Removes the error.
         *
         * @return this builder
         */
        public Builder clearError() {
            error = Change.clear();
            return this;
        }

        /**
         * Keeps, sets or clears the error.
         *
         * @param error the error of the run
         * @return this builder
         */
        public Builder error(Change<Json> error) {
            this.error = Checks.notNull("error", error);
            return this;
        }

        /**
         * Sets the suspended positions, a JSON object.
         *
         * @param suspendedPaths where the run is suspended, a JSON object
         * @return this builder
         */
        public Builder suspendedPaths(Json suspendedPaths) {
            this.suspendedPaths = Change.set(suspendedPaths);
            return this;
        }

        /**
         * Removes the suspended positions.
         *
         * @return this builder
         */
        public Builder clearSuspendedPaths() {
            suspendedPaths = Change.clear();
            return this;
        }

        /**
         * Keeps, sets or clears the suspended positions.
         *
         * @param suspendedPaths where the run is suspended, a JSON object
         * @return this builder
         */
        public Builder suspendedPaths(Change<Json> suspendedPaths) {
            this.suspendedPaths = Checks.notNull("suspendedPaths", suspendedPaths);
            return this;
        }

        /**
         * Sets the waiting positions, a JSON object.
         *
         * @param waitingPaths where the run is waiting, a JSON object
         * @return this builder
         */
        public Builder waitingPaths(Json waitingPaths) {
            this.waitingPaths = Change.set(waitingPaths);
            return this;
        }

        /**
         * Removes the waiting positions.
         *
         * @return this builder
         */
        public Builder clearWaitingPaths() {
            waitingPaths = Change.clear();
            return this;
        }

        /**
         * Keeps, sets or clears the waiting positions.
         *
         * @param waitingPaths where the run is waiting, a JSON object
         * @return this builder
         */
        public Builder waitingPaths(Change<Json> waitingPaths) {
            this.waitingPaths = Checks.notNull("waitingPaths", waitingPaths);
            return this;
        }

        /**
         * Sets the resume labels, a JSON object.
         *
         * @param resumeLabels the names by which suspended steps can be resumed, a JSON object
         * @return this builder
         */
        public Builder resumeLabels(Json resumeLabels) {
            this.resumeLabels = Change.set(resumeLabels);
            return this;
        }

        /**
         * Removes the resume labels.
         *
         * @return this builder
         */
        public Builder clearResumeLabels() {
            resumeLabels = Change.clear();
            return this;
        }

        /**
         * Keeps, sets or clears the resume labels.
         *
         * @param resumeLabels the names by which suspended steps can be resumed, a JSON object
         * @return this builder
         */
        public Builder resumeLabels(Change<Json> resumeLabels) {
            this.resumeLabels = Checks.notNull("resumeLabels", resumeLabels);
            return this;
        }

        /**
         * Sets the trace and span, a JSON object.
         *
         * @param tracingContext the trace and span that the run belongs to, a JSON object
         * @return this builder
         */
        public Builder tracingContext(Json tracingContext) {
            this.tracingContext = Change.set(tracingContext);
            return this;
        }

        /**
         * Removes the trace and span.
         *
         * @return this builder
         */
        public Builder clearTracingContext() {
            tracingContext = Change.clear();
            return this;
        }

        /**
         * Keeps, sets or clears the trace and span.
         *
         * @param tracingContext the trace and span that the run belongs to, a JSON object
         * @return this builder
         */
        public Builder tracingContext(Change<Json> tracingContext) {
            this.tracingContext = Checks.notNull("tracingContext", tracingContext);
            return this;
        }

        /**
         * Sets another member of the engine (rule {@code WF-54}).
         *
         * @param name the name of the member; {@link #build} rejects members with a dedicated setter, {@code context}, {@code runId} and
         *     {@link WorkflowSnapshot#RESERVED_MEMBER}
         * @param value the new value of the member
         * @return this builder
         */
        public Builder member(String name, Json value) {
            return member(name, Change.set(value));
        }

        /**
         * Removes another member of the engine (rule {@code WF-54}).
         *
         * @param name the name of the member, which need not exist; restricted as in {@link #member(String, Json)}
         * @return this builder
         */
        public Builder clearMember(String name) {
            return member(name, Change.clear());
        }

        /**
         * Keeps, sets or clears another member of the engine (rule {@code WF-54}).
         *
         * @param name the name of the member
         * @param change the change
         * @return this builder
         */
        public Builder member(String name, Change<Json> change) {
            members.put(name, change);
            return this;
        }

        /**
         * Builds the patch.
         *
         * @return the patch
         * @throws InvalidRequestException {@code null-argument}, {@code state-member-refused}
         */
        public WorkflowStatePatch build() {
            return new WorkflowStatePatch(
                    status, result, error, suspendedPaths, waitingPaths, resumeLabels, tracingContext, members);
        }
    }
}
