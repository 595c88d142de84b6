package dev.agentstorage.dsql.internal.tx;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Instants as the two column types hold them: wall clock time of UTC, and time with its zone. The zone of the JVM plays no part. */
public final class Times {
    private Times() {}

    /** Returns what a {@code timestamp} column holds. */
    public static LocalDateTime wall(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    /** Returns what a {@code timestamptz} column holds. */
    public static OffsetDateTime zoned(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /** Returns the instant of a wall clock time of UTC. */
    public static Instant instant(LocalDateTime wall) {
        return wall.toInstant(ZoneOffset.UTC);
    }
}
