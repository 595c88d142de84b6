package dev.agentstorage.transfer;

import dev.agentstorage.memory.Message;
import dev.agentstorage.spi.support.MemoryChanges;
import dev.agentstorage.value.Instants;
import dev.agentstorage.value.Utf8;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the messages of a thread in the order of their lines (rule {@code XFER-01}). What a storage wrote is in order already and
 * unchanged. A text from elsewhere may have neighbouring messages of one time whose ids would put them in another order: such a message is
 * moved by a microsecond after the one before it, unless that has the last time that can be stored. Used by one thread, for one thread's lines.
 */
final class LineOrder {
    private @Nullable Instant given;
    private @Nullable Message before;

    /** Returns the message with the time that it is stored with. */
    Message place(Message message) {
        if (message.createdAt().isAfter(Instants.LAST)) {
            return message; // the store refuses it
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
