package dev.agentstorage.store;

import static dev.agentstorage.internal.Checks.instant;
import static dev.agentstorage.internal.Checks.noNulls;
import static dev.agentstorage.internal.Checks.notNull;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Role;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Limits;
import dev.agentstorage.value.TimeRange;
import dev.agentstorage.value.Utf8;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;

/** The operations of {@link MemoryStore} that change messages. */
final class MessageOperations {
    private static final String BULK_SAVE = "importMessages takes any number of messages";

    private final MemoryContext context;
    private final MessageListings listings;

    MessageOperations(MemoryContext context, MessageListings listings) {
        this.context = context;
        this.listings = listings;
    }

    List<Message> save(List<NewMessage> messages) {
        noNulls("messages", messages);
        MessageBatch batch = new MessageBatch(spacing()::apply);
        messages.forEach(message -> batch.add(checked(message)));
        if (batch.messages().isEmpty()) {
            context.requireReady();
            return List.of();
        }
        Inputs.batch("messages", batch.rows(), context.limits().atomicRows(), BULK_SAVE);
        Inputs.batch("bytes", batch.rowBytes(), context.limits().atomicBytes(), BULK_SAVE);
        return store(batch.messages());
    }

    BulkResult importAll(Iterable<NewMessage> messages, BulkListener listener) {
        return importAll(messages, spacing()::apply, listener);
    }

    BulkResult importStored(Iterable<Message> messages, BulkListener listener) {
        notNull("messages", messages);
        Iterable<NewMessage> given = () -> StreamSupport.stream(messages.spliterator(), false)
                .map(message -> notNull("messages", message).toNew())
                .iterator();
        return importAll(given, UnaryOperator.identity(), listener);
    }

    private BulkResult importAll(
            Iterable<NewMessage> messages, UnaryOperator<NewMessage> spacing, BulkListener listener) {
        notNull("messages", messages);
        notNull("listener", listener);
        context.requireReady();
        Limits limits = context.limits();
        ImportParts<NewMessage> parts = new ImportParts<>(limits.atomicRows(), this::store);
        MessageBatch batch = new MessageBatch(spacing);
        long affected = 0;
        for (NewMessage message : messages) {
            NewMessage checked = checked(notNull("messages", message));
            List<NewMessage> held = batch.messages();
            boolean full =
                    held.size() == limits.atomicRows() || batch.bytes() + size(checked) > limits.atomicBytes() / 2;
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

    private TimeSpacing spacing() {
        return new TimeSpacing(Math.max(TimeSpacing.REMEMBERED, context.limits().atomicRows()));
    }

    Message update(MessagePatch patch) {
        return update(List.of(notNull("patch", patch))).items().stream()
                .findFirst()
                .orElseThrow(() -> new NotFoundException(
                        "message-not-found", "the message is missing", Map.of("messageId", patch.id())));
    }

    Updated<Message, String> update(List<MessagePatch> patches) {
        noNulls("patches", patches);
        if (patches.isEmpty()) {
            context.requireReady();
            return new Updated<>(List.of(), List.of());
        }
        List<MessagePatch> checked = new ArrayList<>(patches.size());
        long bytes = 0;
        for (MessagePatch patch : patches) {
            checked.add(checked(patch));
            bytes += patch.content().map(Json::sizeInBytes).orElse(0L);
        }
        Inputs.batch("patches", patches.size(), context.limits().atomicRows(), "update fewer messages in one call");
        Inputs.batch("bytes", bytes, context.limits().atomicBytes(), "update fewer messages in one call");
        Instant now = context.now();
        List<Message> changed = seen(context.backend().updateMessages(context.scope(), checked, now), now);
        Set<String> skipped = new LinkedHashSet<>();
        checked.forEach(patch -> skipped.add(patch.id()));
        changed.forEach(message -> skipped.remove(message.id()));
        return new Updated<>(changed, List.copyOf(skipped));
    }

    BulkResult delete(Collection<String> ids) {
        noNulls("ids", ids);
        Set<String> left = new LinkedHashSet<>(ids);
        left.forEach(id -> context.id("ids", id));
        List<String> distinct = List.copyOf(left);
        context.requireReady();
        int step = context.limits().atomicRows();
        for (int from = 0; from < distinct.size(); from += step) {
            List<String> chunk = distinct.subList(from, Math.min(distinct.size(), from + step));
            context.backend()
                    .deleteMessages(context.scope(), chunk, context.now())
                    .forEach(left::remove);
        }
        return new BulkResult(distinct.size() - (long) left.size(), true, List.copyOf(left));
    }

    BulkResult delete(MessageQuery query, BulkListener listener) {
        notNull("query", query);
        notNull("listener", listener);
        if (query.metadata().isPresent()) {
            throw new InvalidRequestException(
                    "metadata-filter-refused", "messages can not be deleted by a metadata filter", Map.of());
        }
        if (query.threadIds().isEmpty()
                && query.resourceId().isEmpty()
                && query.range().equals(TimeRange.ALL)) {
            throw new InvalidRequestException(
                    "query-unbounded", "name a thread, a resource or a range of what shall be deleted", Map.of());
        }
        MessageQuery checked =
                listings.checked(query).toBuilder().direction(Direction.ASC).build();
        if (!context.reaches(query.resourceId())) {
            context.requireReady();
            return new BulkResult(0, true);
        }
        int limit = context.limits().atomicRows();
        return Bulk.run(() -> context.backend().deleteMessages(checked, Optional.of(context.now()), limit), listener);
    }

    BulkResult prune(Instant olderThan, int limit) {
        Instant end = Checks.instant("olderThan", olderThan);
        Checks.positive("limit", limit);
        MessageQuery old = listings.checked(
                MessageQuery.builder().range(TimeRange.until(end).withoutEnd()).build());
        long affected = 0;
        while (affected < limit) {
            int rows = (int) Math.min(limit - affected, context.limits().atomicRows());
            // no time, no bump: retention is no activity in a conversation
            BulkStep step = context.backend().deleteMessages(old, Optional.empty(), rows);
            affected += step.affected();
            if (step.done()) {
                return new BulkResult(affected, true);
            }
        }
        return new BulkResult(affected, false);
    }

    private List<Message> store(Collection<NewMessage> batch) {
        Instant now = context.now();
        return seen(
                context.backend().saveMessages(context.scope(), context.times().stamp(batch, now), now), now);
    }

    private List<Message> seen(List<Message> stored, Instant now) {
        context.times().seen(stored, now);
        return stored;
    }

    private NewMessage checked(NewMessage message) {
        return new NewMessage(
                context.id("id", message.id()),
                context.id("threadId", message.threadId()),
                message.resourceId()
                        .map(id -> context.ownResource("resourceId", id))
                        .or(() -> context.scope().resourceId()),
                role(message.role()),
                Inputs.name("type", message.type(), context.limits().nameBytes()),
                content(message.content()),
                instant("createdAt", message.createdAt()));
    }

    private MessagePatch checked(MessagePatch patch) {
        return new MessagePatch(
                context.id("id", patch.id()),
                context.id("threadId", patch.threadId()),
                patch.resourceId().map(id -> context.ownResource("resourceId", id)),
                patch.role().map(this::role),
                Inputs.name("type", patch.type(), context.limits().nameBytes()),
                patch.content().map(this::contentPatch),
                patch.expected());
    }

    private Role role(Role role) {
        Inputs.name("role", role.value(), context.limits().nameBytes());
        return role;
    }

    private Json contentPatch(Json patch) {
        if (!patch.isObject()) {
            throw new InvalidRequestException(
                    "json-not-object", "the value must be a JSON object", Map.of("field", "content"));
        }
        return content(patch);
    }

    private Json content(Json content) {
        Inputs.size("content", content.sizeInBytes(), context.limits().valueBytes(), Inputs.VALUE_HINT);
        return content;
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
