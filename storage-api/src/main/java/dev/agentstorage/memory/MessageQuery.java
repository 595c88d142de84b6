package dev.agentstorage.memory;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.FilterWork;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.TimeRange;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which messages; all filters must hold (rule {@code MEM-50}). Sorted by {@code createdAt}, then id.
 *
 * @param threadIds only messages of these threads, at most 1,000 different ones (more are refused by the store as {@code
 *     batch-too-large}); of no thread, and so none at all, when the list is empty (rule {@code CORE-22}); of any thread without a list
 * @param resourceId only messages of this resource
 * @param range only messages created in this range
 * @param metadata only messages whose {@code content.metadata} contains this object; the backend looks at every message that the other
 *     filters leave
 * @param direction oldest first unless said otherwise
 */
public record MessageQuery(
        Optional<List<String>> threadIds,
        Optional<String> resourceId,
        TimeRange range,
        Optional<Json> metadata,
        Direction direction) {
    /** All messages, oldest first. */
    public static final MessageQuery ALL =
            new MessageQuery(Optional.empty(), Optional.empty(), TimeRange.ALL, Optional.empty(), Direction.ASC);

    /** Copies the ids. @throws InvalidRequestException {@code null-argument} */
    public MessageQuery {
        threadIds = Checks.notNull("threadIds", threadIds).map(ids -> List.copyOf(Checks.noNulls("threadIds", ids)));
        Checks.notNull("resourceId", resourceId);
        Checks.notNull("range", range);
        Checks.notNull("metadata", metadata);
        Checks.notNull("direction", direction);
    }

    /** The messages of one thread. */
    public static MessageQuery ofThread(String threadId) {
        return ofThreads(List.of(Checks.notNull("threadId", threadId)));
    }

    /** The messages of some threads; no messages when there is no thread (rule {@code CORE-22}). @throws InvalidRequestException {@code null-argument} */
    public static MessageQuery ofThreads(Collection<String> threadIds) {
        return new MessageQuery(
                Optional.of(Checks.noNulls("threadIds", threadIds).stream()
                        .distinct()
                        .toList()),
                Optional.empty(),
                TimeRange.ALL,
                Optional.empty(),
                Direction.ASC);
    }

    /** The messages of one resource, in all threads. */
    public static MessageQuery ofResource(String resourceId) {
        return ALL.resourceId(resourceId);
    }

    /** Returns whether the message passes all filters. To judge many messages use {@link #matcher()}. */
    public boolean matches(Message message) {
        return matcher().test(message);
    }

    /** Returns all filters, for the messages that one call looks at; bounded as {@link FilterWork} says. Not thread-safe. */
    public Predicate<Message> matcher() {
        Predicate<Message> hasMetadata = metadataMatcher();
        Optional<Set<String>> threads = threadIds.map(Set::copyOf);
        return message -> (threads.isEmpty() || threads.get().contains(message.threadId()))
                && (resourceId.isEmpty() || resourceId.get().equals(message.resourceId()))
                && range.contains(message.createdAt())
                && hasMetadata.test(message);
    }

    /** Returns the filter on metadata alone, for a backend that has judged all others; as {@link #matcher()} otherwise. */
    public Predicate<Message> metadataMatcher() {
        if (metadata.isEmpty()) {
            return message -> true;
        }
        Predicate<Json> hasMetadata = new FilterWork().contains(metadata);
        return message -> message.content().isObject()
                && hasMetadata.test(MessageContent.of(message).metadata());
    }

    /** Returns this query for one resource. */
    public MessageQuery resourceId(String resourceId) {
        return new MessageQuery(
                threadIds, Optional.of(Checks.notNull("resourceId", resourceId)), range, metadata, direction);
    }

    /** Returns this query for a range of {@code createdAt}. */
    public MessageQuery range(TimeRange range) {
        return new MessageQuery(threadIds, resourceId, range, metadata, direction);
    }

    /** Returns this query with a filter on the messages' own metadata. */
    public MessageQuery metadata(Json metadata) {
        return new MessageQuery(
                threadIds, resourceId, range, Optional.of(Checks.notNull("metadata", metadata)), direction);
    }

    /** Returns this query in another direction. */
    public MessageQuery direction(Direction direction) {
        return new MessageQuery(threadIds, resourceId, range, metadata, direction);
    }
}
