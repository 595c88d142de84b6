package dev.agentstorage.score;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Instants;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A score to be saved (rule {@code SCORE-03}).
 *
 * @param id the identity; saving an id that is stored replaces that score, but for its {@code createdAt}
 * @param evaluation what the scorer says
 * @param createdAt when it was said; the time of the call when empty
 * @param updatedAt when it was said last; when empty the time of the call, or later so that it grows
 */
public record NewScore(String id, Evaluation evaluation, Optional<Instant> createdAt, Optional<Instant> updatedAt) {
    /** Refuses nulls. @throws dev.agentstorage.error.InvalidRequestException {@code null-argument} */
    public NewScore {
        Checks.notNull("id", id);
        Checks.notNull("evaluation", evaluation);
        Checks.notNull("createdAt", createdAt);
        Checks.notNull("updatedAt", updatedAt);
    }

    /** A score of a random id, at the time of the call. */
    public static NewScore of(Evaluation evaluation) {
        return of(UUID.randomUUID().toString(), evaluation);
    }

    /** A score of the caller's own id, which makes saving it again harmless, at the time of the call. */
    public static NewScore of(String id, Evaluation evaluation) {
        return new NewScore(id, evaluation, Optional.empty(), Optional.empty());
    }

    /** Returns this score with the time when it was said. */
    public NewScore createdAt(Instant createdAt) {
        return new NewScore(id, evaluation, Optional.of(Checks.notNull("createdAt", createdAt)), updatedAt);
    }

    /** Returns this score with the time when it was said last. */
    public NewScore updatedAt(Instant updatedAt) {
        return new NewScore(id, evaluation, createdAt, Optional.of(Checks.notNull("updatedAt", updatedAt)));
    }

    /** Returns the score that saving this one at the given time leaves, in place of a stored one of the same id. */
    public Score over(Optional<Score> stored, Instant now) {
        Instant grown =
                stored.map(score -> Instants.next(score.updatedAt(), now)).orElse(now);
        return new Score(
                id, evaluation, stored.map(Score::createdAt).or(() -> createdAt).orElse(now), updatedAt.orElse(grown));
    }
}
