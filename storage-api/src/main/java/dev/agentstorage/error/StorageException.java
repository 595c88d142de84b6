package dev.agentstorage.error;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Base class of all errors of Agent Storage (rule {@code CORE-10}). The subclass shows what the caller can do. {@link #code()} identifies the
 * error: it is stable between releases and meant for programs. {@link #getMessage()} is meant for people and includes the relevant ids, names,
 * limits, sizes, counts and durations. {@link #details()} has all values. Secrets and stored content never appear in an error.
 *
 * <p>Instances are immutable apart from what {@link Throwable} itself allows, and safe to share between threads.
 */
public abstract sealed class StorageException extends RuntimeException
        permits AlreadyExistsException,
                ConflictException,
                CorruptDataException,
                InvalidRequestException,
                NotFoundException,
                NotInitializedException,
                OutcomeUnknownException,
                TooLargeException,
                UnavailableException,
                UnsupportedException {
    /** The stable code. */
    private final String code;

    private final transient Map<String, Object> details;

    StorageException(String code, String message, Map<String, ?> details, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.details = Collections.unmodifiableMap(ordered(details));
    }

    private static Map<String, Object> ordered(Map<String, ?> details) {
        // the iteration order of other maps may differ between JVMs
        return details instanceof LinkedHashMap || details instanceof SortedMap
                ? new LinkedHashMap<>(details)
                : new TreeMap<>(details);
    }

    /** {@return the stable, lower-case, hyphenated name of this error, for example {@code page-negative}} */
    public final String code() {
        return code;
    }

    /**
     * {@return the values of this error by name, such as {@code field}, {@code threadId} or {@code size}; unmodifiable} Ordered as in
     * {@link Details}, or as in the sorted or linked map passed to the constructor; otherwise by name.
     */
    public final Map<String, Object> details() {
        // null only after deserialization: details may hold values that are not serializable
        return details == null ? Map.of() : details;
    }

    /**
     * Returns {@code code: sentence (name=value, …)}: the values of {@link #details()} in their order, without those that may contain stored
     * content (see {@link Details#isShown}). Each value is escaped, so that the message is one line, and truncated to
     * {@value Details#SHOWN_CHARACTERS} characters.
     */
    @Override
    public final String getMessage() {
        return code + ": " + super.getMessage() + Details.shown(details());
    }
}
