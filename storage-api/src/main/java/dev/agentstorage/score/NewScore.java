package dev.agentstorage.score;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Instants;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A score to save (rule {@code SCORE-03}).
 *
 * @param id the identity; saving an existing id replaces that score, except its {@code createdAt}
 * @param evaluation the result of the scorer
 * @param createdAt the time of the first write; the time of the call when empty
 * @param updatedAt the time of the last change; if empty, the time of the call, or later so that it increases
 */
public record NewScore(String id, Evaluation evaluation, Optional<Instant> createdAt, Optional<Instant> updatedAt) {
    /**
     * Rejects null values.
     *
     * @param id the identity
     * @param evaluation the result of the scorer
     * @param createdAt the time of the first write
     * @param updatedAt the time of the last change
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public NewScore {
        Checks.notNull("id", id);
        Checks.notNull("evaluation", evaluation);
        Checks.notNull("createdAt", createdAt);
        Checks.notNull("updatedAt", updatedAt);
    }

    /**
     * Returns a builder for a score. Defaults: a random id, the time of the call.
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

    /**
     * Returns a score with a random id, at the time of the call.
     *
     * @param evaluation the result of the scorer
     * @return the score to save
     */
    public static NewScore of(Evaluation evaluation) {
        return builder(evaluation).build();
    }

    /**
     * Returns a score with an id of the caller's choice, at the time of the call; safe to save again.
     *
     * @param id the id of the score
     * @param evaluation the result of the scorer
     * @return the score to save
     */
    public static NewScore of(String id, Evaluation evaluation) {
        return builder(evaluation).id(id).build();
    }

    /**
     * {@return the stored score after saving this one, possibly over a stored one with the same id}
     *
     * @param stored the stored score; empty if there is none
     * @param now the time of the call
     */
    public Score over(Optional<Score> stored, Instant now) {
        Instant grown =
                stored.map(score -> Instants.next(score.updatedAt(), now)).orElse(now);
        return new Score(
                id, evaluation, stored.map(Score::createdAt).or(() -> createdAt).orElse(now), updatedAt.orElse(grown));
    }

    /** Collects the fields of a score to be saved. Not thread-safe. */
    public static final class Builder {
        private @Nullable String id;
        private Evaluation evaluation;
        private @Nullable Instant createdAt;
        private @Nullable Instant updatedAt;

        private Builder(Evaluation evaluation) {
            this.evaluation = evaluation;
        }

        private Builder(NewScore score) {
            id = score.id;
            evaluation = score.evaluation;
            createdAt = score.createdAt.orElse(null);
            updatedAt = score.updatedAt.orElse(null);
        }

        /**
         * Sets the id; a score with a chosen id is safe to save again. Default: a random UUID.
         *
         * @param id the identity
         * @return this builder
         */
        public Builder id(String id) {
            this.id = Checks.notNull("id", id);
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
         * Sets the time of the first write; the time of the call when it is {@code null} or not called.
         *
         * @param createdAt the time of the first write
         * @return this builder
         */
        public Builder createdAt(@Nullable Instant createdAt) {
            this.createdAt = createdAt;
            return this;
        }

        /**
         * Sets the time of the last change; the time of the call, or later so that it grows, when it is {@code null} or not called.
         *
         * @param updatedAt the time of the last change
         * @return this builder
         */
        public Builder updatedAt(@Nullable Instant updatedAt) {
            this.updatedAt = updatedAt;
            return this;
        }

        /**
         * Builds the score.
         *
         * @return the score
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public NewScore build() {
            if (id == null) {
                id = UUID.randomUUID().toString();
            }
            return new NewScore(id, evaluation, Optional.ofNullable(createdAt), Optional.ofNullable(updatedAt));
        }
    }
}
