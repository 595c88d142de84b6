package dev.agentstorage.recall;

import dev.agentstorage.Storage;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.memory.CloneRequest;
import dev.agentstorage.memory.CloneResult;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessagePosition;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.MessageRange;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.recall.internal.index.MessageIndex;
import dev.agentstorage.recall.internal.index.Upkeep;
import dev.agentstorage.recall.internal.search.HistoryReader;
import dev.agentstorage.recall.internal.search.Recaller;
import dev.agentstorage.recall.internal.state.Titles;
import dev.agentstorage.recall.internal.state.WorkingMemories;
import dev.agentstorage.recall.request.MemoryKey;
import dev.agentstorage.recall.request.MemoryOptions;
import dev.agentstorage.recall.request.MemoryScope;
import dev.agentstorage.recall.request.RecallOptions;
import dev.agentstorage.recall.request.RecallRequest;
import dev.agentstorage.recall.request.RecallScope;
import dev.agentstorage.recall.request.SearchRequest;
import dev.agentstorage.recall.request.TokenCounter;
import dev.agentstorage.recall.request.WorkingMemoryOptions;
import dev.agentstorage.recall.result.Appended;
import dev.agentstorage.recall.result.Maintenance;
import dev.agentstorage.recall.result.Recalled;
import dev.agentstorage.recall.result.RecalledMessage;
import dev.agentstorage.recall.result.SearchPage;
import dev.agentstorage.recall.result.ToolDefinition;
import dev.agentstorage.recall.result.WorkingMemory;
import dev.agentstorage.store.BulkResult;
import dev.agentstorage.store.Listing;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.store.Updated;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.TimeRange;
import dev.agentstorage.value.Version;
import dev.agentstorage.vector.KeyType;
import dev.agentstorage.vector.VectorFilter;
import dev.agentstorage.vector.VectorStore;
import dev.agentstorage.vector.embed.Embedder;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Memory of an agent, over any storage and any vector store: the last messages of a conversation, older messages that fit what the user
 * has just said, working memory, and titles. {@code docs/MEMORY.md} shows how to use it, what is measured, and what cannot go wrong.
 *
 * <p>Everything under a {@link MemoryKey} or a resource is confined to that resource: what belongs to another one is as if it were missing.
 *
 * <p><b>Messages first.</b> Every write goes to the storage, and then to the index. When the index fails, the message is stored all the
 * same, a warning says so, and it stays pending in the storage until {@link #indexPending} has taken it in, also after a crash. What other
 * programs change or delete is found by {@link #drain}. A deleted message is never recalled, whatever the index has: the storage decides.
 *
 * <p><b>Threads.</b> Recall searches while the history is read, and writes are completed, titles set and pending messages indexed in the background, by the
 * executor of the builder: a new daemon thread for each task unless another is set. What fails there is logged by
 * {@link System.Logger}.
 *
 * <p>Methods throw what the storage throws. A memory that is read-only throws {@link InvalidRequestException} ({@code memory-read-only}) for
 * every write. Thread-safe; calls block.
 */
public final class Memory implements AutoCloseable {
    private static final int PRUNE_STEP = 500;

    private final Storage storage;
    private final MemoryOptions options;
    private final Clock clock;
    private final Background background;
    private final Optional<Upkeep> upkeep;
    private final Optional<Recaller> recaller;
    private final HistoryReader history;
    private final WorkingMemories workingMemories = new WorkingMemories();
    private final Titles titles = new Titles();
    private final AtomicBoolean indexing = new AtomicBoolean();

    private Memory(Builder builder) {
        storage = builder.storage;
        options = builder.options;
        clock = builder.clock;
        background = new Background(builder.executor);
        history = new HistoryReader(builder.tokens);
        upkeep = builder.vectors.map(vectors ->
                new Upkeep(storage, new MessageIndex(vectors, builder.embedder, builder.indexPrefix, builder.keys)));
        recaller = upkeep.map(index -> new Recaller(index, builder.tokens, options.readOnly()));
        options.recall().ifPresent(this::requireRecall);
        options.workingMemory().ifPresent(workingMemories::require);
    }

    /** Begins a memory over a storage, which stays the caller's to close. */
    public static Builder builder(Storage storage) {
        return new Builder(storage);
    }

    /** Returns the options that hold for calls that do not change them. */
    public MemoryOptions options() {
        return options;
    }

    /**
     * Stores a new thread.
     *
     * @throws AlreadyExistsException {@code thread-exists}
     */
    public ConversationThread createThread(ConversationThread thread) {
        requireWritable();
        ConversationThread created = store(thread.resourceId()).createThread(thread);
        titles.forget(created.id());
        return created;
    }

    /**
     * Returns a thread, which is created without a title when it is missing.
     *
     * @throws AlreadyExistsException {@code thread-exists} when it belongs to another resource
     */
    public ConversationThread openThread(MemoryKey key) {
        MemoryStore memory = store(key.resourceId());
        Optional<ConversationThread> stored = memory.getThread(key.threadId());
        if (stored.isPresent()) {
            return stored.get();
        }
        requireWritable();
        try {
            return createThread(ConversationThread.builder(key.resourceId())
                    .id(key.threadId())
                    .build());
        } catch (AlreadyExistsException e) {
            // another caller has created it at the same time, or it is another resource's
            return memory.getThread(key.threadId()).orElseThrow(() -> e);
        }
    }

    /** Returns a thread. */
    public Optional<ConversationThread> getThread(MemoryKey key) {
        return store(key.resourceId()).getThread(key.threadId());
    }

    /** Lists the threads of a resource, the newest first. */
    public Listing<ConversationThread> listThreads(String resourceId) {
        return listThreads(resourceId, ThreadQuery.ALL);
    }

    /** Lists threads of a resource. */
    public Listing<ConversationThread> listThreads(String resourceId, ThreadQuery query) {
        return store(resourceId).listThreads(query);
    }

    /**
     * Changes a thread.
     *
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found}
     */
    public ConversationThread updateThread(MemoryKey key, ThreadPatch patch) {
        requireWritable();
        ConversationThread updated = store(key.resourceId()).updateThread(key.threadId(), patch);
        if (updated.title().isBlank()) {
            titles.forget(key.threadId());
        }
        return updated;
    }

    /** Removes a thread with all of its messages; returns whether it existed. */
    public boolean deleteThread(MemoryKey key) {
        requireWritable();
        MemoryStore memory = store(key.resourceId());
        if (memory.getThread(key.threadId()).isEmpty()) {
            return false;
        }
        // the thread goes with the messages of any resource in it
        return deleting(
                VectorFilter.eq(MessageIndex.THREAD, key.threadId()),
                () -> ids(storage.memory(), MessageQuery.ofThread(key.threadId())),
                () -> memory.deleteThread(key.threadId()));
    }

    /**
     * Gives a thread and all of its messages to another resource.
     *
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found}
     */
    public ConversationThread moveThread(MemoryKey key, String resourceId) {
        requireWritable();
        if (getThread(key).isEmpty()) {
            // names the thread as missing
            return store(key.resourceId()).updateThread(key.threadId(), ThreadPatch.EMPTY);
        }
        ConversationThread moved = storage.memory().moveThread(key.threadId(), resourceId);
        completeLater();
        return moved;
    }

    /**
     * Copies a thread with its messages and, when working memory is kept with threads, that of the thread. The messages of the copy are indexed in the
     * background.
     *
     * @throws dev.agentstorage.error.NotFoundException {@code clone-source-not-found}
     * @throws AlreadyExistsException {@code thread-exists}
     */
    public CloneResult cloneThread(String resourceId, CloneRequest request) {
        requireWritable();
        MemoryStore memory = store(resourceId);
        CloneResult copy = memory.cloneThread(options.workingMemory()
                .filter(kept -> kept.scope() == MemoryScope.THREAD)
                .flatMap(kept -> workingMemories
                        .read(memory, new MemoryKey(resourceId, request.sourceThreadId()), kept)
                        .content())
                .map(content -> WorkingMemories.into(request, content))
                .orElse(request));
        completeLater();
        return copy;
    }

    /**
     * Stores messages of a thread, all or none, and indexes them: they can be recalled when the call returns, unless a warning says
     * otherwise. Messages with ids that are stored replace these. The storage is used as by {@code MemoryStore.saveMessages}, in as many
     * round trips.
     *
     * @param messages of the thread of the key
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found}; see {@link #openThread}
     * @throws InvalidRequestException {@code message-of-another-thread}, {@code outside-resource}
     * @throws dev.agentstorage.error.TooLargeException {@code batch-too-large}; use {@link #importMessages}
     */
    public Appended append(MemoryKey key, List<NewMessage> messages) {
        return appending(key, messages, () -> store(key.resourceId()).saveMessages(messages));
    }

    /**
     * Stores messages at the end of a conversation as {@link #append}, if that still ends as the caller has seen it: of two turns that
     * answer the same end, one is stored, and the other one is refused.
     *
     * @param expected the place of the last message of the thread; empty when it must have none
     * @throws dev.agentstorage.error.ConflictException {@code not-at-end} with the message that is the last one
     */
    public Appended appendAfter(MemoryKey key, Optional<MessagePosition> expected, List<NewMessage> messages) {
        return appending(key, messages, () -> store(key.resourceId()).appendAfter(key.threadId(), expected, messages));
    }

    private Appended appending(MemoryKey key, List<NewMessage> messages, Supplier<List<Message>> save) {
        requireWritable();
        Set<String> ids = new HashSet<>();
        for (NewMessage message : messages) {
            if (!message.threadId().equals(key.threadId())) {
                throw new InvalidRequestException(
                        "message-of-another-thread",
                        "every message must belong to the thread",
                        Map.of("messageId", message.id(), "threadId", key.threadId()));
            }
            ids.add(message.id());
        }
        List<String> warnings = new ArrayList<>();
        List<Message> stored = upkeep.isPresent() ? upkeep.get().storing(ids, save, warnings::add) : save.get();
        completeLater();
        options.titles()
                .filter(titling -> titles.mayNeedOne(key.threadId(), stored))
                .ifPresent(titling -> background.run(
                        "setting a title",
                        () -> titles.give(store(key.resourceId()), key.threadId(), stored, titling)));
        return new Appended(stored, warnings);
    }

    /**
     * Stores any number of messages of a resource in atomic parts, and indexes them in the background: see {@link #indexPending} to wait.
     *
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found}
     */
    public BulkResult importMessages(String resourceId, Iterable<NewMessage> messages) {
        requireWritable();
        BulkResult stored = store(resourceId).importMessages(messages);
        completeLater();
        return stored;
    }

    /** Changes messages of a resource, all or none, and indexes them again; unknown ids are skipped. */
    public Updated<Message, String> updateMessages(String resourceId, List<MessagePatch> patches) {
        requireWritable();
        // a message that moves leaves others behind that had it as their context
        List<String> moving = patches.stream()
                .filter(patch -> patch.threadId().isPresent())
                .map(MessagePatch::id)
                .toList();
        Set<String> left =
                upkeep.isPresent() && !moving.isEmpty() ? upkeep.get().followers(moving) : Set.of();
        Updated<Message, String> updated = store(resourceId).updateMessages(patches);
        inIndex("indexing changed messages", index -> {
            index.changed(updated.items());
            index.changedContext(left);
        });
        completeLater();
        return updated;
    }

    /** Removes messages of a resource; unknown ids are skipped. */
    public BulkResult deleteMessages(String resourceId, Collection<String> ids) {
        requireWritable();
        MemoryStore memory = store(resourceId);
        if (upkeep.isEmpty()) {
            return memory.deleteMessages(ids);
        }
        Set<String> followers = upkeep.get().followers(ids);
        return deleting(() -> memory.deleteMessages(ids), index -> {
            index.removeMissing(ids);
            index.changedContext(followers);
        });
    }

    /** Rewinds a conversation to a position: removes all messages after it. The message at the place stays. */
    public BulkResult rewindTo(MemoryKey key, MessagePosition place) {
        return rewinding(key, MessageRange.after(place), memory -> memory.rewindTo(key.threadId(), place));
    }

    /** Takes a conversation back to before a place: removes the message at the place and all after it. */
    public BulkResult rewindBefore(MemoryKey key, MessagePosition place) {
        return rewinding(key, MessageRange.from(place), memory -> memory.rewindBefore(key.threadId(), place));
    }

    private BulkResult rewinding(MemoryKey key, MessageRange range, Function<MemoryStore, BulkResult> rewind) {
        requireWritable();
        MemoryStore memory = store(key.resourceId());
        List<String> ids = upkeep.isEmpty()
                ? List.of()
                : ids(
                        memory,
                        MessageQuery.builder()
                                .threadId(key.threadId())
                                .positions(range)
                                .build());
        return deleting(() -> rewind.apply(memory), index -> index.removeMissing(ids));
    }

    /**
     * Removes old messages of all resources, the oldest first; their threads stay.
     *
     * @param olderThan messages created before this instant are removed
     * @param limit maximum number of messages to remove, at least 1
     * @return done when none that old is left
     * @throws InvalidRequestException {@code limit-not-positive}
     */
    public BulkResult pruneMessages(Instant olderThan, int limit) {
        requireWritable();
        requirePositive(limit);
        if (upkeep.isEmpty()) {
            return storage.memory().pruneMessages(olderThan, limit);
        }
        MessageQuery old = MessageQuery.builder()
                .range(TimeRange.until(olderThan).withoutEnd())
                .build();
        long removed = 0;
        while (removed < limit) {
            List<String> ids =
                    storage
                            .memory()
                            .listMessages(old)
                            .slice((int) Math.min(PRUNE_STEP, limit - removed))
                            .items()
                            .stream()
                            .map(Message::id)
                            .toList();
            if (ids.isEmpty()) {
                return new BulkResult(removed, true);
            }
            Set<String> followers = upkeep.get().followers(ids);
            removed += deleting(() -> storage.memory().deleteMessages(ids), index -> {
                        index.removeMissing(ids);
                        index.changedContext(followers);
                    })
                    .affected();
        }
        return new BulkResult(
                removed, storage.memory().listMessages(old).slice(1).items().isEmpty());
    }

    /**
     * Removes everything of a resource: messages, threads, working memory, and what the index has of them. What the index has of messages of
     * other resources that go with its threads is never recalled, and is removed by {@link #drain}.
     */
    public BulkResult eraseResource(String resourceId) {
        requireWritable();
        return deleting(
                VectorFilter.eq(MessageIndex.RESOURCE, resourceId),
                () -> ids(storage.memory(), MessageQuery.ofResource(resourceId)),
                () -> storage.memory().eraseResource(resourceId));
    }

    private <R> R deleting(VectorFilter filter, Supplier<List<String>> ids, Supplier<R> delete) {
        // with a filter, the index needs no ids
        List<String> known = upkeep.isEmpty() || upkeep.get().removesByFilter() ? List.of() : ids.get();
        return deleting(delete, index -> {
            if (index.removesByFilter()) {
                index.removeWhere(filter);
            } else {
                index.removeMissing(known);
            }
        });
    }

    private <R> R deleting(Supplier<R> delete, Consumer<Upkeep> unindex) {
        if (upkeep.isEmpty()) {
            return delete.get();
        }
        Upkeep index = upkeep.get();
        R result = index.deleting(
                delete, () -> unindex.accept(index), e -> Background.warn("removing deleted messages", e));
        completeLater();
        return result;
    }

    private static List<String> ids(MemoryStore memory, MessageQuery query) {
        try (var messages = memory.listMessages(query).stream()) {
            return messages.map(Message::id).toList();
        }
    }

    /**
     * Returns what the agent remembers for its next turn: history, older messages that fit, working memory. History and search run at the
     * same time. A thread that does not exist has no history, and messages of other threads are recalled all the same.
     *
     * <p>A vector store or embedder that cannot be reached is a warning in the result, and the rest comes. A storage that cannot is an error.
     *
     * @throws InvalidRequestException {@code recall-without-vector-store}, {@code recall-without-embedder}; {@code filter-key-unknown} for
     *     metadata that was not declared when the memory was built, {@code filter-type}
     * @throws dev.agentstorage.error.UnsupportedException when the vector store has no texts to search in this mode
     * @throws AlreadyExistsException {@code index-differs} when the index was made with other metadata keys
     * @throws dev.agentstorage.error.TooLargeException {@code filter-too-large} when roles and filter have more values than the store takes
     */
    public Recalled recall(RecallRequest request) {
        MemoryOptions now = request.change().apply(options.toBuilder()).build();
        MemoryKey key = request.key();
        MemoryStore memory = store(key.resourceId());
        List<String> warnings = new ArrayList<>();
        now.recall().ifPresent(this::requireRecall);
        Optional<String> query =
                request.query().filter(text -> !text.isBlank() && now.recall().isPresent());
        Optional<Background.Call<Recaller.Candidates>> search = query.map(text -> {
            Instant instant = clock.instant();
            return background.call(() ->
                    recaller.orElseThrow().candidates(key, text, now.recall().orElseThrow(), instant));
        });
        List<Message> last = history.read(memory, key.threadId(), now.history(), warnings::add);
        Optional<WorkingMemory> working = now.workingMemory().map(kept -> workingMemories.read(memory, key, kept));
        List<RecalledMessage> recalled = search.flatMap(running -> joined(running, warnings))
                .map(candidates -> recaller.orElseThrow()
                        .read(memory, query.orElseThrow(), candidates, known(last), warnings::add))
                .orElse(List.of());
        return new Recalled(
                last,
                recalled.stream()
                        .filter(found -> found.message().threadId().equals(key.threadId()))
                        .toList(),
                recalled.stream()
                        .filter(found -> !found.message().threadId().equals(key.threadId()))
                        .toList(),
                working,
                warnings);
    }

    private static Set<String> known(List<Message> messages) {
        Set<String> ids = new HashSet<>();
        messages.forEach(message -> ids.add(message.id()));
        return ids;
    }

    private static <T> Optional<T> joined(Background.Call<T> running, List<String> warnings) {
        try {
            return Optional.of(running.join());
        } catch (CompletionException e) {
            if (e.getCause() instanceof UnavailableException outage) {
                warnings.add("older messages could not be searched: " + outage.getMessage());
                return Optional.empty();
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /**
     * Searches all conversations of a resource.
     *
     * @throws InvalidRequestException as {@link #recall}
     * @throws UnavailableException when the vector store or the embedder cannot be reached
     */
    public SearchPage search(SearchRequest request) {
        RecallOptions now = request.change()
                .apply(options.recall().orElse(RecallOptions.DEFAULT).toBuilder())
                .scope(RecallScope.RESOURCE)
                .before(0)
                .after(0)
                .build();
        requireRecall(now);
        return recaller.orElseThrow().page(store(request.resourceId()), request, now, clock.instant());
    }

    /**
     * Returns the working memory.
     *
     * @throws InvalidRequestException {@code working-memory-off} when it is not configured
     */
    public WorkingMemory workingMemory(MemoryKey key) {
        return workingMemories.read(store(key.resourceId()), key, workingMemoryOptions());
    }

    /**
     * Changes the working memory: with a schema, what is given is merged into the stored text; without, it replaces it. Of two changes at
     * the same time none is lost: the second one is made to what the first one left.
     *
     * @param change a JSON object with a schema, any text without
     * @throws InvalidRequestException {@code working-memory-invalid} when the result would not fit the schema, {@code
     *     working-memory-not-object}, {@code working-memory-off}
     * @throws dev.agentstorage.error.TooLargeException {@code working-memory-too-large}
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found} when it is kept with a thread that is missing
     */
    public WorkingMemory updateWorkingMemory(MemoryKey key, String change) {
        return updateWorkingMemory(key, change, Optional.empty());
    }

    /**
     * Changes the working memory as {@link #updateWorkingMemory(MemoryKey, String)} if it has the expected version.
     *
     * @throws dev.agentstorage.error.ConflictException {@code version-conflict} with the {@link WorkingMemory} that is stored
     */
    public WorkingMemory updateWorkingMemory(MemoryKey key, String change, Version expected) {
        return updateWorkingMemory(key, change, Optional.of(expected));
    }

    private WorkingMemory updateWorkingMemory(MemoryKey key, String change, Optional<Version> expected) {
        requireWritable();
        return workingMemories.update(store(key.resourceId()), key, workingMemoryOptions(), change, expected);
    }

    /**
     * Removes the working memory, whatever it is.
     *
     * @throws InvalidRequestException {@code working-memory-off}
     */
    public void clearWorkingMemory(MemoryKey key) {
        requireWritable();
        workingMemories.clear(store(key.resourceId()), key, workingMemoryOptions());
    }

    /**
     * Returns the tool by which a model changes the working memory.
     *
     * @throws InvalidRequestException {@code working-memory-off}
     */
    public ToolDefinition workingMemoryTool() {
        return WorkingMemoryTool.definition(workingMemoryOptions());
    }

    /**
     * Executes a call of {@link #workingMemoryTool}, as {@link #updateWorkingMemory(MemoryKey, String)}.
     *
     * @param arguments of the call
     * @throws InvalidRequestException {@code tool-arguments-invalid} when they are not as the tool says
     */
    public WorkingMemory callWorkingMemoryTool(MemoryKey key, Json arguments) {
        return updateWorkingMemory(key, WorkingMemoryTool.change(arguments));
    }

    private WorkingMemoryOptions workingMemoryOptions() {
        return options.workingMemory()
                .orElseThrow(() -> new InvalidRequestException(
                        "working-memory-off", "working memory is not configured", Map.of("field", "workingMemory")));
    }

    /**
     * Indexes messages that are pending: appended while the index could not be reached, imported, stored by other programs, or not yet
     * indexed with what they answer. They are marked once the index is durable.
     *
     * @param limit maximum number of messages, at least 1
     * @return what was done; nothing is left that can be done now when {@code indexed} is less than {@code limit}
     * @throws UnavailableException when the embedder, vector store or storage cannot be reached; call again
     * @throws InvalidRequestException {@code limit-not-positive}
     */
    public Maintenance indexPending(long limit) {
        requirePositive(limit);
        return maintaining(index -> index.indexPending(limit));
    }

    /**
     * Makes the index what the messages call for: indexes what is pending, then compares every message and every record, and mends what
     * differs. Do this after a crash, and from time to time when other programs change or delete messages. It reads all messages, and
     * embeds only those whose records differ.
     *
     * @throws UnavailableException as {@link #indexPending}
     */
    public Maintenance drain() {
        return maintaining(Upkeep::reconcile);
    }

    /**
     * Empties the index and fills it again from the storage, embedding every message. Until it has returned, recall finds only a part.
     *
     * @throws UnavailableException as {@link #indexPending}
     */
    public Maintenance reindex() {
        return maintaining(Upkeep::rebuild);
    }

    private Maintenance maintaining(Function<Upkeep, Maintenance> work) {
        requireWritable();
        if (upkeep.isEmpty()) {
            return Maintenance.NONE;
        }
        try {
            return work.apply(upkeep.get());
        } finally {
            if (upkeep.get().isAsked()) {
                completeLater();
            }
        }
    }

    /**
     * Waits for background work, 30 seconds at most, and makes the index durable. Storage, vector store and embedder stay open.
     *
     * @throws UnavailableException when the vector store cannot be reached; what is not durable stays pending
     */
    @Override
    public void close() {
        background.await();
        upkeep.ifPresent(index -> index.index().store().flush());
    }

    /** Messages are indexed with what they answer, and marked, in the background; one task at a time is enough. */
    private void completeLater() {
        if (upkeep.isPresent() && indexing.compareAndSet(false, true)) {
            boolean begun = background.run("indexing pending messages", () -> {
                indexing.set(false);
                List<String> refused = upkeep.get().tryIndexPending();
                if (!refused.isEmpty()) {
                    Background.warn("messages could not be indexed " + refused);
                }
            });
            if (!begun) {
                indexing.set(false);
            }
        }
    }

    private void inIndex(String what, Consumer<Upkeep> change) {
        upkeep.ifPresent(index -> {
            try {
                change.accept(index);
            } catch (RuntimeException e) {
                // the storage has what counts; the rest is made up for
                Background.warn(what, e);
            }
        });
    }

    private MemoryStore store(String resourceId) {
        return storage.memory().forResource(resourceId);
    }

    private void requireWritable() {
        if (options.readOnly()) {
            throw new InvalidRequestException(
                    "memory-read-only", "this memory is read-only", Map.of("field", "readOnly"));
        }
    }

    private static void requirePositive(long limit) {
        if (limit < 1) {
            throw new InvalidRequestException(
                    "limit-not-positive", "a limit must be >= 1", Details.of("field", "limit", "value", limit));
        }
    }

    private void requireRecall(RecallOptions recall) {
        recaller.orElseThrow(() -> new InvalidRequestException(
                        "recall-without-vector-store", "recall needs a vector store", Map.of("field", "vectorStore")))
                .require(recall);
    }

    /** Collects the parts of a memory. Not thread-safe. */
    public static final class Builder {
        private final Storage storage;
        private Optional<VectorStore> vectors = Optional.empty();
        private Optional<Embedder> embedder = Optional.empty();
        private MemoryOptions options = MemoryOptions.DEFAULT;
        private String indexPrefix = "memory";
        private final Map<String, KeyType> keys = new HashMap<>();
        private TokenCounter tokens = TokenCounter.ESTIMATE;
        private Executor executor = Background.threads();
        private Clock clock = Clock.systemUTC();

        private Builder(Storage storage) {
            this.storage = storage;
        }

        /**
         * Sets where messages are indexed; every message that is stored then is. An index has the messages of one storage: two storages in
         * one vector store need different values of {@link #indexPrefix}. It stays the caller's to close.
         */
        public Builder vectorStore(VectorStore vectors) {
            this.vectors = Optional.of(vectors);
            return this;
        }

        /** Sets the model by which messages are searched by meaning. It stays the caller's to close. */
        public Builder embedder(Embedder embedder) {
            this.embedder = Optional.of(embedder);
            return this;
        }

        /** Sets the options. */
        public Builder options(MemoryOptions options) {
            this.options = options;
            return this;
        }

        /** Changes the options, beginning with what was set before or the defaults. */
        public Builder options(UnaryOperator<MemoryOptions.Builder> change) {
            options = change.apply(options.toBuilder()).build();
            return this;
        }

        /**
         * Declares metadata of messages that filters of recall may name. Declaring another set later needs another {@link #indexPrefix}: an
         * index never changes its shape.
         */
        public Builder filterKey(String key, KeyType type) {
            keys.put(key, type);
            return this;
        }

        /**
         * Sets what the name of the index begins with, {@code memory} by default; the model and dimension follow. Two programs that index the
         * same storage into different vector stores need different ones.
         */
        public Builder indexPrefix(String prefix) {
            this.indexPrefix = prefix;
            return this;
        }

        /** Sets how tokens are counted for limits; {@link TokenCounter#ESTIMATE} by default. */
        public Builder tokenCounter(TokenCounter tokens) {
            this.tokens = tokens;
            return this;
        }

        /** Sets the executor of background work, such as an executor of virtual threads. It stays the caller's to shut down. */
        public Builder executor(Executor executor) {
            this.executor = executor;
            return this;
        }

        /** Sets the clock of {@code maxAge}. */
        public Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        /**
         * Makes the memory. Nothing is read, written or created before it is used.
         *
         * @throws InvalidRequestException {@code recall-without-vector-store} when recall is on and there is none; {@code
         *     recall-without-embedder} when the vector store or the search mode needs one; {@code index-name-invalid}; {@code
         *     metadata-key-reserved}; {@code schema-invalid}
         */
        public Memory build() {
            return new Memory(this);
        }
    }
}
