package dev.agentstorage.error;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something with this identity is stored already; {@link #stored(Class)} gives what is stored. Nothing was changed. */
public final class AlreadyExistsException extends StorageException {
    private final transient @Nullable Object stored;

    /**
     * Creates the error.
     *
     * @param stored the entity as it is stored (never the one of the attempt), or {@code null} where the caller may not see it
     */
    public AlreadyExistsException(String code, String message, Map<String, ?> details, @Nullable Object stored) {
        super(code, message, details, null);
        this.stored = stored;
    }

    /** Returns the stored entity when it is visible to the caller and of the given type. */
    public <T> Optional<T> stored(Class<T> type) {
        return type.isInstance(stored) ? Optional.of(type.cast(stored)) : Optional.empty();
    }
}
