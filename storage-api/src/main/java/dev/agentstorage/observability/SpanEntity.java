package dev.agentstorage.observability;

import dev.agentstorage.internal.Checks;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The agent, workflow, tool or other entity that did the work of a span. In a query, empty fields match any value.
 *
 * @param type the kind of the entity
 * @param id its id; at most {@code Limits.idBytes} bytes of UTF-8
 * @param name its name; at most {@code Limits.nameBytes} bytes of UTF-8
 * @param versionId the id of the version that ran
 */
public record SpanEntity(
        Optional<EntityType> type, Optional<String> id, Optional<String> name, Optional<String> versionId) {
    /** All fields are empty. */
    public static final SpanEntity NONE = builder().build();

    /**
     * Rejects null values.
     *
     * @param type what kind of thing it is
     * @param id its id
     * @param name its name
     * @param versionId the id of the version of it that ran
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public SpanEntity {
        Checks.notNull("entityType", type);
        Checks.notNull("entityId", id);
        Checks.notNull("entityName", name);
        Checks.notNull("entityVersionId", versionId);
    }

    /**
     * Returns a builder for an entity without values.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a builder with the values of this entity.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /**
     * An entity of a kind, with its id.
     *
     * @param type the kind of the entity
     * @param id the id of the entity
     * @return the entity
     */
    public static SpanEntity of(EntityType type, String id) {
        return builder()
                .type(Checks.notNull("entityType", type))
                .id(Checks.notNull("entityId", id))
                .build();
    }

    /**
     * {@return this entity, with the non-empty fields of the other one}
     *
     * @param other the fields that override those of this entity
     */
    public SpanEntity merge(SpanEntity other) {
        return new SpanEntity(
                other.type.or(() -> type),
                other.id.or(() -> id),
                other.name.or(() -> name),
                other.versionId.or(() -> versionId));
    }

    /**
     * {@return whether all non-empty fields of the filter have the same value here}
     *
     * @param filter the expected values
     */
    public boolean matches(SpanEntity filter) {
        return merge(filter).equals(this);
    }

    /** Collects the fields; {@code null} clears a field. Not thread-safe. */
    public static final class Builder {
        private @Nullable EntityType type;
        private @Nullable String id;
        private @Nullable String name;
        private @Nullable String versionId;

        private Builder() {}

        private Builder(SpanEntity entity) {
            type = entity.type.orElse(null);
            id = entity.id.orElse(null);
            name = entity.name.orElse(null);
            versionId = entity.versionId.orElse(null);
        }

        /**
         * Sets the kind.
         *
         * @param type what kind of thing it is
         * @return this builder
         */
        public Builder type(@Nullable EntityType type) {
            this.type = type;
            return this;
        }

        /**
         * Sets the id.
         *
         * @param id its id
         * @return this builder
         */
        public Builder id(@Nullable String id) {
            this.id = id;
            return this;
        }

        /**
         * Sets the name.
         *
         * @param name its name
         * @return this builder
         */
        public Builder name(@Nullable String name) {
            this.name = name;
            return this;
        }

        /**
         * Sets the id of the version that ran.
         *
         * @param versionId the id of the version of it that ran
         * @return this builder
         */
        public Builder versionId(@Nullable String versionId) {
            this.versionId = versionId;
            return this;
        }

        /**
         * Builds the entity.
         *
         * @return the entity
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public SpanEntity build() {
            return new SpanEntity(
                    Optional.ofNullable(type),
                    Optional.ofNullable(id),
                    Optional.ofNullable(name),
                    Optional.ofNullable(versionId));
        }
    }
}
