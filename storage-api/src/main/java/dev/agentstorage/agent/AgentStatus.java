package dev.agentstorage.agent;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.OpenValue;

/**
 * The state of an agent. An open value: unknown values are kept (rule {@code AGENT-03}).
 * The store attaches no behaviour to it.
 *
 * @param value the stored status
 */
public record AgentStatus(String value) implements OpenValue {
    /** Being worked on; every agent begins so. */
    public static final AgentStatus DRAFT = new AgentStatus("draft");
    /** In use. */
    public static final AgentStatus PUBLISHED = new AgentStatus("published");
    /** No longer in use. */
    public static final AgentStatus ARCHIVED = new AgentStatus("archived");

    /**
     * Rejects null.
     *
     * @param value the stored status
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public AgentStatus {
        Checks.notNull("status", value);
    }

    /**
     * {@return the status with this text, as {@link #toString} returns it; the text may be unknown}
     *
     * @param value the text
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public static AgentStatus of(String value) {
        return new AgentStatus(value);
    }

    /** Returns the stored status. */
    @Override
    public String toString() {
        return value;
    }
}
