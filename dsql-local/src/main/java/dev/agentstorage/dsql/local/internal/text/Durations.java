package dev.agentstorage.dsql.local.internal.text;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Parses and formats durations such as {@code 250us}, {@code 5ms}, {@code 1.5s}, {@code 10min}, {@code 1h}. */
public final class Durations {
    private static final Map<String, Duration> UNITS = Map.of(
            "us", Duration.ofNanos(1_000),
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "min", Duration.ofMinutes(1),
            "h", Duration.ofHours(1));

    private static final BigDecimal LONGEST =
            new BigDecimal(Duration.ofDays(365).toNanos());

    private Durations() {}

    /**
     * Parses a number and a unit, without a space between them. Fractions of a nanosecond are cut off.
     *
     * @return empty if the text is not a duration, is negative, has no unit, or is longer than 365 days
     */
    public static Optional<Duration> parse(String text) {
        int unitAt = 0;
        while (unitAt < text.length() && isOfNumber(text.charAt(unitAt))) {
            unitAt++;
        }
        Duration unit = UNITS.get(text.substring(unitAt).toLowerCase(Locale.ROOT));
        if (unit == null) {
            return Optional.empty();
        }
        try {
            BigDecimal nanos = new BigDecimal(text.substring(0, unitAt)).multiply(BigDecimal.valueOf(unit.toNanos()));
            return nanos.compareTo(LONGEST) > 0
                    ? Optional.empty()
                    : Optional.of(Duration.ofNanos(nanos.toBigInteger().longValueExact()));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    private static boolean isOfNumber(char c) {
        return (c >= '0' && c <= '9') || c == '.';
    }

    /** A short text that {@link #parse} reads as this duration, in microseconds; the rest is cut off. */
    public static String format(Duration duration) {
        long micros = duration.toNanos() / 1_000;
        if (micros % 1_000_000 == 0) {
            return micros / 1_000_000 + "s";
        }
        return micros % 1_000 == 0 ? micros / 1_000 + "ms" : micros + "us";
    }
}
