package dev.agentstorage.score;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.value.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of a scorer for one output, with its inputs and intermediate steps (rule {@code SCORE-02}). Absent optional parts stay absent;
 * an empty object and JSON {@code null} are values. Create it with {@link #builder}, which reports all problems together.
 *
 * @param scorerId the scorer
 * @param scorer a description of the scorer, a JSON object
 * @param source the kind of run that was scored
 * @param runId the run that was scored
 * @param score the score, finite
 * @param reason the explanation of the score
 * @param entityId the agent, workflow or step whose output was scored
 * @param entityType the type of the entity, for example {@code AGENT} or {@code WORKFLOW}
 * @param entity a description of the entity, a JSON object
 * @param input the input of the entity, any JSON value, stored unchanged
 * @param output the output of the entity, any JSON value, stored unchanged
 * @param additionalContext additional input of the scorer, a JSON object
 * @param requestContext the context that the caller passed to the run, a JSON object
 * @param metadata application-defined metadata, a JSON object
 * @param structuredOutput whether the output was generated for a schema
 * @param steps the intermediate results of the scorer
 * @param origin the trace, resource and thread of the output
 */
public record Evaluation(
        String scorerId,
        Json scorer,
        ScoreSource source,
        String runId,
        double score,
        Optional<String> reason,
        String entityId,
        Optional<String> entityType,
        Json entity,
        Optional<Json> input,
        Json output,
        Optional<Json> additionalContext,
        Optional<Json> requestContext,
        Optional<Json> metadata,
        Optional<Boolean> structuredOutput,
        ScoreSteps steps,
        ScoreOrigin origin) {
    /**
     * Checks all parts together (rule {@code SCORE-04}).
     *
     * @param scorerId the scorer
     * @param scorer a description of the scorer, a JSON object
     * @param source what kind of run was scored
     * @param runId the run that was scored
     * @param score the score, finite
     * @param reason why, in words
     * @param entityId the agent, workflow or step whose output was scored
     * @param entityType what that is, for example {@code AGENT} or {@code WORKFLOW}
     * @param entity a description of it, a JSON object
     * @param input what it was given, any JSON value, kept to the character
     * @param output what it made, any JSON value, kept to the character
     * @param additionalContext what else the scorer received, a JSON object
     * @param requestContext what the caller of the run handed over, a JSON object
     * @param metadata a JSON object of the application's own
     * @param structuredOutput whether the output was made to a schema
     * @param steps how the scorer came to its score
     * @param origin where the output came from
     * @throws InvalidRequestException {@code score-invalid} with one problem for each required part that is {@code null} or a blank id, for
     *     each part that must be a JSON object and is not, and for a score that is not finite
     */
    public Evaluation {
        Problems problems = new Problems();
        problems.id("scorerId", scorerId);
        problems.object("scorer", scorer);
        problems.present("source", source);
        problems.id("runId", runId);
        problems.finite("score", score);
        problems.present("reason", reason);
        problems.id("entityId", entityId);
        problems.present("entityType", entityType);
        problems.object("entity", entity);
        problems.present("input", input);
        problems.present("output", output);
        problems.optionalObject("additionalContext", additionalContext);
        problems.optionalObject("requestContext", requestContext);
        problems.optionalObject("metadata", metadata);
        problems.present("structuredOutput", structuredOutput);
        problems.present("steps", steps);
        problems.present("origin", origin);
        problems.throwIfAny();
    }

    /**
     * Returns a builder for an evaluation of what an agent, workflow or step made in a run.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a builder with the values of this evaluation.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return builder()
                .scorerId(scorerId)
                .runId(runId)
                .entityId(entityId)
                .scorer(scorer)
                .source(source)
                .score(score)
                .reason(reason.orElse(null))
                .entityType(entityType.orElse(null))
                .entity(entity)
                .input(input.orElse(null))
                .output(output)
                .additionalContext(additionalContext.orElse(null))
                .requestContext(requestContext.orElse(null))
                .metadata(metadata.orElse(null))
                .structuredOutput(structuredOutput.orElse(null))
                .steps(steps)
                .origin(origin);
    }

    /** Collects the problems. */
    private static final class Problems {
        private final List<InvalidRequestException.Problem> found = new ArrayList<>();

        void present(String field, @Nullable Object value) {
            if (value == null) {
                add(field, "is required");
            }
        }

        void id(String field, @Nullable String value) {
            present(field, value);
            if (value != null && value.isBlank()) {
                add(field, "must be a non-empty string");
            }
        }

        void object(String field, @Nullable Json value) {
            present(field, value);
            if (value != null && !value.isObject()) {
                add(field, "must be a JSON object");
            }
        }

        @SuppressWarnings({"OptionalAssignedToNull", "NullableOptional"})
        void optionalObject(String field, @Nullable Optional<Json> value) {
            present(field, value);
            if (value != null && value.isPresent()) {
                object(field, value.get());
            }
        }

        void finite(String field, double value) {
            if (!Double.isFinite(value)) {
                add(field, "is required and must be a finite number");
            }
        }

        void throwIfAny() {
            if (!found.isEmpty()) {
                throw new InvalidRequestException("score-invalid", "the score is not valid", found);
            }
        }

        private void add(String field, String message) {
            found.add(new InvalidRequestException.Problem(field, message, null));
        }
    }

    /** Collects the parts of an evaluation; {@code null} clears a part. Not thread-safe. */
    public static final class Builder {
        private @Nullable String scorerId;
        private @Nullable Json scorer;
        private @Nullable ScoreSource source = ScoreSource.LIVE;
        private @Nullable String runId;
        private double score = Double.NaN;
        private @Nullable String reason;
        private @Nullable String entityId;
        private @Nullable String entityType;
        private @Nullable Json entity;
        private @Nullable Json input;
        private @Nullable Json output;
        private @Nullable Json additionalContext;
        private @Nullable Json requestContext;
        private @Nullable Json metadata;
        private @Nullable Boolean structuredOutput;
        private @Nullable ScoreSteps steps = ScoreSteps.NONE;
        private @Nullable ScoreOrigin origin = ScoreOrigin.NONE;

        private Builder() {}

        /**
         * Sets the scorer; required.
         *
         * @param scorerId the scorer
         * @return this builder
         */
        public Builder scorerId(@Nullable String scorerId) {
            this.scorerId = scorerId;
            return this;
        }

        /**
         * Sets the description of the scorer, a JSON object; required.
         *
         * @param scorer a description of the scorer, a JSON object
         * @return this builder
         */
        public Builder scorer(@Nullable Json scorer) {
            this.scorer = scorer;
            return this;
        }

        /**
         * Sets the kind of run that was scored. Default: a run for a user.
         *
         * @param source what kind of run was scored
         * @return this builder
         */
        public Builder source(@Nullable ScoreSource source) {
            this.source = source;
            return this;
        }

        /**
         * Sets the run that was scored; required.
         *
         * @param runId the run that was scored
         * @return this builder
         */
        public Builder runId(@Nullable String runId) {
            this.runId = runId;
            return this;
        }

        /**
         * Sets the score, a finite number; required.
         *
         * @param score the score, finite
         * @return this builder
         */
        public Builder score(double score) {
            this.score = score;
            return this;
        }

        /**
         * Sets the explanation of the score.
         *
         * @param reason why, in words
         * @return this builder
         */
        public Builder reason(@Nullable String reason) {
            this.reason = reason;
            return this;
        }

        /**
         * Sets the entity whose output was scored; required.
         *
         * @param entityId the agent, workflow or step whose output was scored
         * @return this builder
         */
        public Builder entityId(@Nullable String entityId) {
            this.entityId = entityId;
            return this;
        }

        /**
         * Sets the type of the entity.
         *
         * @param entityType what that is, for example {@code AGENT} or {@code WORKFLOW}
         * @return this builder
         */
        public Builder entityType(@Nullable String entityType) {
            this.entityType = entityType;
            return this;
        }

        /**
         * Sets the description of the entity, a JSON object; required.
         *
         * @param entity a description of it, a JSON object
         * @return this builder
         */
        public Builder entity(@Nullable Json entity) {
            this.entity = entity;
            return this;
        }

        /**
         * Sets the input of the entity.
         *
         * @param input what it was given, any JSON value, kept to the character
         * @return this builder
         */
        public Builder input(@Nullable Json input) {
            this.input = input;
            return this;
        }

        /**
         * Sets the output of the entity; required.
         *
         * @param output what it made, any JSON value, kept to the character
         * @return this builder
         */
        public Builder output(@Nullable Json output) {
            this.output = output;
            return this;
        }

        /**
         * Sets additional input of the scorer, a JSON object.
         *
         * @param additionalContext what else the scorer received, a JSON object
         * @return this builder
         */
        public Builder additionalContext(@Nullable Json additionalContext) {
            this.additionalContext = additionalContext;
            return this;
        }

        /**
         * Sets the context that the caller passed to the run, a JSON object.
         *
         * @param requestContext what the caller of the run handed over, a JSON object
         * @return this builder
         */
        public Builder requestContext(@Nullable Json requestContext) {
            this.requestContext = requestContext;
            return this;
        }

        /**
         * Sets the metadata, a JSON object.
         *
         * @param metadata a JSON object of the application's own
         * @return this builder
         */
        public Builder metadata(@Nullable Json metadata) {
            this.metadata = metadata;
            return this;
        }

        /**
         * Sets whether the output was generated for a schema.
         *
         * @param structuredOutput whether the output was made to a schema
         * @return this builder
         */
        public Builder structuredOutput(@Nullable Boolean structuredOutput) {
            this.structuredOutput = structuredOutput;
            return this;
        }

        /**
         * Sets the intermediate results of the scorer. Default: none.
         *
         * @param steps how the scorer came to its score
         * @return this builder
         */
        public Builder steps(@Nullable ScoreSteps steps) {
            this.steps = steps;
            return this;
        }

        /**
         * Sets where the output came from; replaces the whole origin set before. Default: {@link ScoreOrigin#NONE}.
         *
         * @param origin where the output came from
         * @return this builder
         */
        public Builder origin(@Nullable ScoreOrigin origin) {
            this.origin = origin;
            return this;
        }

        private ScoreOrigin known() {
            return origin == null ? ScoreOrigin.NONE : origin;
        }

        /**
         * Sets the trace in which the output was produced.
         *
         * @param traceId the id of the trace
         * @return this builder
         */
        public Builder traceId(@Nullable String traceId) {
            return origin(known().toBuilder().traceId(traceId).build());
        }

        /**
         * Sets the span in which the output was produced.
         *
         * @param spanId the id of the span
         * @return this builder
         */
        public Builder spanId(@Nullable String spanId) {
            return origin(known().toBuilder().spanId(spanId).build());
        }

        /**
         * Sets the resource (user, tenant or other owner) that the output was made for.
         *
         * @param resourceId the resource (user, tenant or other owner) that the output was made for
         * @return this builder
         */
        public Builder resourceId(@Nullable String resourceId) {
            return origin(known().toBuilder().resourceId(resourceId).build());
        }

        /**
         * Sets the thread of the output.
         *
         * @param threadId the id of the thread
         * @return this builder
         */
        public Builder threadId(@Nullable String threadId) {
            return origin(known().toBuilder().threadId(threadId).build());
        }

        /**
         * Builds the evaluation.
         *
         * @return the evaluation
         * @throws InvalidRequestException {@code score-invalid} with every problem
         */
        @SuppressWarnings("NullAway") // the constructor reports all required parts that are null together
        public Evaluation build() {
            return new Evaluation(
                    scorerId,
                    scorer,
                    source,
                    runId,
                    score,
                    Optional.ofNullable(reason),
                    entityId,
                    Optional.ofNullable(entityType),
                    entity,
                    Optional.ofNullable(input),
                    output,
                    Optional.ofNullable(additionalContext),
                    Optional.ofNullable(requestContext),
                    Optional.ofNullable(metadata),
                    Optional.ofNullable(structuredOutput),
                    steps,
                    origin);
        }
    }
}
