package dev.agentstorage.value;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Instants as they are stored: in microseconds, in the years 1 to 9999. Thread-safe: there is no state. */
public final class Instants {
    /** The last instant that can be stored. */
    public static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private Instants() {}

    /**
     * {@return an instant as microseconds since 1970-01-01T00:00:00Z, without its finer part: those before it are negative}
     *
     * @param instant the instant
     */
    public static long micros(Instant instant) {
        // ChronoUnit.between would overflow on nanoseconds, 292 years from the epoch
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }

    /**
     * {@return the instant of a number of microseconds since 1970-01-01T00:00:00Z}
     *
     * @param micros the microseconds since 1970-01-01T00:00:00Z
     */
    public static Instant ofMicros(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /**
     * {@return the time that a change of a stored value leaves as its {@code updatedAt}: the later of now and one microsecond after what is
     * stored, and never more than {@link #LAST}, at which it no longer grows (rule {@code MEM-11})}
     *
     * @param stored the time that is stored
     * @param now the time of the call
     */
    public static Instant next(Instant stored, Instant now) {
        Instant grown = stored.plus(1, ChronoUnit.MICROS);
        Instant later = grown.isBefore(now) ? now : grown;
        return later.isAfter(LAST) ? LAST : later;
    }
}
