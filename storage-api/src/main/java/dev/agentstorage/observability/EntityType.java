package dev.agentstorage.observability;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.OpenValue;

/**
 * The kind of entity that did the work of a span. An open value: unknown values are kept (rule {@code OBS-04}).
 *
 * @param value the stored kind; not blank, at most {@code Limits.idBytes} bytes of UTF-8
 */
public record EntityType(String value) implements OpenValue {
    /** An agent. */
    public static final EntityType AGENT = new EntityType("agent");
    /** An evaluation. */
    public static final EntityType EVAL = new EntityType("eval");
    /** A processor of an agent's input. */
    public static final EntityType INPUT_PROCESSOR = new EntityType("input_processor");
    /** A processor of the input of one step of an agent. */
    public static final EntityType INPUT_STEP_PROCESSOR = new EntityType("input_step_processor");
    /** A processor of an agent's output. */
    public static final EntityType OUTPUT_PROCESSOR = new EntityType("output_processor");
    /** A processor of the output of one step of an agent. */
    public static final EntityType OUTPUT_STEP_PROCESSOR = new EntityType("output_step_processor");
    /** A step of a workflow. */
    public static final EntityType WORKFLOW_STEP = new EntityType("workflow_step");
    /** A tool. */
    public static final EntityType TOOL = new EntityType("tool");
    /** A workflow. */
    public static final EntityType WORKFLOW_RUN = new EntityType("workflow_run");

    /**
     * Rejects null.
     *
     * @param value the stored kind
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public EntityType {
        Checks.notNull("entityType", value);
    }

    /**
     * {@return the kind with this text, as {@link #toString} returns it; the text may be unknown}
     *
     * @param value the text
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public static EntityType of(String value) {
        return new EntityType(value);
    }

    /** Returns the stored kind. */
    @Override
    public String toString() {
        return value;
    }
}
