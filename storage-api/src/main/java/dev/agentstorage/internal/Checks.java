package dev.agentstorage.internal;

import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Argument checks of records and stores, each with its error code. Not part of the API. */
public final class Checks {
    /** The earliest storable instant. */
    public static final Instant MIN_INSTANT = Instant.parse("0001-01-01T00:00:00Z");

    /** The first instant after the storable range, exclusive. */
    public static final Instant MAX_INSTANT = Instant.parse("+10000-01-01T00:00:00Z");

    private Checks() {}
    /**
     * Returns the value.
     *
     * @throws InvalidRequestException {@code null-argument}
     */
    public static <T> T notNull(String field, @Nullable T value) {
        if (value == null) {
            throw new InvalidRequestException("null-argument", "a required value is null", Map.of("field", field));
        }
        return value;
    }

    /**
     * Returns the collection.
     *
     * @throws InvalidRequestException {@code null-argument} when it or an element is {@code null}
     */
    public static <C extends Collection<?>> C noNulls(String field, @Nullable C values) {
        C checked = notNull(field, values);
        for (Object value : checked) {
            notNull(field, value);
        }
        return checked;
    }

    /**
     * Returns the instant truncated to the microsecond.
     *
     * @throws InvalidRequestException {@code null-argument}, {@code instant-out-of-range} outside the years 1 to 9999
     */
    public static Instant instant(String field, @Nullable Instant value) {
        Instant instant = notNull(field, value);
        if (instant.isBefore(MIN_INSTANT) || !instant.isBefore(MAX_INSTANT)) {
            throw new InvalidRequestException(
                    "instant-out-of-range",
                    "an instant must be in the years 1 to 9999",
                    Details.of("field", field, "value", instant));
        }
        return instant.truncatedTo(ChronoUnit.MICROS);
    }

    /** Truncates an optional instant like {@link #instant}. */
    public static Optional<Instant> instant(String field, Optional<Instant> value) {
        return notNull(field, value).map(instant -> instant(field, instant));
    }

    /**
     * Checks that a range is not inverted.
     *
     * @throws InvalidRequestException {@code range-inverted} when the start is after the end
     */
    public static void range(String field, Optional<Instant> start, Optional<Instant> end) {
        if (start.isPresent() && end.isPresent() && start.get().isAfter(end.get())) {
            throw new InvalidRequestException(
                    "range-inverted",
                    "the start of a range is after its end",
                    Details.of("field", field, "start", start.get(), "end", end.get()));
        }
    }

    /**
     * Checks a limit that must be at least 1.
     *
     * @throws InvalidRequestException {@code limit-not-positive}
     */
    public static int positive(String field, int value) {
        if (value < 1) {
            throw new InvalidRequestException(
                    "limit-not-positive", "a limit must be >= 1", Details.of("field", field, "value", value));
        }
        return value;
    }
}
