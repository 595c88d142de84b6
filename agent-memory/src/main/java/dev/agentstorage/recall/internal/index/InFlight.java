package dev.agentstorage.recall.internal.index;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The messages that appends of this memory are about to index. Maintenance during an append leaves the marks of its messages alone: what the append
 * writes may be older than what maintenance has read. And an append may index what was deleted meanwhile: the one of the two that ends
 * last looks whether it has. Thread-safe.
 */
final class InFlight {
    private final Map<String, Integer> ids = new HashMap<>();
    private final Set<String> touched = new HashSet<>();
    private int watchers;
    private final Set<String> ended = new HashSet<>();
    private int deletions;
    private long deletionsEnded;

    /** Says that these are about to be stored and indexed, and returns what {@link #end} needs. */
    synchronized long begin(Collection<String> messageIds) {
        for (String id : messageIds) {
            ids.merge(id, 1, Integer::sum);
        }
        if (watchers > 0) {
            touched.addAll(messageIds);
        }
        return deletionsEnded;
    }

    /** Says that these were indexed, or failed to be; returns whether a deletion has ended meanwhile. */
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

    /** Returns whether a deletion is in progress, or has ended since that many had. */
    synchronized boolean isDeletionSince(long ended) {
        return deletions > 0 || deletionsEnded != ended;
    }

    /** Begins to collect what is in flight. */
    synchronized void watch() {
        watchers++;
        touched.addAll(ids.keySet());
    }

    /** Returns what was in flight at any time since {@link #watch}. */
    synchronized Set<String> touched() {
        return Set.copyOf(touched);
    }

    synchronized void unwatch() {
        watchers--;
        if (watchers == 0) {
            touched.clear();
        }
    }

    /** Says that messages are about to be deleted, from the storage and then from the index. */
    synchronized void beginDeletion() {
        deletions++;
    }

    /** Says that they were, and returns the messages that were indexed meanwhile, and may be deleted. */
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
