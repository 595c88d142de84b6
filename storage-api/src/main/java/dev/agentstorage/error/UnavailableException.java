package dev.agentstorage.error;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The backend is unreachable or overloaded; the change was not applied. Try again later. */
public final class UnavailableException extends StorageException {
    /**
     * Creates the error with its stable code, constant message and values.
     *
     * @param code the stable code of the error
     * @param message the constant text of the message, without values
     * @param details the values of the error, by name
     */
    public UnavailableException(String code, String message, Map<String, ?> details) {
        this(code, message, details, null);
    }

    /**
     * Creates the error with its cause.
     *
     * @param code the stable code of the error
     * @param message the constant text of the message, without values
     * @param details the values of the error, by name
     * @param cause the cause; {@code null} if unknown
     */
    public UnavailableException(String code, String message, Map<String, ?> details, @Nullable Throwable cause) {
        super(code, message, details, cause);
    }
}
