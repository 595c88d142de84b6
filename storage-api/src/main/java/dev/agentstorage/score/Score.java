package dev.agentstorage.score;

import dev.agentstorage.internal.Checks;
import java.time.Instant;
import java.util.Optional;

/**
 * A score as it is stored. Scores are totally ordered by {@code createdAt}, then by the UTF-8 bytes of the id.
 *
 * @param id the identity, unique in the storage
 * @param evaluation what the scorer says
 * @param createdAt when it was first stored, to the microsecond
 * @param updatedAt when it was stored last, to the microsecond
 */
public record Score(String id, Evaluation evaluation, Instant createdAt, Instant updatedAt) {
    /** Refuses nulls. @throws dev.agentstorage.error.InvalidRequestException {@code null-argument} */
    public Score {
        Checks.notNull("id", id);
        Checks.notNull("evaluation", evaluation);
        Checks.notNull("createdAt", createdAt);
        Checks.notNull("updatedAt", updatedAt);
    }

    /** Returns the scorer. */
    public String scorerId() {
        return evaluation.scorerId();
    }

    /** Returns the run that was scored. */
    public String runId() {
        return evaluation.runId();
    }

    /** Returns the score itself. */
    public double score() {
        return evaluation.score();
    }

    /** Returns why, in words. */
    public Optional<String> reason() {
        return evaluation.reason();
    }

    /** Returns this score as one to be saved, with its times. */
    public NewScore toNew() {
        return new NewScore(id, evaluation, Optional.of(createdAt), Optional.of(updatedAt));
    }
}
