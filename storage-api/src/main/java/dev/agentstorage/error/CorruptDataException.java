package dev.agentstorage.error;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A stored value cannot be read. The details name the {@code table}, the {@code key} and the {@code column}, never the value. */
public final class CorruptDataException extends StorageException {
    private final transient @Nullable List<?> readable;

    /**
     * Creates the error with its stable code, constant message and values.
     *
     * @param code the stable code of the error
     * @param message the constant text of the message, without values
     * @param details the values of the error, by name
     */
    public CorruptDataException(String code, String message, Map<String, ?> details) {
        this(code, message, details, (Throwable) null);
    }

    /**
     * Creates the error with its cause.
     *
     * @param code the stable code of the error
     * @param message the constant text of the message, without values
     * @param details the values of the error, by name
     * @param cause the cause; {@code null} if unknown
     */
    public CorruptDataException(String code, String message, Map<String, ?> details, @Nullable Throwable cause) {
        super(code, message, details, cause);
        this.readable = null;
    }

    /**
     * Creates the error with the readable candidates of the stored entity; it is not known which one is correct.
     *
     * @param code the stable code of the error
     * @param message the constant text of the message, without values
     * @param details the values of the error, by name
     * @param readable the entities that can be read
     */
    public CorruptDataException(String code, String message, Map<String, ?> details, List<?> readable) {
        super(code, message, details, null);
        this.readable = List.copyOf(readable);
    }

    /**
     * {@return the readable candidates, for a repair: saving one of them, or a merge of them, makes the stored value valid again} Which codes carry
     * candidates is documented with each code; most carry none. Unmodifiable.
     *
     * @param <T> the type of the value
     * @param type the type of the entities
     */
    public <T> List<T> readable(Class<T> type) {
        return readable == null
                ? List.of()
                : readable.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
