package dev.agentstorage.recall.internal.index;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.recall.internal.index.MessageRecords.Plan;
import dev.agentstorage.recall.result.Maintenance;
import dev.agentstorage.vector.Embedding;
import dev.agentstorage.vector.Metadata;
import dev.agentstorage.vector.VectorRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Writes and removes the records of messages. A message whose records are already up to date costs one read. Thread-safe.
 *
 * <p>The first record of a message contains the number of records and is written last: if it exists, all others exist. Surplus records are
 * removed before it is written.
 */
final class IndexWriter {
    private final MessageIndex index;
    private final MessageRecords records;
    private final Optional<Embeddings> embeddings;

    /** The indexed state of a message, from its first record. */
    private record Stored(String state, int parts) {}

    IndexWriter(MessageIndex index) {
        this.index = index;
        this.records = new MessageRecords(index);
        this.embeddings = index.embedder().map(Embeddings::new);
    }

    Maintenance write(Collection<Entry> entries) {
        if (entries.isEmpty()) {
            return Maintenance.NONE;
        }
        index.ensure();
        try {
            return writeAll(entries);
        } catch (NotFoundException e) {
            index.ensureAgain();
            return writeAll(entries);
        }
    }

    private Maintenance writeAll(Collection<Entry> entries) {
        List<Plan> plans = entries.stream().map(records::plan).toList();
        Map<String, Stored> stored =
                stored(plans.stream().map(plan -> plan.message().id()).toList());
        List<String> surplus = new ArrayList<>();
        List<Plan> changed = new ArrayList<>();
        for (Plan plan : plans) {
            String id = plan.message().id();
            Stored before = stored.get(id);
            if (before != null && before.state().equals(plan.state())) {
                continue;
            }
            if (before != null) {
                addRecords(surplus, id, plan.parts().size(), before.parts());
            }
            if (!plan.parts().isEmpty()) {
                changed.add(plan);
            }
        }
        if (!surplus.isEmpty()) {
            index.store().delete(index.name(), surplus);
        }
        List<String> refused = new ArrayList<>();
        long written = upsert(changed, refused);
        return new Maintenance(0, written, surplus.size(), refused);
    }

    private long upsert(List<Plan> plans, List<String> refused) {
        if (plans.isEmpty()) {
            return 0;
        }
        try {
            return upsert(plans);
        } catch (TooLargeException | InvalidRequestException e) {
            if (plans.size() == 1) {
                refused.add(plans.get(0).message().id());
                return 0;
            }
            // nothing was stored: find the records that the store rejects
            long written = 0;
            for (Plan plan : plans) {
                written += upsert(List.of(plan), refused);
            }
            return written;
        }
    }

    private long upsert(List<Plan> plans) {
        Function<String, Optional<Embedding>> vectors = vectors(plans);
        List<VectorRecord> firsts = new ArrayList<>();
        List<VectorRecord> others = new ArrayList<>();
        for (Plan plan : plans) {
            List<VectorRecord> made = records.records(plan, vectors);
            firsts.add(made.get(0));
            others.addAll(made.subList(1, made.size()));
        }
        if (!others.isEmpty()) {
            index.store().upsert(index.name(), others);
        }
        index.store().upsert(index.name(), firsts);
        return firsts.size() + (long) others.size();
    }

    private Function<String, Optional<Embedding>> vectors(List<Plan> plans) {
        if (embeddings.isEmpty()) {
            return part -> Optional.empty();
        }
        Set<String> parts = new LinkedHashSet<>();
        plans.forEach(plan -> parts.addAll(plan.parts()));
        Map<String, Embedding> made = embeddings.get().of(parts);
        // a zero vector has no direction and cannot be compared
        return part -> Optional.ofNullable(made.get(part)).filter(vector -> !vector.isZero());
    }

    /** Removes all records of messages; returns the number of removed records. */
    long remove(Collection<String> messageIds) {
        if (messageIds.isEmpty()) {
            return 0;
        }
        return index.ifThere(
                () -> {
                    List<String> all = new ArrayList<>();
                    stored(messageIds).forEach((id, found) -> addRecords(all, id, 0, found.parts()));
                    index.store().delete(index.name(), all);
                    return (long) all.size();
                },
                0L);
    }

    /** Returns the records that belong to no message, according to the first records. */
    List<String> stray(Collection<String> recordIds) {
        Set<String> messages = new HashSet<>();
        recordIds.forEach(id -> messages.add(MessageIndex.messageId(id)));
        Map<String, Stored> stored = stored(messages);
        return recordIds.stream()
                .filter(id -> {
                    Stored first = stored.get(MessageIndex.messageId(id));
                    return first == null || MessageIndex.chunk(id) >= first.parts();
                })
                .toList();
    }

    private static void addRecords(List<String> ids, String messageId, int from, int to) {
        for (int chunk = from; chunk < to; chunk++) {
            ids.add(MessageIndex.recordId(messageId, chunk));
        }
    }

    private Map<String, Stored> stored(Collection<String> messageIds) {
        List<String> firsts =
                messageIds.stream().map(id -> MessageIndex.recordId(id, 0)).toList();
        Map<String, Stored> stored = new HashMap<>();
        for (VectorRecord record : index.store().get(index.name(), firsts)) {
            Metadata metadata = record.metadata();
            stored.put(
                    MessageIndex.messageId(record.id()),
                    new Stored(metadata.text(MessageIndex.STATE).orElse(""), (int)
                            metadata.number(MessageIndex.CHUNKS).orElse(1)));
        }
        return stored;
    }
}
