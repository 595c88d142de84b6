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
 * Keeps the index consistent with the messages of the storage. Every change is made to the storage first. Messages that the index lacks are
 * pending in the storage until {@link #indexPending} writes them; {@link #reconcile} removes surplus records. Thread-safe; only one maintenance
 * runs at a time.
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

    /** Maintains the index of all messages of a storage. */
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
     * Stores messages and indexes them, without an additional round trip to the storage. Failures after they were stored leave them pending and
     * are never thrown.
     *
     * @param ids the ids of the messages
     * @param save stores the messages and returns them as stored
     * @param warnings receives the reason if they could not be indexed
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

    /** Indexes changed messages, and the messages whose context they are. */
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

    /** Returns the messages that have these as context; call it before these are deleted. */
    public Set<String> followers(Collection<String> ids) {
        return contexts.followers(ids);
    }

    /**
     * Deletes messages from the storage, then from the index. No message is marked in the meantime, because a removal by filter may also remove
     * records that were stored after the deletion; {@link #tryIndexPending} writes these again.
     *
     * @param failed receives the error if records could not be removed
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

    /** Indexes these messages again, if they are stored, because their context was deleted or moved. */
    public void changedContext(Collection<String> ids) {
        List<Message> left = memory.getMessages(ids);
        if (!left.isEmpty()) {
            writer.write(contexts.of(left));
        }
    }

    /** Returns whether records of deleted messages can be removed without their ids. */
    public boolean removesByFilter() {
        return index.store().features().contains(VectorFeature.DELETE_BY_FILTER);
    }

    /** Removes all matching records. */
    public void removeWhere(VectorFilter filter) {
        index.ifThere(() -> index.store().deleteWhere(index.name(), filter), 0L);
    }

    /** Removes the records of these messages, except those that are still stored. */
    public void removeMissing(Collection<String> ids) {
        writer.remove(missing(ids));
    }

    private Set<String> missing(Collection<String> ids) {
        Set<String> missing = new HashSet<>(ids);
        memory.getMessages(ids).forEach(message -> missing.remove(message.id()));
        return missing;
    }

    /**
     * Indexes pending messages, and marks them once the index is durable.
     *
     * @param limit maximum number of messages
     * @return the result; {@code indexed} is less than {@code limit} when no more messages can be indexed now
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
     * Indexes pending messages. During another maintenance it returns immediately, and {@link #isAsked} returns true until it is called again.
     *
     * @return the ids of messages that cannot be indexed
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

    /** Returns whether {@link #tryIndexPending} was called during a maintenance and has not run since. */
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
            // remove the records of messages that were deleted in the meantime
            long removed = marked.skipped().isEmpty() ? 0 : writer.remove(missing(marked.skipped()));
            return new Maintenance(
                    marked.affected(), written.written(), written.removed() + removed, written.refused());
        } finally {
            inFlight.unwatch();
        }
    }

    /**
     * Compares the whole index with the storage, and writes or removes records that differ. Reads every message and the ids of all records.
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

    /** Clears the index and rebuilds it from the storage. */
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
        // skip messages that are being written: their first record is written last
        Set<String> busy = inFlight.touched();
        surplus.removeIf(id -> busy.contains(MessageIndex.messageId(id)));
        index.store().delete(index.name(), surplus);
        return surplus.size();
    }
}
