package dev.agentstorage.score;

import dev.agentstorage.internal.Checks;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stored score. Scores are totally ordered by {@code createdAt}, then by the UTF-8 bytes of the id.
 *
 * @param id the identity, unique in the storage
 * @param evaluation what the scorer says
 * @param createdAt when it was first stored, to the microsecond
 * @param updatedAt when it was stored last, to the microsecond
 */
public record Score(String id, Evaluation evaluation, Instant createdAt, Instant updatedAt) {
    /**
     * Refuses nulls.
     *
     * @param id the identity, unique in the storage
     * @param evaluation what the scorer says
     * @param createdAt when it was first stored, to the microsecond
     * @param updatedAt when it was stored last, to the microsecond
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public Score {
        Checks.notNull("id", id);
        Checks.notNull("evaluation", evaluation);
        Checks.notNull("createdAt", createdAt);
        Checks.notNull("updatedAt", updatedAt);
    }

    /**
     * Begins a score as a backend stores it; to save one, begin a {@link NewScore}.
     *
     * @param evaluation what the scorer found
     * @return a new builder
     */
    public static Builder builder(Evaluation evaluation) {
        return new Builder(evaluation);
    }

    /**
     * Begins a copy of this score.
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

    /** {@return the score itself} */
    public double score() {
        return evaluation.score();
    }

    /** {@return why, in words} */
    public Optional<String> reason() {
        return evaluation.reason();
    }

    /** {@return this score as one to be saved, with its times} */
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
         * Sets what the scorer says.
         *
         * @param evaluation what the scorer says
         * @return this builder
         */
        public Builder evaluation(Evaluation evaluation) {
            this.evaluation = evaluation;
            return this;
        }

        /**
         * Sets when it was first stored; required.
         *
         * @param createdAt when it was first stored, to the microsecond
         * @return this builder
         */
        public Builder createdAt(Instant createdAt) {
            this.createdAt = createdAt;
            return this;
        }

        /**
         * Sets when it was stored last; required.
         *
         * @param updatedAt when it was stored last, to the microsecond
         * @return this builder
         */
        public Builder updatedAt(Instant updatedAt) {
            this.updatedAt = updatedAt;
            return this;
        }

        /**
         * Makes the score.
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
