package dev.agentstorage.agent;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.internal.Merging;
import dev.agentstorage.value.Change;
import dev.agentstorage.value.Instants;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.util.Optional;

/**
 * A change of an agent's thin record; what is not given stays (rule {@code AGENT-10}). Configuration is no part of it: that changes by
 * a new version.
 *
 * @param status the new status
 * @param activeVersionId keeps, sets or clears the version in use; setting it changes no status, and the version need not exist
 * @param authorId keeps, sets or clears the author
 * @param metadata a JSON object that is merged one level deep over the stored one; a {@code null} member removes that key;
 *     cleared it is empty; stored metadata that is no object can be cleared but takes no other patch (rule {@code CORE-25})
 */
public record AgentPatch(
        Optional<AgentStatus> status, Change<String> activeVersionId, Change<String> authorId, Change<Json> metadata) {
    /** The patch that changes nothing but {@code updatedAt}. */
    public static final AgentPatch EMPTY =
            new AgentPatch(Optional.empty(), Change.keep(), Change.keep(), Change.keep());

    /** Refuses nulls. @throws dev.agentstorage.error.InvalidRequestException {@code null-argument} */
    public AgentPatch {
        Checks.notNull("status", status);
        Checks.notNull("activeVersionId", activeVersionId);
        Checks.notNull("authorId", authorId);
        Checks.notNull("metadata", metadata);
    }

    /** A patch of the status. */
    public static AgentPatch ofStatus(AgentStatus status) {
        return EMPTY.status(status);
    }

    /** A patch of the version in use. */
    public static AgentPatch ofActiveVersion(String versionId) {
        return EMPTY.activeVersion(versionId);
    }

    /** A patch of the metadata. */
    public static AgentPatch ofMetadata(Json metadata) {
        return EMPTY.metadata(metadata);
    }

    /** Returns this patch with a status. */
    public AgentPatch status(AgentStatus status) {
        return new AgentPatch(Optional.of(Checks.notNull("status", status)), activeVersionId, authorId, metadata);
    }

    /** Returns this patch with a version to use. */
    public AgentPatch activeVersion(String versionId) {
        return new AgentPatch(status, Change.set(versionId), authorId, metadata);
    }

    /** Returns this patch with no version in use. */
    public AgentPatch clearActiveVersion() {
        return new AgentPatch(status, Change.clear(), authorId, metadata);
    }

    /** Returns this patch with an author. */
    public AgentPatch author(String authorId) {
        return new AgentPatch(status, activeVersionId, Change.set(authorId), metadata);
    }

    /** Returns this patch with the author removed. */
    public AgentPatch clearAuthor() {
        return new AgentPatch(status, activeVersionId, Change.clear(), metadata);
    }

    /** Returns this patch with metadata to merge. */
    public AgentPatch metadata(Json metadata) {
        return new AgentPatch(status, activeVersionId, authorId, Change.set(metadata));
    }

    /** Returns this patch with the metadata emptied, in place of metadata to merge. */
    public AgentPatch clearMetadata() {
        return new AgentPatch(status, activeVersionId, authorId, Change.clear());
    }

    /**
     * Returns the agent as this patch leaves it.
     *
     * @param now the time of the change; {@code updatedAt} becomes {@link Instants#next the next one} (rule
     *     {@code AGENT-12})
     * @throws InvalidRequestException {@code metadata-not-object} when the patch has metadata and the stored one is no object
     */
    public AgentDefinition apply(AgentDefinition stored, Instant now) {
        return new AgentDefinition(
                stored.id(),
                status.orElse(stored.status()),
                activeVersionId.apply(stored.activeVersionId()),
                authorId.apply(stored.authorId()),
                metadata.combine(
                        stored.metadata(),
                        Json.EMPTY_OBJECT,
                        (before, patch) -> Merging.metadata("agentId", stored.id(), before, patch)),
                stored.createdAt(),
                Instants.next(stored.updatedAt(), now));
    }
}
