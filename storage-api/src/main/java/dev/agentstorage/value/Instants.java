package dev.agentstorage.value;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Instants as they are stored: microsecond precision, years 1 to 9999. Stateless and thread-safe. */
public final class Instants {
    /** The last instant that can be stored. */
    public static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private Instants() {}

    /**
     * {@return an instant as microseconds since 1970-01-01T00:00:00Z, truncated; negative before that time}
     *
     * @param instant the instant
     */
    public static long micros(Instant instant) {
        // ChronoUnit.between would overflow on nanoseconds, 292 years from the epoch
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }

    /**
     * {@return the instant of a number of microseconds}
     *
     * @param micros the microseconds since 1970-01-01T00:00:00Z
     */
    public static Instant ofMicros(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /**
     * {@return the next {@code updatedAt} of a changed entity: the later of now and one microsecond after the stored time, at most
     * {@link #LAST}, where it stops increasing (rule {@code MEM-11})}
     *
     * @param stored the stored time
     * @param now the time of the call
     */
    public static Instant next(Instant stored, Instant now) {
        Instant grown = stored.plus(1, ChronoUnit.MICROS);
        Instant later = grown.isBefore(now) ? now : grown;
        return later.isAfter(LAST) ? LAST : later;
    }
}
