package dev.agentstorage.error;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An entity with this identity already exists; {@link #stored(Class)} returns it. Nothing was changed. */
public final class AlreadyExistsException extends StorageException {
    private final transient @Nullable Object stored;
    private final transient @Nullable List<?> all;

    /**
     * Creates the error.
     *
     * @param code the stable code of the error
     * @param message the constant text of the message, without values
     * @param details the values of the error, by name
     * @param stored the existing entity, never the new one; {@code null} when the caller may not see it
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
     * {@return an error about several entities}
     *
     * @param code the stable code of the error
     * @param message the constant text of the message, without values
     * @param details the values of the error, by name
     * @param stored the existing entities that the caller may see; {@link #stored(Class)} returns the first
     */
    public static AlreadyExistsException ofSeveral(
            String code, String message, Map<String, ?> details, List<?> stored) {
        return new AlreadyExistsException(code, message, details, stored.isEmpty() ? null : stored.get(0), stored);
    }

    /**
     * {@return the stored entity when it is visible to the caller and of the given type}
     *
     * @param <T> the type of the value
     * @param type the type of the entities
     */
    public <T> Optional<T> stored(Class<T> type) {
        return type.isInstance(stored) ? Optional.of(type.cast(stored)) : Optional.empty();
    }

    /**
     * {@return all stored entities that are visible to the caller and of the given type, in the order of the call; several when a call
     * creates several, empty after the error was serialized} Unmodifiable.
     *
     * @param <T> the type of the value
     * @param type the type of the entities
     */
    public <T> List<T> allStored(Class<T> type) {
        return all == null
                ? List.of()
                : all.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
