package dev.agentstorage.store;

import static dev.agentstorage.internal.Checks.notNull;

import dev.agentstorage.memory.CloneRequest;
import dev.agentstorage.memory.CloneResult;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageHead;
import dev.agentstorage.memory.MessageInclude;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessagePosition;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.MessageRange;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ResourceQuery;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.value.Limits;
import dev.agentstorage.value.Page;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Conversations: threads, messages and resources. Thread-safe; calls block.
 *
 * <p>Every operation is atomic, except bulk operations, which return a {@link BulkResult} or are documented as bulk: they work in bounded
 * steps, and can be repeated after an error to continue. Instants have microsecond precision; finer ones are truncated.
 *
 * <p>Every method throws {@code InvalidRequestException} for values that no backend can store ({@code null-argument}, {@code id-blank},
 * {@code text-unstorable}, {@code instant-out-of-range}), {@code TooLargeException} for ids and values over the {@link Limits} of the
 * backend ({@code id-too-long}, {@code value-too-large}), {@code UnavailableException} when the backend is unreachable,
 * {@code NotInitializedException} before initialisation and after closing, {@code CorruptDataException} for an unreadable stored row, and, for
 * writes, {@code OutcomeUnknownException}.
 */
public final class MemoryStore {
    private final MemoryContext context;
    private final MemoryListings listings;
    private final MemoryThreads threads;
    private final MemoryResources resources;
    private final MessageChanges changes;
    private final MessageImport imports;
    private final MessageCreation creation;
    private final ThreadOverview overview;
    private final MessageMarks marks;
    private final MessageRemoval removal;

    MemoryStore(MemoryContext context) {
        this.context = context;
        this.listings = new MemoryListings(context);
        this.threads = new MemoryThreads(context, new ThreadCloning(context, listings));
        this.resources = new MemoryResources(context);
        this.changes = new MessageChanges(context);
        this.imports = new MessageImport(context);
        this.creation = new MessageCreation(context);
        this.overview = new ThreadOverview(context);
        this.marks = new MessageMarks(context);
        this.removal = new MessageRemoval(context);
    }

    /**
     * Returns a view that is confined to one resource: data of other resources is treated as missing and cannot be overwritten or given
     * away (rules {@code MEM-60} to {@code MEM-69}). Deleting a thread in a view removes all its messages, including those of other
     * resources; changing a message updates {@code updatedAt} of its thread, even of another resource. A view of a view must be of the same
     * resource.
     *
     * @param resourceId the id of the resource
     * @return the view
     * @throws dev.agentstorage.error.InvalidRequestException {@code outside-resource}
     */
    public MemoryStore forResource(String resourceId) {
        // a view is a value: creating it does not use the storage
        MemoryCall call = new MemoryCall(context.access(), context.scope());
        String id = call.ownResource("resourceId", resourceId);
        call.require();
        call.requireInside();
        return new MemoryStore(context.confinedTo(id));
    }

    /**
     * Returns the thread with that id (rule {@code MEM-01}).
     *
     * @param id the id of the thread
     * @return the thread, or empty if it is missing
     */
    public Optional<ConversationThread> getThread(String id) {
        return threads.get(context.call(), id);
    }

    /**
     * Stores a new thread (rules {@code MEM-01}, {@code MEM-02}).
     *
     * @param thread the thread
     * @return the stored thread
     * @throws dev.agentstorage.error.AlreadyExistsException {@code thread-exists} with the stored thread if the view may see it
     * @throws dev.agentstorage.error.InvalidRequestException {@code outside-resource}
     */
    public ConversationThread createThread(ConversationThread thread) {
        return threads.create(context.call(), thread);
    }

    /**
     * Stores a thread, or replaces every field of the stored one (rule {@code MEM-03}), except that {@code lastMessageAt} never moves
     * backwards (rule {@code MEM-115}).
     *
     * @param thread the thread
     * @return the stored thread
     * @throws dev.agentstorage.error.AlreadyExistsException {@code thread-exists} when the stored one is outside the view
     * @throws dev.agentstorage.error.InvalidRequestException {@code outside-resource}
     */
    public ConversationThread saveThread(ConversationThread thread) {
        return threads.save(context.call(), thread, Optional.empty());
    }

    /**
     * Replaces every field of a stored thread if it has the expected version (rule {@code MEM-04}).
     *
     * @param thread the thread
     * @param expected the version that the stored thread must have
     * @return the stored thread
     * @throws dev.agentstorage.error.ConflictException {@code version-conflict}, with the stored thread if there is one
     * @throws dev.agentstorage.error.AlreadyExistsException as {@link #saveThread(ConversationThread)}
     * @throws dev.agentstorage.error.InvalidRequestException {@code outside-resource}
     */
    public ConversationThread saveThread(ConversationThread thread, Version expected) {
        return threads.save(context.call(), thread, expected(expected));
    }

    /**
     * Changes a thread (rules {@code MEM-10} to {@code MEM-14}).
     *
     * @param id the id of the thread
     * @param patch the changes
     * @return the stored thread
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found}
     * @throws dev.agentstorage.error.InvalidRequestException {@code json-not-object}, {@code metadata-not-object}
     */
    public ConversationThread updateThread(String id, ThreadPatch patch) {
        return threads.update(context.call(), id, patch, Optional.empty());
    }

    /**
     * Changes a thread if it has the expected version (rule {@code MEM-14}).
     *
     * @param id the id of the thread
     * @param patch the changes
     * @param expected the version that the stored thread must have
     * @return the stored thread
     * @throws dev.agentstorage.error.ConflictException {@code version-conflict} with the stored thread
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found}
     * @throws dev.agentstorage.error.InvalidRequestException {@code json-not-object}, {@code metadata-not-object}
     */
    public ConversationThread updateThread(String id, ThreadPatch patch, Version expected) {
        return threads.update(context.call(), id, patch, expected(expected));
    }

    /**
     * Moves a thread and all its messages to another resource (rule {@code MEM-15}). A bulk operation: moves the messages in bounded steps,
     * then the thread; repeat it after an error.
     *
     * @param id the id of the thread
     * @param resourceId the id of the new resource
     * @return the stored thread
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found}
     * @throws dev.agentstorage.error.InvalidRequestException {@code outside-resource}
     */
    public ConversationThread moveThread(String id, String resourceId) {
        return threads.move(context.call(), id, resourceId);
    }

    /**
     * Copies a thread and its messages (rules {@code MEM-16} to {@code MEM-19}). The copy is stored atomically; messages that are written
     * to the source at the same time may or may not be copied.
     *
     * @param request the source, the messages to copy, and the fields of the copy that differ
     * @return the stored copy, its messages, and the new id of each message by its old id
     * @throws dev.agentstorage.error.NotFoundException {@code clone-source-not-found}
     * @throws dev.agentstorage.error.AlreadyExistsException {@code thread-exists}
     * @throws dev.agentstorage.error.TooLargeException {@code batch-too-large} for more messages than one atomic change holds
     * @throws dev.agentstorage.error.InvalidRequestException {@code json-not-object}, {@code outside-resource}
     */
    public CloneResult cloneThread(CloneRequest request) {
        return threads.copy(context.call(), request);
    }

    /**
     * Removes a thread and all its messages; see {@link #deleteThread(String, BulkListener)}.
     *
     * @param id the id of the thread
     * @return whether it existed
     */
    public boolean deleteThread(String id) {
        return deleteThread(id, BulkListener.NONE);
    }

    /**
     * Removes a thread and all its messages, in bounded steps; does nothing when it is missing (rules {@code MEM-07} to {@code MEM-09}).
     *
     * @param id the id of the thread
     * @param listener receives the number of messages and threads removed so far
     * @return whether it existed
     */
    public boolean deleteThread(String id, BulkListener listener) {
        return threads.delete(context.call(), id, listener);
    }

    /**
     * Moves {@code lastMessageAt} of the threads of a resource forward to the {@code createdAt} of their last message, in bounded steps
     * (rule {@code MEM-117}). Use it after a backend lost such an update (rule {@code MEM-36}), and for threads whose messages were stored
     * by another program.
     *
     * @param resourceId the id of the resource
     * @return the number of threads updated
     * @throws dev.agentstorage.error.InvalidRequestException {@code outside-resource}
     */
    public BulkResult refreshThreads(String resourceId) {
        return threads.refresh(context.call(), resourceId);
    }

    /**
     * Lists all threads, newest first.
     *
     * @return a lazy listing: it reads nothing until it is used
     */
    public Listing<ConversationThread> listThreads() {
        return listThreads(ThreadQuery.ALL);
    }

    /**
     * Lists threads, newest first by default, ties by id; 100 per page (rules {@code MEM-20} to {@code MEM-29}).
     *
     * @param query the filters and the order
     * @return a lazy listing: it reads nothing until it is used
     * @throws dev.agentstorage.error.InvalidRequestException {@code metadata-key-invalid}, {@code json-not-object}
     */
    public Listing<ConversationThread> listThreads(ThreadQuery query) {
        return listings.threads(query);
    }

    /**
     * Stores one message like {@link #saveMessages}: inserts it, by default with the resource of its thread, or replaces the stored message
     * with the same id, keeping its {@code createdAt} (rule {@code MEM-87}).
     *
     * @param message the message
     * @return the stored message
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found} when its thread is missing
     * @throws dev.agentstorage.error.AlreadyExistsException {@code message-exists} when the stored one is outside the view
     * @throws dev.agentstorage.error.TooLargeException {@code batch-too-large}
     * @throws dev.agentstorage.error.InvalidRequestException {@code json-not-object}, {@code outside-resource}
     */
    public Message saveMessage(NewMessage message) {
        return changes.save(context.call(), List.of(notNull("message", message)))
                .get(0);
    }

    /**
     * Upserts messages atomically (rules {@code MEM-30} to {@code MEM-38}); replaced messages keep their {@code createdAt}. Messages with
     * the same id are applied in order: the last one is stored, with the time of the first. Every thread must exist. A message without a
     * resource gets the resource of its thread (rule {@code MEM-87}).
     *
     * <p>Messages of one thread with equal {@code createdAt} (in microseconds) are stored one microsecond apart, in the order given. A
     * message that is already stored counts among them and keeps its time. Different times are never changed: given t, t and t + 1 µs, the
     * second and the third are both stored at t + 1 µs and are ordered by id.
     *
     * @param newMessages the messages, of one or more threads
     * @return the stored messages, sorted by {@code createdAt} and id
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found} when the thread of a message is missing
     * @throws dev.agentstorage.error.AlreadyExistsException {@code message-exists} when a stored one is outside the view
     * @throws dev.agentstorage.error.TooLargeException {@code batch-too-large}; use {@link #importMessages(Iterable)}
     * @throws dev.agentstorage.error.InvalidRequestException {@code outside-resource}
     */
    public List<Message> saveMessages(List<NewMessage> newMessages) {
        return changes.save(context.call(), newMessages);
    }

    /**
     * Stores one new message as {@link #createMessages}.
     *
     * @param message the message
     * @return the stored message
     */
    public Message createMessage(NewMessage message) {
        return creation.create(context.call(), List.of(notNull("message", message)))
                .get(0);
    }

    /**
     * Stores new messages atomically (rules {@code MEM-90} to {@code MEM-92}). Times and resources are assigned as by
     * {@link #saveMessages}. After an {@code OutcomeUnknownException}, repeat the call with the same ids: if the first one was applied,
     * {@code message-exists} carries the stored messages.
     *
     * @param newMessages the messages, of one or more threads
     * @return the stored messages, sorted by {@code createdAt} and id
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found} when the thread of a message is missing
     * @throws dev.agentstorage.error.AlreadyExistsException {@code message-exists} when any of them exists; the detail {@code messages}
     *     lists all existing ids, and the error carries the existing messages that the view may see
     * @throws dev.agentstorage.error.TooLargeException {@code batch-too-large}
     * @throws dev.agentstorage.error.InvalidRequestException {@code message-repeated} when two of them have one id, {@code outside-resource}
     */
    public List<Message> createMessages(List<NewMessage> newMessages) {
        return creation.create(context.call(), newMessages);
    }

    /**
     * Appends new messages if the conversation still ends where the caller expects (rules {@code MEM-94} to {@code MEM-98}). Of concurrent
     * calls with the same expected end, exactly one succeeds, also for an empty thread. Messages stored by other methods before this call
     * began are noticed; those stored at the same time may sort before or after the messages of this call.
     *
     * <p>A message without {@code createdAt} gets the time of the call, or one microsecond after the message before it if that is later. A
     * call that is repeated with the same messages after an {@code OutcomeUnknownException} succeeds if they are stored as given, directly
     * after the expected end. An empty list is valid, and nothing is read.
     *
     * @param threadId the id of the thread
     * @param expected the {@linkplain Message#position() position} of the last message of the thread; empty for no message. A view
     *     considers only messages of its resource
     * @param newMessages messages of that thread, in their order
     * @return the stored messages, in the order given
     * @throws dev.agentstorage.error.ConflictException {@code not-at-end} with the actual last message, if any
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found}
     * @throws dev.agentstorage.error.AlreadyExistsException {@code message-exists} as {@link #createMessages}
     * @throws dev.agentstorage.error.TooLargeException {@code batch-too-large}
     * @throws dev.agentstorage.error.InvalidRequestException {@code message-of-another-thread}, {@code message-not-last} when a
     *     {@code createdAt} does not sort after the previous message, {@code message-repeated}, {@code outside-resource}
     */
    public List<Message> appendAfter(
            String threadId, Optional<MessagePosition> expected, List<NewMessage> newMessages) {
        return creation.appendAfter(context.call(), threadId, expected, newMessages);
    }

    /**
     * Stores any number of messages; see {@link #importMessages(Iterable, BulkListener)}.
     *
     * @param newMessages the messages, of one or more threads; iterated once
     * @return the number of messages stored
     */
    public BulkResult importMessages(Iterable<NewMessage> newMessages) {
        return importMessages(newMessages, BulkListener.NONE);
    }

    /**
     * Stores any number of messages in the order given, in atomic parts, with one part in memory at a time (rule {@code MEM-39}). After an
     * error the earlier parts are stored; repeat the import with the same messages and ids. Messages with the same id are applied in order,
     * and each one counts in the result.
     *
     * <p>Equal times within a thread are spaced as by {@link #saveMessages}, also across parts, as long as at most 10,000 other pairs of
     * thread and time are between them.
     *
     * @param newMessages the messages, of one or more threads; iterated once
     * @param listener receives the number of messages stored so far, after each part
     * @return the number of messages stored
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found}
     * @throws dev.agentstorage.error.AlreadyExistsException {@code message-exists} when a stored one is outside the view
     * @throws dev.agentstorage.error.InvalidRequestException {@code outside-resource}
     */
    public BulkResult importMessages(Iterable<NewMessage> newMessages, BulkListener listener) {
        return imports.run(context.call(), newMessages, context.spacing()::apply, listener);
    }

    /**
     * Stores messages that were read from another storage; see {@link #importStoredMessages(Iterable, BulkListener)}.
     *
     * @param stored the messages, as the other storage returned them
     * @return the number of messages stored
     */
    public BulkResult importStoredMessages(Iterable<Message> stored) {
        return importStoredMessages(stored, BulkListener.NONE);
    }

    /**
     * Stores messages that were read from another storage, like {@link #importMessages(Iterable, BulkListener)}, except that every new
     * message keeps its exact time, even if several of one thread have the same (rule {@code XFER-01}).
     *
     * @param stored the messages, as the other storage returned them
     * @param listener receives the number of messages stored so far, after each part
     * @return the number of messages stored
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found}
     * @throws dev.agentstorage.error.AlreadyExistsException {@code message-exists} when a stored one is outside the view
     * @throws dev.agentstorage.error.InvalidRequestException {@code outside-resource}
     */
    public BulkResult importStoredMessages(Iterable<Message> stored, BulkListener listener) {
        return imports.stored(context.call(), stored, listener);
    }

    /**
     * Returns the message with that id (rule {@code MEM-54}).
     *
     * @param id the id of the message
     * @return the message, or empty if it is missing
     */
    public Optional<Message> getMessage(String id) {
        return listings.message(context.call(), id);
    }

    /**
     * Returns those of the messages that exist, each once, sorted by {@code createdAt} and id (rule {@code MEM-54}).
     *
     * @param ids the ids of the messages
     * @return the stored messages; unmodifiable
     */
    public List<Message> getMessages(Collection<String> ids) {
        return listings.messages(context.call(), ids);
    }

    /**
     * Returns the newest messages of a thread, oldest first, in one round trip (rule {@code MEM-53}).
     *
     * @param threadId the id of the thread
     * @param count maximum number of messages, at least 1
     * @return the messages, at most {@code count}; unmodifiable
     * @throws dev.agentstorage.error.InvalidRequestException {@code limit-not-positive}
     */
    public List<Message> lastMessages(String threadId, int count) {
        return listings.last(context.call(), threadId, count);
    }

    /**
     * Returns the last message of each thread, by {@code createdAt} and id, in one round trip (rule {@code MEM-110}); a view considers only
     * messages of its resource. {@link #lastMessageHeads} does the same without reading the contents.
     *
     * @param threadIds at most 100 distinct ids
     * @return the messages by thread id, in the order of the ids; threads that are missing or empty are omitted; unmodifiable
     * @throws dev.agentstorage.error.TooLargeException {@code batch-too-large} for more threads
     */
    public Map<String, Message> lastMessages(Collection<String> threadIds) {
        return overview.last(context.call(), threadIds);
    }

    /**
     * Returns the last message of each thread like {@link #lastMessages(Collection)}, but without reading the contents from the backend
     * (rule {@code MEM-111}).
     *
     * @param threadIds at most 100 distinct ids
     * @return the heads by thread id, in the order of the ids; threads that are missing or empty are omitted; unmodifiable
     * @throws dev.agentstorage.error.TooLargeException {@code batch-too-large} for more than 100 threads
     */
    public Map<String, MessageHead> lastMessageHeads(Collection<String> threadIds) {
        return overview.lastHeads(context.call(), threadIds);
    }

    /**
     * Counts the messages of each thread after a position, such as the last one that a user has read, in one round trip (rule
     * {@code MEM-112}); a view counts only messages of its resource. A message that is stored later but sorts before the position is not counted.
     *
     * @param after the position of each thread, for at most 100 threads; empty to count all messages of a thread
     * @param atMost the number at which counting stops, 1 to 1,000
     * @return the count of each thread, at most {@code atMost}, 0 for a missing thread, in the order given; unmodifiable
     * @throws dev.agentstorage.error.InvalidRequestException {@code limit-not-positive}
     * @throws dev.agentstorage.error.TooLargeException {@code batch-too-large} for more threads, or an {@code atMost} over 1,000
     */
    public Map<String, Integer> unreadCounts(Map<String, Optional<MessagePosition>> after, int atMost) {
        return overview.unread(context.call(), after, atMost);
    }

    /**
     * Lists all messages, oldest first.
     *
     * @return a lazy listing: it reads nothing until it is used
     */
    public Listing<Message> listMessages() {
        return listMessages(MessageQuery.ALL);
    }

    /**
     * Lists messages by {@code createdAt} and id, oldest first by default; 40 per page (rules {@code MEM-50} to {@code MEM-52}).
     *
     * @param query the filters and the order
     * @return a lazy listing: it reads nothing until it is used
     * @throws dev.agentstorage.error.TooLargeException {@code batch-too-large} for more than 1,000 thread ids
     * @throws dev.agentstorage.error.InvalidRequestException {@code metadata-key-invalid}, {@code json-not-object}
     */
    public Listing<Message> listMessages(MessageQuery query) {
        return listings.messages(query);
    }

    /**
     * Reads a page of messages and additional messages to include (rules {@code MEM-55} to {@code MEM-59}). They are read one after the
     * other: a message that changes in between is returned as the page has it.
     *
     * @param query the filters and the order
     * @param includes the messages to include, at most 1,000
     * @param page the page to read
     * @return the messages of the page and the included ones, each once, in the order of the query
     * @throws dev.agentstorage.error.TooLargeException {@code batch-too-large} for more includes, or more than 1,000 thread ids
     * @throws dev.agentstorage.error.InvalidRequestException {@code metadata-key-invalid}, {@code json-not-object}
     */
    public Page<Message> listMessages(MessageQuery query, List<MessageInclude> includes, PageRequest page) {
        return listings.page(query, includes, page);
    }

    /**
     * Returns messages that an external index, such as a vector index, has not processed: those not passed to {@link #markIndexed} since
     * they were last stored, updated or moved to another resource (rule {@code MEM-118}). The order is undefined, and they are returned
     * again until they are marked. Also mark messages that the index skips.
     *
     * @param index the name of the index, chosen by the application; marks are separate for each index
     * @param limit maximum number of messages, at least 1, at most {@link Limits#atomicRows()}
     * @return the messages, at most {@code limit}; empty when none is pending
     * @throws dev.agentstorage.error.InvalidRequestException {@code limit-not-positive}
     * @throws dev.agentstorage.error.TooLargeException {@code batch-too-large}
     */
    public List<Message> pendingMessages(String index, int limit) {
        return marks.pending(context.call(), index, limit);
    }

    /**
     * Marks messages as processed by an index if they still have the given version (rule {@code MEM-119}); messages changed in between stay
     * pending. Nothing else of the messages or their threads changes. More than {@link Limits#atomicRows()} messages are marked in several
     * atomic steps.
     *
     * @param index the name of the index
     * @param versions the version of each message that the index has processed, by message id
     * @return the number of marked messages, and the skipped ids: missing, or with another version
     */
    public BulkResult markIndexed(String index, Map<String, Version> versions) {
        return marks.mark(context.call(), index, versions);
    }

    /**
     * Changes a message like {@link #updateMessages} (rule {@code MEM-40}).
     *
     * @param patch the changes
     * @return the stored message
     * @throws dev.agentstorage.error.NotFoundException {@code message-not-found} when the message is missing; {@code thread-not-found} when
     *     its target thread is missing
     * @throws dev.agentstorage.error.ConflictException {@code version-conflict} with the stored message
     * @throws dev.agentstorage.error.InvalidRequestException {@code json-not-object}, {@code content-not-object}, {@code outside-resource}
     */
    public Message updateMessage(MessagePatch patch) {
        return changes.update(context.call(), List.of(notNull("patch", patch))).items().stream()
                .findFirst()
                .orElseThrow(() -> Refusals.messageNotFound(patch.id()));
    }

    /**
     * Changes messages atomically; unknown ids are skipped (rules {@code MEM-40} to {@code MEM-45}). Several patches of one message are
     * applied in order, each to the result of the one before, including the check of the expected version.
     *
     * @param patches the changes of each message
     * @return the changed messages, each once, sorted by {@code createdAt} and id; and the ids that were skipped
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found} when the target thread of a message is missing
     * @throws dev.agentstorage.error.ConflictException {@code version-conflict} with the message as stored before the call
     * @throws dev.agentstorage.error.TooLargeException {@code batch-too-large}
     * @throws dev.agentstorage.error.InvalidRequestException {@code json-not-object}, {@code content-not-object}, {@code outside-resource}
     */
    public Updated<Message, String> updateMessages(List<MessagePatch> patches) {
        return changes.update(context.call(), patches);
    }

    /**
     * Removes messages; unknown ids are skipped (rule {@code MEM-46}). More than {@link Limits#atomicRows()} are removed in several
     * atomic steps.
     *
     * @param ids the ids of the messages
     * @return the number removed, and the ids that were skipped
     */
    public BulkResult deleteMessages(Collection<String> ids) {
        return removal.delete(context.call(), ids);
    }

    /**
     * Rewinds a conversation: removes all messages of the thread after a position, newest first (rules {@code MEM-100}, {@code MEM-101}).
     * Up to {@link Limits#atomicRows()} messages are removed atomically; more are removed in steps, after each of which the thread is a
     * prefix of the conversation without gaps. A message at the position is kept; it need not exist. A missing thread has no messages.
     *
     * @param threadId the id of the thread
     * @param place the position, which need not be that of a stored message
     * @return the number of messages removed
     */
    public BulkResult rewindTo(String threadId, MessagePosition place) {
        return rewindTo(threadId, place, BulkListener.NONE);
    }

    /**
     * Rewinds a conversation like {@link #rewindTo(String, MessagePosition)}, and reports progress to the listener.
     *
     * @param threadId the id of the thread
     * @param place the position, which need not be that of a stored message
     * @param listener receives the number of messages removed so far, after each step
     * @return the number of messages removed
     */
    public BulkResult rewindTo(String threadId, MessagePosition place, BulkListener listener) {
        return removal.rewind(context.call(), threadId, MessageRange.after(notNull("place", place)), listener);
    }

    /**
     * Rewinds a conversation like {@link #rewindTo(String, MessagePosition)}, but also removes the message at the position.
     *
     * @param threadId the id of the thread
     * @param place the position, which need not be that of a stored message
     * @return the number of messages removed
     */
    public BulkResult rewindBefore(String threadId, MessagePosition place) {
        return rewindBefore(threadId, place, BulkListener.NONE);
    }

    /**
     * Rewinds a conversation like {@link #rewindBefore(String, MessagePosition)}, and reports progress to the listener.
     *
     * @param threadId the id of the thread
     * @param place the position, which need not be that of a stored message
     * @param listener receives the number of messages removed so far, after each step
     * @return the number of messages removed
     */
    public BulkResult rewindBefore(String threadId, MessagePosition place, BulkListener listener) {
        return removal.rewind(context.call(), threadId, MessageRange.from(notNull("place", place)), listener);
    }

    /**
     * Removes the messages of a query; see {@link #deleteMessages(MessageQuery, BulkListener)}.
     *
     * @param query the filters; see {@link #deleteMessages(MessageQuery, BulkListener)}
     * @return the number of messages removed
     */
    public BulkResult deleteMessages(MessageQuery query) {
        return deleteMessages(query, BulkListener.NONE);
    }

    /**
     * Removes the messages of a query, oldest first, in bounded steps (rules {@code MEM-48}, {@code MEM-49}).
     *
     * @param query must limit threads, resource, range or positions; a metadata filter is not supported
     * @param listener receives the number of messages removed so far, after each step
     * @return the number of messages removed
     * @throws dev.agentstorage.error.TooLargeException {@code batch-too-large} for more than 1,000 thread ids
     * @throws dev.agentstorage.error.InvalidRequestException {@code query-unbounded}, {@code metadata-filter-refused}
     */
    public BulkResult deleteMessages(MessageQuery query, BulkListener listener) {
        return removal.delete(context.call(), query, listener);
    }

    /**
     * Removes old messages, oldest first; the threads are unchanged (rules {@code MEM-80}, {@code MEM-81}).
     *
     * @param olderThan messages created before this instant are removed
     * @param limit maximum number of messages to remove, at least 1
     * @return the number removed; done when no older message is left
     * @throws dev.agentstorage.error.InvalidRequestException {@code limit-not-positive}
     */
    public BulkResult pruneMessages(Instant olderThan, int limit) {
        return removal.prune(context.call(), olderThan, limit);
    }

    /**
     * Returns the resource with that id (rule {@code MEM-70}).
     *
     * @param id the id of the resource
     * @return the resource, or empty if it is missing
     */
    public Optional<Resource> getResource(String id) {
        return resources.get(context.call(), id);
    }

    /**
     * Stores a new resource (rule {@code MEM-93}).
     *
     * @param resource the resource
     * @return the stored resource
     * @throws dev.agentstorage.error.AlreadyExistsException {@code resource-exists} with the stored resource
     * @throws dev.agentstorage.error.InvalidRequestException {@code outside-resource}
     */
    public Resource createResource(Resource resource) {
        return resources.create(context.call(), resource);
    }

    /**
     * Stores a resource, or replaces every field of the stored one (rule {@code MEM-71}).
     *
     * @param resource the resource
     * @return the stored resource
     * @throws dev.agentstorage.error.InvalidRequestException {@code outside-resource}
     */
    public Resource saveResource(Resource resource) {
        return resources.save(context.call(), resource, Optional.empty());
    }

    /**
     * Replaces every field of a stored resource if it has the expected version (rule {@code MEM-75}).
     *
     * @param resource the resource
     * @param expected the version that the stored resource must have
     * @return the stored resource
     * @throws dev.agentstorage.error.ConflictException {@code version-conflict}, with the stored resource if there is one
     * @throws dev.agentstorage.error.InvalidRequestException {@code outside-resource}
     */
    public Resource saveResource(Resource resource, Version expected) {
        return resources.save(context.call(), resource, expected(expected));
    }

    /**
     * Changes a resource, or creates it when it is missing (rules {@code MEM-72} to {@code MEM-74}).
     *
     * @param id the id of the resource
     * @param patch the changes
     * @return the stored resource
     * @throws dev.agentstorage.error.InvalidRequestException {@code json-not-object}, {@code metadata-not-object}, {@code outside-resource}
     */
    public Resource updateResource(String id, ResourcePatch patch) {
        return resources.update(context.call(), id, patch, Optional.empty());
    }

    /**
     * Changes a stored resource if it has the expected version (rule {@code MEM-75}).
     *
     * @param id the id of the resource
     * @param patch the changes
     * @param expected the version that the stored resource must have
     * @return the stored resource
     * @throws dev.agentstorage.error.ConflictException {@code version-conflict} as in {@link #saveResource(Resource, Version)}
     * @throws dev.agentstorage.error.InvalidRequestException {@code json-not-object}, {@code metadata-not-object}, {@code outside-resource}
     */
    public Resource updateResource(String id, ResourcePatch patch, Version expected) {
        return resources.update(context.call(), id, patch, expected(expected));
    }

    /**
     * Removes the row of a resource; its threads and messages stay (rule {@code MEM-77}); see {@link #eraseResource}.
     *
     * @param id the id of the resource
     * @return whether it existed
     * @throws dev.agentstorage.error.InvalidRequestException {@code outside-resource}
     */
    public boolean deleteResource(String id) {
        return resources.delete(context.call(), id);
    }

    /**
     * Lists all resources, oldest first.
     *
     * @return a lazy listing: it reads nothing until it is used
     */
    public Listing<Resource> listResources() {
        return listResources(ResourceQuery.ALL);
    }

    /**
     * Lists resources by {@code createdAt} and id, oldest first by default; 100 per page (rule {@code MEM-78}).
     *
     * @param query the filters and the order
     * @return a lazy listing: it reads nothing until it is used
     * @throws dev.agentstorage.error.InvalidRequestException {@code metadata-key-invalid}, {@code json-not-object}
     */
    public Listing<Resource> listResources(ResourceQuery query) {
        return listings.resources(query);
    }

    /**
     * Removes all data of a resource; see {@link #eraseResource(String, BulkListener)}.
     *
     * @param resourceId the id of the resource
     * @return the number of messages, threads and resources removed
     */
    public BulkResult eraseResource(String resourceId) {
        return eraseResource(resourceId, BulkListener.NONE);
    }

    /**
     * Removes all data of a resource in bounded steps: its messages in any thread, its threads with all their messages, and its own row
     * (rule {@code MEM-82}).
     *
     * @param resourceId the id of the resource
     * @param listener receives the number of messages, threads and resources removed so far, after each step
     * @return the number of messages, threads and resources removed
     * @throws dev.agentstorage.error.InvalidRequestException {@code outside-resource}
     */
    public BulkResult eraseResource(String resourceId, BulkListener listener) {
        return resources.erase(context.call(), resourceId, listener);
    }

    /**
     * Removes all threads, messages and resources in bounded steps (rule {@code MEM-83}).
     *
     * @return the number of messages, threads and resources removed
     * @throws dev.agentstorage.error.InvalidRequestException {@code outside-resource} in a view
     */
    public BulkResult clear() {
        MemoryCall call = context.call();
        call.requireUnconfined("clear");
        int limit = call.limits().atomicRows();
        return Bulk.run(() -> call.backend().clear(limit), BulkListener.NONE);
    }

    private static Optional<Version> expected(Version version) {
        return Optional.of(notNull("expected", version));
    }
}
