package dev.agentstorage.spi;

import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageInclude;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ResourceQuery;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Threads, messages and resources in a backend. Thread-safe. Every method is one atomic change; a {@link BulkStep} is one bounded part
 * of a larger one. What a method may see and change is limited by its {@link Scope}: a thread by its {@code resourceId}, a message by
 * its own.
 *
 * <p>All methods throw {@code UnavailableException} when the backend can not be reached, and writes {@code OutcomeUnknownException} when it can not be known
 * whether they were applied; every write is idempotent when repeated with the same arguments, but for {@code createThread}, which then
 * throws {@code AlreadyExistsException}.
 */
public interface MemoryBackend {
    /** Returns the thread of that id. */
    Optional<ConversationThread> getThread(String id);

    /**
     * Stores a new thread together with its first messages.
     *
     * @param messages messages of this thread, of distinct ids, none of them stored; may be empty
     * @return the thread as it is stored
     * @throws dev.agentstorage.error.AlreadyExistsException {@code thread-exists} with the stored thread, or {@code message-exists}
     */
    ConversationThread createThread(ConversationThread thread, List<Message> messages);

    /**
     * Replaces every field of a thread, or stores it when it is new (rule {@code MEM-03}).
     *
     * @param expected the version that the stored thread must have
     * @return the thread as it is stored
     * @throws dev.agentstorage.error.ConflictException {@code version-conflict} with the stored thread; without one when a version is expected
     *     but no thread is stored
     * @throws dev.agentstorage.error.AlreadyExistsException {@code thread-exists} without the stored thread when it is out of scope
     */
    ConversationThread saveThread(Scope scope, ConversationThread thread, Optional<Version> expected);

    /**
     * Changes a thread (rule {@code MEM-10}). When the patch {@link ThreadPatch#movesUpdatedAt() moves it}, {@code updatedAt} becomes
     * {@link dev.agentstorage.value.Instants#next the next one}.
     *
     * @return the thread as it is stored
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found} when it is missing or out of scope
     * @throws dev.agentstorage.error.ConflictException {@code version-conflict} with the stored thread
     * @throws dev.agentstorage.error.InvalidRequestException {@code metadata-not-object} when stored metadata that is no object is to be merged with
     * @throws dev.agentstorage.error.TooLargeException {@code value-too-large} when the merged metadata is over the limit
     */
    ConversationThread updateThread(Scope scope, String id, ThreadPatch patch, Optional<Version> expected, Instant now);

    /**
     * Gives a thread and its messages to another resource, at most {@code limit} messages in this step, the thread itself in the last one.
     * Nothing happens when the thread has that resource already. Its {@code updatedAt} moves as in {@link #updateThread}.
     *
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found}
     */
    BulkStep moveThread(String id, String resourceId, Instant now, int limit);

    /**
     * Removes a thread and its messages, at most {@code limit} messages in this step, the thread itself in the last one. Nothing happens
     * when it is missing or out of scope.
     */
    BulkStep deleteThread(Scope scope, String id, int limit);

    /** Returns the threads of the query in the window. */
    List<ConversationThread> listThreads(ThreadQuery query, Window window);

    /** Counts the threads of the query. */
    long countThreads(ThreadQuery query);

    /**
     * Stores messages by id: a new one as it is given, a stored one replaced but for its {@code createdAt}. {@code updatedAt} of every
     * thread in the batch becomes {@code now} unless it is later already; that bump may lag behind or be lost, and never fails the call.
     *
     * @param messages at least one, of at most {@code Limits.atomicRows} ids, each with a {@code createdAt}; those of one id are saved
     *     one after the other, as {@link MessageChanges#folded} says, and the threads of all of them must exist; one without a resource
     *     is stored with that of its thread, as it is when the message is stored (rule {@code MEM-87})
     * @return the messages as they are stored, by {@code createdAt} and id
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found} when a thread is missing or out of scope
     * @throws dev.agentstorage.error.AlreadyExistsException {@code message-exists} when a stored message is out of scope
     */
    List<Message> saveMessages(Scope scope, List<NewMessage> messages, Instant now);

    /** Returns the stored ones of these messages, in any order: the store sorts them. */
    List<Message> getMessages(Collection<String> ids);

    /** Returns the messages of the query in the window. */
    List<Message> listMessages(MessageQuery query, Window window);

    /** Counts the messages of the query. */
    long countMessages(MessageQuery query);

    /**
     * Returns the included messages with their neighbours, each message once, by {@code createdAt} and id. Neighbours are taken from the
     * thread of the included message. With a resource, messages of others are neither included nor neighbours.
     *
     * @param includes at least one, at most 1,000
     */
    List<Message> listIncluded(List<MessageInclude> includes, Optional<String> resourceId);

    /**
     * Changes messages (rule {@code MEM-40}), in the order of the patches as {@link MessageChanges#patched} says. Ids that are missing or out of scope are skipped. {@code updatedAt} of every old and new
     * thread, and of those between them, is bumped as by {@link #saveMessages}.
     *
     * @param patches at least one, at most {@code Limits.atomicRows}; an id may be named several times
     * @return the changed messages as they are stored, each once, by {@code createdAt} and id
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found} when a message shall move to a missing thread, or to one out of scope
     * @throws dev.agentstorage.error.ConflictException {@code version-conflict} with the stored message
     * @throws dev.agentstorage.error.InvalidRequestException {@code content-not-object} when stored content that is no object is to be merged with
     * @throws dev.agentstorage.error.TooLargeException {@code value-too-large} when a merged content is over the limit
     */
    List<Message> updateMessages(Scope scope, List<MessagePatch> patches, Instant now);

    /**
     * Removes messages. Ids that are missing or out of scope are skipped. {@code updatedAt} of every touched thread is bumped as by
     * {@link #saveMessages}.
     *
     * @param ids distinct, at least one, at most {@code Limits.atomicRows}
     * @return the ids of those that were removed
     */
    Collection<String> deleteMessages(Scope scope, Collection<String> ids, Instant now);

    /**
     * Removes messages of the query, at most {@code limit} of them in this step, oldest first. {@code updatedAt} of every touched thread is
     * bumped as by {@link #saveMessages}.
     *
     * @param query filters by thread, resource or range; it has no metadata filter
     * @param now the time of the change; no thread is bumped when it is empty
     */
    BulkStep deleteMessages(MessageQuery query, Optional<Instant> now, int limit);

    /** Returns the resource of that id. */
    Optional<Resource> getResource(String id);

    /**
     * Replaces every field of a resource, or stores it when it is new (rule {@code MEM-71}).
     *
     * @throws dev.agentstorage.error.ConflictException {@code version-conflict} as in {@link #saveThread}
     */
    Resource saveResource(Resource resource, Optional<Version> expected);

    /**
     * Changes a resource, or creates it when it is missing and no version is expected (rule {@code MEM-72}). {@code updatedAt} moves as in
     * {@link #updateThread}.
     *
     * @throws dev.agentstorage.error.ConflictException {@code version-conflict} as in {@link #saveThread}
     * @throws dev.agentstorage.error.InvalidRequestException {@code metadata-not-object} when stored metadata that is no object is to be merged with
     * @throws dev.agentstorage.error.TooLargeException {@code value-too-large} when the merged metadata is over the limit
     */
    Resource updateResource(String id, ResourcePatch patch, Optional<Version> expected, Instant now);

    /** Removes a resource's own row, not its threads. @return whether it was there */
    boolean deleteResource(String id);

    /** Returns the resources of the query in the window. */
    List<Resource> listResources(ResourceQuery query, Window window);

    /** Counts the resources of the query. */
    long countResources(ResourceQuery query);

    /**
     * Removes what is stored of a resource, at most {@code limit} rows in this step: its messages in any thread, its threads with all
     * their messages, last its own row.
     */
    BulkStep eraseResource(String resourceId, int limit);

    /** Removes rows of all tables of the domain, at most {@code limit} in this step; messages before threads. */
    BulkStep clear(int limit);
}
