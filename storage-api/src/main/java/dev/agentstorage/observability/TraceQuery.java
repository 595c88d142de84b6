package dev.agentstorage.observability;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.FilterWork;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.TimeRange;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A query for traces, with their order. Traces are listed by their root spans; all filters must match, and all except {@code hasChildError}
 * apply to the root span (rule {@code OBS-50}).
 *
 * @param startedAt only traces that started in this range
 * @param endedAt only traces that ended in this range; a running trace is in no range with a bound
 * @param spanType only traces whose root span has this type
 * @param entity only traces whose root span's entity matches the non-empty fields
 * @param correlation only traces whose root span's correlation matches the non-empty fields
 * @param scope only traces whose scope contains this object, see {@link Json#contains}
 * @param metadata only traces whose metadata contains this object
 * @param tags only traces that have all of these tags
 * @param status only traces with this status
 * @param hasChildError only traces in which some span, including the root, has an error ({@code true}), or no span has one ({@code false})
 * @param order the sort field; ties are broken by {@code traceId}, then {@code spanId}, by UTF-8 bytes in the same direction
 * @param direction newest first by default
 */
public record TraceQuery(
        TimeRange startedAt,
        TimeRange endedAt,
        Optional<SpanType> spanType,
        SpanEntity entity,
        Correlation correlation,
        Optional<Json> scope,
        Optional<Json> metadata,
        List<String> tags,
        Optional<TraceStatus> status,
        Optional<Boolean> hasChildError,
        Order order,
        Direction direction) {
    /** The fields by which traces can be sorted. */
    public enum Order {
        /** The start time of the root span. */
        STARTED_AT,
        /** The end time of the root span; a running one sorts last in ascending and first in descending order. */
        ENDED_AT
    }

    /** All traces, newest first. */
    public static final TraceQuery ALL = builder().build();

    /**
     * Copies the tags.
     *
     * @param startedAt only those that began in this range
     * @param endedAt only those that ended in this range
     * @param spanType only those whose root span measures this
     * @param entity only those whose root span's entity has what this one has
     * @param correlation only those whose root span's correlation has what this one has
     * @param scope only those whose scope contains this object, see {@link Json#contains}
     * @param metadata only those whose metadata contains this object
     * @param tags only those that have all of these tags
     * @param status only those that came out this way
     * @param hasChildError only those in which some span, the root included, has ({@code true}), or none has ({@code false}), an error
     * @param order the sort field
     * @param direction newest first by default
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public TraceQuery {
        Checks.notNull("startedAt", startedAt);
        Checks.notNull("endedAt", endedAt);
        Checks.notNull("spanType", spanType);
        Checks.notNull("entity", entity);
        Checks.notNull("correlation", correlation);
        Checks.notNull("scope", scope);
        Checks.notNull("metadata", metadata);
        tags = List.copyOf(Checks.noNulls("tags", tags));
        Checks.notNull("status", status);
        Checks.notNull("hasChildError", hasChildError);
        Checks.notNull("order", order);
        Checks.notNull("direction", direction);
    }

    /**
     * Returns a builder for a query without filters.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a query for the traces whose root span belongs to a resource.
     *
     * @param resourceId the id of the resource
     * @return the query
     */
    public static TraceQuery ofResource(String resourceId) {
        return builder()
                .correlation(c -> c.resourceId(Checks.notNull("resourceId", resourceId)))
                .build();
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
     * {@return whether the root span passes all filters except {@code hasChildError}, which applies to the whole trace} To test many of
     * them use {@link #matcher()}.
     *
     * @param root the root span
     */
    public boolean matches(Span root) {
        return matcher().test(root);
    }

    /**
     * {@return a predicate of all filters but {@code hasChildError} for the root spans of one call, with the work limit of {@link FilterWork}} Not
     * thread-safe.
     */
    public Predicate<Span> matcher() {
        Predicate<Span> hasJson = jsonMatcher();
        return root -> startedAt.contains(root.startedAt())
                && ended(root)
                && (spanType.isEmpty() || spanType.get().equals(root.spanType()))
                && root.entity().matches(entity)
                && root.correlation().matches(correlation)
                && (status.isEmpty() || status.get() == root.status())
                && hasJson.test(root);
    }

    /** {@return whether there is a filter on tags, scope or metadata, which {@link #jsonMatcher()} applies} */
    public boolean hasJsonFilters() {
        return !tags.isEmpty() || scope.isPresent() || metadata.isPresent();
    }

    /** {@return the filters on tags, scope and metadata alone, for a backend that has already applied all others; as {@link #matcher()} otherwise} */
    public Predicate<Span> jsonMatcher() {
        return jsonMatcher(Span::tags, Span::scope, Span::metadata);
    }

    /** {@return the same predicate as {@link #jsonMatcher()}, for heads of traces} */
    public Predicate<TraceHead> jsonMatcherOfHeads() {
        return jsonMatcher(TraceHead::tags, TraceHead::scope, TraceHead::metadata);
    }

    private <T> Predicate<T> jsonMatcher(
            Function<T, List<String>> tagsOf, Function<T, Json> scopeOf, Function<T, Json> metadataOf) {
        FilterWork work = new FilterWork();
        Predicate<Collection<String>> hasTags = work.containsAll(tags);
        Predicate<Json> hasScope = work.contains(scope);
        Predicate<Json> hasMetadata = work.contains(metadata);
        return root -> hasTags.test(tagsOf.apply(root))
                && hasScope.test(scopeOf.apply(root))
                && hasMetadata.test(metadataOf.apply(root));
    }

    private boolean ended(Span root) {
        boolean unbounded = endedAt.start().isEmpty() && endedAt.end().isEmpty();
        return unbounded || root.endedAt().filter(endedAt::contains).isPresent();
    }

    /** Collects filters and order; {@code null} filters are rejected. Not thread-safe. */
    public static final class Builder {
        private TimeRange startedAt = TimeRange.ALL;
        private TimeRange endedAt = TimeRange.ALL;
        private Optional<SpanType> spanType = Optional.empty();
        private SpanEntity entity = SpanEntity.NONE;
        private Correlation correlation = Correlation.NONE;
        private Optional<Json> scope = Optional.empty();
        private Optional<Json> metadata = Optional.empty();
        private List<String> tags = List.of();
        private Optional<TraceStatus> status = Optional.empty();
        private Optional<Boolean> hasChildError = Optional.empty();
        private Order order = Order.STARTED_AT;
        private Direction direction = Direction.DESC;

        private Builder() {}

        private Builder(TraceQuery query) {
            startedAt = query.startedAt;
            endedAt = query.endedAt;
            spanType = query.spanType;
            entity = query.entity;
            correlation = query.correlation;
            scope = query.scope;
            metadata = query.metadata;
            tags = query.tags;
            status = query.status;
            hasChildError = query.hasChildError;
            order = query.order;
            direction = query.direction;
        }

        /**
         * Selects only traces that started in this range.
         *
         * @param startedAt only those that began in this range
         * @return this builder
         */
        public Builder startedAt(TimeRange startedAt) {
            this.startedAt = startedAt;
            return this;
        }

        /**
         * Selects only traces that ended in this range.
         *
         * @param endedAt only those that ended in this range
         * @return this builder
         */
        public Builder endedAt(TimeRange endedAt) {
            this.endedAt = endedAt;
            return this;
        }

        /**
         * Selects only traces whose root span has this type.
         *
         * @param spanType only those whose root span measures this
         * @return this builder
         */
        public Builder spanType(SpanType spanType) {
            this.spanType = Optional.of(Checks.notNull("spanType", spanType));
            return this;
        }

        /**
         * Removes the filter on {@code spanType}.
         *
         * @return this builder
         */
        public Builder clearSpanType() {
            spanType = Optional.empty();
            return this;
        }

        /**
         * Selects only traces whose root span's entity matches the non-empty fields; replaces an earlier filter.
         *
         * @param entity only those whose root span's entity has what this one has
         * @return this builder
         */
        public Builder entity(SpanEntity entity) {
            this.entity = entity;
            return this;
        }

        /**
         * Selects only traces whose root span's correlation matches the non-empty fields; replaces an earlier filter.
         *
         * @param correlation only those whose root span's correlation has what this one has
         * @return this builder
         */
        public Builder correlation(Correlation correlation) {
            this.correlation = correlation;
            return this;
        }

        /**
         * Adds filters by correlation, for example {@code correlation(c -> c.userId("u1"))}.
         *
         * @param filters adds the filters
         * @return this builder
         */
        public Builder correlation(UnaryOperator<Correlation.Builder> filters) {
            correlation = filters.apply(correlation.toBuilder()).build();
            return this;
        }

        /**
         * Selects only traces whose scope contains this object; names of members follow the rule for filter keys ({@code CORE-07}).
         *
         * @param scope only those whose scope contains this object, see {@link Json#contains}
         * @return this builder
         */
        public Builder scope(Json scope) {
            this.scope = Optional.of(Checks.notNull("scope", scope));
            return this;
        }

        /**
         * Removes the filter on {@code scope}.
         *
         * @return this builder
         */
        public Builder clearScope() {
            scope = Optional.empty();
            return this;
        }

        /**
         * Selects only traces whose metadata contains this object; names of members follow the rule for filter keys ({@code CORE-07}).
         *
         * @param metadata only those whose metadata contains this object
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
         * Selects only traces that have all of these tags.
         *
         * @param tags only those that have all of these tags
         * @return this builder
         */
        public Builder tags(String... tags) {
            this.tags = Arrays.asList(tags);
            return this;
        }

        /**
         * Selects only traces with this status.
         *
         * @param status only those that came out this way
         * @return this builder
         */
        public Builder status(TraceStatus status) {
            this.status = Optional.of(Checks.notNull("status", status));
            return this;
        }

        /**
         * Removes the filter on {@code status}.
         *
         * @return this builder
         */
        public Builder clearStatus() {
            status = Optional.empty();
            return this;
        }

        /**
         * Selects only traces in which some span has an error, or no span has one.
         *
         * @param hasChildError only those in which some span, the root included, has ({@code true}), or none has ({@code false}), an error
         * @return this builder
         */
        public Builder hasChildError(boolean hasChildError) {
            this.hasChildError = Optional.of(hasChildError);
            return this;
        }

        /**
         * Removes the filter on {@code hasChildError}.
         *
         * @return this builder
         */
        public Builder clearHasChildError() {
            hasChildError = Optional.empty();
            return this;
        }

        /**
         * Sets the sort field. Default: {@link Order#STARTED_AT}.
         *
         * @param order the sort field
         * @return this builder
         */
        public Builder order(Order order) {
            this.order = order;
            return this;
        }

        /**
         * Sets the direction. Default: newest first.
         *
         * @param direction newest first by default
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
        public TraceQuery build() {
            return new TraceQuery(
                    startedAt,
                    endedAt,
                    spanType,
                    entity,
                    correlation,
                    scope,
                    metadata,
                    tags,
                    status,
                    hasChildError,
                    order,
                    direction);
        }
    }
}
