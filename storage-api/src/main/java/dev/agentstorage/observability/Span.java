package dev.agentstorage.observability;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One timed unit of work in a trace, identified by {@code traceId} and {@code spanId}. Only the tracer that measures a span writes it, so
 * it has no version.
 *
 * <p>The JSON values {@code attributes}, {@code links}, {@code input}, {@code output}, {@code error} and {@code requestContext} are stored
 * unchanged, and a string that looks like JSON stays a string ({@code Json.of("123")}); JSON {@code null} counts as absent. {@code scope}
 * and {@code metadata} are stored in canonical form. Each value is at most {@code Limits.valueBytes} bytes of UTF-8.
 *
 * @param traceId the trace; like all ids, at most {@code Limits.idBytes} bytes of UTF-8
 * @param spanId the span, unique in its trace
 * @param parentSpanId the parent span, which need not be stored; empty for a root span
 * @param name the display name; at most {@code Limits.nameBytes} bytes of UTF-8
 * @param spanType the kind of work that the span measures
 * @param isEvent whether it is an event (a point in time) rather than an interval
 * @param startedAt the start time, to the microsecond
 * @param endedAt the end time, to the microsecond; empty while it runs; may be before {@code startedAt}, because clocks differ
 * @param entity the entity that did the work
 * @param parentEntity the entity of the closest ancestor span with a different entity
 * @param rootEntity the entity of the root span
 * @param correlation the ids that relate it to threads, runs, users and so on
 * @param scope the versions of the software that ran, any JSON value, usually an object (rule {@code CORE-25}); the empty object when there
 *     is none
 * @param metadata application-defined metadata: any JSON value, usually an object
 * @param tags the tags, in the order given
 * @param attributes the attributes that are specific to the span type
 * @param links links to other spans
 * @param input the input
 * @param output the output
 * @param error the error; empty when there is none
 * @param requestContext the context of the request
 * @param createdAt the time of the first write, to the microsecond; set by the store
 * @param updatedAt the time of the last write, to the microsecond; set by the store
 */
public record Span(
        String traceId,
        String spanId,
        Optional<String> parentSpanId,
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
        Optional<Json> attributes,
        Optional<Json> links,
        Optional<Json> input,
        Optional<Json> output,
        Optional<Json> error,
        Optional<Json> requestContext,
        Instant createdAt,
        Instant updatedAt) {
    /**
     * Copies the tags and drops JSON {@code null} values.
     *
     * @param traceId the trace
     * @param spanId the span, unique in its trace
     * @param parentSpanId the parent span, which need not be stored
     * @param name the display name
     * @param spanType the kind of work that the span measures
     * @param isEvent whether it is an event (a point in time) rather than an interval
     * @param startedAt the start time, to the microsecond
     * @param endedAt the end time, to the microsecond
     * @param entity the entity that did the work
     * @param parentEntity the entity of the closest ancestor span with a different entity
     * @param rootEntity the entity of the root span
     * @param correlation the ids that relate it to threads, runs, users and so on
     * @param scope the versions of the software that ran, any JSON value, usually an object
     * @param metadata application-defined metadata: any JSON value, usually an object
     * @param tags the tags, in the order given
     * @param attributes the attributes that are specific to the span type
     * @param links links to other spans
     * @param input the input
     * @param output the output
     * @param error the error
     * @param requestContext the context of the request
     * @param createdAt the time of the first write, to the microsecond
     * @param updatedAt the time of the last write, to the microsecond
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public Span {
        Checks.notNull("traceId", traceId);
        Checks.notNull("spanId", spanId);
        Checks.notNull("parentSpanId", parentSpanId);
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
        attributes = JsonValues.present("attributes", attributes);
        links = JsonValues.present("links", links);
        input = JsonValues.present("input", input);
        output = JsonValues.present("output", output);
        error = JsonValues.present("error", error);
        requestContext = JsonValues.present("requestContext", requestContext);
        Checks.notNull("createdAt", createdAt);
        Checks.notNull("updatedAt", updatedAt);
    }

    /**
     * Returns a builder for a span. Defaults: starts now, {@link SpanType#GENERIC}, and the span id as the name.
     *
     * @param traceId the id of the trace
     * @param spanId the id of the span
     * @return a new builder
     */
    public static Builder builder(String traceId, String spanId) {
        return new Builder(traceId, spanId);
    }

    /**
     * Returns a builder with the values of this span.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(traceId, spanId)
                .parentSpanId(parentSpanId.orElse(null))
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
                .attributes(attributes.orElse(null))
                .links(links.orElse(null))
                .input(input.orElse(null))
                .output(output.orElse(null))
                .error(error.orElse(null))
                .requestContext(requestContext.orElse(null))
                .createdAt(createdAt)
                .updatedAt(updatedAt);
    }

    /**
     * {@return the span to store when this one replaces a stored one: keeps its creation time, and {@code updatedAt} never decreases}
     *
     * @param stored the stored span; empty if there is none
     */
    public Span over(Optional<Span> stored) {
        if (stored.isEmpty()) {
            return this;
        }
        Instant before = stored.get().updatedAt();
        return toBuilder()
                .createdAt(stored.get().createdAt())
                .updatedAt(before.isAfter(updatedAt) ? before : updatedAt)
                .build();
    }

    /** {@return whether the span has no parent} */
    public boolean isRoot() {
        return parentSpanId.isEmpty();
    }

    /** {@return the outcome of the span (rule {@code OBS-40}); the status of a trace is that of its root span} */
    public TraceStatus status() {
        return TraceStatus.derived(error.isPresent(), endedAt.isPresent());
    }

    /** Collects the fields of a span; {@code null} clears an optional field. Not thread-safe. */
    public static final class Builder {
        private String traceId;
        private String spanId;
        private @Nullable String parentSpanId;
        private String name;
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
        private @Nullable Json attributes;
        private @Nullable Json links;
        private @Nullable Json input;
        private @Nullable Json output;
        private @Nullable Json error;
        private @Nullable Json requestContext;
        private @Nullable Instant createdAt;
        private @Nullable Instant updatedAt;

        private Builder(String traceId, String spanId) {
            this.traceId = traceId;
            this.spanId = spanId;
            this.name = spanId;
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
         * Sets the id of the span; does not change the name.
         *
         * @param spanId the span, unique in its trace
         * @return this builder
         */
        public Builder spanId(String spanId) {
            this.spanId = spanId;
            return this;
        }

        /**
         * Sets the parent span.
         *
         * @param parentSpanId the parent span, which need not be stored
         * @return this builder
         */
        public Builder parentSpanId(@Nullable String parentSpanId) {
            this.parentSpanId = parentSpanId;
            return this;
        }

        /**
         * Sets the name. Default: the span's id.
         *
         * @param name the display name
         * @return this builder
         */
        public Builder name(String name) {
            this.name = name;
            return this;
        }

        /**
         * Sets the span type. Default: {@link SpanType#GENERIC}.
         *
         * @param spanType the kind of work that the span measures
         * @return this builder
         */
        public Builder spanType(SpanType spanType) {
            this.spanType = spanType;
            return this;
        }

        /**
         * Sets whether the span is an event (a point in time) rather than an interval.
         *
         * @param isEvent whether it is an event (a point in time) rather than an interval
         * @return this builder
         */
        public Builder isEvent(boolean isEvent) {
            this.isEvent = isEvent;
            return this;
        }

        /**
         * Sets the start time. Default: now.
         *
         * @param startedAt the start time, to the microsecond
         * @return this builder
         */
        public Builder startedAt(Instant startedAt) {
            this.startedAt = startedAt;
            return this;
        }

        /**
         * Sets the end time.
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
         * Sets the versions of what ran, any JSON value. JSON {@code null} becomes the empty object. Default: the empty object.
         *
         * @param scope the versions of what ran, any JSON value, usually an object
         * @return this builder
         */
        public Builder scope(Json scope) {
            this.scope = scope;
            return this;
        }

        /**
         * Sets the metadata, any JSON value. JSON {@code null} becomes the empty object. Default: the empty object.
         *
         * @param metadata application-defined metadata: any JSON value, usually an object
         * @return this builder
         */
        public Builder metadata(Json metadata) {
            this.metadata = metadata;
            return this;
        }

        /**
         * Sets the tags. Default: none.
         *
         * @param tags the tags, in the order given
         * @return this builder
         */
        public Builder tags(List<String> tags) {
            this.tags = tags;
            return this;
        }

        /**
         * Sets the attributes that are specific to the span type, any JSON value.
         *
         * @param attributes the attributes that are specific to the span type
         * @return this builder
         */
        public Builder attributes(@Nullable Json attributes) {
            this.attributes = attributes;
            return this;
        }

        /**
         * Sets links to other spans, any JSON value.
         *
         * @param links links to other spans
         * @return this builder
         */
        public Builder links(@Nullable Json links) {
            this.links = links;
            return this;
        }

        /**
         * Sets the input, any JSON value.
         *
         * @param input the input
         * @return this builder
         */
        public Builder input(@Nullable Json input) {
            this.input = input;
            return this;
        }

        /**
         * Sets the output, any JSON value.
         *
         * @param output the output
         * @return this builder
         */
        public Builder output(@Nullable Json output) {
            this.output = output;
            return this;
        }

        /**
         * Sets the error, any JSON value but {@code null}.
         *
         * @param error the error
         * @return this builder
         */
        public Builder error(@Nullable Json error) {
            this.error = error;
            return this;
        }

        /**
         * Sets the context of the request, any JSON value.
         *
         * @param requestContext the context of the request
         * @return this builder
         */
        public Builder requestContext(@Nullable Json requestContext) {
            this.requestContext = requestContext;
            return this;
        }

        /**
         * Sets the time of the first write; used only by imports. Default: now.
         *
         * @param createdAt the time of the first write, to the microsecond
         * @return this builder
         */
        public Builder createdAt(Instant createdAt) {
            this.createdAt = createdAt;
            return this;
        }

        /**
         * Sets the time of the last write; used only by imports. Default: {@code createdAt}.
         *
         * @param updatedAt the time of the last write, to the microsecond
         * @return this builder
         */
        public Builder updatedAt(Instant updatedAt) {
            this.updatedAt = updatedAt;
            return this;
        }

        /**
         * Builds the span.
         *
         * @return the span
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public Span build() {
            Instant now = Instant.now();
            Instant created = createdAt == null ? now : createdAt;
            return new Span(
                    traceId,
                    spanId,
                    Optional.ofNullable(parentSpanId),
                    name,
                    spanType,
                    isEvent,
                    startedAt == null ? now : startedAt,
                    Optional.ofNullable(endedAt),
                    entity,
                    parentEntity,
                    rootEntity,
                    correlation,
                    scope,
                    metadata,
                    tags,
                    Optional.ofNullable(attributes),
                    Optional.ofNullable(links),
                    Optional.ofNullable(input),
                    Optional.ofNullable(output),
                    Optional.ofNullable(error),
                    Optional.ofNullable(requestContext),
                    created,
                    updatedAt == null ? created : updatedAt);
        }
    }
}
