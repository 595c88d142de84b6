package dev.agentstorage.spi;

import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.Resolution;
import dev.agentstorage.agent.ResolvedAgent;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The agent records of a backend, alone and with a version. One of the two parts of {@link AgentBackend}, which documents what they share.
 * Thread-safe. Every method is one atomic change; a {@link BulkStep} is one bounded part of a larger one.
 *
 * <p>All methods throw {@code UnavailableException} when the backend is unreachable; writes throw {@code OutcomeUnknownException} when it is
 * unknown whether they were applied; every write but {@link #create} is idempotent when repeated with the same arguments.
 */
public interface AgentRecordBackend {
    /**
     * Stores a new agent and its first version (rule {@code AGENT-01}).
     *
     * @param agent the agent
     * @param first the first version
     * @return the stored agent
     * @throws dev.agentstorage.error.AlreadyExistsException {@code agent-exists} with the stored agent; {@code agent-version-exists} or
     *     {@code agent-version-number-exists} with the stored version
     */
    AgentDefinition create(AgentDefinition agent, AgentVersion first);

    /**
     * Replaces every field of an agent record, or stores it without versions when it is new (rule {@code AGENT-05}).
     *
     * @param agent the agent
     * @param expected the version that the stored agent must have
     * @return the stored agent
     * @throws dev.agentstorage.error.ConflictException {@code version-conflict}, with the stored agent if there is one
     */
    AgentDefinition save(AgentDefinition agent, Optional<Version> expected);

    /**
     * Changes an agent record (rule {@code AGENT-10}). {@code updatedAt} becomes {@link dev.agentstorage.value.Instants#next the next one}.
     *
     * @param id the id of the agent
     * @param patch the changes
     * @param expected the version that the stored entity must have; empty for any
     * @param now the time of the call
     * @return the stored agent
     * @throws dev.agentstorage.error.NotFoundException {@code agent-not-found}
     * @throws dev.agentstorage.error.ConflictException {@code version-conflict} with the stored agent
     * @throws dev.agentstorage.error.InvalidRequestException {@code metadata-not-object} when the patch merges into stored metadata that is
     *     not a JSON object
     * @throws dev.agentstorage.error.TooLargeException {@code value-too-large} when the merged metadata is over the limit
     */
    AgentDefinition update(String id, AgentPatch patch, Optional<Version> expected, Instant now);

    /**
     * {@return the agent with this id; empty when it is missing}
     *
     * @param id the id of the agent
     */
    Optional<AgentDefinition> get(String id);

    /**
     * {@return the agent with this id and the version that the resolution selects; one round trip (rule {@code AGENT-20})}
     *
     * @param id the id of the agent
     * @param resolution how the version is selected
     */
    Optional<ResolvedAgent> resolve(String id, Resolution resolution);

    /**
     * {@return the agent with this id and one of its versions; empty when either is missing or the version is of another agent}
     *
     * @param id the id of the agent
     * @param versionId the id of the version
     */
    Optional<ResolvedAgent> resolve(String id, String versionId);

    /**
     * Removes an agent and its versions, at most {@code limit} rows in this step, the agent in the last step. Versions whose agent is
     * missing are removed too.
     *
     * @param id the id of the agent
     * @param limit the maximum number of rows of this step
     * @return the result of this step
     */
    BulkStep delete(String id, int limit);

    /**
     * {@return the matching agents in the window}
     *
     * @param query the filters and the order
     * @param window the rows to return
     */
    List<AgentDefinition> list(AgentQuery query, Window window);

    /**
     * Counts the matching agents.
     *
     * @param query the filters and the order
     * @return the number of matching agents
     */
    long count(AgentQuery query);

    /**
     * {@return the matching agents in the window, each with the version that the resolution selects} The number of round trips must not
     * depend on the number of agents.
     *
     * @param query the filters and the order
     * @param resolution how the version is chosen
     * @param window the rows to return
     */
    List<ResolvedAgent> listResolved(AgentQuery query, Resolution resolution, Window window);
}
