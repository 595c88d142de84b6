package dev.agentstorage.value;

import dev.agentstorage.internal.Checks;
import java.time.Instant;
import java.util.Optional;

/**
 * A range of instants with microsecond precision; finer bounds are truncated. Both bounds are optional, and inclusive by default.
 *
 * @param start the earliest instant
 * @param startExclusive whether the start is excluded
 * @param end the latest instant
 * @param endExclusive whether the end is excluded
 */
public record TimeRange(Optional<Instant> start, boolean startExclusive, Optional<Instant> end, boolean endExclusive) {
    /** The range without bounds. */
    public static final TimeRange ALL = new TimeRange(Optional.empty(), false, Optional.empty(), false);

    /**
     * Truncates and checks the bounds.
     *
     * @param start the earliest instant
     * @param startExclusive whether the start itself is left out
     * @param end the latest instant
     * @param endExclusive whether the end itself is left out
     * @throws dev.agentstorage.error.InvalidRequestException {@code range-inverted} when the start is after the end, {@code null-argument},
     *     {@code instant-out-of-range}
     */
    public TimeRange {
        start = Checks.instant("start", start);
        end = Checks.instant("end", end);
        Checks.range("range", start, end);
    }

    /**
     * Returns the range from an instant on, inclusive.
     *
     * @param start the beginning
     * @return the range
     */
    public static TimeRange from(Instant start) {
        return new TimeRange(Optional.of(Checks.notNull("start", start)), false, Optional.empty(), false);
    }

    /**
     * Returns the range up to an instant, inclusive.
     *
     * @param end the end
     * @return the range
     */
    public static TimeRange until(Instant end) {
        return new TimeRange(Optional.empty(), false, Optional.of(Checks.notNull("end", end)), false);
    }

    /**
     * Returns the range between two instants, both inclusive.
     *
     * @param start the beginning
     * @param end the end
     * @return the range
     */
    public static TimeRange between(Instant start, Instant end) {
        return new TimeRange(
                Optional.of(Checks.notNull("start", start)), false, Optional.of(Checks.notNull("end", end)), false);
    }

    /** {@return the same range with an exclusive start} */
    public TimeRange withoutStart() {
        return new TimeRange(start, true, end, endExclusive);
    }

    /** {@return the same range with an exclusive end} */
    public TimeRange withoutEnd() {
        return new TimeRange(start, startExclusive, end, true);
    }

    /**
     * {@return whether the instant is in the range}
     *
     * @param instant the instant
     */
    public boolean contains(Instant instant) {
        if (start.isPresent()) {
            int order = instant.compareTo(start.get());
            if (order < 0 || (order == 0 && startExclusive)) {
                return false;
            }
        }
        if (end.isPresent()) {
            int order = instant.compareTo(end.get());
            return order < 0 || (order == 0 && !endExclusive);
        }
        return true;
    }
}
