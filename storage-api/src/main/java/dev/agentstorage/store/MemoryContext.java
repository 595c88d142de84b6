package dev.agentstorage.store;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.memory.Message;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.value.Instants;
import dev.agentstorage.value.Limits;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
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

    /** Returns the time of a change. @throws InvalidRequestException {@code clock-out-of-range} */
    Instant now() {
        return Inputs.now(clock);
    }

    /** Remembers the times of messages that were read; a clock that has no use for them spoils no reading. */
    void seen(List<Message> stored) {
        Instant now = clock.instant();
        if (!now.isAfter(Instants.LAST)) {
            times.seen(stored, now);
        }
    }

    String id(String field, String value) {
        return Inputs.id(field, value, limits.idBytes());
    }

    Optional<String> id(String field, Optional<String> value) {
        return Inputs.id(field, value, limits.idBytes());
    }

    /** Returns the id of a resource that this store may write to. @throws InvalidRequestException {@code outside-resource} */
    String ownResource(String field, String resourceId) {
        String id = id(field, resourceId);
        if (!scope.admits(id)) {
            throw outside(field);
        }
        return id;
    }

    /** Refuses what a view of one resource must not do. @throws InvalidRequestException {@code outside-resource} */
    void requireUnconfined(String operation) {
        if (scope.resourceId().isPresent()) {
            throw outside(operation);
        }
    }

    /** Returns whether a query for this resource can find anything here. */
    boolean reaches(Optional<String> resourceId) {
        return resourceId.isEmpty() || scope.admits(resourceId.get());
    }

    private static InvalidRequestException outside(String field) {
        return new InvalidRequestException(
                "outside-resource", "the view of a resource does not reach beyond it", Map.of("field", field));
    }
}
