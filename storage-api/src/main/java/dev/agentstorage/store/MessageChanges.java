package dev.agentstorage.store;

import static dev.agentstorage.internal.Checks.noNulls;

import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Saves and updates messages; each call is atomic. */
final class MessageChanges {
    private static final String BULK_SAVE = "importMessages takes any number of messages";

    private final MemoryContext context;

    MessageChanges(MemoryContext context) {
        this.context = context;
    }

    List<Message> save(MemoryCall call, List<NewMessage> newMessages) {
        noNulls("messages", newMessages);
        MessageBatch batch = new MessageBatch(context.spacing()::apply);
        newMessages.forEach(message -> batch.add(call.message(message)));
        if (batch.messages().isEmpty()) {
            call.requireReady();
            return List.of();
        }
        call.rows("messages", batch.rows(), BULK_SAVE);
        call.bytes("bytes", batch.rowBytes(), BULK_SAVE);
        return context.save(call, batch.messages());
    }

    Updated<Message, String> update(MemoryCall call, List<MessagePatch> patches) {
        noNulls("patches", patches);
        if (patches.isEmpty()) {
            call.requireReady();
            return new Updated<>(List.of(), List.of());
        }
        List<MessagePatch> checked = new ArrayList<>(patches.size());
        long bytes = 0;
        for (MessagePatch patch : patches) {
            checked.add(call.patch(patch));
            bytes += patch.content().map(Json::sizeInBytes).orElse(0L);
        }
        call.rows("patches", patches.size(), "update fewer messages in one call");
        call.bytes("bytes", bytes, "update fewer messages in one call");
        Instant now = call.now();
        List<Message> changed = call.backend().messages().update(context.scope(), checked, now);
        context.times().seen(changed, now);
        Set<String> skipped = new LinkedHashSet<>();
        checked.forEach(patch -> skipped.add(patch.id()));
        changed.forEach(message -> skipped.remove(message.id()));
        return new Updated<>(changed, List.copyOf(skipped));
    }
}
