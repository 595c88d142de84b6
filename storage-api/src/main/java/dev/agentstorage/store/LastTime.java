package dev.agentstorage.store;

import java.time.Instant;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The last time of a thread that was followed or can be, and those after it, which are followed once the clock has come near enough. Guarded
 * by its owner.
 */
final class LastTime {
    /** Number of future times that are remembered, the nearest ones: more than a few are no conversation. */
    private static final int MOST_AHEAD = 16;

    private final TreeSet<Instant> times = new TreeSet<>();

    /** Remembers a time. */
    void add(Instant time) {
        times.add(time);
        if (times.size() > MOST_AHEAD + 1) {
            times.pollLast();
        }
    }

    /** Returns the last remembered time before an instant, or {@code null}; those before it are forgotten. */
    @Nullable
    Instant before(Instant bound) {
        Instant found = times.lower(bound);
        if (found != null) {
            times.headSet(found, false).clear();
        }
        return found;
    }
}
