package dev.agentstorage.store;

import static dev.agentstorage.internal.Checks.notNull;

import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.value.Limits;
import java.util.List;
import java.util.function.UnaryOperator;

/** Stores any number of messages in atomic parts, of which it holds one at a time. */
final class MessageImport {
    private final MemoryContext context;
    private final MemoryInputs inputs;

    MessageImport(MemoryContext context, MemoryInputs inputs) {
        this.context = context;
        this.inputs = inputs;
    }

    /** @param spacing gives a message the time that it is stored with */
    BulkResult run(Iterable<NewMessage> messages, UnaryOperator<NewMessage> spacing, BulkListener listener) {
        notNull("messages", messages);
        notNull("listener", listener);
        context.requireReady();
        Limits limits = context.limits();
        ImportParts<NewMessage> parts = new ImportParts<>(limits.atomicRows(), context::save);
        MessageBatch batch = new MessageBatch(spacing);
        long affected = 0;
        for (NewMessage message : messages) {
            NewMessage checked = inputs.message(notNull("messages", message));
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
