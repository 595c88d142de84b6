package dev.agentstorage.store;

import static dev.agentstorage.internal.Checks.notNull;

import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.NewAgent;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.agent.Resolution;
import dev.agentstorage.agent.ResolvedAgent;
import dev.agentstorage.agent.VersionQuery;
import dev.agentstorage.spi.AgentBackend;
import dev.agentstorage.spi.Position;
import dev.agentstorage.value.Version;
import java.util.List;
import java.util.Optional;

/**
 * Agent definitions with numbered versions. The record of an agent holds its status, author and metadata; its configuration is in immutable
 * versions.
 *
 * <p>Thread-safe; calls block. In addition to the documented exceptions, every method throws {@code NotInitializedException}, {@code
 * UnavailableException}, {@code CorruptDataException} for a stored row that cannot be read, and, for writes, {@code
 * OutcomeUnknownException}; also {@code InvalidRequestException} ({@code null-argument}, {@code id-blank}, {@code text-unstorable}) or
 * {@code TooLargeException} for values that no backend can store (rule {@code AGENT-50}).
 */
public final class AgentStore {
    private static final int AGENTS_PER_PAGE = 100;
    private static final int VERSIONS_PER_PAGE = 20;
    private static final String FIRST_MESSAGE = "Initial version";

    private final StoreAccess<AgentBackend> access;

    AgentStore(StoreAccess<AgentBackend> access) {
        this.access = access;
    }

    /**
     * Creates a draft and its version 1 atomically (rule {@code AGENT-01}). Version 1 has the change message {@code Initial version} and lists all
     * fields of the configuration as changed.
     *
     * @param agent the agent
     * @return the stored agent
     * @throws dev.agentstorage.error.AlreadyExistsException {@code agent-exists} with the stored agent, {@code agent-version-exists} with the
     *     stored version
     */
    public AgentDefinition create(NewAgent agent) {
        Call<AgentBackend> call = access.call();
        NewAgent checked = new AgentInputs(call).newAgent(agent, call.now());
        AgentVersion first = AgentInputs.first(checked, FIRST_MESSAGE);
        return call.backend().agents().create(AgentInputs.draft(checked), first);
    }

    /**
     * Stores an agent record by id: replaces every field of a stored one, including times, or creates it without a version (rule {@code AGENT-05}).
     * Intended for imports; use {@link #create} for new agents and {@link #update} for changes.
     *
     * @param agent the agent
     * @return the stored agent
     */
    public AgentDefinition save(AgentDefinition agent) {
        Call<AgentBackend> call = access.call();
        AgentDefinition checked = new AgentInputs(call).agent(agent);
        return call.backend().agents().save(checked, Optional.empty());
    }

    /**
     * Replaces an agent record like {@link #save(AgentDefinition)} if the stored one has the expected version.
     *
     * @param agent the agent
     * @param expected the version that the stored entity must have
     * @return the stored agent
     * @throws dev.agentstorage.error.ConflictException {@code version-conflict}, with the stored agent if there is one
     */
    public AgentDefinition save(AgentDefinition agent, Version expected) {
        Call<AgentBackend> call = access.call();
        AgentDefinition checked = new AgentInputs(call).agent(agent);
        notNull("expected", expected);
        return call.backend().agents().save(checked, Optional.of(expected));
    }

    /**
     * {@return an agent record (rule {@code AGENT-02}); empty when it is missing}
     *
     * @param id the id of the agent
     */
    public Optional<AgentDefinition> get(String id) {
        Call<AgentBackend> call = access.call();
        call.id("id", id);
        return call.backend().agents().get(id);
    }

    /**
     * {@return an agent with its active version, or with its latest one when none is active ({@link Resolution#ACTIVE})}
     *
     * @param id the id of the agent
     */
    public Optional<ResolvedAgent> resolve(String id) {
        return resolve(id, Resolution.ACTIVE);
    }

    /**
     * {@return an agent with the version that the resolution selects (rule {@code AGENT-20}); empty when the agent is missing}
     *
     * @param id the id of the agent
     * @param resolution how the version is selected
     */
    public Optional<ResolvedAgent> resolve(String id, Resolution resolution) {
        Call<AgentBackend> call = access.call();
        call.id("id", id);
        notNull("resolution", resolution);
        return call.backend().agents().resolve(id, resolution);
    }

    /**
     * {@return an agent with one of its versions (rule {@code AGENT-22}); empty when the agent or the version is missing, or the version belongs to
     * another agent}
     *
     * @param id the id of the agent
     * @param versionId the id of the version
     */
    public Optional<ResolvedAgent> resolveVersion(String id, String versionId) {
        Call<AgentBackend> call = access.call();
        call.id("id", id);
        call.id("versionId", versionId);
        return call.backend().agents().resolve(id, versionId);
    }

    /**
     * Changes an agent record (rule {@code AGENT-10}). No version is created, and setting an active version does not change the status.
     * {@code updatedAt} increases with every call.
     *
     * @param id the id of the agent
     * @param patch the changes
     * @return the stored agent
     * @throws dev.agentstorage.error.NotFoundException {@code agent-not-found}
     * @throws dev.agentstorage.error.InvalidRequestException {@code json-not-object}, {@code metadata-not-object} when the stored metadata
     *     is not a JSON object and cannot be merged with (rule {@code CORE-25})
     * @throws dev.agentstorage.error.TooLargeException {@code value-too-large}, also when the merged metadata is over the limit
     */
    public AgentDefinition update(String id, AgentPatch patch) {
        Call<AgentBackend> call = access.call();
        call.id("id", id);
        AgentPatch checked = new AgentInputs(call).patch(patch);
        return call.backend().agents().update(id, checked, Optional.empty(), call.now());
    }

    /**
     * Changes an agent like {@link #update(String, AgentPatch)} if it has the expected version (rule {@code AGENT-13}).
     *
     * @param id the id of the agent
     * @param patch the changes
     * @param expected the version that the stored entity must have
     * @return the stored agent
     * @throws dev.agentstorage.error.ConflictException {@code version-conflict} with the stored agent
     */
    public AgentDefinition update(String id, AgentPatch patch, Version expected) {
        Call<AgentBackend> call = access.call();
        call.id("id", id);
        AgentPatch checked = new AgentInputs(call).patch(patch);
        notNull("expected", expected);
        return call.backend().agents().update(id, checked, Optional.of(expected), call.now());
    }

    /**
     * Removes an agent and all its versions; see {@link #delete(String, BulkListener)}.
     *
     * @param id the id of the agent
     * @return whether it existed
     */
    public boolean delete(String id) {
        return delete(id, BulkListener.NONE);
    }

    /**
     * Removes an agent and all its versions (rule {@code AGENT-15}); does nothing when it is missing. Bulk: repeat it after a failure.
     *
     * @param id the id of the agent
     * @param listener receives the number of versions and agents removed so far
     * @return whether it existed
     */
    public boolean delete(String id, BulkListener listener) {
        Call<AgentBackend> call = access.call();
        call.id("id", id);
        notNull("listener", listener);
        return Bulk.run(() -> call.backend().agents().delete(id, call.limits().atomicRows()), listener)
                        .affected()
                > 0;
    }

    /**
     * Lists all agents, newest first.
     *
     * @return a lazy listing: it reads nothing until it is used
     */
    public Listing<AgentDefinition> list() {
        return list(AgentQuery.ALL);
    }

    /**
     * Lists agent records (rule {@code AGENT-40}); the default page size is {@value #AGENTS_PER_PAGE}.
     *
     * @param query the filters and the order
     * @return a lazy listing: it reads nothing until it is used
     */
    public Listing<AgentDefinition> list(AgentQuery query) {
        Call<AgentBackend> call = access.call();
        AgentQuery checked = new AgentInputs(call).query(query);
        call.require();
        return new Listing<>(
                cursors("agents", checked),
                AGENTS_PER_PAGE,
                access::backend,
                window -> access.backend().agents().list(checked, window),
                () -> access.backend().agents().count(checked),
                agent -> position(checked, agent));
    }

    /**
     * Lists all agents with their active versions, newest first.
     *
     * @return a lazy listing: it reads nothing until it is used
     */
    public Listing<ResolvedAgent> listResolved() {
        return listResolved(AgentQuery.ALL);
    }

    /**
     * Lists agents with their active versions, see {@link #listResolved(AgentQuery, Resolution)}.
     *
     * @param query the filters and the order
     * @return a lazy listing: it reads nothing until it is used
     */
    public Listing<ResolvedAgent> listResolved(AgentQuery query) {
        return listResolved(query, Resolution.ACTIVE);
    }

    /**
     * Lists the same agents as {@link #list(AgentQuery)}, each with the version that the resolution selects (rule {@code AGENT-45}). The number of
     * round trips does not depend on the page size.
     *
     * @param query the filters and the order
     * @param resolution how the version is selected
     * @return a lazy listing: it reads nothing until it is used
     */
    public Listing<ResolvedAgent> listResolved(AgentQuery query, Resolution resolution) {
        Call<AgentBackend> call = access.call();
        AgentQuery checked = new AgentInputs(call).query(query);
        notNull("resolution", resolution);
        call.require();
        return new Listing<>(
                cursors("agents-" + resolution, checked),
                AGENTS_PER_PAGE,
                access::backend,
                window -> access.backend().agents().listResolved(checked, resolution, window),
                () -> access.backend().agents().count(checked),
                resolved -> position(checked, resolved.agent()));
    }

    /**
     * Adds a version to an agent (rule {@code AGENT-30}). Without a number, it gets the one after the agent's highest number, also when versions
     * are added concurrently. The agent record, including its active version, is unchanged.
     *
     * @param version the version
     * @return the stored version
     * @throws dev.agentstorage.error.NotFoundException {@code agent-not-found}
     * @throws dev.agentstorage.error.AlreadyExistsException {@code agent-version-exists} or {@code agent-version-number-exists} with the stored
     *     version
     * @throws dev.agentstorage.error.InvalidRequestException {@code version-number-invalid} when the given or the next number is outside 1 to
     *     {@value NewAgentVersion#MAX_NUMBER}
     */
    public AgentVersion createVersion(NewAgentVersion version) {
        Call<AgentBackend> call = access.call();
        NewAgentVersion checked = new AgentInputs(call).newVersion(version, call.now());
        return call.backend().versions().create(checked);
    }

    /**
     * {@return the version with that id}
     *
     * @param id the id of the version
     */
    public Optional<AgentVersion> getVersion(String id) {
        Call<AgentBackend> call = access.call();
        call.id("id", id);
        return call.backend().versions().get(id);
    }

    /**
     * {@return the version of an agent with this number; empty when there is none}
     *
     * @param agentId the id of the agent
     * @param number the number of the version
     */
    public Optional<AgentVersion> getVersionByNumber(String agentId, int number) {
        Call<AgentBackend> call = access.call();
        call.id("agentId", agentId);
        return call.backend().versions().get(agentId, number);
    }

    /**
     * {@return the version of an agent with the highest number; empty when it has none}
     *
     * @param agentId the id of the agent
     */
    public Optional<AgentVersion> getLatestVersion(String agentId) {
        Call<AgentBackend> call = access.call();
        call.id("agentId", agentId);
        return call.backend().versions().getLatest(agentId);
    }

    /**
     * Lists the versions of an agent, the highest number first.
     *
     * @param agentId the id of the agent
     * @return a lazy listing: it reads nothing until it is used
     */
    public Listing<AgentVersion> listVersions(String agentId) {
        return listVersions(VersionQuery.of(agentId));
    }

    /**
     * Lists versions of one agent (rule {@code AGENT-35}); the default page size is {@value #VERSIONS_PER_PAGE}.
     *
     * @param query the filters and the order
     * @return a lazy listing: it reads nothing until it is used
     */
    public Listing<AgentVersion> listVersions(VersionQuery query) {
        Call<AgentBackend> call = access.call();
        notNull("query", query);
        call.id("agentId", query.agentId());
        call.require();
        return new Listing<>(
                new Cursors(
                        query.order() == VersionQuery.Order.NUMBER ? Cursors.Key.NUMBER : Cursors.Key.INSTANT,
                        1,
                        "agent-versions",
                        query.agentId(),
                        query.order(),
                        query.direction()),
                VERSIONS_PER_PAGE,
                access::backend,
                window -> access.backend().versions().list(query, window),
                () -> access.backend().versions().count(query.agentId()),
                version -> position(query, version));
    }

    /**
     * Counts the versions of an agent; 0 when the agent is missing.
     *
     * @param agentId the id of the agent
     * @return the number of versions of an agent
     */
    public long countVersions(String agentId) {
        Call<AgentBackend> call = access.call();
        call.id("agentId", agentId);
        return call.backend().versions().count(agentId);
    }

    /**
     * Removes a version (rule {@code AGENT-37}). An agent whose active version is removed still names it, and
     * resolves to its latest version.
     *
     * @param id the id of the version
     * @return whether it existed
     */
    public boolean deleteVersion(String id) {
        Call<AgentBackend> call = access.call();
        call.id("id", id);
        return call.backend().versions().delete(id);
    }

    /**
     * Removes all versions of an agent, but not the agent. Bulk: repeat it after a failure.
     *
     * @param agentId the id of the agent
     * @return the number of rows affected, and whether no matching rows are left
     */
    public BulkResult deleteVersions(String agentId) {
        Call<AgentBackend> call = access.call();
        call.id("agentId", agentId);
        return Bulk.run(
                () -> call.backend()
                        .versions()
                        .deleteOfAgent(agentId, call.limits().atomicRows()),
                BulkListener.NONE);
    }

    /**
     * Removes all agents and versions. Bulk: repeat it after a failure.
     *
     * @return the number of rows affected, and whether no matching rows are left
     */
    public BulkResult clear() {
        Call<AgentBackend> call = access.call();
        return Bulk.run(() -> call.backend().clear(call.limits().atomicRows()), BulkListener.NONE);
    }

    private static Cursors cursors(String listing, AgentQuery query) {
        return new Cursors(
                Cursors.Key.INSTANT,
                1,
                listing,
                query.status().map(Object::toString),
                query.authorId(),
                query.metadata(),
                query.order(),
                query.direction());
    }

    private static Position position(AgentQuery query, AgentDefinition agent) {
        return Position.of(
                query.order() == AgentQuery.Order.CREATED_AT ? agent.createdAt() : agent.updatedAt(), agent.id());
    }

    private static Position position(VersionQuery query, AgentVersion version) {
        return query.order() == VersionQuery.Order.NUMBER
                ? new Position(version.number(), List.of(version.id()))
                : Position.of(version.createdAt(), version.id());
    }
}
