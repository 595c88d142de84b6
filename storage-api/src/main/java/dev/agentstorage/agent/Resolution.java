package dev.agentstorage.agent;

import dev.agentstorage.internal.Checks;

/** Selects the version of an agent that provides its configuration (rule {@code AGENT-20}). */
public enum Resolution {
    /** The active version; the latest one when no version is active, or when the active one is not a stored version of the agent. */
    ACTIVE,
    /** The version with the highest number. */
    LATEST;

    /**
     * The choice for a wanted status: drafts see the latest version, all others the active one.
     *
     * @param status the wanted status
     * @return the choice
     */
    public static Resolution of(AgentStatus status) {
        return Checks.notNull("status", status).equals(AgentStatus.DRAFT) ? LATEST : ACTIVE;
    }
}
