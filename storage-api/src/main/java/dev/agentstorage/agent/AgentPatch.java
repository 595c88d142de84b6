package dev.agentstorage.agent;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Change;
import dev.agentstorage.value.Instants;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.internal.Merging;
import java.time.Instant;
import java.util.Optional;

/**
 * A change of an agent record; fields that are not set are unchanged (rule {@code AGENT-10}). The configuration is not part of the record: add a
 * new version to change it.
 *
 * @param status the new status
 * @param activeVersionId keeps, sets or clears the active version; does not change the status, and the version need not exist
 * @param authorId keeps, sets or clears the author
 * @param metadata a JSON object that is merged one level deep over the stored one; a {@code null} member removes that key;
 *     cleared it is empty; stored metadata that is not a JSON object can be cleared but takes no other patch (rule {@code CORE-25})
 */
public record AgentPatch(
        Optional<AgentStatus> status, Change<String> activeVersionId, Change<String> authorId, Change<Json> metadata) {
    /** The patch that changes nothing but {@code updatedAt}. */
    public static final AgentPatch EMPTY = builder().build();

    /**
     * Rejects null values.
     *
     * @param status the new status
     * @param activeVersionId keeps, sets or clears the version in use
     * @param authorId keeps, sets or clears the author
     * @param metadata a JSON object that is merged one level deep over the stored one
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public AgentPatch {
        Checks.notNull("status", status);
        Checks.notNull("activeVersionId", activeVersionId);
        Checks.notNull("authorId", authorId);
        Checks.notNull("metadata", metadata);
    }

    /**
     * Returns a builder for a patch that changes nothing but {@code updatedAt}.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a builder with the values of this patch.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /**
     * Returns a patch of the status.
     *
     * @param status the status
     * @return the patch
     */
    public static AgentPatch ofStatus(AgentStatus status) {
        return builder().status(status).build();
    }

    /**
     * Returns a patch of the active version.
     *
     * @param versionId the id of the version
     * @return the patch
     */
    public static AgentPatch ofActiveVersion(String versionId) {
        return builder().activeVersionId(versionId).build();
    }

    /**
     * Returns a patch of the metadata.
     *
     * @param metadata the metadata, a JSON object
     * @return the patch
     */
    public static AgentPatch ofMetadata(Json metadata) {
        return builder().metadata(metadata).build();
    }

    /**
     * {@return the agent after this patch is applied}
     *
     * @param stored the stored agent
     * @param now the time of the change; {@code updatedAt} becomes {@link Instants#next the next one} (rule
     *     {@code AGENT-12})
     * @throws InvalidRequestException {@code metadata-not-object} when the patch has metadata and the stored one is not a JSON object
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

    /** Collects the changes of an agent. Not thread-safe. */
    public static final class Builder {
        private Optional<AgentStatus> status = Optional.empty();
        private Change<String> activeVersionId = Change.keep();
        private Change<String> authorId = Change.keep();
        private Change<Json> metadata = Change.keep();

        private Builder() {}

        private Builder(AgentPatch patch) {
            status = patch.status;
            activeVersionId = patch.activeVersionId;
            authorId = patch.authorId;
            metadata = patch.metadata;
        }

        /**
         * Sets the status.
         *
         * @param status the new status
         * @return this builder
         */
        public Builder status(AgentStatus status) {
            this.status = Optional.of(Checks.notNull("status", status));
            return this;
        }

        /**
         * Sets the active version.
         *
         * @param activeVersionId keeps, sets or clears the version in use
         * @return this builder
         */
        public Builder activeVersionId(String activeVersionId) {
            this.activeVersionId = Change.set(activeVersionId);
            return this;
        }

        /**
         * Clears the active version.
         *
         * @return this builder
         */
        public Builder clearActiveVersionId() {
            activeVersionId = Change.clear();
            return this;
        }

        /**
         * Keeps, sets or clears the active version.
         *
         * @param activeVersionId keeps, sets or clears the version in use
         * @return this builder
         */
        public Builder activeVersionId(Change<String> activeVersionId) {
            this.activeVersionId = Checks.notNull("activeVersionId", activeVersionId);
            return this;
        }

        /**
         * Sets the author.
         *
         * @param authorId keeps, sets or clears the author
         * @return this builder
         */
        public Builder authorId(String authorId) {
            this.authorId = Change.set(authorId);
            return this;
        }

        /**
         * Removes the author.
         *
         * @return this builder
         */
        public Builder clearAuthorId() {
            authorId = Change.clear();
            return this;
        }

        /**
         * Keeps, sets or clears the author.
         *
         * @param authorId keeps, sets or clears the author
         * @return this builder
         */
        public Builder authorId(Change<String> authorId) {
            this.authorId = Checks.notNull("authorId", authorId);
            return this;
        }

        /**
         * Merges a JSON object into the metadata.
         *
         * @param metadata a JSON object that is merged one level deep over the stored one
         * @return this builder
         */
        public Builder metadata(Json metadata) {
            this.metadata = Change.set(metadata);
            return this;
        }

        /**
         * Clears the metadata instead of merging into it.
         *
         * @return this builder
         */
        public Builder clearMetadata() {
            metadata = Change.clear();
            return this;
        }

        /**
         * Keeps, sets or clears the metadata.
         *
         * @param metadata a JSON object that is merged one level deep over the stored one
         * @return this builder
         */
        public Builder metadata(Change<Json> metadata) {
            this.metadata = Checks.notNull("metadata", metadata);
            return this;
        }

        /**
         * Builds the patch.
         *
         * @return the patch
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public AgentPatch build() {
            return new AgentPatch(status, activeVersionId, authorId, metadata);
        }
    }
}
