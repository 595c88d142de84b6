package dev.agentstorage.spi;

import dev.agentstorage.value.Instants;
import dev.agentstorage.value.Utf8;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The position of one row in the order of a listing: the sort value, then the ids that make it unique.
 *
 * <p>A position may come from an untrusted cursor (rule {@code PAGE-10}). The stores have checked its format, and a backend can rely on
 * nothing else: the row may be missing, or excluded by the filters of the listing. An instant is in the years 1 to 9999, a number is an
 * {@code int}, and the ids are storable and not blank: {@code traceId} and {@code spanId} for traces and spans, {@code workflowName} and
 * {@code runId} for runs, and a single id for all other entities.
 *
 * @param key the sort value: microseconds since the epoch for instants, the number itself for numbers, {@link #OPEN} for an absent instant
 *     that sorts after all others, {@link #NONE} for one that sorts before them
 * @param ids the id or ids of the row, compared by their UTF-8 bytes in the direction of the order
 */
public record Position(long key, List<String> ids) implements Comparable<Position> {
    /** The sort value of an absent instant that sorts after all others. */
    public static final long OPEN = Long.MAX_VALUE;

    /** The sort value of an absent instant that sorts before all others. */
    public static final long NONE = Long.MIN_VALUE;

    /**
     * Copies the ids.
     *
     * @param key the sort value: microseconds since the epoch for instants, the number itself for numbers, {@link #OPEN} for an instant
     *     that is not set and sorts after all others, {@link #NONE} for one that is not set and sorts before them
     * @param ids the id or ids of the row, compared by their UTF-8 bytes in the direction of the order
     */
    public Position {
        ids = List.copyOf(ids);
    }

    /**
     * Returns the position of a row that is sorted by an instant.
     *
     * @param instant the instant
     * @param ids the ids that break ties, in order
     * @return the position
     */
    public static Position of(Instant instant, String... ids) {
        return new Position(Instants.micros(instant), List.of(ids));
    }

    /**
     * Returns the position of a row that is sorted by an instant; a row without one sorts before all others.
     *
     * @param instant the instant
     * @param ids the ids that break ties, in order
     * @return the position
     */
    public static Position orNone(Optional<Instant> instant, String... ids) {
        return new Position(instant.map(Instants::micros).orElse(NONE), List.of(ids));
    }

    /** Compares by the key, then by the ids in order (rule {@code CORE-03}). */
    @Override
    public int compareTo(Position other) {
        int order = Long.compare(key, other.key);
        for (int i = 0; order == 0 && i < Math.min(ids.size(), other.ids.size()); i++) {
            order = Utf8.compare(ids.get(i), other.ids.get(i));
        }
        return order != 0 ? order : Integer.compare(ids.size(), other.ids.size());
    }

    /** {@return the sort value as an instant; undefined for {@link #OPEN} and {@link #NONE}} */
    public Instant instant() {
        return Instants.ofMicros(key);
    }
}
