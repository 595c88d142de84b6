package dev.agentstorage.store;

import static dev.agentstorage.internal.Checks.notNull;

import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.value.Limits;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;

/** Stores any number of messages in atomic parts, with one part in memory at a time. */
final class MessageImport {
    private final MemoryContext context;

    MessageImport(MemoryContext context) {
        this.context = context;
    }

    /** Stores messages of another storage, each at its exact time. */
    BulkResult stored(MemoryCall call, Iterable<Message> stored, BulkListener listener) {
        notNull("messages", stored);
        Iterable<NewMessage> given = () -> StreamSupport.stream(stored.spliterator(), false)
                .map(message -> notNull("messages", message).toNew())
                .iterator();
        return run(call, given, UnaryOperator.identity(), listener);
    }

    /** @param spacing returns a message with the time at which it is stored */
    BulkResult run(
            MemoryCall call, Iterable<NewMessage> messages, UnaryOperator<NewMessage> spacing, BulkListener listener) {
        notNull("messages", messages);
        notNull("listener", listener);
        call.requireReady();
        Limits limits = call.limits();
        ImportParts<NewMessage> parts = new ImportParts<>(limits.atomicRows(), part -> context.save(call, part));
        MessageBatch batch = new MessageBatch(spacing);
        long affected = 0;
        for (NewMessage message : messages) {
            NewMessage checked = call.message(notNull("messages", message));
            call.requireReady();
            List<NewMessage> held = batch.messages();
            boolean full = held.size() == limits.atomicRows()
                    || batch.bytes() + MessageBatch.size(checked) > limits.atomicBytes() / 2;
            if (full && !held.isEmpty()) {
                parts.store(held);
                affected += held.size();
                listener.progress(affected);
                batch = new MessageBatch(spacing);
            }
            batch.add(checked);
        }
        if (!batch.messages().isEmpty()) {
            parts.store(batch.messages());
            affected += batch.messages().size();
            listener.progress(affected);
        }
        return new BulkResult(affected, true);
    }
}
