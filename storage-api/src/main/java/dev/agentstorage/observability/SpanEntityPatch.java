package dev.agentstorage.observability;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Change;

/**
 * A change of one of a span's entities; fields that are not set are unchanged (rule {@code OBS-21}). Immutable and thread-safe.
 *
 * @param type the kind of the entity
 * @param id its id; at most {@code Limits.idBytes} bytes of UTF-8
 * @param name its name; at most {@code Limits.nameBytes} bytes of UTF-8
 * @param versionId the id of the version that ran
 */
public record SpanEntityPatch(
        Change<EntityType> type, Change<String> id, Change<String> name, Change<String> versionId) {
    /** The patch that changes nothing. */
    public static final SpanEntityPatch EMPTY = builder().build();

    /** The patch that leaves {@link SpanEntity#NONE}. */
    public static final SpanEntityPatch CLEAR =
            builder().clearType().clearId().clearName().clearVersionId().build();

    /**
     * Rejects null values.
     *
     * @param type what kind of thing it is
     * @param id its id
     * @param name its name
     * @param versionId the id of the version of it that ran
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public SpanEntityPatch {
        Checks.notNull("entityType", type);
        Checks.notNull("entityId", id);
        Checks.notNull("entityName", name);
        Checks.notNull("entityVersionId", versionId);
    }

    /**
     * Returns a builder for a patch that changes nothing.
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
     * Returns a patch that sets the non-empty fields of the entity and keeps all others.
     *
     * @param entity the entity
     * @return the patch
     */
    public static SpanEntityPatch of(SpanEntity entity) {
        return new SpanEntityPatch(
                Change.setIfPresent(entity.type()),
                Change.setIfPresent(entity.id()),
                Change.setIfPresent(entity.name()),
                Change.setIfPresent(entity.versionId()));
    }

    /**
     * {@return the entity after this patch is applied}
     *
     * @param stored the stored value
     */
    public SpanEntity apply(SpanEntity stored) {
        return new SpanEntity(
                type.apply(stored.type()),
                id.apply(stored.id()),
                name.apply(stored.name()),
                versionId.apply(stored.versionId()));
    }

    /**
     * {@return the patch with the effect of this one followed by a later one of the same entity}
     *
     * @param later the later change
     */
    public SpanEntityPatch then(SpanEntityPatch later) {
        return new SpanEntityPatch(
                type.then(later.type), id.then(later.id), name.then(later.name), versionId.then(later.versionId));
    }

    /** Collects the changes of an entity. Not thread-safe. */
    public static final class Builder {
        private Change<EntityType> type = Change.keep();
        private Change<String> id = Change.keep();
        private Change<String> name = Change.keep();
        private Change<String> versionId = Change.keep();

        private Builder() {}

        private Builder(SpanEntityPatch patch) {
            type = patch.type;
            id = patch.id;
            name = patch.name;
            versionId = patch.versionId;
        }

        /**
         * Sets the kind.
         *
         * @param type what kind of thing it is
         * @return this builder
         */
        public Builder type(EntityType type) {
            this.type = Change.set(type);
            return this;
        }

        /**
         * Removes the kind.
         *
         * @return this builder
         */
        public Builder clearType() {
            type = Change.clear();
            return this;
        }

        /**
         * Keeps, sets or clears the kind.
         *
         * @param type what kind of thing it is
         * @return this builder
         */
        public Builder type(Change<EntityType> type) {
            this.type = Checks.notNull("entityType", type);
            return this;
        }

        /**
         * Sets the id.
         *
         * @param id its id
         * @return this builder
         */
        public Builder id(String id) {
            this.id = Change.set(id);
            return this;
        }

        /**
         * Removes the id.
         *
         * @return this builder
         */
        public Builder clearId() {
            id = Change.clear();
            return this;
        }

        /**
         * Keeps, sets or clears the id.
         *
         * @param id its id
         * @return this builder
         */
        public Builder id(Change<String> id) {
            this.id = Checks.notNull("entityId", id);
            return this;
        }

        /**
         * Sets the name.
         *
         * @param name its name
         * @return this builder
         */
        public Builder name(String name) {
            this.name = Change.set(name);
            return this;
        }

        /**
         * Removes the name.
         *
         * @return this builder
         */
        public Builder clearName() {
            name = Change.clear();
            return this;
        }

        /**
         * Keeps, sets or clears the name.
         *
         * @param name its name
         * @return this builder
         */
        public Builder name(Change<String> name) {
            this.name = Checks.notNull("entityName", name);
            return this;
        }

        /**
         * Sets the id of the version that ran.
         *
         * @param versionId the id of the version of it that ran
         * @return this builder
         */
        public Builder versionId(String versionId) {
            this.versionId = Change.set(versionId);
            return this;
        }

        /**
         * Removes the id of the version that ran.
         *
         * @return this builder
         */
        public Builder clearVersionId() {
            versionId = Change.clear();
            return this;
        }

        /**
         * Keeps, sets or clears the id of the version that ran.
         *
         * @param versionId the id of the version of it that ran
         * @return this builder
         */
        public Builder versionId(Change<String> versionId) {
            this.versionId = Checks.notNull("entityVersionId", versionId);
            return this;
        }

        /**
         * Builds the patch.
         *
         * @return the patch
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public SpanEntityPatch build() {
            return new SpanEntityPatch(type, id, name, versionId);
        }
    }
}
