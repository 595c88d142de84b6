package dev.agentstorage.store;

import static dev.agentstorage.internal.Checks.noNulls;
import static dev.agentstorage.internal.Checks.notNull;

import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.internal.Checks;
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
import dev.agentstorage.spi.ResourceBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Limits;
import dev.agentstorage.value.Page;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;

/**
 * Conversations: threads, their messages, and resources. Thread-safe; calls block until the work is done.
 *
 * <p>Every operation is one atomic change, except bulk operations, which return a {@link BulkResult} or are documented as bulk: these work in bounded
 * steps, can be repeated after an error, and continue where they stopped. Instants are exact to the microsecond and finer ones are truncated.
 *
 * <p>Every method throws {@code InvalidRequestException} for values that no backend can store ({@code null-argument}, {@code id-blank},
 * {@code text-unstorable}, {@code instant-out-of-range}), {@code TooLargeException} for ids and values over the {@link Limits} of the backend
 * ({@code id-too-long}, {@code value-too-large}), {@code UnavailableException} when the backend cannot be reached, {@code NotInitializedException} before
 * initialisation and after closing, {@code CorruptDataException} for a stored row that cannot be read; every write throws {@code OutcomeUnknownException}
 * when it cannot be known whether it was applied. Further errors are named at each method.
 */
public final class MemoryStore {
    private static final String BULK_SAVE = "importMessages takes any number of messages";

    private final MemoryContext context;
    private final MemoryListings listings;
    private final ThreadCloning cloning;
    private final MessageImport imports;
    private final MessageCreation creation;
    private final ThreadOverview overview;
    private final MessageMarks marks;
    private final MessageRemoval removal;

    MemoryStore(MemoryContext context) {
        this.context = context;
        this.listings = new MemoryListings(context);
        this.cloning = new ThreadCloning(context, listings);
        this.imports = new MessageImport(context);
        this.creation = new MessageCreation(context);
        this.overview = new ThreadOverview(context);
        this.marks = new MessageMarks(context);
        this.removal = new MessageRemoval(context);
    }

    /**
     * Returns a view in which every operation is confined to one resource: data of other resources is treated as missing, and cannot be taken over or given
     * away (rules {@code MEM-60} to {@code MEM-69}). Deleting a thread here removes all messages
     * in it, including those of other resources, and changing a message moves {@code updatedAt} of its thread, even of another resource. The view of a
     * view must be of the same resource.
     *
     * @throws dev.agentstorage.error.InvalidRequestException {@code outside-resource}
     */
    public MemoryStore forResource(String resourceId) {
        // a view is a value: making it does not use the storage
        MemoryCall call = new MemoryCall(context.access(), context.scope());
        String id = call.ownResource("resourceId", resourceId);
        call.require();
        call.requireInside();
        return new MemoryStore(context.confinedTo(id));
    }

    /** Returns the thread with that id (rule {@code MEM-01}). */
    public Optional<ConversationThread> getThread(String id) {
        MemoryCall call = context.call();
        return context.thread(call, call.id("id", id));
    }

    /**
     * Stores a new thread (rules {@code MEM-01}, {@code MEM-02}).
     *
     * @return the stored thread
     * @throws dev.agentstorage.error.AlreadyExistsException {@code thread-exists} with the stored thread, unless a view must not show it
     * @throws dev.agentstorage.error.InvalidRequestException {@code outside-resource}
     */
    public ConversationThread createThread(ConversationThread thread) {
        return createThread(context.call(), thread, List.of());
    }

    private ConversationThread createThread(MemoryCall call, ConversationThread thread, List<Message> messages) {
        ConversationThread checked = call.thread(thread);
        try {
            return call.backend().threads().create(checked, messages);
        } catch (AlreadyExistsException e) {
            Optional<ConversationThread> stored = e.stored(ConversationThread.class);
            if (stored.isEmpty() || context.scope().admits(stored.get().resourceId())) {
                throw e;
            }
            // not as a cause: that would show what the view must not see
            throw Refusals.threadExists(checked.id(), null);
        }
    }

    /**
     * Stores a thread, or replaces every field of the stored one (rule {@code MEM-03}), but that {@code lastMessageAt} is not moved backwards
     * (rule {@code MEM-115}).
     *
     * @return the stored thread
     * @throws dev.agentstorage.error.AlreadyExistsException {@code thread-exists} when a view must not replace the stored one
     * @throws dev.agentstorage.error.InvalidRequestException {@code outside-resource}
     */
    public ConversationThread saveThread(ConversationThread thread) {
        return saveThread(context.call(), thread, Optional.empty());
    }

    /**
     * Replaces every field of a stored thread if it has the expected version (rule {@code MEM-04}).
     *
     * @throws dev.agentstorage.error.ConflictException {@code version-conflict} with the stored thread, without one when none is stored
     * @throws dev.agentstorage.error.AlreadyExistsException as {@link #saveThread(ConversationThread)}
     * @throws dev.agentstorage.error.InvalidRequestException {@code outside-resource}
     */
    public ConversationThread saveThread(ConversationThread thread, Version expected) {
        return saveThread(context.call(), thread, expected(expected));
    }

    private ConversationThread saveThread(MemoryCall call, ConversationThread thread, Optional<Version> expected) {
        ConversationThread checked = call.thread(thread);
        return call.backend().threads().save(context.scope(), checked, expected);
    }

    /**
     * Changes a thread (rules {@code MEM-10} to {@code MEM-14}).
     *
     * @return the stored thread
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found}
     * @throws dev.agentstorage.error.InvalidRequestException {@code json-not-object}, {@code metadata-not-object}
     */
    public ConversationThread updateThread(String id, ThreadPatch patch) {
        return updateThread(context.call(), id, patch, Optional.empty());
    }

    /**
     * Changes a thread if it has the expected version (rule {@code MEM-14}).
     *
     * @throws dev.agentstorage.error.ConflictException {@code version-conflict} with the stored thread
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found}
     * @throws dev.agentstorage.error.InvalidRequestException {@code json-not-object}, {@code metadata-not-object}
     */
    public ConversationThread updateThread(String id, ThreadPatch patch, Version expected) {
        return updateThread(context.call(), id, patch, expected(expected));
    }

    private ConversationThread updateThread(MemoryCall call, String id, ThreadPatch patch, Optional<Version> expected) {
        call.id("id", id);
        ThreadPatch checked = call.patch(patch);
        return call.backend().threads().update(context.scope(), id, checked, expected, call.now());
    }

    /**
     * Moves a thread and all its messages to another resource (rule {@code MEM-15}). A bulk operation: messages first, in bounded steps,
     * the thread last; after an error call it again.
     *
     * @return the stored thread
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found}
     * @throws dev.agentstorage.error.InvalidRequestException {@code outside-resource}
     */
    public ConversationThread moveThread(String id, String resourceId) {
        MemoryCall call = context.call();
        call.id("id", id);
        call.ownResource("resourceId", resourceId);
        if (context.scope().resourceId().isEmpty()) {
            Instant now = call.now();
            int limit = call.limits().atomicRows();
            Bulk.run(() -> call.backend().threads().move(id, resourceId, now, limit), BulkListener.NONE);
        }
        // in a view the thread is there already, or is not to be seen
        return context.thread(call, id).orElseThrow(() -> Refusals.threadNotFound(id));
    }

    /**
     * Copies a thread and messages of it (rules {@code MEM-16} to {@code MEM-19}). The copy is stored atomically; a message that is
     * written to the source meanwhile may or may not be copied.
     *
     * @throws dev.agentstorage.error.NotFoundException {@code clone-source-not-found}
     * @throws dev.agentstorage.error.AlreadyExistsException {@code thread-exists}
     * @throws dev.agentstorage.error.TooLargeException {@code batch-too-large} for more messages than one atomic change holds
     * @throws dev.agentstorage.error.InvalidRequestException {@code json-not-object}, {@code outside-resource}
     */
    public CloneResult cloneThread(CloneRequest request) {
        MemoryCall call = context.call();
        CloneResult copy = cloning.copy(call, request);
        ConversationThread created = createThread(call, copy.thread(), copy.messages());
        context.seen(copy.messages());
        return new CloneResult(created, copy.messages(), copy.messageIds());
    }

    /** Removes a thread and all its messages as {@link #deleteThread(String, BulkListener)}. */
    public boolean deleteThread(String id) {
        return deleteThread(id, BulkListener.NONE);
    }

    /**
     * Removes a thread and all its messages, in bounded steps; one that is missing is no error (rules {@code MEM-07} to {@code MEM-09}).
     *
     * @param listener receives the number of messages and threads removed so far
     * @return whether it existed
     */
    public boolean deleteThread(String id, BulkListener listener) {
        MemoryCall call = context.call();
        call.id("id", id);
        notNull("listener", listener);
        int limit = call.limits().atomicRows();
        BulkResult removed = Bulk.run(() -> call.backend().threads().delete(context.scope(), id, limit), listener);
        return removed.affected() > 0;
    }

    /**
     * Moves {@code lastMessageAt} of the threads of a resource forward to the {@code createdAt} of their last message where it is behind, in
     * bounded steps (rule {@code MEM-117}): after a change that a backend may lose (rule {@code MEM-36}), and for threads whose messages
     * another program has stored.
     *
     * @return the number of threads updated
     * @throws dev.agentstorage.error.InvalidRequestException {@code outside-resource}
     */
    public BulkResult refreshThreads(String resourceId) {
        MemoryCall call = context.call();
        call.ownResource("resourceId", resourceId);
        int limit = call.limits().atomicRows();
        return Bulk.run(() -> call.backend().threads().refresh(resourceId, limit), BulkListener.NONE);
    }

    /** Lists all threads, newest first. */
    public Listing<ConversationThread> listThreads() {
        return listThreads(ThreadQuery.ALL);
    }

    /**
     * Lists threads, newest first by default, ties by id; 100 on a page (rules {@code MEM-20} to {@code MEM-29}).
     *
     * @throws dev.agentstorage.error.InvalidRequestException {@code metadata-key-invalid}, {@code json-not-object}
     */
    public Listing<ConversationThread> listThreads(ThreadQuery query) {
        return listings.threads(query);
    }

    /**
     * Stores one message, as {@link #saveMessages} does: a new one as given, of the thread's resource unless it names one, or over a
     * stored one of its id, whose {@code createdAt} it keeps (rule {@code MEM-87}).
     *
     * @return the stored message
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found} when its thread is missing
     * @throws dev.agentstorage.error.AlreadyExistsException {@code message-exists} when a view must not replace the stored one
     * @throws dev.agentstorage.error.TooLargeException {@code batch-too-large}
     * @throws dev.agentstorage.error.InvalidRequestException {@code json-not-object}, {@code outside-resource}
     */
    public Message saveMessage(NewMessage message) {
        return saveMessages(context.call(), List.of(notNull("message", message)))
                .get(0);
    }

    /**
     * Stores messages, all or none (rules {@code MEM-30} to {@code MEM-38}): new ones as given, stored ones replaced except
     * their {@code createdAt}. Messages with the same id have the effect of being saved one after the other: the last one counts, at
     * the time of the first, and the thread of each must exist. A message without a resource has that of its thread (rule
     * {@code MEM-87}).
     *
     * <p>Messages of one thread that carry the same {@code createdAt}, to the microsecond, are stored one microsecond apart in the order
     * given: the first at that time, the second a microsecond later, and so on. A message that is stored already counts among them and
     * keeps its time. Times that differ are never changed: given t, t and t + 1 µs, the second and the third are both stored at
     * t + 1 µs, and their ids decide.
     *
     * @return the stored messages, by {@code createdAt} and id
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found} when the thread of a message is missing
     * @throws dev.agentstorage.error.AlreadyExistsException {@code message-exists} when a view must not replace the stored one
     * @throws dev.agentstorage.error.TooLargeException {@code batch-too-large}; use {@link #importMessages(Iterable)}
     * @throws dev.agentstorage.error.InvalidRequestException {@code outside-resource}
     */
    public List<Message> saveMessages(List<NewMessage> newMessages) {
        return saveMessages(context.call(), newMessages);
    }

    private List<Message> saveMessages(MemoryCall call, List<NewMessage> newMessages) {
        noNulls("messages", newMessages);
        MessageBatch batch = new MessageBatch(context.spacing()::apply);
        newMessages.forEach(message -> batch.add(call.message(message)));
        if (batch.messages().isEmpty()) {
            call.requireReady();
            return List.of();
        }
        call.rows("messages", batch.rows(), BULK_SAVE);
        call.bytes("bytes", batch.rowBytes(), BULK_SAVE);
        return context.save(call, batch.messages());
    }

    /** Stores one new message as {@link #createMessages}. */
    public Message createMessage(NewMessage message) {
        return creation.create(context.call(), List.of(notNull("message", message)))
                .get(0);
    }

    /**
     * Stores new messages, all or none (rules {@code MEM-90} to {@code MEM-92}). Times and resources are given as by {@link #saveMessages}.
     * After an {@code OutcomeUnknownException}, repeat the call with the same ids: when the first one was stored, {@code message-exists} carries
     * what is stored.
     *
     * @return the stored messages, by {@code createdAt} and id
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found} when the thread of a message is missing
     * @throws dev.agentstorage.error.AlreadyExistsException {@code message-exists} when any of them is stored; {@code messages} in the details are
     *     the ids of all that are, and the error carries them, except those that a view must not show
     * @throws dev.agentstorage.error.TooLargeException {@code batch-too-large}
     * @throws dev.agentstorage.error.InvalidRequestException {@code message-repeated} when two of them have one id, {@code outside-resource}
     */
    public List<Message> createMessages(List<NewMessage> newMessages) {
        return creation.create(context.call(), newMessages);
    }

    /**
     * Stores new messages at the end of a conversation, if that still ends as the caller has seen it (rules {@code MEM-94} to {@code MEM-98}).
     * Of any number of such calls at the same time that expect one end, exactly one succeeds, also for a thread without messages. A message of another call is noticed when it was stored
     * before the call began; one that is stored at the same time may come before or
     * after those of this call.
     *
     * <p>A message without {@code createdAt} gets the time of the call, or the microsecond after the message before it if that is later. A
     * call that is repeated with the same messages after an {@code OutcomeUnknownException} succeeds if they are stored as given, right
     * after the expected end. An empty list is valid, and nothing is read.
     *
     * @param expected the {@linkplain Message#position() place} of the last message of the thread; empty when it must have none. A view uses the messages of its
     *     resource
     * @param newMessages messages of that thread, in their order
     * @return the stored messages, in the order given
     * @throws dev.agentstorage.error.ConflictException {@code not-at-end} with the message that is the last one, if there is any
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found}
     * @throws dev.agentstorage.error.AlreadyExistsException {@code message-exists} as {@link #createMessages}
     * @throws dev.agentstorage.error.TooLargeException {@code batch-too-large}
     * @throws dev.agentstorage.error.InvalidRequestException {@code message-of-another-thread}, {@code message-not-last} when a given {@code
     *     createdAt} does not sort a message after the one before it, {@code message-repeated}, {@code outside-resource}
     */
    public List<Message> appendAfter(
            String threadId, Optional<MessagePosition> expected, List<NewMessage> newMessages) {
        return creation.appendAfter(context.call(), threadId, expected, newMessages);
    }

    /** Stores any number of messages as {@link #importMessages(Iterable, BulkListener)}. */
    public BulkResult importMessages(Iterable<NewMessage> newMessages) {
        return importMessages(newMessages, BulkListener.NONE);
    }

    /**
     * Stores any number of messages in atomic parts (rule {@code MEM-39}), in the order given; only one part is held at a time. After an
     * error the parts before it are stored; import the same messages, with the same ids, again. Messages with the same id have the effect
     * of being saved one after the other, and each counts in the result.
     *
     * <p>Messages of one thread that carry the same {@code createdAt} are stored as {@link #saveMessages} does, also over the parts, as
     * long as at most 10,000 other pairs of thread and time lie between them.
     *
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found}
     * @throws dev.agentstorage.error.AlreadyExistsException {@code message-exists} when a view must not replace the stored one
     * @throws dev.agentstorage.error.InvalidRequestException {@code outside-resource}
     */
    public BulkResult importMessages(Iterable<NewMessage> newMessages, BulkListener listener) {
        return imports.run(context.call(), newMessages, context.spacing()::apply, listener);
    }

    /** Stores messages that another storage gave as {@link #importStoredMessages(Iterable, BulkListener)}. */
    public BulkResult importStoredMessages(Iterable<Message> stored) {
        return importStoredMessages(stored, BulkListener.NONE);
    }

    /**
     * Stores messages that another storage gave, as {@link #importMessages(Iterable, BulkListener)} but for the times: each new message
     * has its own to the microsecond, also when several of one thread have the same (rule {@code XFER-01}).
     *
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found}
     * @throws dev.agentstorage.error.AlreadyExistsException {@code message-exists} when a view must not replace the stored one
     * @throws dev.agentstorage.error.InvalidRequestException {@code outside-resource}
     */
    public BulkResult importStoredMessages(Iterable<Message> stored, BulkListener listener) {
        MemoryCall call = context.call();
        notNull("messages", stored);
        Iterable<NewMessage> given = () -> StreamSupport.stream(stored.spliterator(), false)
                .map(message -> notNull("messages", message).toNew())
                .iterator();
        return imports.run(call, given, UnaryOperator.identity(), listener);
    }

    /** Returns the message with that id (rule {@code MEM-54}). */
    public Optional<Message> getMessage(String id) {
        MemoryCall call = context.call();
        return listings.messages(call, List.of(call.id("id", id))).stream().findFirst();
    }

    /** Returns the stored ones of these messages, each once, by {@code createdAt} and id (rule {@code MEM-54}). */
    public List<Message> getMessages(Collection<String> ids) {
        return listings.messages(context.call(), ids);
    }

    /**
     * Returns the newest messages of a thread, oldest first, in one round trip (rule {@code MEM-53}).
     *
     * @param count maximum number of messages, at least 1
     * @throws dev.agentstorage.error.InvalidRequestException {@code limit-not-positive}
     */
    public List<Message> lastMessages(String threadId, int count) {
        MemoryCall call = context.call();
        MessageQuery query = call.query(MessageQuery.builder()
                .threadId(threadId)
                .direction(Direction.DESC)
                .build());
        Checks.positive("count", count);
        List<Message> newestFirst = call.backend().messages().list(query, Window.offset(0, count));
        List<Message> messages = new ArrayList<>(newestFirst);
        Collections.reverse(messages);
        return context.seen(Collections.unmodifiableList(messages));
    }

    /**
     * Returns the last message of each of several threads, by {@code createdAt} and id, in one round trip (rule {@code MEM-110}); a view
     * looks at the messages of its resource only. {@link #lastMessageHeads} does the same without the contents.
     *
     * @param threadIds at most 100 different ones
     * @return by thread, in the order of the ids; a thread that is missing or has no message is not in it; unmodifiable
     * @throws dev.agentstorage.error.TooLargeException {@code batch-too-large} for more threads
     */
    public Map<String, Message> lastMessages(Collection<String> threadIds) {
        return overview.last(context.call(), threadIds);
    }

    /**
     * Returns the last message of each of several threads as {@link #lastMessages(Collection)}, but without the contents, which are not read
     * from the backend (rule {@code MEM-111}).
     *
     * @throws dev.agentstorage.error.TooLargeException {@code batch-too-large} for more than 100 threads
     */
    public Map<String, MessageHead> lastMessageHeads(Collection<String> threadIds) {
        return overview.lastHeads(context.call(), threadIds);
    }

    /**
     * Counts the messages of several threads after a position of each, such as the last one that a user has seen, in one round trip
     * (rule {@code MEM-112}); a view counts the messages of its resource only. A message that is stored later with an earlier time than the
     * place does not count.
     *
     * @param after for each of at most 100 threads the place after which messages count; all of them count when it is empty
     * @param atMost where counting ends, 1 to 1,000
     * @return the number of each thread, at most {@code atMost}, 0 for a missing one, in the order of the threads given; unmodifiable
     * @throws dev.agentstorage.error.InvalidRequestException {@code limit-not-positive}
     * @throws dev.agentstorage.error.TooLargeException {@code batch-too-large} for more threads, or an {@code atMost} over 1,000
     */
    public Map<String, Integer> unreadCounts(Map<String, Optional<MessagePosition>> after, int atMost) {
        return overview.unread(context.call(), after, atMost);
    }

    /** Lists all messages, oldest first. */
    public Listing<Message> listMessages() {
        return listMessages(MessageQuery.ALL);
    }

    /**
     * Lists messages by {@code createdAt} and id, oldest first by default; 40 on a page (rules {@code MEM-50} to
     * {@code MEM-52}).
     *
     * @throws dev.agentstorage.error.TooLargeException {@code batch-too-large} for more than 1,000 thread ids
     * @throws dev.agentstorage.error.InvalidRequestException {@code metadata-key-invalid}, {@code json-not-object}
     */
    public Listing<Message> listMessages(MessageQuery query) {
        return listings.messages(query);
    }

    /**
     * Reads a page of messages together with others to include (rules {@code MEM-55} to {@code MEM-59}). Page and
     * includes are read one after the other: a message that is changed meanwhile is shown as the page has it.
     *
     * @param includes at most 1,000
     * @throws dev.agentstorage.error.TooLargeException {@code batch-too-large} for more includes, or more than 1,000 thread ids
     * @throws dev.agentstorage.error.InvalidRequestException {@code metadata-key-invalid}, {@code json-not-object}
     */
    public Page<Message> listMessages(MessageQuery query, List<MessageInclude> includes, PageRequest page) {
        return listings.page(query, includes, page);
    }

    /**
     * Returns messages that an index of the application, such as one of vectors, still has to take in: those for which {@link #markIndexed}
     * has not been called since they were stored, saved again, updated or given to another resource (rule {@code MEM-118}). They come in any
     * order, and again until they are marked; mark also those that the index leaves out.
     *
     * @param index the name of the index, chosen by the application; each has separate marks
     * @param limit maximum number of messages, at least 1, at most {@link Limits#atomicRows()}
     * @throws dev.agentstorage.error.InvalidRequestException {@code limit-not-positive}
     * @throws dev.agentstorage.error.TooLargeException {@code batch-too-large}
     */
    public List<Message> pendingMessages(String index, int limit) {
        return marks.pending(context.call(), index, limit);
    }

    /**
     * Marks messages as indexed by an index, if they still have the version that it has seen (rule {@code MEM-119}): a message that was
     * changed meanwhile stays pending. Nothing else of the messages and their threads changes. More than {@link Limits#atomicRows()} are
     * marked in several atomic steps.
     *
     * @param versions the version of each message, by its id
     * @return the number marked, and which ids were skipped: missing, or of another version
     */
    public BulkResult markIndexed(String index, Map<String, Version> versions) {
        return marks.mark(context.call(), index, versions);
    }

    /**
     * Changes a message as {@link #updateMessages} (rule {@code MEM-40}).
     *
     * @return the stored message
     * @throws dev.agentstorage.error.NotFoundException {@code message-not-found} when the message is missing; {@code thread-not-found} when its target thread is
     *     missing
     * @throws dev.agentstorage.error.ConflictException {@code version-conflict} with the stored message
     * @throws dev.agentstorage.error.InvalidRequestException {@code json-not-object}, {@code content-not-object}, {@code outside-resource}
     */
    public Message updateMessage(MessagePatch patch) {
        return updateMessages(context.call(), List.of(notNull("patch", patch))).items().stream()
                .findFirst()
                .orElseThrow(() -> Refusals.messageNotFound(patch.id()));
    }

    /**
     * Changes messages, all or none; unknown ids are skipped (rules {@code MEM-40} to {@code MEM-45}). Several patches of one message are
     * applied in their order: each meets what the one before it left, also with the version that it expects.
     *
     * @return the stored changed messages, each once, by {@code createdAt} and id; and the ids that were skipped
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found} when the target thread of a message is missing
     * @throws dev.agentstorage.error.ConflictException {@code version-conflict} with the message as it was stored before the call
     * @throws dev.agentstorage.error.TooLargeException {@code batch-too-large}
     * @throws dev.agentstorage.error.InvalidRequestException {@code json-not-object}, {@code content-not-object}, {@code outside-resource}
     */
    public Updated<Message, String> updateMessages(List<MessagePatch> patches) {
        return updateMessages(context.call(), patches);
    }

    private Updated<Message, String> updateMessages(MemoryCall call, List<MessagePatch> patches) {
        noNulls("patches", patches);
        if (patches.isEmpty()) {
            call.requireReady();
            return new Updated<>(List.of(), List.of());
        }
        List<MessagePatch> checked = new ArrayList<>(patches.size());
        long bytes = 0;
        for (MessagePatch patch : patches) {
            checked.add(call.patch(patch));
            bytes += patch.content().map(Json::sizeInBytes).orElse(0L);
        }
        call.rows("patches", patches.size(), "update fewer messages in one call");
        call.bytes("bytes", bytes, "update fewer messages in one call");
        Instant now = call.now();
        List<Message> changed = call.backend().messages().update(context.scope(), checked, now);
        context.times().seen(changed, now);
        Set<String> skipped = new LinkedHashSet<>();
        checked.forEach(patch -> skipped.add(patch.id()));
        changed.forEach(message -> skipped.remove(message.id()));
        return new Updated<>(changed, List.copyOf(skipped));
    }

    /**
     * Removes messages; unknown ids are skipped (rule {@code MEM-46}). More than {@link Limits#atomicRows()} are removed in several
     * atomic steps.
     *
     * @return the number removed, and which ids were skipped
     */
    public BulkResult deleteMessages(Collection<String> ids) {
        return removal.delete(context.call(), ids);
    }

    /**
     * Rewinds a conversation to a position: removes all messages of the thread after it, newest first (rules {@code MEM-100},
     * {@code MEM-101}). Up to {@link Limits#atomicRows()} messages are removed in one atomic change, more in several steps, after each of which the thread is a prefix of the conversation, without a
     * gap. The message at the position stays; it need not exist. A missing thread has none.
     *
     * @return the number of messages removed
     */
    public BulkResult rewindTo(String threadId, MessagePosition place) {
        return rewindTo(threadId, place, BulkListener.NONE);
    }

    /** Rewinds a conversation as {@link #rewindTo(String, MessagePosition)}, and reports the progress to the listener after each step. */
    public BulkResult rewindTo(String threadId, MessagePosition place, BulkListener listener) {
        return removal.rewind(context.call(), threadId, MessageRange.after(notNull("place", place)), listener);
    }

    /** Rewinds a conversation to before a position as {@link #rewindTo(String, MessagePosition)}: the message at the position is removed, too. */
    public BulkResult rewindBefore(String threadId, MessagePosition place) {
        return rewindBefore(threadId, place, BulkListener.NONE);
    }

    /** Rewinds a conversation as {@link #rewindBefore(String, MessagePosition)}, and reports the progress to the listener after each step. */
    public BulkResult rewindBefore(String threadId, MessagePosition place, BulkListener listener) {
        return removal.rewind(context.call(), threadId, MessageRange.from(notNull("place", place)), listener);
    }

    /** Removes the messages of a query as {@link #deleteMessages(MessageQuery, BulkListener)}. */
    public BulkResult deleteMessages(MessageQuery query) {
        return deleteMessages(query, BulkListener.NONE);
    }

    /**
     * Removes the messages of a query, oldest first, in bounded steps (rules {@code MEM-48}, {@code MEM-49}).
     *
     * @param query names threads, a resource, a range or positions, and has no metadata filter
     * @throws dev.agentstorage.error.TooLargeException {@code batch-too-large} for more than 1,000 thread ids
     * @throws dev.agentstorage.error.InvalidRequestException {@code query-unbounded}, {@code metadata-filter-refused}
     */
    public BulkResult deleteMessages(MessageQuery query, BulkListener listener) {
        return removal.delete(context.call(), query, listener);
    }

    /**
     * Removes old messages, the oldest first, and does not change the threads (rules {@code MEM-80}, {@code MEM-81}).
     *
     * @param olderThan messages created before this instant are removed
     * @param limit maximum number of messages to remove, at least 1
     * @return done when none that old is left
     * @throws dev.agentstorage.error.InvalidRequestException {@code limit-not-positive}
     */
    public BulkResult pruneMessages(Instant olderThan, int limit) {
        return removal.prune(context.call(), olderThan, limit);
    }

    /** Returns the resource with that id (rule {@code MEM-70}). */
    public Optional<Resource> getResource(String id) {
        MemoryCall call = context.call();
        call.id("id", id);
        ResourceBackend resources = call.backend().resources();
        return context.scope().admits(id) ? resources.get(id) : Optional.empty();
    }

    /**
     * Stores a new resource (rule {@code MEM-93}).
     *
     * @return the stored resource
     * @throws dev.agentstorage.error.AlreadyExistsException {@code resource-exists} with the stored resource
     * @throws dev.agentstorage.error.InvalidRequestException {@code outside-resource}
     */
    public Resource createResource(Resource resource) {
        MemoryCall call = context.call();
        Resource checked = call.resource(resource);
        return call.backend().resources().create(checked);
    }

    /**
     * Stores a resource, or replaces every field of the stored one (rule {@code MEM-71}).
     *
     * @return the stored resource
     * @throws dev.agentstorage.error.InvalidRequestException {@code outside-resource}
     */
    public Resource saveResource(Resource resource) {
        return saveResource(context.call(), resource, Optional.empty());
    }

    /**
     * Replaces every field of a stored resource if it has the expected version (rule {@code MEM-75}).
     *
     * @throws dev.agentstorage.error.ConflictException {@code version-conflict} with the stored resource, without one when none is stored
     * @throws dev.agentstorage.error.InvalidRequestException {@code outside-resource}
     */
    public Resource saveResource(Resource resource, Version expected) {
        return saveResource(context.call(), resource, expected(expected));
    }

    private Resource saveResource(MemoryCall call, Resource resource, Optional<Version> expected) {
        Resource checked = call.resource(resource);
        return call.backend().resources().save(checked, expected);
    }

    /**
     * Changes a resource, or creates it when it is missing (rules {@code MEM-72} to {@code MEM-74}).
     *
     * @return the stored resource
     * @throws dev.agentstorage.error.InvalidRequestException {@code json-not-object}, {@code metadata-not-object}, {@code outside-resource}
     */
    public Resource updateResource(String id, ResourcePatch patch) {
        return updateResource(context.call(), id, patch, Optional.empty());
    }

    /**
     * Changes a stored resource if it has the expected version (rule {@code MEM-75}).
     *
     * @throws dev.agentstorage.error.ConflictException {@code version-conflict} as in {@link #saveResource(Resource, Version)}
     * @throws dev.agentstorage.error.InvalidRequestException {@code json-not-object}, {@code metadata-not-object}, {@code outside-resource}
     */
    public Resource updateResource(String id, ResourcePatch patch, Version expected) {
        return updateResource(context.call(), id, patch, expected(expected));
    }

    private Resource updateResource(MemoryCall call, String id, ResourcePatch patch, Optional<Version> expected) {
        call.ownResource("id", id);
        ResourcePatch checked = call.patch(patch);
        return call.backend().resources().update(id, checked, expected, call.now());
    }

    /**
     * Removes a resource's own row; its threads and messages stay (rule {@code MEM-77}), see {@link #eraseResource}.
     *
     * @return whether it existed
     * @throws dev.agentstorage.error.InvalidRequestException {@code outside-resource}
     */
    public boolean deleteResource(String id) {
        MemoryCall call = context.call();
        call.ownResource("id", id);
        return call.backend().resources().delete(id);
    }

    /** Lists all resources, oldest first. */
    public Listing<Resource> listResources() {
        return listResources(ResourceQuery.ALL);
    }

    /**
     * Lists resources by {@code createdAt} and id, oldest first by default; 100 on a page (rule {@code MEM-78}).
     *
     * @throws dev.agentstorage.error.InvalidRequestException {@code metadata-key-invalid}, {@code json-not-object}
     */
    public Listing<Resource> listResources(ResourceQuery query) {
        return listings.resources(query);
    }

    /** Removes everything of a resource as {@link #eraseResource(String, BulkListener)}. */
    public BulkResult eraseResource(String resourceId) {
        return eraseResource(resourceId, BulkListener.NONE);
    }

    /**
     * Removes everything of a resource in bounded steps: its messages in any thread, its threads with all their messages, its own row
     * (rule {@code MEM-82}).
     *
     * @throws dev.agentstorage.error.InvalidRequestException {@code outside-resource}
     */
    public BulkResult eraseResource(String resourceId, BulkListener listener) {
        MemoryCall call = context.call();
        call.ownResource("resourceId", resourceId);
        notNull("listener", listener);
        int limit = call.limits().atomicRows();
        return Bulk.run(() -> call.backend().eraseResource(resourceId, limit), listener);
    }

    /**
     * Removes all threads, messages and resources in bounded steps (rule {@code MEM-83}).
     *
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
