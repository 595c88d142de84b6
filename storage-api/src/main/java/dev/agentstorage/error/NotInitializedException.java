package dev.agentstorage.error;

import java.util.Map;

/** The storage is not usable: {@code init()} was not called and automatic initialisation is off, or the storage is closed. */
public final class NotInitializedException extends StorageException {
    /**
     * Creates the error with its stable code ({@code not-initialized} or {@code storage-closed}) and message.
     *
     * @param code the stable code of the error
     * @param message the constant text of the message, without values
     * @param details the values of the error, by name
     */
    public NotInitializedException(String code, String message, Map<String, ?> details) {
        super(code, message, details, null);
    }
}
