package dev.agentstorage.memory;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Change;
import dev.agentstorage.value.Instants;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.internal.Merging;
import java.time.Instant;
import java.util.Optional;

/**
 * A change of a resource; fields that are not set are unchanged (rule {@code MEM-72}).
 *
 * @param workingMemory keeps, sets or clears the working memory
 * @param metadata a JSON object that is merged one level deep over the stored one; a {@code null} member removes that key;
 *     cleared it is empty; stored metadata that is not a JSON object can be cleared but takes no other patch (rule {@code CORE-25})
 */
public record ResourcePatch(Change<String> workingMemory, Change<Json> metadata) {
    /** The patch that changes nothing but {@code updatedAt}. */
    public static final ResourcePatch EMPTY = builder().build();

    /**
     * Rejects null values.
     *
     * @param workingMemory keeps, sets or clears the working memory
     * @param metadata a JSON object that is merged one level deep over the stored one
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public ResourcePatch {
        Checks.notNull("workingMemory", workingMemory);
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
     * {@return the resource after this patch is applied}
     *
     * @param stored the stored resource
     * @param now the time of the change; {@code updatedAt} becomes {@link Instants#next the next one} (rule
     *     {@code MEM-74})
     * @throws InvalidRequestException {@code metadata-not-object} when the patch has metadata and the stored one is not a JSON object
     */
    public Resource apply(Resource stored, Instant now) {
        return new Resource(
                stored.id(),
                workingMemory.apply(stored.workingMemory()),
                metadata.combine(
                        stored.metadata(),
                        Json.EMPTY_OBJECT,
                        (before, patch) -> Merging.metadata("resourceId", stored.id(), before, patch)),
                stored.createdAt(),
                Instants.next(stored.updatedAt(), now));
    }

    /**
     * {@return the resource that this patch makes when there is none; {@code null} members of its metadata are left out}
     *
     * @param id the id of the resource
     * @param now the time of the call
     */
    public Resource create(String id, Instant now) {
        return new Resource(
                id,
                workingMemory.apply(Optional.empty()),
                metadata.combine(Json.EMPTY_OBJECT, Json.EMPTY_OBJECT, Json::merge),
                now,
                now);
    }

    /**
     * Returns a patch of the working memory.
     *
     * @param text the new working memory
     * @return the patch
     */
    public static ResourcePatch ofWorkingMemory(String text) {
        return builder().workingMemory(text).build();
    }

    /**
     * Returns a patch of the metadata.
     *
     * @param metadata the metadata, a JSON object
     * @return the patch
     */
    public static ResourcePatch ofMetadata(Json metadata) {
        return builder().metadata(metadata).build();
    }

    /** Collects the changes of a resource. Not thread-safe. */
    public static final class Builder {
        private Change<String> workingMemory = Change.keep();
        private Change<Json> metadata = Change.keep();

        private Builder() {}

        private Builder(ResourcePatch patch) {
            workingMemory = patch.workingMemory;
            metadata = patch.metadata;
        }

        /**
         * Sets the working memory.
         *
         * @param workingMemory keeps, sets or clears the working memory
         * @return this builder
         */
        public Builder workingMemory(String workingMemory) {
            this.workingMemory = Change.set(workingMemory);
            return this;
        }

        /**
         * Removes the working memory.
         *
         * @return this builder
         */
        public Builder clearWorkingMemory() {
            workingMemory = Change.clear();
            return this;
        }

        /**
         * Keeps, sets or clears the working memory.
         *
         * @param workingMemory keeps, sets or clears the working memory
         * @return this builder
         */
        public Builder workingMemory(Change<String> workingMemory) {
            this.workingMemory = Checks.notNull("workingMemory", workingMemory);
            return this;
        }

        /**
         * Merges an object over the metadata.
         *
         * @param metadata a JSON object that is merged one level deep over the stored one
         * @return this builder
         */
        public Builder metadata(Json metadata) {
            this.metadata = Change.set(metadata);
            return this;
        }

        /**
         * Empties the metadata, in place of metadata to merge.
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
        public ResourcePatch build() {
            return new ResourcePatch(workingMemory, metadata);
        }
    }
}
