package dev.agentstorage.store;

import static dev.agentstorage.internal.Checks.notNull;

import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.JsonKind;
import dev.agentstorage.value.Limits;
import dev.agentstorage.value.Utf8;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One call of a store: checks the arguments, each check with one error code, and provides the backend. Errors follow the order of rule
 * {@code CORE-26}: invalid values are rejected immediately, values that are too large or outside a view when the backend is requested. Used
 * by one thread.
 *
 * @param <B> the backend of the store's domain
 */
class Call<B> {
    /** What to do about a large value, unless there is more to say. */
    static final String VALUE_HINT = "keep the large value elsewhere and store a reference";

    private static final Pattern METADATA_KEY = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]{0,127}");

    private final StoreAccess<B> access;
    private @Nullable TooLargeException tooLarge;
    private @Nullable InvalidRequestException outside;

    Call(StoreAccess<B> access) {
        this.access = access;
    }

    /**
     * Returns the backend. A bulk operation calls this in every step.
     *
     * @throws TooLargeException the first size problem that this call has found
     * @throws InvalidRequestException {@code outside-resource} if that was found; thrown after the storage state is checked
     */
    B backend() {
        require();
        B backend = access.backend();
        requireInside();
        return backend;
    }

    /** Throws if a value is too large; for calls that do not need the backend yet, or not at all. */
    void require() {
        if (tooLarge != null) {
            throw tooLarge;
        }
    }

    /** Throws if a value is outside the resource of a view. */
    void requireInside() {
        if (outside != null) {
            throw outside;
        }
    }

    /** Throws like {@link #backend()}; for calls that do not need the backend. */
    void requireReady() {
        notNull("backend", backend());
    }

    Limits limits() {
        return access.limits();
    }

    /**
     * Returns the time of a change.
     *
     * @throws InvalidRequestException {@code clock-out-of-range}
     */
    Instant now() {
        return access.now();
    }

    /** Records that a value is outside the resource of a view. */
    void outside(String field) {
        if (outside == null) {
            outside = new InvalidRequestException(
                    "outside-resource", "the operation is outside the resource of this view", Map.of("field", field));
        }
    }

    private void refuse(TooLargeException refusal) {
        if (tooLarge == null) {
            tooLarge = refusal;
        }
    }

    /**
     * Returns a text that any backend can store.
     *
     * @throws InvalidRequestException {@code null-argument}, or {@code text-unstorable} for a NUL character or a lone surrogate
     */
    String text(String field, @Nullable String value) {
        String text = notNull(field, value);
        int nul = text.indexOf('\0');
        int offset = nul >= 0 ? nul : Utf8.loneSurrogate(text);
        if (offset >= 0) {
            throw new InvalidRequestException(
                    "text-unstorable",
                    "text has a NUL character or an unpaired surrogate",
                    Details.of("field", field, "offset", offset));
        }
        return text;
    }

    /**
     * Returns an id: storable text, not blank; {@code id-too-long} over {@code Limits.idBytes}.
     *
     * @throws InvalidRequestException {@code null-argument}, {@code text-unstorable}, {@code id-blank}
     */
    String id(String field, @Nullable String value) {
        String id = text(field, value);
        if (id.isBlank()) {
            throw new InvalidRequestException("id-blank", "an id must be a non-empty string", Map.of("field", field));
        }
        long size = Utf8.length(id);
        if (size > limits().idBytes()) {
            refuse(new TooLargeException(
                    "id-too-long",
                    "an id exceeds the limit of the backend",
                    field,
                    limits().idBytes(),
                    size,
                    "use a shorter id, for example a hash of this one"));
        }
        return id;
    }

    /** Checks an optional id like {@link #id}. */
    Optional<String> id(String field, Optional<String> value) {
        notNull(field, value).ifPresent(id -> id(field, id));
        return value;
    }

    /**
     * Returns an indexed name (span name, entity name): storable text, which may be empty; {@code name-too-long} over {@code Limits.nameBytes}.
     *
     * @throws InvalidRequestException {@code null-argument}, {@code text-unstorable}
     */
    String name(String field, @Nullable String value) {
        String name = text(field, value);
        long size = Utf8.length(name);
        if (size > limits().nameBytes()) {
            refuse(new TooLargeException(
                    "name-too-long",
                    "a name exceeds the limit of the backend",
                    field,
                    limits().nameBytes(),
                    size,
                    "use a shorter name, and keep the long one in the metadata"));
        }
        return name;
    }

    /** Checks an optional name like {@link #name}. */
    Optional<String> name(String field, Optional<String> value) {
        notNull(field, value).ifPresent(name -> name(field, name));
        return value;
    }

    /**
     * Returns a JSON object in its canonical form.
     *
     * @throws InvalidRequestException {@code null-argument}, {@code json-not-object}
     */
    Json object(String field, @Nullable Json value) {
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
    Json metadata(String field, @Nullable Json value) {
        Json json = notNull(field, value);
        return json.kind() == JsonKind.NULL ? Json.EMPTY_OBJECT : json.canonical();
    }

    /**
     * Returns a metadata filter in its canonical form: a JSON object whose top-level names follow the rule for filter keys; {@code
     * filter-too-large} over {@link Limits#FILTER_BYTES}.
     *
     * @throws InvalidRequestException as {@link #object}, and {@code metadata-key-invalid}
     */
    Json filter(String field, @Nullable Json value) {
        Json json = object(field, value);
        filterSize(field, json);
        for (String key : json.members().keySet()) {
            metadataKey(field, key);
        }
        return json;
    }

    /** Checks an optional metadata filter like {@link #filter}. */
    Optional<Json> filter(String field, Optional<Json> value) {
        return notNull(field, value).map(json -> filter(field, json));
    }

    /** Checks the size of a filter: {@code filter-too-large} over {@link Limits#FILTER_BYTES}. */
    void filterSize(String field, Json filter) {
        long size = filter.sizeInBytes();
        if (size > Limits.FILTER_BYTES) {
            refuse(new TooLargeException(
                    "filter-too-large",
                    "a filter exceeds its limit",
                    field,
                    Limits.FILTER_BYTES,
                    size,
                    "use fewer values, and compare the rest in the results"));
        }
    }

    /**
     * Checks one name of a metadata filter.
     *
     * @throws InvalidRequestException {@code metadata-key-invalid}
     */
    void metadataKey(String field, String key) {
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

    /** Checks the size of a stored value: {@code value-too-large} over {@code Limits.valueBytes}. */
    void value(String field, long bytes) {
        size(field, bytes, limits().valueBytes(), VALUE_HINT);
    }

    /** Checks the size of a stored value that has another limit or says something else about it: {@code value-too-large}. */
    void size(String field, long bytes, long maxBytes, String hint) {
        if (bytes > maxBytes) {
            refuse(Refusals.valueTooLarge(field, maxBytes, bytes, hint));
        }
    }

    /** Checks the size of all parts of an entity together: {@code row-too-large} over {@code Limits.rowBytes}. */
    void row(String field, long bytes) {
        try {
            limits().requireRow(field, bytes);
        } catch (TooLargeException e) {
            refuse(e);
        }
    }

    /** Checks the rows of one atomic change: {@code batch-too-large} over {@code Limits.atomicRows}; the hint names what takes more. */
    void rows(String field, long rows, String hint) {
        batch(field, rows, limits().atomicRows(), hint);
    }

    /** Checks the bytes of one atomic change: {@code batch-too-large} over {@code Limits.atomicBytes}; the hint names what takes more. */
    void bytes(String field, long bytes, String hint) {
        batch(field, bytes, limits().atomicBytes(), hint);
    }

    /** Checks how many of something a call may name: {@code batch-too-large}. */
    void batch(String field, long size, long limit, String hint) {
        if (size > limit) {
            refuse(new TooLargeException(
                    "batch-too-large", "a batch exceeds the limit of one atomic change", field, limit, size, hint));
        }
    }
}
