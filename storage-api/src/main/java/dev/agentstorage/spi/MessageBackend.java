package dev.agentstorage.spi;

import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageHead;
import dev.agentstorage.memory.MessageInclude;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessagePosition;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.MessageRange;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The messages of a backend, and the times of threads that change with them. One of the three parts of {@link MemoryBackend}, which
 * documents what they share. Thread-safe. Every method is one atomic change; a {@link BulkStep} is one bounded part of a larger one. The
 * {@link Scope} limits what a method may see and change: threads by their {@code resourceId}, messages by their own.
 *
 * <p>All methods throw {@code UnavailableException} when the backend is unreachable; writes throw {@code OutcomeUnknownException} when it is
 * unknown whether they were applied; every write is idempotent when repeated with the same arguments.
 */
public interface MessageBackend {
    /**
     * Upserts messages by id; a replaced message keeps its {@code createdAt}. {@code updatedAt} of every thread in the batch becomes
     * {@code now}, and {@code lastMessageAt} of every thread that then contains a message becomes its {@code createdAt}; neither moves backwards.
     * These updates of threads may lag behind or be lost, and never fail the call.
     *
     * @param scope the rows that the caller may see
     * @param messages at least one, with at most {@code Limits.atomicRows} distinct ids, each with a {@code createdAt}; messages with the
     *     same id are applied in order, see {@link dev.agentstorage.spi.support.MemoryChanges#folded}, and all their threads must exist; a
     *     message without a resource gets that of its thread at the time of the write (rule {@code MEM-87})
     * @param now the time of the call
     * @return the stored messages, by {@code createdAt} and id
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found} when a thread is missing or out of scope
     * @throws dev.agentstorage.error.AlreadyExistsException {@code message-exists} when a stored message is out of scope
     */
    List<Message> save(Scope scope, List<NewMessage> messages, Instant now);

    /**
     * Stores new messages, all or none (rules {@code MEM-90} to {@code MEM-92}). The times of their threads are bumped as by
     * {@link #save}.
     *
     * @param scope the rows that the caller may see
     * @param messages at least one, at most {@code Limits.atomicRows}, with distinct ids, each with a {@code createdAt}; a message without a
     *     resource gets that of its thread
     * @param now the time of the call
     * @return the stored messages, by {@code createdAt} and id
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found} when a thread is missing or out of scope
     * @throws dev.agentstorage.error.AlreadyExistsException {@code message-exists}, as created by {@link
     *     dev.agentstorage.spi.support.Refusals#messagesExist}, when any of the ids is stored, in scope or not
     */
    List<Message> create(Scope scope, List<NewMessage> messages, Instant now);

    /**
     * Stores new messages of one thread if its last message is the expected one (rules {@code MEM-94} to {@code MEM-98}). Of any number of
     * concurrent calls that expect the same last message, in any number of storages, exactly one succeeds; this includes calls that expect an
     * empty thread. The times of the thread are bumped as by {@link #save}, but in the same change.
     *
     * @param scope the rows that the caller may see
     * @param threadId the id of the thread
     * @param expected the position of the last message in scope; empty when the thread must have no message in scope
     * @param messages at least one, at most {@code Limits.atomicRows}, all of this thread and with distinct ids; each has a {@code createdAt}
     *     that sorts it after the previous message, and the first after the expected one; a message without a resource gets that of the thread
     * @param now the time of the call
     * @return the stored messages, in the order given
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found} when the thread is missing or out of scope
     * @throws dev.agentstorage.error.AlreadyExistsException {@code message-exists} as {@link #create}
     * @throws dev.agentstorage.error.ConflictException {@code not-at-end} with the last message in scope, if any
     */
    List<Message> appendAfter(
            Scope scope, String threadId, Optional<MessagePosition> expected, List<NewMessage> messages, Instant now);

    /**
     * {@return those of these messages that exist, in any scope and in any order: the store filters and sorts them}
     *
     * @param ids the ids of the messages
     */
    List<Message> get(Collection<String> ids);

    /**
     * {@return the matching messages in the window}
     *
     * @param query the filters and the order
     * @param window the rows to return
     */
    List<Message> list(MessageQuery query, Window window);

    /**
     * Counts the matching messages.
     *
     * @param query the filters and the order
     * @return the number of matching messages
     */
    long count(MessageQuery query);

    /**
     * {@return the included messages with their neighbours, each message once, by {@code createdAt} and id} Neighbours are taken from the thread
     * of the included message. With a resource, messages of other resources are neither included nor returned as neighbours.
     *
     * <p>The default implementation calls {@link #get} once and {@link #list} up to twice for each include; override it to save round trips.
     *
     * @param includes at least one, at most 1,000
     * @param resourceId the resource whose messages may be returned; empty for no restriction
     */
    default List<Message> listIncluded(List<MessageInclude> includes, Optional<String> resourceId) {
        Scope scope = new Scope(resourceId);
        Set<String> ids = new HashSet<>();
        includes.forEach(include -> ids.add(include.id()));
        Map<String, Message> targets = new HashMap<>();
        get(ids).forEach(message -> targets.put(message.id(), message));
        Set<Message> found = new TreeSet<>(Message.ORDER);
        for (MessageInclude include : includes) {
            Message target = targets.get(include.id());
            if (target == null
                    || !scope.admits(target.resourceId())
                    || !include.threadId().orElse(target.threadId()).equals(target.threadId())) {
                continue;
            }
            found.add(target);
            MessageQuery earlier = ofThread(scope, target.threadId(), Direction.DESC)
                    .positions(MessageRange.before(target.position()))
                    .build();
            MessageQuery later = ofThread(scope, target.threadId(), Direction.ASC)
                    .positions(MessageRange.after(target.position()))
                    .build();
            found.addAll(include.before() == 0 ? List.of() : list(earlier, Window.offset(0, include.before())));
            found.addAll(include.after() == 0 ? List.of() : list(later, Window.offset(0, include.after())));
        }
        return List.copyOf(found);
    }

    private static MessageQuery.Builder ofThread(Scope scope, String threadId, Direction direction) {
        MessageQuery.Builder query = MessageQuery.builder().threadId(threadId).direction(direction);
        return scope.resourceId().map(query::resourceId).orElse(query);
    }

    /**
     * Returns the last message in scope of each thread, by {@code createdAt} and id (rule {@code MEM-110}). Threads that are missing or
     * have no such message are omitted. The default implementation calls {@link #list} for each thread.
     *
     * @param scope the rows that the caller may see
     * @param threadIds distinct, at least one, at most 100
     * @return the messages, in any order
     */
    default List<Message> last(Scope scope, Collection<String> threadIds) {
        return threadIds.stream()
                .map(id -> list(ofThread(scope, id, Direction.DESC).build(), Window.offset(0, 1)))
                .flatMap(List::stream)
                .toList();
    }

    /**
     * {@return the heads of the messages that {@link #last} returns (rule {@code MEM-111})} The default implementation reads the contents as
     * well; override it to leave them in the database.
     *
     * @param scope the rows that the caller may see
     * @param threadIds distinct, at least one, at most 100
     */
    default List<MessageHead> lastHeads(Scope scope, Collection<String> threadIds) {
        return last(scope, threadIds).stream().map(MessageHead::of).toList();
    }

    /**
     * Counts the messages of each thread that are in scope and after a position in the total order, or all of them without a position (rule
     * {@code MEM-112}). The default implementation lists these messages, up to {@code atMost} for each thread.
     *
     * @param scope the rows that the caller may see
     * @param after the position for each thread; at least one thread, at most 100
     * @param atMost the number at which counting stops, 1 to 1,000
     * @return the counts by thread id, each at most {@code atMost}; threads without such messages may be omitted
     */
    default Map<String, Integer> countAfter(Scope scope, Map<String, Optional<MessagePosition>> after, int atMost) {
        Map<String, Integer> counts = new HashMap<>();
        after.forEach((id, place) -> {
            MessageRange range = place.map(MessageRange::after).orElse(MessageRange.ALL);
            MessageQuery query =
                    ofThread(scope, id, Direction.ASC).positions(range).build();
            counts.put(id, list(query, Window.offset(0, atMost)).size());
        });
        return counts;
    }

    /**
     * {@return messages in scope that are not marked for the index (rule {@code MEM-118}), in any order} A message loses its marks when it is
     * saved, updated or moved to another resource.
     *
     * @param scope the rows that the caller may see
     * @param index the name of the application's index, not of a database index
     * @param limit maximum number of messages, at least 1, at most {@code Limits.atomicRows}
     */
    List<Message> pending(Scope scope, String index, int limit);

    /**
     * Marks messages for an index (rule {@code MEM-119}): those in scope that have the given version. Marks for other indexes, the messages
     * and the times of their threads are unchanged.
     *
     * @param scope the rows that the caller may see
     * @param index the name of the index
     * @param versions the expected versions by message id; at least one, at most {@code Limits.atomicRows}
     * @return the ids of the marked messages
     */
    Collection<String> markIndexed(Scope scope, String index, Map<String, Version> versions);

    /**
     * Applies patches to messages in the given order (rule {@code MEM-40}), as defined by {@link
     * dev.agentstorage.spi.support.MemoryChanges#patched(Map, List, dev.agentstorage.value.Limits)}. Ids that are missing or out of scope are
     * skipped. {@code updatedAt} of every thread that a changed message was in before, between or after the patches, and {@code lastMessageAt} of
     * every thread that it is in afterwards, are bumped as by {@link #save}.
     *
     * @param scope the rows that the caller may see
     * @param patches at least one, at most {@code Limits.atomicRows}; may contain several for the same id
     * @param now the time of the call
     * @return the changed messages, each once, sorted by {@code createdAt} and id
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found} when the target thread of a message is missing or out of scope
     * @throws dev.agentstorage.error.ConflictException {@code version-conflict} with the stored message
     * @throws dev.agentstorage.error.InvalidRequestException {@code content-not-object} when a patch merges into stored content that is not
     *     a JSON object
     * @throws dev.agentstorage.error.TooLargeException {@code value-too-large} when merged content exceeds the limit
     */
    List<Message> update(Scope scope, List<MessagePatch> patches, Instant now);

    /**
     * Removes messages. Ids that are missing or out of scope are skipped. {@code updatedAt} of every affected thread is updated as by
     * {@link #save}.
     *
     * @param scope the rows that the caller may see
     * @param ids distinct, at least one, at most {@code Limits.atomicRows}
     * @param now the time of the call
     * @return the ids of the removed messages
     */
    Collection<String> delete(Scope scope, Collection<String> ids, Instant now);

    /**
     * Removes matching messages, at most {@code limit} in this step, in the order of the query. {@code updatedAt} of every affected thread
     * is updated as by {@link #save}.
     *
     * @param query filters by thread, resource, range or positions; never has a metadata filter
     * @param now the time of the change; when empty, no thread is updated
     * @param limit the maximum number of rows of this step
     * @return the result of this step
     */
    BulkStep delete(MessageQuery query, Optional<Instant> now, int limit);
}
