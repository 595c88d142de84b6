package dev.agentstorage.spi.support;

import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.value.Instants;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Limits;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The effect of the writes of {@link dev.agentstorage.spi.MemoryBackend} on threads, messages and resources. All methods are pure functions of
 * the stored entity and the request, so that all backends behave the same and can repeat them when a transaction is retried. The size of a merged
 * value is checked only when the merge changed it: an oversized value that another writer stored does not prevent changes to other fields.
 * Stateless and thread-safe.
 */
public final class MemoryChanges {
    private MemoryChanges() {}

    /**
     * {@return the thread that {@link dev.agentstorage.spi.ThreadBackend#save} must write: the given one, with the later {@code lastMessageAt} of
     * the given and the stored one (rules {@code MEM-03}, {@code MEM-04}, {@code MEM-115})}
     *
     * @param scope the rows that the caller may see
     * @param stored the stored thread; empty if there is none
     * @param thread the thread to save
     * @param expected the version that the stored entity must have; empty for any
     * @throws AlreadyExistsException {@code thread-exists} without the stored thread, when it is out of scope
     * @throws ConflictException {@code version-conflict} when the stored thread does not have the expected version
     */
    public static ConversationThread saved(
            Scope scope, Optional<ConversationThread> stored, ConversationThread thread, Optional<Version> expected) {
        if (stored.isPresent() && !scope.admits(stored.get().resourceId())) {
            throw Refusals.threadExists(thread.id(), null);
        }
        Refusals.requireThreadVersion(expected, thread.id(), stored.orElse(null));
        return spoken(thread, stored.flatMap(ConversationThread::lastMessageAt));
    }

    /**
     * {@return the thread after a message was stored in it: {@code lastMessageAt} is moved forward, never back (rule {@code MEM-114})}
     *
     * @param thread the thread
     * @param lastMessageAt the {@code createdAt} of the message; empty to return the thread unchanged
     */
    public static ConversationThread spoken(ConversationThread thread, Optional<Instant> lastMessageAt) {
        return lastMessageAt
                .filter(last -> thread.lastMessageAt().isEmpty()
                        || thread.lastMessageAt().get().isBefore(last))
                .map(last -> thread.toBuilder().lastMessageAt(last).build())
                .orElse(thread);
    }

    /**
     * {@return the latest {@code createdAt} of these messages by thread id}
     *
     * @param messages the messages
     */
    public static Map<String, Instant> lastTimes(Collection<Message> messages) {
        Map<String, Instant> last = new LinkedHashMap<>();
        messages.forEach(message ->
                last.merge(message.threadId(), message.createdAt(), (one, other) -> one.isBefore(other) ? other : one));
        return last;
    }

    /**
     * {@return the position of a thread in a listing; by {@code LAST_MESSAGE_AT}, threads without messages sort first (rule {@code MEM-116})}
     *
     * @param thread the thread
     * @param order the field that threads are ordered by
     */
    public static Position position(ConversationThread thread, ThreadQuery.Order order) {
        return switch (order) {
            case CREATED_AT -> Position.of(thread.createdAt(), thread.id());
            case UPDATED_AT -> Position.of(thread.updatedAt(), thread.id());
            case LAST_MESSAGE_AT -> Position.orNone(thread.lastMessageAt(), thread.id());
        };
    }

    /**
     * {@return the thread after a patch (rules {@code MEM-10}, {@code MEM-14})}
     *
     * @param stored the stored thread
     * @param patch the changes
     * @param expected the version that the stored entity must have; empty for any
     * @param now the time of the call
     * @param limits the limits of the backend
     * @throws ConflictException {@code version-conflict} when the stored thread does not have the expected version
     * @throws InvalidRequestException {@code metadata-not-object} as {@link ThreadPatch#apply}
     * @throws TooLargeException {@code value-too-large} when the patch changed the metadata and it exceeds the limit
     */
    public static ConversationThread patched(
            ConversationThread stored, ThreadPatch patch, Optional<Version> expected, Instant now, Limits limits) {
        Refusals.requireThreadVersion(expected, stored.id(), stored);
        ConversationThread changed = patch.apply(stored, now);
        requireSize("metadata", stored.metadata(), changed.metadata(), limits);
        return changed;
    }

    /**
     * {@return the thread after a move to another resource (rule {@code MEM-15})}
     *
     * @param stored the stored thread
     * @param resourceId the id of the new resource
     * @param now the time of the call
     */
    public static ConversationThread moved(ConversationThread stored, String resourceId, Instant now) {
        return stored.toBuilder()
                .resourceId(resourceId)
                .updatedAt(Instants.next(stored.updatedAt(), now))
                .build();
    }

    /**
     * {@return the messages of a batch with duplicate ids combined, as if they were saved one by one (rule {@code MEM-35}): the content of the
     * last occurrence, at the index and with the {@code createdAt} of the first} The threads of dropped occurrences must exist too, and are
     * bumped; the result does not contain them.
     *
     * @param batch the messages in the order of the call
     */
    public static List<NewMessage> folded(List<NewMessage> batch) {
        Map<String, NewMessage> byId = new LinkedHashMap<>();
        for (NewMessage message : batch) {
            byId.merge(
                    message.id(),
                    message,
                    (first, later) -> later.toBuilder()
                            .createdAt(first.createdAt().orElse(null))
                            .build());
        }
        return List.copyOf(byId.values());
    }

    /**
     * {@return the message to store}
     *
     * @param message the message
     * @param threadsResource the resource of its thread; used when the message has no resource (rule {@code MEM-87})
     * @param createdAt the time to store: its own, or that of the message it replaces
     */
    public static Message stored(NewMessage message, String threadsResource, Instant createdAt) {
        return new Message(
                message.id(),
                message.threadId(),
                message.resourceId().orElse(threadsResource),
                message.role(),
                message.type(),
                message.content(),
                createdAt);
    }

    /**
     * {@return the message after one more patch (rules {@code MEM-40}, {@code MEM-44})}
     *
     * @param stored the message before the call; a conflict contains this one, because a rejected call changes nothing
     * @param current the message after its earlier patches in the call
     * @param patch the changes
     * @param limits the limits of the backend
     * @throws ConflictException {@code version-conflict} when {@code current} does not have the version that the patch expects
     * @throws InvalidRequestException {@code content-not-object} as {@link MessagePatch#apply}
     * @throws TooLargeException {@code value-too-large} when the patch changed the content and it exceeds the limit
     */
    public static Message patched(Message stored, Message current, MessagePatch patch, Limits limits) {
        if (patch.expected().isPresent() && !patch.expected().get().equals(current.version())) {
            throw Refusals.messageVersionConflict(patch.id(), stored);
        }
        Message changed = patch.apply(current);
        requireSize("content", current.content(), changed.content(), limits);
        return changed;
    }

    /**
     * The result of the patches of one call.
     *
     * @param messages the changed messages, each once, by {@code createdAt} and id
     * @param threadIds the threads that a changed message was in before, between or after the patches
     */
    public record PatchedMessages(List<Message> messages, Set<String> threadIds) {
        /**
         * Copies both collections.
         *
         * @param messages the changed messages, each once, by {@code createdAt} and id
         * @param threadIds the threads that a changed message was in before, between or after the patches
         */
        public PatchedMessages {
            messages = List.copyOf(messages);
            threadIds = Set.copyOf(threadIds);
        }
    }

    /**
     * {@return the messages after the patches of one call, applied in order by {@link #patched(Message, Message, MessagePatch, Limits)} (rules
     * {@code MEM-40} to {@code MEM-45})} Patches for missing messages are skipped.
     *
     * @param stored the messages before the call, by id
     * @param patches the changes, in the order in which they are applied
     * @param limits the limits of the backend
     */
    public static PatchedMessages patched(Map<String, Message> stored, List<MessagePatch> patches, Limits limits) {
        Map<String, Message> changed = new LinkedHashMap<>();
        Set<String> threadIds = new HashSet<>();
        for (MessagePatch patch : patches) {
            Message before = stored.get(patch.id());
            if (before != null) {
                Message message = patched(before, changed.getOrDefault(patch.id(), before), patch, limits);
                changed.put(patch.id(), message);
                threadIds.add(before.threadId());
                threadIds.add(message.threadId());
            }
        }
        return new PatchedMessages(
                changed.values().stream().sorted(Message.ORDER).toList(), threadIds);
    }

    /**
     * Checks that no message of a call to create messages is already stored (rule {@code MEM-91}).
     *
     * @param scope the rows that the caller may see
     * @param stored the messages that are already stored, in scope or not, in the order of the call; empty if none is
     * @throws AlreadyExistsException {@code message-exists} as {@link Refusals#messagesExist}
     */
    public static void requireNew(Scope scope, List<Message> stored) {
        if (!stored.isEmpty()) {
            throw Refusals.messagesExist(
                    stored.stream().map(Message::id).toList(),
                    stored.stream()
                            .filter(message -> scope.admits(message.resourceId()))
                            .toList());
        }
    }

    /**
     * {@return the message with another {@code createdAt}}
     *
     * @param message the message
     * @param createdAt when it was created
     */
    public static Message at(Message message, Instant createdAt) {
        return new Message(
                message.id(),
                message.threadId(),
                message.resourceId(),
                message.role(),
                message.type(),
                message.content(),
                createdAt);
    }

    /**
     * {@return the resource after a patch, which creates a missing resource (rules {@code MEM-72}, {@code MEM-75})}
     *
     * @param id the id of the resource
     * @param stored the stored resource; empty if there is none
     * @param patch the changes
     * @param expected the version that the stored entity must have; empty for any
     * @param now the time of the call
     * @param limits the limits of the backend
     * @throws ConflictException {@code version-conflict} when a version is expected and the resource is missing or has another version
     * @throws InvalidRequestException {@code metadata-not-object} as {@link ResourcePatch#apply}
     * @throws TooLargeException {@code value-too-large} when the patch changed the metadata and it exceeds the limit
     */
    public static Resource patched(
            String id,
            Optional<Resource> stored,
            ResourcePatch patch,
            Optional<Version> expected,
            Instant now,
            Limits limits) {
        Refusals.requireResourceVersion(expected, id, stored.orElse(null));
        Resource changed = stored.map(resource -> patch.apply(resource, now)).orElseGet(() -> patch.create(id, now));
        requireSize("metadata", stored.map(Resource::metadata).orElse(Json.EMPTY_OBJECT), changed.metadata(), limits);
        return changed;
    }

    private static void requireSize(String field, Json before, Json after, Limits limits) {
        if (!after.text().equals(before.text())) {
            limits.requireValue(field, after.sizeInBytes());
        }
    }
}
