package dev.agentstorage.memory;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.FilterWork;
import dev.agentstorage.value.Json;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A query for resources; sorted by {@code createdAt}, then id.
 *
 * @param metadata only resources whose metadata contains this object
 * @param direction oldest first by default
 */
public record ResourceQuery(Optional<Json> metadata, Direction direction) {
    /** All resources, oldest first. */
    public static final ResourceQuery ALL = builder().build();

    /**
     * Rejects null values.
     *
     * @param metadata only resources whose metadata contains this object
     * @param direction oldest first by default
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public ResourceQuery {
        Checks.notNull("metadata", metadata);
        Checks.notNull("direction", direction);
    }

    /**
     * Returns a builder for a query for all resources, oldest first.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a builder with the values of this query.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /**
     * {@return whether the resource passes the filter} To test many resources use {@link #matcher()}.
     *
     * @param resource the resource
     */
    public boolean matches(Resource resource) {
        return matcher().test(resource);
    }

    /** {@return a predicate of the filter for the resources of one call, with the work limit of {@link FilterWork}} Not thread-safe. */
    public Predicate<Resource> matcher() {
        Predicate<Json> hasMetadata = new FilterWork().contains(metadata);
        return resource -> hasMetadata.test(resource.metadata());
    }

    /** Collects filters and order; {@code null} filters are rejected. Not thread-safe. */
    public static final class Builder {
        private Optional<Json> metadata = Optional.empty();
        private Direction direction = Direction.ASC;

        private Builder() {}

        private Builder(ResourceQuery query) {
            metadata = query.metadata;
            direction = query.direction;
        }

        /**
         * Selects only resources whose metadata contains this object, see {@link Json#contains}.
         *
         * @param metadata only resources whose metadata contains this object
         * @return this builder
         */
        public Builder metadata(Json metadata) {
            this.metadata = Optional.of(Checks.notNull("metadata", metadata));
            return this;
        }

        /**
         * Removes the filter on {@code metadata}.
         *
         * @return this builder
         */
        public Builder clearMetadata() {
            metadata = Optional.empty();
            return this;
        }

        /**
         * Sets the direction. Default: oldest first.
         *
         * @param direction oldest first by default
         * @return this builder
         */
        public Builder direction(Direction direction) {
            this.direction = direction;
            return this;
        }

        /**
         * Builds the query.
         *
         * @return the query
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public ResourceQuery build() {
            return new ResourceQuery(metadata, direction);
        }
    }
}
