package dev.agentstorage.error;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The backend is unreachable or overloaded; the change was not applied. Try again later. */
public final class UnavailableException extends StorageException {
    /**
     * Creates the error with its stable code, constant message and the values that belong to it.
     *
     * @param code the stable code of the error
     * @param message the constant sentence
     * @param details the values that belong to the error, by name
     */
    public UnavailableException(String code, String message, Map<String, ?> details) {
        this(code, message, details, null);
    }

    /**
     * Creates the error with what caused it.
     *
     * @param code the stable code of the error
     * @param message the constant sentence
     * @param details the values that belong to the error, by name
     * @param cause what caused it; {@code null} if unknown
     */
    public UnavailableException(String code, String message, Map<String, ?> details, @Nullable Throwable cause) {
        super(code, message, details, cause);
    }
}
