package dev.agentstorage.score;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.OpenValue;

/**
 * What kind of run was scored: an open value, so that one that this version does not know survives (rule {@code SCORE-08}).
 *
 * @param value the stored source
 */
public record ScoreSource(String value) implements OpenValue {
    /** A run for a user. */
    public static final ScoreSource LIVE = new ScoreSource("LIVE");
    /** A run of a test or an experiment. */
    public static final ScoreSource TEST = new ScoreSource("TEST");

    /**
     * Refuses null.
     *
     * @param value the stored source
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public ScoreSource {
        Checks.notNull("source", value);
    }

    /**
     * {@return the source of a text, as {@link #toString} gives it, known or not}
     *
     * @param value the text
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public static ScoreSource of(String value) {
        return new ScoreSource(value);
    }

    /** Returns the stored source. */
    @Override
    public String toString() {
        return value;
    }
}
