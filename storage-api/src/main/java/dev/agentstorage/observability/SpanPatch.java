package dev.agentstorage.observability;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Change;
import dev.agentstorage.value.Instants;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A change of one span; fields that are not set are unchanged (rule {@code OBS-20}). {@code scope}, {@code metadata} and {@code tags} are
 * replaced as a whole; each field of the entities and of the correlation is kept, set or cleared separately. Setting a JSON value to JSON
 * {@code null} clears it.
 *
 * @param traceId the trace of the span
 * @param spanId the span, which must be stored
 * @param parentSpanId the parent span; clearing it makes this a root span
 * @param name the display name
 * @param spanType the kind of work that the span measures
 * @param isEvent whether it is an event (a point in time) rather than an interval
 * @param startedAt the start time
 * @param endedAt the end time; clearing it marks the span as running
 * @param entity the entity that did the work
 * @param parentEntity the entity of the closest ancestor span with a different entity
 * @param rootEntity the entity of the root span
 * @param correlation the ids that relate it to threads, runs, users and so on
 * @param scope the versions of the software that ran, any JSON value, usually an object (rule {@code CORE-25}); the empty object when there
 *     is none
 * @param metadata application-defined metadata: any JSON value, usually an object
 * @param tags the tags
 * @param attributes the attributes that are specific to the span type
 * @param links links to other spans
 * @param input the input
 * @param output the output
 * @param error the error
 * @param requestContext the context of the request
 */
public record SpanPatch(
        String traceId,
        String spanId,
        Change<String> parentSpanId,
        Optional<String> name,
        Optional<SpanType> spanType,
        Optional<Boolean> isEvent,
        Optional<Instant> startedAt,
        Change<Instant> endedAt,
        SpanEntityPatch entity,
        SpanEntityPatch parentEntity,
        SpanEntityPatch rootEntity,
        CorrelationPatch correlation,
        Optional<Json> scope,
        Optional<Json> metadata,
        Optional<List<String>> tags,
        Change<Json> attributes,
        Change<Json> links,
        Change<Json> input,
        Change<Json> output,
        Change<Json> error,
        Change<Json> requestContext) {
    /**
     * Copies the tags.
     *
     * @param traceId the trace of the span
     * @param spanId the span, which must be stored
     * @param parentSpanId the parent span
     * @param name the display name
     * @param spanType the kind of work that the span measures
     * @param isEvent whether it is an event (a point in time) rather than an interval
     * @param startedAt the start time
     * @param endedAt the end time
     * @param entity the entity that did the work
     * @param parentEntity the entity above
     * @param rootEntity the entity of the root span
     * @param correlation the ids that relate it to threads, runs, users and so on
     * @param scope the versions of what ran, any JSON value, usually an object
     * @param metadata application-defined metadata: any JSON value, usually an object
     * @param tags the tags
     * @param attributes the attributes that are specific to the span type
     * @param links links to other spans
     * @param input the input
     * @param output the output
     * @param error the error
     * @param requestContext the context of the request
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public SpanPatch {
        Checks.notNull("traceId", traceId);
        Checks.notNull("spanId", spanId);
        Checks.notNull("parentSpanId", parentSpanId);
        Checks.notNull("name", name);
        Checks.notNull("spanType", spanType);
        Checks.notNull("isEvent", isEvent);
        Checks.notNull("startedAt", startedAt);
        Checks.notNull("endedAt", endedAt);
        Checks.notNull("entity", entity);
        Checks.notNull("parentEntity", parentEntity);
        Checks.notNull("rootEntity", rootEntity);
        Checks.notNull("correlation", correlation);
        Checks.notNull("scope", scope);
        Checks.notNull("metadata", metadata);
        tags = Checks.notNull("tags", tags).map(list -> List.copyOf(Checks.noNulls("tags", list)));
        attributes = JsonValues.change("attributes", attributes);
        links = JsonValues.change("links", links);
        input = JsonValues.change("input", input);
        output = JsonValues.change("output", output);
        error = JsonValues.change("error", error);
        requestContext = JsonValues.change("requestContext", requestContext);
    }

    /**
     * Returns a builder for a change of one span.
     *
     * @param traceId the id of the trace
     * @param spanId the id of the span
     * @return a new builder
     */
    public static Builder builder(String traceId, String spanId) {
        return new Builder(traceId, spanId);
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
     * {@return the span after this patch is applied, with {@link Instants#next the next} {@code updatedAt}}
     *
     * @param stored the stored span
     * @param now the time of the call
     */
    public Span apply(Span stored, Instant now) {
        return new Span(
                stored.traceId(),
                stored.spanId(),
                parentSpanId.apply(stored.parentSpanId()),
                name.orElse(stored.name()),
                spanType.orElse(stored.spanType()),
                isEvent.orElse(stored.isEvent()),
                startedAt.orElse(stored.startedAt()),
                endedAt.apply(stored.endedAt()),
                entity.apply(stored.entity()),
                parentEntity.apply(stored.parentEntity()),
                rootEntity.apply(stored.rootEntity()),
                correlation.apply(stored.correlation()),
                scope.orElse(stored.scope()),
                metadata.orElse(stored.metadata()),
                tags.orElse(stored.tags()),
                attributes.apply(stored.attributes()),
                links.apply(stored.links()),
                input.apply(stored.input()),
                output.apply(stored.output()),
                error.apply(stored.error()),
                requestContext.apply(stored.requestContext()),
                stored.createdAt(),
                Instants.next(stored.updatedAt(), now));
    }

    /**
     * {@return the patch with the effect of this one followed by a later one of the same span}
     *
     * @param later the later change
     */
    public SpanPatch then(SpanPatch later) {
        return new SpanPatch(
                traceId,
                spanId,
                parentSpanId.then(later.parentSpanId),
                later.name.or(() -> name),
                later.spanType.or(() -> spanType),
                later.isEvent.or(() -> isEvent),
                later.startedAt.or(() -> startedAt),
                endedAt.then(later.endedAt),
                entity.then(later.entity),
                parentEntity.then(later.parentEntity),
                rootEntity.then(later.rootEntity),
                correlation.then(later.correlation),
                later.scope.or(() -> scope),
                later.metadata.or(() -> metadata),
                later.tags.or(() -> tags),
                attributes.then(later.attributes),
                links.then(later.links),
                input.then(later.input),
                output.then(later.output),
                error.then(later.error),
                requestContext.then(later.requestContext));
    }

    /** Collects the changes of a span. Not thread-safe. */
    public static final class Builder {
        private String traceId;
        private String spanId;
        private Change<String> parentSpanId = Change.keep();
        private Optional<String> name = Optional.empty();
        private Optional<SpanType> spanType = Optional.empty();
        private Optional<Boolean> isEvent = Optional.empty();
        private Optional<Instant> startedAt = Optional.empty();
        private Change<Instant> endedAt = Change.keep();
        private SpanEntityPatch entity = SpanEntityPatch.EMPTY;
        private SpanEntityPatch parentEntity = SpanEntityPatch.EMPTY;
        private SpanEntityPatch rootEntity = SpanEntityPatch.EMPTY;
        private CorrelationPatch correlation = CorrelationPatch.EMPTY;
        private Optional<Json> scope = Optional.empty();
        private Optional<Json> metadata = Optional.empty();
        private Optional<List<String>> tags = Optional.empty();
        private Change<Json> attributes = Change.keep();
        private Change<Json> links = Change.keep();
        private Change<Json> input = Change.keep();
        private Change<Json> output = Change.keep();
        private Change<Json> error = Change.keep();
        private Change<Json> requestContext = Change.keep();

        private Builder(String traceId, String spanId) {
            this.traceId = traceId;
            this.spanId = spanId;
        }

        private Builder(SpanPatch patch) {
            traceId = patch.traceId;
            spanId = patch.spanId;
            parentSpanId = patch.parentSpanId;
            name = patch.name;
            spanType = patch.spanType;
            isEvent = patch.isEvent;
            startedAt = patch.startedAt;
            endedAt = patch.endedAt;
            entity = patch.entity;
            parentEntity = patch.parentEntity;
            rootEntity = patch.rootEntity;
            correlation = patch.correlation;
            scope = patch.scope;
            metadata = patch.metadata;
            tags = patch.tags;
            attributes = patch.attributes;
            links = patch.links;
            input = patch.input;
            output = patch.output;
            error = patch.error;
            requestContext = patch.requestContext;
        }

        /**
         * Sets the trace of the span.
         *
         * @param traceId the trace of the span
         * @return this builder
         */
        public Builder traceId(String traceId) {
            this.traceId = traceId;
            return this;
        }

        /**
         * Sets the span.
         *
         * @param spanId the span, which must be stored
         * @return this builder
         */
        public Builder spanId(String spanId) {
            this.spanId = spanId;
            return this;
        }

        /**
         * Changes the parent span.
         *
         * @param parentSpanId the parent span
         * @return this builder
         */
        public Builder parentSpanId(Change<String> parentSpanId) {
            this.parentSpanId = parentSpanId;
            return this;
        }

        /**
         * Sets the parent span.
         *
         * @param parentSpanId the parent span
         * @return this builder
         */
        public Builder parentSpanId(String parentSpanId) {
            return parentSpanId(Change.set(parentSpanId));
        }

        /**
         * Removes the parent: the span becomes a root span.
         *
         * @return this builder
         */
        public Builder clearParentSpanId() {
            return parentSpanId(Change.clear());
        }

        /**
         * Sets the name.
         *
         * @param name the display name
         * @return this builder
         */
        public Builder name(String name) {
            this.name = Optional.of(Checks.notNull("name", name));
            return this;
        }

        /**
         * Sets the span type.
         *
         * @param spanType the kind of work that the span measures
         * @return this builder
         */
        public Builder spanType(SpanType spanType) {
            this.spanType = Optional.of(Checks.notNull("spanType", spanType));
            return this;
        }

        /**
         * Sets whether the span is an event (a point in time) rather than an interval.
         *
         * @param isEvent whether it is an event (a point in time) rather than an interval
         * @return this builder
         */
        public Builder isEvent(boolean isEvent) {
            this.isEvent = Optional.of(isEvent);
            return this;
        }

        /**
         * Sets the start time.
         *
         * @param startedAt the start time
         * @return this builder
         */
        public Builder startedAt(Instant startedAt) {
            this.startedAt = Optional.of(Checks.notNull("startedAt", startedAt));
            return this;
        }

        /**
         * Sets the end time.
         *
         * @param endedAt the end time
         * @return this builder
         */
        public Builder endedAt(Instant endedAt) {
            return endedAt(Change.set(endedAt));
        }

        /**
         * Changes the end time.
         *
         * @param endedAt the end time
         * @return this builder
         */
        public Builder endedAt(Change<Instant> endedAt) {
            this.endedAt = endedAt;
            return this;
        }

        /**
         * Removes the end time: the span counts as running.
         *
         * @return this builder
         */
        public Builder clearEndedAt() {
            return endedAt(Change.clear());
        }

        /**
         * Sets the non-empty fields of the given entity in the entity.
         *
         * @param entity the entity that did the work
         * @return this builder
         */
        public Builder entity(SpanEntity entity) {
            this.entity = this.entity.then(SpanEntityPatch.of(entity));
            return this;
        }

        /**
         * Adds changes of the entity, for example {@code entity(e -> e.name("n").clearVersionId())}.
         *
         * @param changes adds the changes
         * @return this builder
         */
        public Builder entity(UnaryOperator<SpanEntityPatch.Builder> changes) {
            entity = changes.apply(entity.toBuilder()).build();
            return this;
        }

        /**
         * Clears all fields of the entity.
         *
         * @return this builder
         */
        public Builder clearEntity() {
            entity = SpanEntityPatch.CLEAR;
            return this;
        }

        /**
         * Sets the non-empty fields of the given entity in the parent entity.
         *
         * @param parentEntity the entity above
         * @return this builder
         */
        public Builder parentEntity(SpanEntity parentEntity) {
            this.parentEntity = this.parentEntity.then(SpanEntityPatch.of(parentEntity));
            return this;
        }

        /**
         * Adds changes of the parent entity, for example {@code parentEntity(e -> e.name("n").clearVersionId())}.
         *
         * @param changes adds the changes
         * @return this builder
         */
        public Builder parentEntity(UnaryOperator<SpanEntityPatch.Builder> changes) {
            parentEntity = changes.apply(parentEntity.toBuilder()).build();
            return this;
        }

        /**
         * Clears all fields of the parent entity.
         *
         * @return this builder
         */
        public Builder clearParentEntity() {
            parentEntity = SpanEntityPatch.CLEAR;
            return this;
        }

        /**
         * Sets the non-empty fields of the given entity in the root entity.
         *
         * @param rootEntity the entity of the root span
         * @return this builder
         */
        public Builder rootEntity(SpanEntity rootEntity) {
            this.rootEntity = this.rootEntity.then(SpanEntityPatch.of(rootEntity));
            return this;
        }

        /**
         * Adds changes of the root entity, for example {@code rootEntity(e -> e.name("n").clearVersionId())}.
         *
         * @param changes adds the changes
         * @return this builder
         */
        public Builder rootEntity(UnaryOperator<SpanEntityPatch.Builder> changes) {
            rootEntity = changes.apply(rootEntity.toBuilder()).build();
            return this;
        }

        /**
         * Clears all fields of the root entity.
         *
         * @return this builder
         */
        public Builder clearRootEntity() {
            rootEntity = SpanEntityPatch.CLEAR;
            return this;
        }

        /**
         * Sets the non-empty fields of the given correlation.
         *
         * @param correlation the ids that relate it to threads, runs, users and so on
         * @return this builder
         */
        public Builder correlation(Correlation correlation) {
            this.correlation = this.correlation.then(CorrelationPatch.of(correlation));
            return this;
        }

        /**
         * Adds changes of the correlation, for example {@code correlation(c -> c.runId("r1").clearUserId())}.
         *
         * @param changes adds the changes
         * @return this builder
         */
        public Builder correlation(UnaryOperator<CorrelationPatch.Builder> changes) {
            correlation = changes.apply(correlation.toBuilder()).build();
            return this;
        }

        /**
         * Clears all fields of the correlation.
         *
         * @return this builder
         */
        public Builder clearCorrelation() {
            correlation = CorrelationPatch.CLEAR;
            return this;
        }

        /**
         * Replaces the scope with any JSON value; JSON {@code null} clears it.
         *
         * @param scope the versions of what ran, any JSON value, usually an object
         * @return this builder
         */
        public Builder scope(Json scope) {
            this.scope = Optional.of(Checks.notNull("scope", scope));
            return this;
        }

        /**
         * Clears the scope.
         *
         * @return this builder
         */
        public Builder clearScope() {
            return scope(Json.EMPTY_OBJECT);
        }

        /**
         * Replaces the metadata with any JSON value; JSON {@code null} clears it.
         *
         * @param metadata application-defined metadata: any JSON value, usually an object
         * @return this builder
         */
        public Builder metadata(Json metadata) {
            this.metadata = Optional.of(Checks.notNull("metadata", metadata));
            return this;
        }

        /**
         * Clears the metadata.
         *
         * @return this builder
         */
        public Builder clearMetadata() {
            return metadata(Json.EMPTY_OBJECT);
        }

        /**
         * Replaces the tags.
         *
         * @param tags the tags
         * @return this builder
         */
        public Builder tags(List<String> tags) {
            this.tags = Optional.of(Checks.notNull("tags", tags));
            return this;
        }

        /**
         * Removes all tags.
         *
         * @return this builder
         */
        public Builder clearTags() {
            return tags(List.of());
        }

        /**
         * Changes the attributes that are specific to the span type.
         *
         * @param attributes the attributes that are specific to the span type
         * @return this builder
         */
        public Builder attributes(Change<Json> attributes) {
            this.attributes = attributes;
            return this;
        }

        /**
         * Sets the attributes that are specific to the span type.
         *
         * @param attributes the attributes that are specific to the span type
         * @return this builder
         */
        public Builder attributes(Json attributes) {
            return attributes(Change.set(attributes));
        }

        /**
         * Removes the attributes that are specific to the span type.
         *
         * @return this builder
         */
        public Builder clearAttributes() {
            return attributes(Change.clear());
        }

        /**
         * Changes the links to other spans.
         *
         * @param links links to other spans
         * @return this builder
         */
        public Builder links(Change<Json> links) {
            this.links = links;
            return this;
        }

        /**
         * Sets the links to other spans.
         *
         * @param links links to other spans
         * @return this builder
         */
        public Builder links(Json links) {
            return links(Change.set(links));
        }

        /**
         * Removes the links to other spans.
         *
         * @return this builder
         */
        public Builder clearLinks() {
            return links(Change.clear());
        }

        /**
         * Changes the input.
         *
         * @param input the input
         * @return this builder
         */
        public Builder input(Change<Json> input) {
            this.input = input;
            return this;
        }

        /**
         * Sets the input.
         *
         * @param input the input
         * @return this builder
         */
        public Builder input(Json input) {
            return input(Change.set(input));
        }

        /**
         * Removes the input.
         *
         * @return this builder
         */
        public Builder clearInput() {
            return input(Change.clear());
        }

        /**
         * Changes the output.
         *
         * @param output the output
         * @return this builder
         */
        public Builder output(Change<Json> output) {
            this.output = output;
            return this;
        }

        /**
         * Sets the output.
         *
         * @param output the output
         * @return this builder
         */
        public Builder output(Json output) {
            return output(Change.set(output));
        }

        /**
         * Removes the output.
         *
         * @return this builder
         */
        public Builder clearOutput() {
            return output(Change.clear());
        }

        /**
         * Changes the error.
         *
         * @param error the error
         * @return this builder
         */
        public Builder error(Change<Json> error) {
            this.error = error;
            return this;
        }

        /**
         * Sets the error.
         *
         * @param error the error
         * @return this builder
         */
        public Builder error(Json error) {
            return error(Change.set(error));
        }

        /**
         * Removes the error.
         *
         * @return this builder
         */
        public Builder clearError() {
            return error(Change.clear());
        }

        /**
         * Changes the context of the request.
         *
         * @param requestContext the context of the request
         * @return this builder
         */
        public Builder requestContext(Change<Json> requestContext) {
            this.requestContext = requestContext;
            return this;
        }

        /**
         * Sets the context of the request.
         *
         * @param requestContext the context of the request
         * @return this builder
         */
        public Builder requestContext(Json requestContext) {
            return requestContext(Change.set(requestContext));
        }

        /**
         * Removes the context of the request.
         *
         * @return this builder
         */
        public Builder clearRequestContext() {
            return requestContext(Change.clear());
        }

        /**
         * Builds the patch.
         *
         * @return the patch
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public SpanPatch build() {
            return new SpanPatch(
                    traceId,
                    spanId,
                    parentSpanId,
                    name,
                    spanType,
                    isEvent,
                    startedAt,
                    endedAt,
                    entity,
                    parentEntity,
                    rootEntity,
                    correlation,
                    scope,
                    metadata,
                    tags,
                    attributes,
                    links,
                    input,
                    output,
                    error,
                    requestContext);
        }
    }
}
