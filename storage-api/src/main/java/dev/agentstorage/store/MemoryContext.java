package dev.agentstorage.store;

import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageHead;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.value.Instants;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The state shared by all operations of one store or view.
 *
 * @param access the entry of every call
 * @param times the times of messages, shared by a store and its views
 * @param scope the rows that are visible and may be changed
 */
record MemoryContext(StoreAccess<MemoryBackend> access, MessageClock times, Scope scope) {
    MemoryContext confinedTo(String resourceId) {
        return new MemoryContext(access, times, Scope.resource(resourceId));
    }

    /**
     * Begins a call.
     *
     * @throws dev.agentstorage.error.NotInitializedException when the storage is closed or not initialised
     */
    MemoryCall call() {
        access.requireUsable();
        return new MemoryCall(access, scope);
    }

    /** Records the times of messages that were read, and returns them; a clock out of range does not fail a read. */
    List<Message> seen(List<Message> stored) {
        Instant now = access.clock().instant();
        if (!now.isAfter(Instants.LAST)) {
            times.seen(stored, now);
        }
        return stored;
    }

    /** Records the times of message heads that were read, and returns them. */
    List<MessageHead> seenHeads(List<MessageHead> stored) {
        Instant now = access.clock().instant();
        if (!now.isAfter(Instants.LAST)) {
            times.seenHeads(stored, now);
        }
        return stored;
    }

    /** Returns a thread if it is visible in this view. */
    Optional<ConversationThread> thread(MemoryCall call, String id) {
        return call.backend().threads().get(id).filter(thread -> scope.admits(thread.resourceId()));
    }

    /** Stores messages in one atomic change; messages without a time get distinct ones. */
    List<Message> save(MemoryCall call, Collection<NewMessage> messages) {
        Instant now = call.now();
        List<Message> stored = call.backend().messages().save(scope, times.stamp(messages, now), now);
        times.seen(stored, now);
        return stored;
    }

    /** Returns the spacing of equal times for one call. */
    TimeSpacing spacing() {
        return new TimeSpacing(Math.max(TimeSpacing.REMEMBERED, access.limits().atomicRows()));
    }
}
