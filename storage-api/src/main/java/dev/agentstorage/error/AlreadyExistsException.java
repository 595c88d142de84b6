package dev.agentstorage.error;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something with this identity is stored already; {@link #stored(Class)} gives what is stored. Nothing was changed. */
public final class AlreadyExistsException extends StorageException {
    private final transient @Nullable Object stored;
    private final transient @Nullable List<?> all;

    /**
     * Creates the error.
     *
     * @param stored the entity as it is stored (never the one of the attempt), or {@code null} where the caller may not see it
     */
    public AlreadyExistsException(String code, String message, Map<String, ?> details, @Nullable Object stored) {
        this(code, message, details, stored, stored == null ? List.of() : List.of(stored));
    }

    private AlreadyExistsException(
            String code, String message, Map<String, ?> details, @Nullable Object stored, List<?> all) {
        super(code, message, details, null);
        this.stored = stored;
        this.all = List.copyOf(all);
    }

    /**
     * Returns an error about several entities.
     *
     * @param stored the entities as they are stored, without those that the caller may not see; {@link #stored(Class)} gives the first
     */
    public static AlreadyExistsException ofSeveral(
            String code, String message, Map<String, ?> details, List<?> stored) {
        return new AlreadyExistsException(code, message, details, stored.isEmpty() ? null : stored.get(0), stored);
    }

    /** Returns the stored entity when it is visible to the caller and of the given type. */
    public <T> Optional<T> stored(Class<T> type) {
        return type.isInstance(stored) ? Optional.of(type.cast(stored)) : Optional.empty();
    }

    /**
     * Returns all stored entities that are visible to the caller and of the given type, in the order of the call; several when a call
     * creates several, empty after the error was serialized. Unmodifiable.
     */
    public <T> List<T> allStored(Class<T> type) {
        return all == null
                ? List.of()
                : all.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
