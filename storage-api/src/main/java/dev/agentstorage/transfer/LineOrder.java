package dev.agentstorage.transfer;

import dev.agentstorage.memory.Message;
import dev.agentstorage.spi.support.MemoryChanges;
import dev.agentstorage.value.Instants;
import dev.agentstorage.value.Utf8;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the messages of a conversation in the order of their lines (rule {@code XFER-01}). Exports of a storage are already in order and remain
 * unchanged. An export from another source may have adjacent messages with equal times whose ids sort in another order: such a message is moved
 * to one microsecond after the previous one, unless that one already has the maximum time. Used by one Java thread, for the lines of one
 * conversation.
 */
final class LineOrder {
    private @Nullable Instant given;
    private @Nullable Message before;

    /** Returns the message with the time at which it is stored. */
    Message place(Message message) {
        if (message.createdAt().isAfter(Instants.LAST)) {
            return message; // the store rejects it
        }
        Instant time = message.createdAt().truncatedTo(ChronoUnit.MICROS);
        Message placed = MemoryChanges.at(message, time);
        Message last = before;
        if (last != null && time.equals(given)) {
            boolean after = Utf8.compare(last.id(), message.id()) < 0;
            placed = MemoryChanges.at(message, after ? last.createdAt() : Instants.next(last.createdAt(), time));
        }
        given = time;
        before = placed;
        return placed;
    }
}
