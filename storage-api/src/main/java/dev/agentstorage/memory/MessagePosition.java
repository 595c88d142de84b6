package dev.agentstorage.memory;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Utf8;
import java.time.Instant;

/**
 * A position in the total order of messages: by {@code createdAt}, then by the UTF-8 bytes of the id (rule {@code MEM-51}). The message
 * need not be stored. Immutable and thread-safe.
 *
 * @param createdAt the time of the message, to the microsecond; finer ones are truncated
 * @param id the id of the message
 */
public record MessagePosition(Instant createdAt, String id) implements Comparable<MessagePosition> {
    /**
     * Truncates the time.
     *
     * @param createdAt the time of the message, to the microsecond
     * @param id the id of the message
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}, {@code instant-out-of-range}
     */
    public MessagePosition {
        createdAt = Checks.instant("createdAt", createdAt);
        Checks.notNull("id", id);
    }

    /**
     * Returns the position of a message.
     *
     * @param message the message
     * @return the position
     */
    public static MessagePosition of(Message message) {
        return new MessagePosition(Checks.notNull("message", message).createdAt(), message.id());
    }

    /** Compares by {@code createdAt}, then by the UTF-8 bytes of the id. */
    @Override
    public int compareTo(MessagePosition other) {
        int order = createdAt.compareTo(other.createdAt);
        return order != 0 ? order : Utf8.compare(id, other.id);
    }
}
