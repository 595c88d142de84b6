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
 * The threads of a backend; some operations also change their messages. One of the three parts of {@link MemoryBackend}, which documents
 * what they share. Thread-safe. Every method is one atomic change; a {@link BulkStep} is one bounded part of a larger one. The
 * {@link Scope} limits what a method may see and change: threads by their {@code resourceId}.
 *
 * <p>All methods throw {@code UnavailableException} when the backend is unreachable; writes throw {@code OutcomeUnknownException} when it is
 * unknown whether they were applied; every write is idempotent when repeated with the same arguments, but for {@link #create}, which then
 * throws {@code AlreadyExistsException}.
 */
public interface ThreadBackend {
    /**
     * {@return the thread with this id; empty when it is missing}
     *
     * @param id the id of the thread
     */
    Optional<ConversationThread> get(String id);

    /**
     * Stores a new thread with its first messages; the thread already has their {@code lastMessageAt}.
     *
     * @param thread the thread
     * @param messages new messages of this thread, with distinct ids; may be empty
     * @return the stored thread
     * @throws dev.agentstorage.error.AlreadyExistsException {@code thread-exists} with the stored thread, or {@code message-exists}
     */
    ConversationThread create(ConversationThread thread, List<Message> messages);

    /**
     * Replaces every field of a thread, or stores it when it is new (rule {@code MEM-03}); {@code lastMessageAt} becomes the later of the
     * stored and the given one (rule {@code MEM-115}).
     *
     * @param scope the rows that the caller may see
     * @param thread the thread
     * @param expected the version that the stored thread must have
     * @return the stored thread
     * @throws dev.agentstorage.error.ConflictException {@code version-conflict}, with the stored thread if there is one
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
     * @throws dev.agentstorage.error.InvalidRequestException {@code metadata-not-object} when the patch merges into stored metadata that is
     *     not a JSON object
     * @throws dev.agentstorage.error.TooLargeException {@code value-too-large} when the merged metadata is over the limit
     */
    ConversationThread update(Scope scope, String id, ThreadPatch patch, Optional<Version> expected, Instant now);

    /**
     * Moves a thread and its messages to another resource, at most {@code limit} messages in this step, the thread in the last step. Does
     * nothing when the thread already has that resource. {@code updatedAt} changes as in {@link #update}.
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
     * Removes a thread and its messages, at most {@code limit} messages in this step, the thread in the last step. Does nothing when it is
     * missing or out of scope.
     *
     * @param scope the rows that the caller may see
     * @param id the id of the thread
     * @param limit the maximum number of rows of this step
     * @return the result of this step
     */
    BulkStep delete(Scope scope, String id, int limit);

    /**
     * Moves {@code lastMessageAt} of threads of a resource forward to the {@code createdAt} of their last message, of any resource, for at
     * most {@code limit} threads in this step; changes nothing else (rule {@code MEM-117}). The result counts the threads that were behind.
     *
     * @param resourceId the id of the resource
     * @param limit the maximum number of rows of this step
     * @return the result of this step
     */
    BulkStep refresh(String resourceId, int limit);

    /**
     * {@return the matching threads in the window; {@link dev.agentstorage.spi.support.MemoryChanges#position} computes their positions}
     *
     * @param query the filters and the order
     * @param window the rows to return
     */
    List<ConversationThread> list(ThreadQuery query, Window window);

    /**
     * Counts the matching threads.
     *
     * @param query the filters and the order
     * @return the number of matching threads
     */
    long count(ThreadQuery query);
}
