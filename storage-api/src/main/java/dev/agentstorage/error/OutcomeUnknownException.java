package dev.agentstorage.error;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The change may or may not have been applied, typically because the connection was lost during the commit. Repeat the call only if it is
 * idempotent (upserts with a caller-defined id are), or read back the stored value.
 */
public final class OutcomeUnknownException extends StorageException {
    /**
     * Creates the error with its stable code, constant message and values.
     *
     * @param code the stable code of the error
     * @param message the constant text of the message, without values
     * @param details the values of the error, by name
     */
    public OutcomeUnknownException(String code, String message, Map<String, ?> details) {
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
    public OutcomeUnknownException(String code, String message, Map<String, ?> details, @Nullable Throwable cause) {
        super(code, message, details, cause);
    }
}
