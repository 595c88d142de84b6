package dev.agentstorage.score;

import dev.agentstorage.internal.Checks;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stored score. Scores are totally ordered by {@code createdAt}, then by the UTF-8 bytes of the id.
 *
 * @param id the identity, unique in the storage
 * @param evaluation the result of the scorer
 * @param createdAt the time of the first write, to the microsecond
 * @param updatedAt the time of the last write, to the microsecond
 */
public record Score(String id, Evaluation evaluation, Instant createdAt, Instant updatedAt) {
    /**
     * Rejects null values.
     *
     * @param id the identity, unique in the storage
     * @param evaluation the result of the scorer
     * @param createdAt the time of the first write, to the microsecond
     * @param updatedAt the time of the last write, to the microsecond
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public Score {
        Checks.notNull("id", id);
        Checks.notNull("evaluation", evaluation);
        Checks.notNull("createdAt", createdAt);
        Checks.notNull("updatedAt", updatedAt);
    }

    /**
     * Returns a builder for a score as a backend stores it; applications use {@link NewScore}.
     *
     * @param evaluation the result of the scorer
     * @return a new builder
     */
    public static Builder builder(Evaluation evaluation) {
        return new Builder(evaluation);
    }

    /**
     * Returns a builder with the values of this score.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** {@return the scorer} */
    public String scorerId() {
        return evaluation.scorerId();
    }

    /** {@return the run that was scored} */
    public String runId() {
        return evaluation.runId();
    }

    /** {@return the numeric score} */
    public double score() {
        return evaluation.score();
    }

    /** {@return the explanation of the score} */
    public Optional<String> reason() {
        return evaluation.reason();
    }

    /** {@return this score as a new one, with its times} */
    public NewScore toNew() {
        return new NewScore(id, evaluation, Optional.of(createdAt), Optional.of(updatedAt));
    }

    /** Collects the fields of a stored score. Not thread-safe. */
    public static final class Builder {
        private @Nullable String id;
        private Evaluation evaluation;
        private @Nullable Instant createdAt;
        private @Nullable Instant updatedAt;

        private Builder(Evaluation evaluation) {
            this.evaluation = evaluation;
        }

        private Builder(Score score) {
            id = score.id;
            evaluation = score.evaluation;
            createdAt = score.createdAt;
            updatedAt = score.updatedAt;
        }

        /**
         * Sets the id; required.
         *
         * @param id the identity, unique in the storage
         * @return this builder
         */
        public Builder id(String id) {
            this.id = id;
            return this;
        }

        /**
         * Sets the result of the scorer.
         *
         * @param evaluation the result of the scorer
         * @return this builder
         */
        public Builder evaluation(Evaluation evaluation) {
            this.evaluation = evaluation;
            return this;
        }

        /**
         * Sets the time of the first write; required.
         *
         * @param createdAt the time of the first write, to the microsecond
         * @return this builder
         */
        public Builder createdAt(Instant createdAt) {
            this.createdAt = createdAt;
            return this;
        }

        /**
         * Sets the time of the last write; required.
         *
         * @param updatedAt the time of the last write, to the microsecond
         * @return this builder
         */
        public Builder updatedAt(Instant updatedAt) {
            this.updatedAt = updatedAt;
            return this;
        }

        /**
         * Builds the score.
         *
         * @return the score
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public Score build() {
            return new Score(
                    Checks.notNull("id", id),
                    evaluation,
                    Checks.notNull("createdAt", createdAt),
                    Checks.notNull("updatedAt", updatedAt));
        }
    }
}
