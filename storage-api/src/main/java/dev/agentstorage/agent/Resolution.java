package dev.agentstorage.agent;

import dev.agentstorage.internal.Checks;

/** Selects the version of an agent that provides its configuration (rule {@code AGENT-20}). */
public enum Resolution {
    /** The active version; the latest version when none is active or the active one is not a stored version of this agent. */
    ACTIVE,
    /** The version with the highest number. */
    LATEST;

    /**
     * Returns the resolution for a status: the latest version for drafts, the active version otherwise.
     *
     * @param status the requested status
     * @return the resolution
     */
    public static Resolution of(AgentStatus status) {
        return Checks.notNull("status", status).equals(AgentStatus.DRAFT) ? LATEST : ACTIVE;
    }
}
