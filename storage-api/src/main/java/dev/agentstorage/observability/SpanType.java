package dev.agentstorage.observability;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.OpenValue;

/**
 * The kind of work that a span measures. An open value: unknown values are kept (rule {@code OBS-04}).
 *
 * @param value the stored type; not blank, at most {@code Limits.idBytes} bytes of UTF-8
 */
public record SpanType(String value) implements OpenValue {
    /** A run of an agent. */
    public static final SpanType AGENT_RUN = new SpanType("agent_run");
    /** Anything else. */
    public static final SpanType GENERIC = new SpanType("generic");
    /** A call of a model, with all its steps. */
    public static final SpanType MODEL_GENERATION = new SpanType("model_generation");
    /** One step of a call of a model. */
    public static final SpanType MODEL_STEP = new SpanType("model_step");
    /** One chunk that a model streamed. */
    public static final SpanType MODEL_CHUNK = new SpanType("model_chunk");
    /** A call of a tool on an MCP server. */
    public static final SpanType MCP_TOOL_CALL = new SpanType("mcp_tool_call");
    /** A run of an input or output processor. */
    public static final SpanType PROCESSOR_RUN = new SpanType("processor_run");
    /** A call of a tool. */
    public static final SpanType TOOL_CALL = new SpanType("tool_call");
    /** A run of a workflow. */
    public static final SpanType WORKFLOW_RUN = new SpanType("workflow_run");
    /** A step of a workflow. */
    public static final SpanType WORKFLOW_STEP = new SpanType("workflow_step");
    /** A branch of a workflow. */
    public static final SpanType WORKFLOW_CONDITIONAL = new SpanType("workflow_conditional");
    /** The evaluation of the condition of a branch. */
    public static final SpanType WORKFLOW_CONDITIONAL_EVAL = new SpanType("workflow_conditional_eval");
    /** Parallel steps of a workflow. */
    public static final SpanType WORKFLOW_PARALLEL = new SpanType("workflow_parallel");
    /** A loop of a workflow. */
    public static final SpanType WORKFLOW_LOOP = new SpanType("workflow_loop");
    /** A workflow that sleeps. */
    public static final SpanType WORKFLOW_SLEEP = new SpanType("workflow_sleep");
    /** A workflow that waits for an event. */
    public static final SpanType WORKFLOW_WAIT_EVENT = new SpanType("workflow_wait_event");

    /**
     * Rejects null.
     *
     * @param value the stored type
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public SpanType {
        Checks.notNull("spanType", value);
    }

    /**
     * {@return the type with this text, as {@link #toString} returns it; the text may be unknown}
     *
     * @param value the text
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public static SpanType of(String value) {
        return new SpanType(value);
    }

    /** Returns the stored type. */
    @Override
    public String toString() {
        return value;
    }
}
