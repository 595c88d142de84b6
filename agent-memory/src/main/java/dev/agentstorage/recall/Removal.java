package dev.agentstorage.recall;

import dev.agentstorage.Storage;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.MessageRange;
import dev.agentstorage.recall.internal.index.MessageIndex;
import dev.agentstorage.recall.internal.index.Upkeep;
import dev.agentstorage.recall.request.MemoryKey;
import dev.agentstorage.store.BulkResult;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.value.TimeRange;
import dev.agentstorage.vector.VectorFilter;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Removes messages from the storage and from the index. Thread-safe. */
final class Removal {
    private static final int PRUNE_STEP = 500;

    private final Storage storage;
    private final Optional<Upkeep> upkeep;
    private final Runnable completeLater;

    /** @param completeLater indexes pending messages in the background */
    Removal(Storage storage, Optional<Upkeep> upkeep, Runnable completeLater) {
        this.storage = storage;
        this.upkeep = upkeep;
        this.completeLater = completeLater;
    }

    boolean thread(MemoryStore memory, String threadId) {
        if (memory.getThread(threadId).isEmpty()) {
            return false;
        }
        // removing the thread removes the messages of any resource in it
        return deleting(
                VectorFilter.eq(MessageIndex.THREAD, threadId),
                () -> ids(storage.memory(), MessageQuery.ofThread(threadId)),
                () -> memory.deleteThread(threadId));
    }

    BulkResult messages(MemoryStore memory, Collection<String> ids) {
        if (upkeep.isEmpty()) {
            return memory.deleteMessages(ids);
        }
        Set<String> followers = upkeep.get().followers(ids);
        return deleting(() -> memory.deleteMessages(ids), index -> {
            index.removeMissing(ids);
            index.changedContext(followers);
        });
    }

    /** Removes the messages of a thread in this range of positions. */
    BulkResult rewind(MemoryStore memory, MemoryKey key, MessageRange range, Function<MemoryStore, BulkResult> rewind) {
        List<String> ids = upkeep.isEmpty()
                ? List.of()
                : ids(
                        memory,
                        MessageQuery.builder()
                                .threadId(key.threadId())
                                .positions(range)
                                .build());
        return deleting(() -> rewind.apply(memory), index -> index.removeMissing(ids));
    }

    BulkResult prune(Instant olderThan, int limit) {
        MemoryStore memory = storage.memory();
        if (upkeep.isEmpty()) {
            return memory.pruneMessages(olderThan, limit);
        }
        MessageQuery old = MessageQuery.builder()
                .range(TimeRange.until(olderThan).withoutEnd())
                .build();
        long removed = 0;
        while (removed < limit) {
            List<String> ids =
                    memory.listMessages(old).slice((int) Math.min(PRUNE_STEP, limit - removed)).items().stream()
                            .map(Message::id)
                            .toList();
            if (ids.isEmpty()) {
                return new BulkResult(removed, true);
            }
            removed += messages(memory, ids).affected();
        }
        return new BulkResult(removed, memory.listMessages(old).slice(1).items().isEmpty());
    }

    BulkResult resource(String resourceId) {
        return deleting(
                VectorFilter.eq(MessageIndex.RESOURCE, resourceId),
                () -> ids(storage.memory(), MessageQuery.ofResource(resourceId)),
                () -> storage.memory().eraseResource(resourceId));
    }

    private <R> R deleting(VectorFilter filter, Supplier<List<String>> ids, Supplier<R> delete) {
        // an index that deletes by filter needs no ids
        List<String> known = upkeep.isEmpty() || upkeep.get().removesByFilter() ? List.of() : ids.get();
        return deleting(delete, index -> {
            if (index.removesByFilter()) {
                index.removeWhere(filter);
            } else {
                index.removeMissing(known);
            }
        });
    }

    private <R> R deleting(Supplier<R> delete, Consumer<Upkeep> unindex) {
        if (upkeep.isEmpty()) {
            return delete.get();
        }
        Upkeep index = upkeep.get();
        R result = index.deleting(
                delete, () -> unindex.accept(index), e -> Background.warn("removing deleted messages", e));
        completeLater.run();
        return result;
    }

    private static List<String> ids(MemoryStore memory, MessageQuery query) {
        try (var messages = memory.listMessages(query).stream()) {
            return messages.map(Message::id).toList();
        }
    }
}
