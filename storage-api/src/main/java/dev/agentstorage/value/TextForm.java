package dev.agentstorage.value;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A type of the JDK whose values are JSON strings.
 *
 * @param type the type; its subtypes have the same form
 * @param writer converts a value to text
 * @param reader converts a text to a value; throws a {@code RuntimeException} when the text does not have this form
 */
record TextForm<T>(Class<T> type, Function<T, String> writer, Function<String, T> reader) {
    /** All supported types. */
    static final List<TextForm<?>> ALL = List.of(
            new TextForm<>(Instant.class, Instant::toString, Instant::parse),
            // subclasses without an instant, such as java.sql.Date, throw
            new TextForm<>(Date.class, date -> date.toInstant().toString(), text -> Date.from(Instant.parse(text))),
            new TextForm<>(LocalDate.class, DateTimeFormatter.ISO_LOCAL_DATE::format, LocalDate::parse),
            new TextForm<>(LocalTime.class, DateTimeFormatter.ISO_LOCAL_TIME::format, LocalTime::parse),
            new TextForm<>(LocalDateTime.class, DateTimeFormatter.ISO_LOCAL_DATE_TIME::format, LocalDateTime::parse),
            new TextForm<>(OffsetTime.class, DateTimeFormatter.ISO_OFFSET_TIME::format, OffsetTime::parse),
            new TextForm<>(OffsetDateTime.class, DateTimeFormatter.ISO_OFFSET_DATE_TIME::format, OffsetDateTime::parse),
            new TextForm<>(ZonedDateTime.class, DateTimeFormatter.ISO_ZONED_DATE_TIME::format, ZonedDateTime::parse),
            new TextForm<>(YearMonth.class, YearMonth::toString, YearMonth::parse),
            new TextForm<>(Duration.class, Duration::toString, Duration::parse),
            new TextForm<>(Period.class, Period::toString, Period::parse),
            new TextForm<>(ZoneId.class, ZoneId::getId, ZoneId::of),
            new TextForm<>(UUID.class, UUID::toString, UUID::fromString),
            new TextForm<>(URI.class, URI::toString, URI::create),
            new TextForm<>(Locale.class, Locale::toLanguageTag, Locale::forLanguageTag));

    /** Returns the form of a value; null when its type is not one of these. */
    static @Nullable TextForm<?> of(Object value) {
        for (TextForm<?> form : ALL) {
            if (form.type.isInstance(value)) {
                return form;
            }
        }
        return null;
    }

    /** Returns the text of a value of this type. */
    String write(Object value) {
        return writer.apply(type.cast(value));
    }
}
