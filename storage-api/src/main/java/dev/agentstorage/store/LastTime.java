package dev.agentstorage.store;

import java.time.Instant;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The last time of a thread that new messages may follow, and later times that they may follow once the clock is near enough. Guarded by
 * its owner.
 */
final class LastTime {
    /** Maximum number of future times that are kept, the nearest ones: a conversation has few. */
    private static final int MOST_AHEAD = 16;

    private final TreeSet<Instant> times = new TreeSet<>();

    /** Adds a time. */
    void add(Instant time) {
        times.add(time);
        if (times.size() > MOST_AHEAD + 1) {
            times.pollLast();
        }
    }

    /** Returns the last time before an instant, or {@code null}; earlier times are dropped. */
    @Nullable
    Instant before(Instant bound) {
        Instant found = times.lower(bound);
        if (found != null) {
            times.headSet(found, false).clear();
        }
        return found;
    }
}
