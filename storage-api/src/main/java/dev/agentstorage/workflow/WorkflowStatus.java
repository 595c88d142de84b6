package dev.agentstorage.workflow;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.OpenValue;

/**
 * The status of a workflow run. An open value: unknown values are kept (rule {@code WF-10}).
 *
 * @param value the status as it is in the snapshot
 */
public record WorkflowStatus(String value) implements OpenValue {
    /** Created, not started. */
    public static final WorkflowStatus PENDING = new WorkflowStatus("pending");
    /** Running. */
    public static final WorkflowStatus RUNNING = new WorkflowStatus("running");
    /** Suspended until it is resumed from outside. */
    public static final WorkflowStatus SUSPENDED = new WorkflowStatus("suspended");
    /** Waiting for a time or an event. */
    public static final WorkflowStatus WAITING = new WorkflowStatus("waiting");
    /** Paused between two steps. */
    public static final WorkflowStatus PAUSED = new WorkflowStatus("paused");
    /** Ended with a result. */
    public static final WorkflowStatus SUCCESS = new WorkflowStatus("success");
    /** Ended with an error. */
    public static final WorkflowStatus FAILED = new WorkflowStatus("failed");
    /** Canceled by its caller. */
    public static final WorkflowStatus CANCELED = new WorkflowStatus("canceled");
    /** Ended early by one of its steps, with a result. */
    public static final WorkflowStatus BAILED = new WorkflowStatus("bailed");
    /** Ended by a guard. */
    public static final WorkflowStatus TRIPWIRE = new WorkflowStatus("tripwire");

    /**
     * Rejects null.
     *
     * @param value the status as it is in the snapshot
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public WorkflowStatus {
        Checks.notNull("status", value);
    }

    /**
     * {@return the status with this text, as {@link #toString} returns it; the text may be unknown}
     *
     * @param value the text
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public static WorkflowStatus of(String value) {
        return new WorkflowStatus(value);
    }

    /** Returns the status as it is in the snapshot. */
    @Override
    public String toString() {
        return value;
    }
}
