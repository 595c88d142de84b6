package dev.agentstorage.agent;

import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.internal.Checks;
import java.util.Map;
import java.util.Optional;

/**
 * An agent together with one of its versions.
 *
 * @param agent the agent record
 * @param version the selected version; empty only when the agent has no version
 */
public record ResolvedAgent(AgentDefinition agent, Optional<AgentVersion> version) {
    /**
     * Rejects null values.
     *
     * @param agent the agent record
     * @param version the selected version
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public ResolvedAgent {
        Checks.notNull("agent", agent);
        Checks.notNull("version", version);
    }

    /**
     * {@return the configuration of the selected version}
     *
     * @throws NotFoundException {@code agent-version-not-found} when the agent has no version
     */
    public AgentConfig config() {
        return version.orElseThrow(() -> new NotFoundException(
                        "agent-version-not-found", "the agent has no version", Map.of("agentId", agent.id())))
                .config();
    }
}
