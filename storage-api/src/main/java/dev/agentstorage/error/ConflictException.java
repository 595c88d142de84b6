package dev.agentstorage.error;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The stored entity is not the expected one, or the retries were exhausted by concurrent modifications. The change was not applied: re-read and
 * retry. Codes: {@code version-conflict}, {@code status-conflict} and {@code not-at-end} when another writer was first, with the stored entity in
 * {@link #stored}; {@code retries-exhausted} without one.
 */
public final class ConflictException extends StorageException {
    private final transient @Nullable Object stored;

    /**
     * Creates the error for a failed expectation, with the stored entity.
     *
     * @param code the stable code of the error
     * @param message the constant text of the message, without values
     * @param details the values of the error, by name
     * @param stored the stored entity; {@code null} leaves it out
     */
    public ConflictException(String code, String message, Map<String, ?> details, @Nullable Object stored) {
        this(code, message, details, stored, null);
    }

    /**
     * Creates the error with its cause.
     *
     * @param code the stable code of the error
     * @param message the constant text of the message, without values
     * @param details the values of the error, by name
     * @param stored the stored entity; {@code null} leaves it out
     * @param cause the cause; {@code null} if unknown
     */
    public ConflictException(
            String code, String message, Map<String, ?> details, @Nullable Object stored, @Nullable Throwable cause) {
        super(code, message, details, cause);
        this.stored = stored;
    }

    /**
     * {@return the stored entity when it is known and of the given type}
     *
     * @param <T> the type of the value
     * @param type the type of the entity
     */
    public <T> Optional<T> stored(Class<T> type) {
        return type.isInstance(stored) ? Optional.of(type.cast(stored)) : Optional.empty();
    }
}
