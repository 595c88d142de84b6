package dev.agentstorage.store;

import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.value.Utf8;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Collects messages for one atomic change. Used by one thread. */
final class MessageBatch {
    private final UnaryOperator<NewMessage> spacing;
    private final List<NewMessage> messages = new ArrayList<>();
    private final Map<String, NewMessage> byId = new HashMap<>();
    private long bytes;
    private long rowBytes;

    /** @param spacing gives a message the time that it is stored with */
    MessageBatch(UnaryOperator<NewMessage> spacing) {
        this.spacing = spacing;
    }

    /** Adds a message. If its id is already in the batch, it gets the time of the earlier one, as stored messages keep their time. */
    void add(NewMessage message) {
        NewMessage earlier = byId.get(message.id());
        NewMessage timed = earlier == null ? spacing.apply(message) : TimeSpacing.at(message, earlier.createdAt());
        messages.add(timed);
        byId.put(timed.id(), timed);
        long size = size(timed);
        bytes += size;
        rowBytes += size - (earlier == null ? 0 : size(earlier));
    }

    /** Returns all messages in the order given. */
    List<NewMessage> messages() {
        return messages;
    }

    /** Returns the bytes of all messages. */
    long bytes() {
        return bytes;
    }

    /** Returns the number of rows that the change writes: the messages of one id are one row. */
    int rows() {
        return byId.size();
    }

    /** Returns the bytes of these rows. */
    long rowBytes() {
        return rowBytes;
    }

    /** Returns what a message adds to the bytes of an atomic change. */
    static long size(NewMessage message) {
        return Utf8.length(message.id())
                + Utf8.length(message.threadId())
                + message.resourceId().map(Utf8::length).orElse(0L)
                + Utf8.length(message.role().value())
                + Utf8.length(message.type())
                + message.content().sizeInBytes();
    }
}
