package dev.agentstorage.spi;

import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The threads of a backend; some operations change their messages too. One of the three parts of {@link MemoryBackend},
 * which says what they share. Thread-safe. Every method is one atomic change; a {@link BulkStep} is one bounded part of a larger one.
 * What a method may see and change is limited by its {@link Scope}: a thread by its {@code resourceId}.
 *
 * <p>All methods throw {@code UnavailableException} when the backend is unreachable; writes throw {@code OutcomeUnknownException} when it is
 * unknown whether they were applied; every write is idempotent when repeated with the same arguments, but for {@link #create}, which then
 * throws {@code AlreadyExistsException}.
 */
public interface ThreadBackend {
    /**
     * {@return the thread with that id}
     *
     * @param id the id of the thread
     */
    Optional<ConversationThread> get(String id);

    /**
     * Stores a new thread together with its first messages, of which the thread has the {@code lastMessageAt} already.
     *
     * @param thread the thread
     * @param messages messages of this thread, of distinct ids, none of them stored; may be empty
     * @return the stored thread
     * @throws dev.agentstorage.error.AlreadyExistsException {@code thread-exists} with the stored thread, or {@code message-exists}
     */
    ConversationThread create(ConversationThread thread, List<Message> messages);

    /**
     * Replaces every field of a thread, or stores it when it is new (rule {@code MEM-03}); of a stored {@code lastMessageAt} and the given one
     * the later is kept (rule {@code MEM-115}).
     *
     * @param scope the rows that the caller may see
     * @param thread the thread
     * @param expected the version that the stored thread must have
     * @return the stored thread
     * @throws dev.agentstorage.error.ConflictException {@code version-conflict} with the stored thread; without one when a version is expected
     *     but no thread is stored
     * @throws dev.agentstorage.error.AlreadyExistsException {@code thread-exists} without the stored thread when it is out of scope
     */
    ConversationThread save(Scope scope, ConversationThread thread, Optional<Version> expected);

    /**
     * Changes a thread (rule {@code MEM-10}). When the patch {@link ThreadPatch#movesUpdatedAt() moves it}, {@code updatedAt} becomes
     * {@link dev.agentstorage.value.Instants#next the next one}.
     *
     * @param scope the rows that the caller may see
     * @param id the id of the thread
     * @param patch the changes
     * @param expected the version that the stored entity must have; empty for any
     * @param now the time of the call
     * @return the stored thread
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found} when it is missing or out of scope
     * @throws dev.agentstorage.error.ConflictException {@code version-conflict} with the stored thread
     * @throws dev.agentstorage.error.InvalidRequestException {@code metadata-not-object} when stored metadata that is not a JSON object is to be
     *     merged with
     * @throws dev.agentstorage.error.TooLargeException {@code value-too-large} when the merged metadata is over the limit
     */
    ConversationThread update(Scope scope, String id, ThreadPatch patch, Optional<Version> expected, Instant now);

    /**
     * Gives a thread and its messages to another resource, at most {@code limit} messages in this step, the thread itself in the last one.
     * Nothing happens when the thread has that resource already. Its {@code updatedAt} moves as in {@link #update}.
     *
     * @param id the id of the thread
     * @param resourceId the id of the resource
     * @param now the time of the call
     * @param limit the maximum number of rows of this step
     * @return the result of this step
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found}
     */
    BulkStep move(String id, String resourceId, Instant now, int limit);

    /**
     * Removes a thread and its messages, at most {@code limit} messages in this step, the thread itself in the last one. Nothing happens
     * when it is missing or out of scope.
     *
     * @param scope the rows that the caller may see
     * @param id the id of the thread
     * @param limit the maximum number of rows of this step
     * @return the result of this step
     */
    BulkStep delete(Scope scope, String id, int limit);

    /**
     * Moves {@code lastMessageAt} of threads of a resource forward to the {@code createdAt} of their last message, of any resource, of at
     * most {@code limit} threads in this step; nothing else of them changes (rule {@code MEM-117}). It affects the threads that were behind.
     *
     * @param resourceId the id of the resource
     * @param limit the maximum number of rows of this step
     * @return the result of this step
     */
    BulkStep refresh(String resourceId, int limit);

    /**
     * {@return the threads of the query in the window; {@link dev.agentstorage.spi.support.MemoryChanges#position} has their places}
     *
     * @param query the filters and the order
     * @param window the rows to return
     */
    List<ConversationThread> list(ThreadQuery query, Window window);

    /**
     * Counts the threads of the query.
     *
     * @param query the filters and the order
     * @return the number of threads of the query
     */
    long count(ThreadQuery query);
}
