package dev.agentstorage.recall.internal.index;

import dev.agentstorage.Storage;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.recall.result.Maintenance;
import dev.agentstorage.store.BulkResult;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.value.Cursor;
import dev.agentstorage.value.Slice;
import dev.agentstorage.value.Version;
import dev.agentstorage.vector.KeyPage;
import dev.agentstorage.vector.VectorFeature;
import dev.agentstorage.vector.VectorFilter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Keeps the index consistent with the messages of the storage. Every change is made to the storage first. What the index misses after that is
 * pending in the storage, and {@link #indexPending} makes up for it; what it has too much is found by {@link #reconcile}. Thread-safe; one
 * maintenance runs at a time.
 */
public final class Upkeep {
    private static final int MOST_PENDING = 200;
    private static final int WALK_BATCH = 500;

    private final MemoryStore memory;
    private final int pendingBatch;
    private final MessageIndex index;
    private final IndexWriter writer;
    private final Contexts contexts;
    private final InFlight inFlight = new InFlight();
    private final ReentrantLock maintaining = new ReentrantLock();
    private final AtomicBoolean asked = new AtomicBoolean();

    /** Keeps the index of all messages of a storage. */
    public Upkeep(Storage storage, MessageIndex index) {
        this.memory = storage.memory();
        this.pendingBatch = Math.min(MOST_PENDING, storage.limits().atomicRows());
        this.index = index;
        this.writer = new IndexWriter(index);
        this.contexts = new Contexts(memory);
    }

    /** Returns the index. */
    public MessageIndex index() {
        return index;
    }

    /**
     * Stores messages and indexes them, without a further round trip to the storage. What fails after they were stored is left pending, and
     * never thrown.
     *
     * @param ids of the messages
     * @param save stores them, and returns them as stored
     * @param warnings receives why they could not be indexed
     */
    public List<Message> storing(Collection<String> ids, Supplier<List<Message>> save, Consumer<String> warnings) {
        Consumer<RuntimeException> failed =
                failure -> warnings.accept("messages are stored but not indexed yet: " + failure.getMessage());
        long begun = inFlight.begin(ids);
        List<Message> stored = List.of();
        try {
            stored = save.get();
            try {
                List<Message> sorted = stored.stream().sorted(Message.ORDER).toList();
                List<String> refused = writer.write(Contexts.among(sorted)).refused();
                if (!refused.isEmpty()) {
                    warnings.accept("messages are stored but could not be indexed: " + refused);
                }
            } catch (RuntimeException e) {
                failed.accept(e);
            }
        } finally {
            if (inFlight.end(ids, begun) && !stored.isEmpty()) {
                removeMissing(stored.stream().map(Message::id).toList(), failed);
            }
        }
        return stored;
    }

    private void removeMissing(Collection<String> ids, Consumer<RuntimeException> failed) {
        try {
            writer.remove(missing(ids));
        } catch (RuntimeException e) {
            failed.accept(e);
        }
    }

    /** Indexes messages that were changed, and those whose context they are. */
    public void changed(Collection<Message> messages) {
        Set<String> ids = messages.stream().map(Message::id).collect(Collectors.toSet());
        long begun = inFlight.begin(ids);
        try {
            writer.write(contexts.withFollowers(messages));
        } finally {
            if (inFlight.end(ids, begun)) {
                removeMissing(ids);
            }
        }
    }

    /** Returns which messages have these as a context now; to be asked before these are deleted. */
    public Set<String> followers(Collection<String> ids) {
        return contexts.followers(ids);
    }

    /**
     * Deletes messages from the storage, then from the index. No message is marked meanwhile, since the removal by a filter may also remove
     * what was stored after the deletion: {@link #tryIndexPending} makes up for that.
     *
     * @param failed receives why records could not be removed
     */
    public <R> R deleting(Supplier<R> delete, Runnable unindex, Consumer<RuntimeException> failed) {
        inFlight.beginDeletion();
        R result;
        Set<String> meanwhile;
        try {
            result = delete.get();
            try {
                unindex.run();
            } catch (RuntimeException e) {
                failed.accept(e);
            }
        } finally {
            meanwhile = inFlight.endDeletion();
        }
        removeMissing(meanwhile, failed);
        return result;
    }

    /** Indexes those of these messages again that are stored: their context was deleted, or has moved. */
    public void changedContext(Collection<String> ids) {
        List<Message> left = memory.getMessages(ids);
        if (!left.isEmpty()) {
            writer.write(contexts.of(left));
        }
    }

    /** Whether the records of deleted messages can be removed without their ids. */
    public boolean removesByFilter() {
        return index.store().features().contains(VectorFeature.DELETE_BY_FILTER);
    }

    /** Removes all records that match. */
    public void removeWhere(VectorFilter filter) {
        index.ifThere(() -> index.store().deleteWhere(index.name(), filter), 0L);
    }

    /** Removes the records of those of these messages that are not stored any more. */
    public void removeMissing(Collection<String> ids) {
        writer.remove(missing(ids));
    }

    private Set<String> missing(Collection<String> ids) {
        Set<String> missing = new HashSet<>(ids);
        memory.getMessages(ids).forEach(message -> missing.remove(message.id()));
        return missing;
    }

    /**
     * Indexes messages that are pending, and marks them once the index is durable.
     *
     * @param limit maximum number of messages
     * @return what was done; {@code indexed} is less than {@code limit} when nothing is left that can be done now
     */
    public Maintenance indexPending(long limit) {
        maintaining.lock();
        try {
            Maintenance done = Maintenance.NONE;
            while (done.indexed() < limit) {
                Maintenance step = step((int) Math.min(pendingBatch, limit - done.indexed()));
                done = done.plus(step);
                if (step.indexed() == 0) {
                    break;
                }
            }
            return done;
        } finally {
            maintaining.unlock();
        }
    }

    /**
     * Indexes what is pending. During another maintenance it returns immediately, and {@link #isAsked} says that it is still to be done.
     *
     * @return the ids of messages that the index cannot take in
     */
    public List<String> tryIndexPending() {
        List<String> refused = new ArrayList<>();
        asked.set(true);
        while (asked.get() && maintaining.tryLock()) {
            try {
                asked.set(false);
                refused.addAll(indexPending(Long.MAX_VALUE).refused());
            } finally {
                maintaining.unlock();
            }
        }
        return refused;
    }

    /** Whether {@link #tryIndexPending} was called during a maintenance, and has not been done since. */
    public boolean isAsked() {
        return asked.get();
    }

    private Maintenance step(int limit) {
        inFlight.watch();
        long ended = inFlight.deletionsEnded();
        try {
            List<Message> pending = memory.pendingMessages(index.name(), limit);
            if (pending.isEmpty()) {
                return Maintenance.NONE;
            }
            List<Entry> entries = contexts.withFollowers(pending);
            Maintenance written = writer.write(entries);
            index.store().flush();
            if (inFlight.isDeletionSince(ended)) {
                long removed = writer.remove(missing(
                        entries.stream().map(entry -> entry.message().id()).toList()));
                return new Maintenance(0, written.written(), written.removed() + removed, written.refused());
            }
            Set<String> busy = inFlight.touched();
            Map<String, Version> versions = new LinkedHashMap<>();
            for (Message message : pending) {
                if (!busy.contains(message.id())) {
                    versions.put(message.id(), message.version());
                }
            }
            BulkResult marked = memory.markIndexed(index.name(), versions);
            // one that was deleted meanwhile was written for nothing
            long removed = marked.skipped().isEmpty() ? 0 : writer.remove(missing(marked.skipped()));
            return new Maintenance(
                    marked.affected(), written.written(), written.removed() + removed, written.refused());
        } finally {
            inFlight.unwatch();
        }
    }

    /**
     * Compares the whole index with the storage, and writes and removes what differs. It reads every message and the ids of all records.
     */
    public Maintenance reconcile() {
        maintaining.lock();
        try {
            index.ensure();
            Maintenance done = indexPending(Long.MAX_VALUE).plus(walkMessages()).plus(walkRecords());
            index.store().flush();
            return done;
        } finally {
            maintaining.unlock();
        }
    }

    /** Empties the index and fills it again from the storage. */
    public Maintenance rebuild() {
        maintaining.lock();
        try {
            index.recreate();
            Maintenance done = walkMessages();
            index.store().flush();
            return done.plus(indexPending(Long.MAX_VALUE));
        } finally {
            maintaining.unlock();
        }
    }

    private Maintenance walkMessages() {
        Maintenance done = Maintenance.NONE;
        Optional<Cursor> next = Optional.empty();
        do {
            Slice<Message> slice = memory.listMessages(MessageQuery.ALL).slice(WALK_BATCH, next.orElse(null));
            if (!slice.items().isEmpty()) {
                done = done.plus(writer.write(contexts.of(slice.items())));
            }
            next = slice.next();
        } while (next.isPresent());
        return done;
    }

    private Maintenance walkRecords() {
        long removed = 0;
        Optional<String> next = Optional.empty();
        do {
            inFlight.watch();
            KeyPage page;
            try {
                page = index.store().listKeys(index.name(), next, WALK_BATCH);
                removed += removeSurplus(page.ids());
            } finally {
                inFlight.unwatch();
            }
            next = page.next();
        } while (next.isPresent());
        return new Maintenance(0, 0, removed, List.of());
    }

    private long removeSurplus(List<String> recordIds) {
        Set<String> messages = recordIds.stream().map(MessageIndex::messageId).collect(Collectors.toSet());
        Set<String> missing = missing(messages);
        List<String> surplus = new ArrayList<>();
        List<String> kept = new ArrayList<>();
        recordIds.forEach(id -> (missing.contains(MessageIndex.messageId(id)) ? surplus : kept).add(id));
        surplus.addAll(writer.stray(kept));
        // of a message that is being written, the first record comes last
        Set<String> busy = inFlight.touched();
        surplus.removeIf(id -> busy.contains(MessageIndex.messageId(id)));
        index.store().delete(index.name(), surplus);
        return surplus.size();
    }
}
