package dev.agentstorage.memory;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.FilterWork;
import dev.agentstorage.value.Json;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which threads, in which order; all filters must hold (rule {@code MEM-20}).
 *
 * @param resourceId only threads of this resource
 * @param metadata only threads whose metadata contains this object, see {@link Json#contains}
 * @param archived only archived ({@code true}) or only active ({@code false}) threads
 * @param order the sort field; ties are broken by id
 * @param direction newest first unless said otherwise
 */
public record ThreadQuery(
        Optional<String> resourceId,
        Optional<Json> metadata,
        Optional<Boolean> archived,
        Order order,
        Direction direction) {
    /** The fields by which threads can be sorted. */
    public enum Order {
        /** When the thread began. */
        CREATED_AT,
        /** When the thread or its messages changed last. */
        UPDATED_AT
    }

    /** All threads, the newest first. */
    public static final ThreadQuery ALL =
            new ThreadQuery(Optional.empty(), Optional.empty(), Optional.empty(), Order.CREATED_AT, Direction.DESC);

    /** Refuses nulls. @throws dev.agentstorage.error.InvalidRequestException {@code null-argument} */
    public ThreadQuery {
        Checks.notNull("resourceId", resourceId);
        Checks.notNull("metadata", metadata);
        Checks.notNull("archived", archived);
        Checks.notNull("order", order);
        Checks.notNull("direction", direction);
    }

    /** The threads of one resource. */
    public static ThreadQuery ofResource(String resourceId) {
        return ALL.resourceId(resourceId);
    }

    /** Returns whether the thread passes all filters. To judge many threads use {@link #matcher()}. */
    public boolean matches(ConversationThread thread) {
        return matcher().test(thread);
    }

    /** Returns all filters, for the threads that one call looks at; bounded as {@link FilterWork} says. Not thread-safe. */
    public Predicate<ConversationThread> matcher() {
        Predicate<Json> hasMetadata = new FilterWork().contains(metadata);
        return thread -> (resourceId.isEmpty() || resourceId.get().equals(thread.resourceId()))
                && (archived.isEmpty() || archived.get() == thread.archivedAt().isPresent())
                && hasMetadata.test(thread.metadata());
    }

    /** Returns this query for one resource. */
    public ThreadQuery resourceId(String resourceId) {
        return new ThreadQuery(
                Optional.of(Checks.notNull("resourceId", resourceId)), metadata, archived, order, direction);
    }

    /** Returns this query with a metadata filter. */
    public ThreadQuery metadata(Json metadata) {
        return new ThreadQuery(
                resourceId, Optional.of(Checks.notNull("metadata", metadata)), archived, order, direction);
    }

    /** Returns this query for archived or for active threads only. */
    public ThreadQuery archived(boolean archived) {
        return new ThreadQuery(resourceId, metadata, Optional.of(archived), order, direction);
    }

    /** Returns this query in another order. */
    public ThreadQuery orderBy(Order order, Direction direction) {
        return new ThreadQuery(resourceId, metadata, archived, order, direction);
    }
}
