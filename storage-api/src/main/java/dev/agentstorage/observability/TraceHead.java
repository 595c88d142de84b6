package dev.agentstorage.observability;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A trace in a list of traces (rule {@code OBS-42}): its root span without attributes, links, input, output and request context, and with
 * {@code hasError} instead of the error. Its cost does not depend on the size of these values.
 *
 * @param traceId the trace
 * @param spanId the root span, unique in its trace
 * @param name the display name
 * @param spanType the kind of work that the span measures
 * @param isEvent whether it is an event (a point in time) rather than an interval
 * @param startedAt the start time, to the microsecond
 * @param endedAt the end time, to the microsecond; empty while it runs
 * @param entity the entity that did the work
 * @param parentEntity the entity of the closest ancestor span with a different entity
 * @param rootEntity the entity of the root span
 * @param correlation the ids that relate it to threads, runs, users and so on
 * @param scope the versions of what ran
 * @param metadata application-defined metadata
 * @param tags the tags, in the order given
 * @param hasError whether the root span has an error
 * @param createdAt the time of the first write, to the microsecond
 * @param updatedAt the time of the last write, to the microsecond
 */
public record TraceHead(
        String traceId,
        String spanId,
        String name,
        SpanType spanType,
        boolean isEvent,
        Instant startedAt,
        Optional<Instant> endedAt,
        SpanEntity entity,
        SpanEntity parentEntity,
        SpanEntity rootEntity,
        Correlation correlation,
        Json scope,
        Json metadata,
        List<String> tags,
        boolean hasError,
        Instant createdAt,
        Instant updatedAt) {
    /**
     * Copies the tags.
     *
     * @param traceId the trace
     * @param spanId the root span, unique in its trace
     * @param name the display name
     * @param spanType the kind of work that the span measures
     * @param isEvent whether it is an event (a point in time) rather than an interval
     * @param startedAt the start time, to the microsecond
     * @param endedAt the end time, to the microsecond
     * @param entity the entity that did the work
     * @param parentEntity the entity of the closest ancestor span with a different entity
     * @param rootEntity the entity of the root span
     * @param correlation the ids that relate it to threads, runs, users and so on
     * @param scope the versions of what ran
     * @param metadata the application's own
     * @param tags the tags, in the order given
     * @param hasError whether the root span has an error
     * @param createdAt the time of the first write, to the microsecond
     * @param updatedAt the time of the last write, to the microsecond
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public TraceHead {
        Checks.notNull("traceId", traceId);
        Checks.notNull("spanId", spanId);
        Checks.notNull("name", name);
        Checks.notNull("spanType", spanType);
        Checks.notNull("startedAt", startedAt);
        Checks.notNull("endedAt", endedAt);
        Checks.notNull("entity", entity);
        Checks.notNull("parentEntity", parentEntity);
        Checks.notNull("rootEntity", rootEntity);
        Checks.notNull("correlation", correlation);
        Checks.notNull("scope", scope);
        Checks.notNull("metadata", metadata);
        tags = List.copyOf(Checks.noNulls("tags", tags));
        Checks.notNull("createdAt", createdAt);
        Checks.notNull("updatedAt", updatedAt);
    }

    /**
     * Returns a builder for the head of a trace; for backends. Defaults: {@link SpanType#GENERIC}, no error.
     *
     * @param traceId the id of the trace
     * @param spanId the id of the span
     * @return a new builder
     */
    public static Builder builder(String traceId, String spanId) {
        return new Builder(traceId, spanId);
    }

    /**
     * {@return the head of the trace with this root span}
     *
     * @param root the root span
     */
    public static TraceHead of(Span root) {
        return builder(root.traceId(), root.spanId())
                .name(root.name())
                .spanType(root.spanType())
                .isEvent(root.isEvent())
                .startedAt(root.startedAt())
                .endedAt(root.endedAt().orElse(null))
                .entity(root.entity())
                .parentEntity(root.parentEntity())
                .rootEntity(root.rootEntity())
                .correlation(root.correlation())
                .scope(root.scope())
                .metadata(root.metadata())
                .tags(root.tags())
                .hasError(root.error().isPresent())
                .createdAt(root.createdAt())
                .updatedAt(root.updatedAt())
                .build();
    }

    /**
     * Returns a builder with the values of this head.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(traceId, spanId)
                .name(name)
                .spanType(spanType)
                .isEvent(isEvent)
                .startedAt(startedAt)
                .endedAt(endedAt.orElse(null))
                .entity(entity)
                .parentEntity(parentEntity)
                .rootEntity(rootEntity)
                .correlation(correlation)
                .scope(scope)
                .metadata(metadata)
                .tags(tags)
                .hasError(hasError)
                .createdAt(createdAt)
                .updatedAt(updatedAt);
    }

    /** {@return the status of the trace (rule {@code OBS-40})} */
    public TraceStatus status() {
        return TraceStatus.derived(hasError, endedAt.isPresent());
    }

    /** Collects the fields of a head. Not thread-safe. */
    public static final class Builder {
        private String traceId;
        private String spanId;
        private @Nullable String name;
        private SpanType spanType = SpanType.GENERIC;
        private boolean isEvent;
        private @Nullable Instant startedAt;
        private @Nullable Instant endedAt;
        private SpanEntity entity = SpanEntity.NONE;
        private SpanEntity parentEntity = SpanEntity.NONE;
        private SpanEntity rootEntity = SpanEntity.NONE;
        private Correlation correlation = Correlation.NONE;
        private Json scope = Json.EMPTY_OBJECT;
        private Json metadata = Json.EMPTY_OBJECT;
        private List<String> tags = List.of();
        private boolean hasError;
        private @Nullable Instant createdAt;
        private @Nullable Instant updatedAt;

        private Builder(String traceId, String spanId) {
            this.traceId = traceId;
            this.spanId = spanId;
        }

        /**
         * Sets the trace.
         *
         * @param traceId the trace
         * @return this builder
         */
        public Builder traceId(String traceId) {
            this.traceId = traceId;
            return this;
        }

        /**
         * Sets the root span, unique in its trace.
         *
         * @param spanId the root span, unique in its trace
         * @return this builder
         */
        public Builder spanId(String spanId) {
            this.spanId = spanId;
            return this;
        }

        /**
         * Sets the display name; required.
         *
         * @param name the display name
         * @return this builder
         */
        public Builder name(String name) {
            this.name = name;
            return this;
        }

        /**
         * Sets the span type.
         *
         * @param spanType the kind of work that the span measures
         * @return this builder
         */
        public Builder spanType(SpanType spanType) {
            this.spanType = spanType;
            return this;
        }

        /**
         * Sets whether it is an event (a point in time) rather than an interval.
         *
         * @param isEvent whether it is an event (a point in time) rather than an interval
         * @return this builder
         */
        public Builder isEvent(boolean isEvent) {
            this.isEvent = isEvent;
            return this;
        }

        /**
         * Sets the start time, to the microsecond; required.
         *
         * @param startedAt the start time, to the microsecond
         * @return this builder
         */
        public Builder startedAt(Instant startedAt) {
            this.startedAt = startedAt;
            return this;
        }

        /**
         * Sets the end time; {@code null} while it runs.
         *
         * @param endedAt the end time, to the microsecond
         * @return this builder
         */
        public Builder endedAt(@Nullable Instant endedAt) {
            this.endedAt = endedAt;
            return this;
        }

        /**
         * Sets the entity that did the work.
         *
         * @param entity the entity that did the work
         * @return this builder
         */
        public Builder entity(SpanEntity entity) {
            this.entity = entity;
            return this;
        }

        /**
         * Sets the entity of the closest ancestor span with a different entity.
         *
         * @param parentEntity the entity of the closest ancestor span with a different entity
         * @return this builder
         */
        public Builder parentEntity(SpanEntity parentEntity) {
            this.parentEntity = parentEntity;
            return this;
        }

        /**
         * Sets the entity of the root span.
         *
         * @param rootEntity the entity of the root span
         * @return this builder
         */
        public Builder rootEntity(SpanEntity rootEntity) {
            this.rootEntity = rootEntity;
            return this;
        }

        /**
         * Sets the correlation: threads, runs, users and so on.
         *
         * @param correlation the ids that relate it to threads, runs, users and so on
         * @return this builder
         */
        public Builder correlation(Correlation correlation) {
            this.correlation = correlation;
            return this;
        }

        /**
         * Sets the versions of what ran.
         *
         * @param scope the versions of what ran
         * @return this builder
         */
        public Builder scope(Json scope) {
            this.scope = scope;
            return this;
        }

        /**
         * Sets the metadata.
         *
         * @param metadata the application's own
         * @return this builder
         */
        public Builder metadata(Json metadata) {
            this.metadata = metadata;
            return this;
        }

        /**
         * Sets the tags, in the order given.
         *
         * @param tags the tags, in the order given
         * @return this builder
         */
        public Builder tags(List<String> tags) {
            this.tags = tags;
            return this;
        }

        /**
         * Sets whether the root span has an error.
         *
         * @param hasError whether the root span has an error
         * @return this builder
         */
        public Builder hasError(boolean hasError) {
            this.hasError = hasError;
            return this;
        }

        /**
         * Sets the time of the first write, to the microsecond; required.
         *
         * @param createdAt the time of the first write, to the microsecond
         * @return this builder
         */
        public Builder createdAt(Instant createdAt) {
            this.createdAt = createdAt;
            return this;
        }

        /**
         * Sets the time of the last write, to the microsecond; required.
         *
         * @param updatedAt the time of the last write, to the microsecond
         * @return this builder
         */
        public Builder updatedAt(Instant updatedAt) {
            this.updatedAt = updatedAt;
            return this;
        }

        /**
         * Builds the head.
         *
         * @return the head
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public TraceHead build() {
            return new TraceHead(
                    traceId,
                    spanId,
                    Checks.notNull("name", name),
                    spanType,
                    isEvent,
                    Checks.notNull("startedAt", startedAt),
                    Optional.ofNullable(endedAt),
                    entity,
                    parentEntity,
                    rootEntity,
                    correlation,
                    scope,
                    metadata,
                    tags,
                    hasError,
                    Checks.notNull("createdAt", createdAt),
                    Checks.notNull("updatedAt", updatedAt));
        }
    }
}
