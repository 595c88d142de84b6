package dev.agentstorage.dsql.internal.tx;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Converts instants to and from {@code timestamp} (in UTC) and {@code timestamptz} columns, independently of the JVM's time zone. */
public final class Times {
    private Times() {}

    /** Returns the value of a {@code timestamp} column. */
    public static LocalDateTime wall(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    /** Returns the value of a {@code timestamptz} column. */
    public static OffsetDateTime zoned(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /** Returns the instant of the value of a {@code timestamp} column. */
    public static Instant instant(LocalDateTime wall) {
        return wall.toInstant(ZoneOffset.UTC);
    }
}
