package dev.agentstorage.error;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A stored value cannot be read. The details name the {@code table}, the {@code key} and the {@code column}, never the value. */
public final class CorruptData extends StorageException {
    /** Creates the error with its stable code, constant message and the values that belong to it. */
    public CorruptData(String code, String message, Map<String, ?> details) {
        this(code, message, details, null);
    }

    /** Creates the error with what caused it. */
    public CorruptData(String code, String message, Map<String, ?> details, @Nullable Throwable cause) {
        super(code, message, details, cause);
    }
}
