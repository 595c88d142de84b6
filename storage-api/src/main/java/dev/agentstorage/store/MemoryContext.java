package dev.agentstorage.store;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.value.Instants;
import dev.agentstorage.value.Limits;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What all memory operations of one store or view share.
 *
 * @param source gives the backend, or throws when the storage is not ready
 * @param limits the sizes that the backend accepts
 * @param clock the time of changes
 * @param times the times of messages, shared by a store and its views
 * @param scope whose rows are seen and changed
 */
record MemoryContext(
        Supplier<MemoryBackend> source, Limits limits, InstantSource clock, MessageClock times, Scope scope) {

    MemoryContext confinedTo(String resourceId) {
        return new MemoryContext(source, limits, clock, times, Scope.resource(resourceId));
    }

    /** Refuses when the storage is not ready; for calls that may have nothing to ask of the backend. */
    void requireReady() {
        Checks.notNull("backend", source.get());
    }

    /** Returns the backend for one step of an operation: a bulk operation asks in each, to end when its storage is closed. */
    MemoryBackend backend() {
        return source.get();
    }

    /** Returns the time of a change. @throws dev.agentstorage.error.InvalidRequestException {@code clock-out-of-range} */
    Instant now() {
        return Inputs.now(clock);
    }

    /** Remembers the times of messages that were read, and returns these; a clock that has no use for them spoils no reading. */
    List<Message> seen(List<Message> stored) {
        Instant now = clock.instant();
        if (!now.isAfter(Instants.LAST)) {
            times.seen(stored, now);
        }
        return stored;
    }

    /** Returns a thread that this store may see. */
    Optional<ConversationThread> thread(String id) {
        return backend().threads().get(id).filter(thread -> scope.admits(thread.resourceId()));
    }

    /** Stores messages in one atomic change; each gets a time of its own unless it has one. */
    List<Message> save(Collection<NewMessage> messages) {
        Instant now = now();
        List<Message> stored = backend().messages().save(scope, times.stamp(messages, now), now);
        times.seen(stored, now);
        return stored;
    }

    /** Returns what sets messages of one time apart, in one call. */
    TimeSpacing spacing() {
        return new TimeSpacing(Math.max(TimeSpacing.REMEMBERED, limits.atomicRows()));
    }
}
