package dev.agentstorage.recall.internal.index;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Tracks the messages that appends of this memory are about to index. Maintenance does not mark messages of a running append, because the append
 * may write an older state than maintenance has read. An append may also index a message that is being deleted: whichever of the two ends last
 * checks for this. Thread-safe.
 */
final class InFlight {
    private final Map<String, Integer> ids = new HashMap<>();
    private final Set<String> touched = new HashSet<>();
    private int watchers;
    private final Set<String> ended = new HashSet<>();
    private int deletions;
    private long deletionsEnded;

    /** Records that messages are about to be stored and indexed; returns the token for {@link #end}. */
    synchronized long begin(Collection<String> messageIds) {
        for (String id : messageIds) {
            ids.merge(id, 1, Integer::sum);
        }
        if (watchers > 0) {
            touched.addAll(messageIds);
        }
        return deletionsEnded;
    }

    /** Records that indexing has succeeded or failed; returns whether a deletion has ended in the meantime. */
    synchronized boolean end(Collection<String> messageIds, long begun) {
        for (String id : messageIds) {
            ids.computeIfPresent(id, (key, count) -> count == 1 ? null : count - 1);
        }
        if (deletions > 0) {
            ended.addAll(messageIds);
        }
        return deletionsEnded != begun;
    }

    /** Returns the number of deletions that have ended, for {@link #isDeletionSince}. */
    synchronized long deletionsEnded() {
        return deletionsEnded;
    }

    /** Returns whether a deletion is in progress, or more deletions than {@code ended} have ended. */
    synchronized boolean isDeletionSince(long ended) {
        return deletions > 0 || deletionsEnded != ended;
    }

    /** Starts to collect the messages in flight. */
    synchronized void watch() {
        watchers++;
        touched.addAll(ids.keySet());
    }

    /** Returns the messages that were in flight at any time since {@link #watch}. */
    synchronized Set<String> touched() {
        return Set.copyOf(touched);
    }

    synchronized void unwatch() {
        watchers--;
        if (watchers == 0) {
            touched.clear();
        }
    }

    /** Records that messages are about to be deleted, from the storage and then from the index. */
    synchronized void beginDeletion() {
        deletions++;
    }

    /** Records that the deletion has ended; returns the messages that were indexed in the meantime and may be among the deleted ones. */
    synchronized Set<String> endDeletion() {
        Set<String> meanwhile = Set.copyOf(ended);
        deletions--;
        deletionsEnded++;
        if (deletions == 0) {
            ended.clear();
        }
        return meanwhile;
    }
}
