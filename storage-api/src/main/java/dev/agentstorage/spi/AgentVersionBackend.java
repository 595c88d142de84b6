package dev.agentstorage.spi;

import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.agent.VersionQuery;
import java.util.List;
import java.util.Optional;

/**
 * The versions of the agents of a backend. One of the two parts of {@link AgentBackend}, which documents what they share. Thread-safe.
 * Every method is one atomic change; a {@link BulkStep} is one bounded part of a larger one.
 *
 * <p>All methods throw {@code UnavailableException} when the backend is unreachable; writes throw {@code OutcomeUnknownException} when it is
 * unknown whether they were applied; every write but {@link #create} is idempotent when repeated with the same arguments.
 */
public interface AgentVersionBackend {
    /**
     * Stores a new version (rule {@code AGENT-30}). Without a number, it gets the one after the agent's highest, or 1; the number is
     * assigned atomically with the insert.
     *
     * @param version the version, with {@code createdAt}
     * @return the stored version
     * @throws dev.agentstorage.error.NotFoundException {@code agent-not-found}
     * @throws dev.agentstorage.error.AlreadyExistsException {@code agent-version-exists} or {@code agent-version-number-exists} with the stored
     *     version, in this order
     * @throws dev.agentstorage.error.InvalidRequestException {@code version-number-invalid} when the next number would exceed the maximum
     */
    AgentVersion create(NewAgentVersion version);

    /**
     * {@return the version with this id; empty when it is missing}
     *
     * @param id the id of the version
     */
    Optional<AgentVersion> get(String id);

    /**
     * {@return the version of an agent with this number; empty when it is missing}
     *
     * @param agentId the id of the agent
     * @param number the number of the version
     */
    Optional<AgentVersion> get(String agentId, int number);

    /**
     * {@return the version of an agent with the highest number; empty when it has none}
     *
     * @param agentId the id of the agent
     */
    Optional<AgentVersion> getLatest(String agentId);

    /**
     * {@return the matching versions in the window}
     *
     * @param query the filters and the order
     * @param window the rows to return
     */
    List<AgentVersion> list(VersionQuery query, Window window);

    /**
     * Counts the versions of an agent.
     *
     * @param agentId the id of the agent
     * @return the number of versions of an agent
     */
    long count(String agentId);

    /**
     * Removes a version.
     *
     * @param id the id of the version
     * @return whether it existed
     */
    boolean delete(String id);

    /**
     * Removes versions of an agent, at most {@code limit} in this step.
     *
     * @param agentId the id of the agent
     * @param limit the maximum number of rows of this step
     * @return the result of this step
     */
    BulkStep deleteOfAgent(String agentId, int limit);
}
