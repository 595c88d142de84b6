package dev.agentstorage.store;

import static dev.agentstorage.internal.Checks.notNull;

import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.JsonKind;
import dev.agentstorage.value.Limits;
import dev.agentstorage.value.Utf8;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The checks that the stores make at the door, each with its one code. */
final class Inputs {
    /** What to do about a large value, unless there is more to say. */
    static final String VALUE_HINT = "keep the large value elsewhere and store a reference";

    private static final Pattern METADATA_KEY = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]{0,127}");

    private Inputs() {}

    /**
     * Returns the time of the storage's clock, to the microsecond.
     *
     * @throws InvalidRequestException {@code clock-out-of-range} when it is outside the years 1 to 9999
     */
    static Instant now(InstantSource clock) {
        Instant now = clock.instant();
        if (now.isBefore(Checks.MIN_INSTANT) || !now.isBefore(Checks.MAX_INSTANT)) {
            throw new InvalidRequestException(
                    "clock-out-of-range",
                    "the clock of the storage must be in the years 1 to 9999",
                    Map.of("now", now));
        }
        return now.truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * Returns a text that any backend can store.
     *
     * @throws InvalidRequestException {@code null-argument}, or {@code text-unstorable} for a NUL character or a lone surrogate
     */
    static String text(String field, @Nullable String value) {
        String text = notNull(field, value);
        int nul = text.indexOf('\0');
        int offset = nul >= 0 ? nul : Utf8.loneSurrogate(text);
        if (offset >= 0) {
            throw new InvalidRequestException(
                    "text-unstorable",
                    "text holds a NUL character or half of a surrogate pair",
                    Details.of("field", field, "offset", offset));
        }
        return text;
    }

    /**
     * Returns an id: storable text, not blank, at most so many bytes.
     *
     * @throws InvalidRequestException {@code null-argument}, {@code text-unstorable}, {@code id-blank}
     * @throws TooLargeException {@code id-too-long}
     */
    static String id(String field, @Nullable String value, int maxBytes) {
        String id = text(field, value);
        if (id.isBlank()) {
            throw new InvalidRequestException("id-blank", "an id must be a non-empty string", Map.of("field", field));
        }
        long size = Utf8.length(id);
        if (size > maxBytes) {
            throw new TooLargeException(
                    "id-too-long",
                    "an id is over the limit of the backend",
                    field,
                    maxBytes,
                    size,
                    "use a shorter id, for example a hash of this one");
        }
        return id;
    }

    /** Checks an optional id like {@link #id}. */
    static Optional<String> id(String field, Optional<String> value, int maxBytes) {
        notNull(field, value).ifPresent(id -> id(field, id, maxBytes));
        return value;
    }

    /**
     * Returns an indexed name (span name, entity name): storable text of at most so many bytes; may be empty.
     *
     * @throws TooLargeException {@code name-too-long}
     */
    static String name(String field, @Nullable String value, int maxBytes) {
        String name = text(field, value);
        long size = Utf8.length(name);
        if (size > maxBytes) {
            throw new TooLargeException(
                    "name-too-long",
                    "a name is over the limit of the backend",
                    field,
                    maxBytes,
                    size,
                    "use a shorter name, and keep the long one in the metadata");
        }
        return name;
    }

    /** Checks an optional name like {@link #name}. */
    static Optional<String> name(String field, Optional<String> value, int maxBytes) {
        notNull(field, value).ifPresent(name -> name(field, name, maxBytes));
        return value;
    }

    /**
     * Returns a JSON object in its canonical form.
     *
     * @throws InvalidRequestException {@code null-argument}, {@code json-not-object}
     */
    static Json object(String field, @Nullable Json value) {
        Json json = notNull(field, value);
        if (!json.isObject()) {
            throw new InvalidRequestException(
                    "json-not-object", "the value must be a JSON object", Map.of("field", field));
        }
        return json.canonical();
    }

    /**
     * Returns metadata in its canonical form: any JSON value, the empty object for {@code null} (rule {@code CORE-25}).
     *
     * @throws InvalidRequestException {@code null-argument}
     */
    static Json metadata(String field, @Nullable Json value) {
        Json json = notNull(field, value);
        return json.kind() == JsonKind.NULL ? Json.EMPTY_OBJECT : json.canonical();
    }

    /**
     * Returns a metadata filter in its canonical form: a JSON object whose top-level names follow the rule for filter keys.
     *
     * @throws InvalidRequestException as {@link #object}, and {@code metadata-key-invalid}
     * @throws TooLargeException {@code filter-too-large}
     */
    static Json filter(String field, @Nullable Json value) {
        Json json = object(field, value);
        filterSize(field, json);
        for (String key : json.members().keySet()) {
            metadataKey(field, key);
        }
        return json;
    }

    /** Checks an optional metadata filter like {@link #filter}. */
    static Optional<Json> filter(String field, Optional<Json> value) {
        return notNull(field, value).map(json -> filter(field, json));
    }

    /** Checks the size of a filter. @throws TooLargeException {@code filter-too-large} */
    static void filterSize(String field, Json filter) {
        long size = filter.sizeInBytes();
        if (size > Limits.FILTER_BYTES) {
            throw new TooLargeException(
                    "filter-too-large",
                    "a filter is over its limit",
                    field,
                    Limits.FILTER_BYTES,
                    size,
                    "ask for fewer values, and compare the rest in the rows that are found");
        }
    }

    /** Checks one name of a metadata filter. @throws InvalidRequestException {@code metadata-key-invalid} */
    static void metadataKey(String field, String key) {
        if (!METADATA_KEY.matcher(key).matches()
                || key.equals("__proto__")
                || key.equals("prototype")
                || key.equals("constructor")) {
            throw new InvalidRequestException(
                    "metadata-key-invalid",
                    "a metadata key is a letter or underscore and then letters, digits or underscores, 128 at most, and no reserved name",
                    Details.of("field", field, "key", key));
        }
    }

    /**
     * Checks the size of a stored value.
     *
     * @throws TooLargeException {@code value-too-large}
     */
    static void size(String field, long bytes, long maxBytes, String hint) {
        if (bytes > maxBytes) {
            throw Refusals.valueTooLarge(field, maxBytes, bytes, hint);
        }
    }

    /**
     * Checks the number of rows of one atomic call.
     *
     * @throws TooLargeException {@code batch-too-large}, naming the bulk operation to use
     */
    static void batch(String field, long rows, long maxRows, String hint) {
        if (rows > maxRows) {
            throw new TooLargeException(
                    "batch-too-large", "a batch is over the limit of one atomic change", field, maxRows, rows, hint);
        }
    }
}
