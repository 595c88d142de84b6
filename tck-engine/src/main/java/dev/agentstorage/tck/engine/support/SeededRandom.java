package dev.agentstorage.tck.engine.support;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Reproducible random choices: the same seed gives the same choices. Not thread-safe: give each thread its own {@link #split()}. */
public final class SeededRandom {
    /** Short texts that storages often handle incorrectly: supplementary characters, combining marks, quotes, wildcards, escapes, white space. */
    private static final List<String> PIECES = List.of(
            "a", "B", "0", " ", "\t", "\n", "'", "\"", "\\", "%", "_", "$1", "{}", "[", "é", "e\u0301", "ß", "ı", "中",
            "\u200d", "\ufeff", "\uffff", "😀", "𝒳", "؀", "--", "/*", ";");

    private final long seed;
    private final Random random;

    /** Creates a source with a seed. */
    public SeededRandom(long seed) {
        this.seed = seed;
        random = new Random(seed);
    }

    /** Returns a new source that is derived from the state of this one, and advances this one. */
    public SeededRandom split() {
        return new SeededRandom(random.nextLong());
    }

    /**
     * Returns a number from 0 to {@code bound - 1}.
     *
     * @throws IllegalArgumentException when the bound is not positive
     */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /** Returns a number from {@code least} to {@code most}, inclusive. */
    public int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    /** Returns any {@code long}. */
    public long number() {
        return random.nextLong();
    }

    /** Returns one of the elements. */
    public <T> T pick(List<T> elements) {
        return elements.get(random.nextInt(elements.size()));
    }

    /** Returns the elements in random order. */
    public <T> List<T> shuffled(List<T> elements) {
        List<T> shuffled = new ArrayList<>(elements);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    /** Returns a storable text of 0 to {@code pieces} pieces, many of them unusual. */
    public String text(int pieces) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(pieces + 1); left > 0; left--) {
            text.append(pick(PIECES));
        }
        return text.toString();
    }

    /** Returns an instant with microsecond precision, from {@code start} (inclusive) to {@code start + span} (exclusive). */
    public Instant instant(Instant start, Duration span) {
        long micros = ChronoUnit.MICROS.between(start, start.plus(span));
        return start.plus((long) (random.nextDouble() * micros), ChronoUnit.MICROS);
    }

    /** Returns the seed. */
    @Override
    public String toString() {
        return "seed " + seed;
    }
}
