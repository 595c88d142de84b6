package dev.agentstorage.score;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.OpenValue;

/**
 * The kind of run that was scored. An open value: unknown values are kept (rule {@code SCORE-08}).
 *
 * @param value the stored source
 */
public record ScoreSource(String value) implements OpenValue {
    /** A run for a user. */
    public static final ScoreSource LIVE = new ScoreSource("LIVE");
    /** A run of a test or an experiment. */
    public static final ScoreSource TEST = new ScoreSource("TEST");

    /**
     * Rejects null.
     *
     * @param value the stored source
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public ScoreSource {
        Checks.notNull("source", value);
    }

    /**
     * {@return the source with this text, as {@link #toString} returns it; the text may be unknown}
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
