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
import dev.agentstorage.recall.result.SearchPage;
import dev.agentstorage.recall.result.ToolDefinition;
import dev.agentstorage.recall.result.WorkingMemory;
import dev.agentstorage.store.BulkResult;
import dev.agentstorage.store.Listing;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.store.Updated;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Version;
import dev.agentstorage.vector.KeyType;
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
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Memory of an agent, over any storage and any vector store: the last messages of a conversation, relevant older messages, working memory,
 * and titles. {@code docs/MEMORY.md} describes usage, measurements and guarantees.
 *
 * <p>Everything under a {@link MemoryKey} or a resource is confined to that resource; data of other resources is treated as missing.
 *
 * <p><b>Messages first.</b> Every write goes to the storage first, then to the index. If the index fails, the message is stored, a warning
 * is returned, and the message stays pending in the storage until {@link #indexPending} has indexed it, also after a crash. {@link #drain}
 * finds changes and deletions by other programs. A deleted message is never recalled, even if the index still has it: the storage decides.
 *
 * <p><b>Threads.</b> A recall searches while it reads the history. Context completion, titles and pending messages are handled in the
 * background, on the executor of the builder: by default, a new daemon thread for each task. Background failures are logged by
 * {@link System.Logger}.
 *
 * <p>Methods throw the exceptions of the storage. A read-only memory throws {@link InvalidRequestException} ({@code memory-read-only}) for
 * every write. Thread-safe; calls block.
 */
public final class Memory implements AutoCloseable {
    private final Storage storage;
    private final MemoryOptions options;
    private final Clock clock;
    private final Background background;
    private final Optional<Upkeep> upkeep;
    private final Optional<Recaller> recaller;
    private final Recall recall;
    private final Removal removal;
    private final WorkingMemories workingMemories = new WorkingMemories();
    private final Titles titles = new Titles();
    private final AtomicBoolean indexing = new AtomicBoolean();

    private Memory(Builder builder) {
        storage = builder.storage;
        options = builder.options;
        clock = builder.clock;
        background = new Background(builder.executor);
        upkeep = builder.vectors.map(vectors ->
                new Upkeep(storage, new MessageIndex(vectors, builder.embedder, builder.indexPrefix, builder.keys)));
        removal = new Removal(storage, upkeep, this::completeLater);
        recaller = upkeep.map(index -> new Recaller(index, builder.tokens, options.readOnly()));
        recall = new Recall(new HistoryReader(builder.tokens), recaller, workingMemories, background, builder.clock);
        options.recall().ifPresent(this::requireRecall);
        options.workingMemory().ifPresent(workingMemories::require);
    }

    /**
     * Returns a builder for a memory over a storage; the caller closes the storage.
     *
     * @param storage the storage
     * @return a new builder
     */
    public static Builder builder(Storage storage) {
        return new Builder(storage);
    }

    /**
     * Returns the default options of calls.
     *
     * @return the options
     */
    public MemoryOptions options() {
        return options;
    }

    /**
     * Stores a new thread.
     *
     * @param thread the thread
     * @return the stored thread
     * @throws AlreadyExistsException {@code thread-exists}
     */
    public ConversationThread createThread(ConversationThread thread) {
        requireWritable();
        ConversationThread created = store(thread.resourceId()).createThread(thread);
        titles.forget(created.id());
        return created;
    }

    /**
     * Returns a thread; creates it without a title when it is missing.
     *
     * @param key the resource and the thread
     * @return the stored thread
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
            // another caller created it at the same time, or it belongs to another resource
            return memory.getThread(key.threadId()).orElseThrow(() -> e);
        }
    }

    /**
     * Returns a thread.
     *
     * @param key the resource and the thread
     * @return the thread, or empty if it is missing or belongs to another resource
     */
    public Optional<ConversationThread> getThread(MemoryKey key) {
        return store(key.resourceId()).getThread(key.threadId());
    }

    /**
     * Lists the threads of a resource, newest first.
     *
     * @param resourceId the id of the resource
     * @return a lazy listing: it reads nothing until it is used
     */
    public Listing<ConversationThread> listThreads(String resourceId) {
        return listThreads(resourceId, ThreadQuery.ALL);
    }

    /**
     * Lists threads of a resource.
     *
     * @param resourceId the id of the resource
     * @param query the filters and the order
     * @return a lazy listing: it reads nothing until it is used
     */
    public Listing<ConversationThread> listThreads(String resourceId, ThreadQuery query) {
        return store(resourceId).listThreads(query);
    }

    /**
     * Changes a thread.
     *
     * @param key the resource and the thread
     * @param patch the changes
     * @return the stored thread
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

    /**
     * Removes a thread with all its messages.
     *
     * @param key the resource and the thread
     * @return whether it existed
     */
    public boolean deleteThread(MemoryKey key) {
        requireWritable();
        return removal.thread(store(key.resourceId()), key.threadId());
    }

    /**
     * Moves a thread and all its messages to another resource.
     *
     * @param key the resource and the thread
     * @param resourceId the id of the new resource
     * @return the stored thread
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
     * Copies a thread with its messages and, if it is stored with threads, its working memory. The messages of the copy are indexed in the
     * background.
     *
     * @param resourceId the id of the resource
     * @param request the source, the messages to copy, and the fields of the copy that differ
     * @return the stored copy, its messages, and the new id of each message by its old id
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
     * Stores messages of a thread atomically, and indexes them: they can be recalled when the call returns, unless there is a warning.
     * Messages with existing ids are replaced. The storage is used as by {@code MemoryStore.saveMessages}.
     *
     * @param key the resource and the thread
     * @param messages of the thread of the key
     * @return the stored messages, and warnings
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found}; see {@link #openThread}
     * @throws InvalidRequestException {@code message-of-another-thread}, {@code outside-resource}
     * @throws dev.agentstorage.error.TooLargeException {@code batch-too-large}; use {@link #importMessages}
     */
    public Appended append(MemoryKey key, List<NewMessage> messages) {
        return appending(key, messages, () -> store(key.resourceId()).saveMessages(messages));
    }

    /**
     * Appends messages like {@link #append} if the conversation still ends where the caller expects: of two concurrent turns with the same
     * expected end, one is stored and the other is rejected.
     *
     * @param key the resource and the thread
     * @param expected the position of the last message of the thread; empty for no message
     * @param messages the messages, in their order
     * @return the stored messages, and warnings
     * @throws dev.agentstorage.error.ConflictException {@code not-at-end} with the actual last message
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
     * Stores any number of messages of a resource in atomic parts, and indexes them in the background; use {@link #indexPending} to wait.
     *
     * @param resourceId the id of the resource
     * @param messages the messages, in their order
     * @return the number of messages stored
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found}
     */
    public BulkResult importMessages(String resourceId, Iterable<NewMessage> messages) {
        requireWritable();
        BulkResult stored = store(resourceId).importMessages(messages);
        completeLater();
        return stored;
    }

    /**
     * Changes messages of a resource atomically, and indexes them again; unknown ids are skipped.
     *
     * @param resourceId the id of the resource
     * @param patches the changes of each message
     * @return the stored changed messages, and the ids that were skipped
     */
    public Updated<Message, String> updateMessages(String resourceId, List<MessagePatch> patches) {
        requireWritable();
        // a message that moves was the context of others, which stay
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

    /**
     * Removes messages of a resource; unknown ids are skipped.
     *
     * @param resourceId the id of the resource
     * @param ids the ids of the messages
     * @return the number of messages removed, and the ids that were skipped
     */
    public BulkResult deleteMessages(String resourceId, Collection<String> ids) {
        requireWritable();
        return removal.messages(store(resourceId), ids);
    }

    /**
     * Rewinds a conversation: removes all messages after a position. A message at the position is kept.
     *
     * @param key the resource and the thread
     * @param place the position, which need not be that of a stored message
     * @return the number of messages removed
     */
    public BulkResult rewindTo(MemoryKey key, MessagePosition place) {
        requireWritable();
        return removal.rewind(
                store(key.resourceId()),
                key,
                MessageRange.after(place),
                memory -> memory.rewindTo(key.threadId(), place));
    }

    /**
     * Rewinds a conversation: removes the message at a position and all messages after it.
     *
     * @param key the resource and the thread
     * @param place the position, of a message of the thread or between two of them
     * @return the number of messages removed
     */
    public BulkResult rewindBefore(MemoryKey key, MessagePosition place) {
        requireWritable();
        return removal.rewind(
                store(key.resourceId()),
                key,
                MessageRange.from(place),
                memory -> memory.rewindBefore(key.threadId(), place));
    }

    /**
     * Removes old messages of all resources, oldest first; their threads stay.
     *
     * @param olderThan messages created before this instant are removed
     * @param limit maximum number of messages to remove, at least 1
     * @return the number removed; done when no older message is left
     * @throws InvalidRequestException {@code limit-not-positive}
     */
    public BulkResult pruneMessages(Instant olderThan, int limit) {
        requireWritable();
        requirePositive(limit);
        return removal.prune(olderThan, limit);
    }

    /**
     * Removes all data of a resource: messages, threads, working memory, and their index records. Index records of other resources'
     * messages in its threads are never recalled, and are removed by {@link #drain}.
     *
     * @param resourceId the id of the resource
     * @return the number of messages, threads and resources removed
     */
    public BulkResult eraseResource(String resourceId) {
        requireWritable();
        return removal.resource(resourceId);
    }

    /**
     * Returns the memory for the next turn of the agent: history, relevant older messages, working memory. History and search run
     * concurrently. A missing thread has no history, but messages of other threads are recalled.
     *
     * <p>If the vector store or the embedder is unreachable, the result has a warning and the rest. An unreachable storage is an error.
     *
     * @param request the thread, the search text, and the options of this call
     * @return the memory, and warnings
     * @throws InvalidRequestException {@code recall-without-vector-store}, {@code recall-without-embedder}; {@code filter-key-unknown} for
     *     metadata that was not declared when the memory was built, {@code filter-type}
     * @throws dev.agentstorage.error.UnsupportedException when the vector store does not support texts in this mode
     * @throws AlreadyExistsException {@code index-differs} when the index was created with other metadata keys
     * @throws dev.agentstorage.error.TooLargeException {@code filter-too-large} when roles and filter exceed the limit of the store
     */
    public Recalled recall(RecallRequest request) {
        MemoryOptions now = request.change().apply(options.toBuilder()).build();
        MemoryStore memory = store(request.key().resourceId());
        now.recall().ifPresent(this::requireRecall);
        return recall.read(memory, request, now);
    }

    /**
     * Searches all conversations of a resource.
     *
     * @param request the resource, the search text, and the options of this call
     * @return the hits, best first
     * @throws InvalidRequestException as {@link #recall}
     * @throws UnavailableException when the vector store or the embedder is unreachable
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
     * @param key the resource and the thread
     * @return the working memory; without content when none is stored
     * @throws InvalidRequestException {@code working-memory-off} when it is not enabled
     */
    public WorkingMemory workingMemory(MemoryKey key) {
        return workingMemories.read(store(key.resourceId()), key, workingMemoryOptions());
    }

    /**
     * Changes the working memory: with a schema, the change is merged into the stored object; without, it replaces the text. Concurrent
     * changes are applied one after the other, and none is lost.
     *
     * @param key the resource and the thread
     * @param change with a schema, a JSON object; otherwise any text
     * @return the stored working memory
     * @throws InvalidRequestException {@code working-memory-invalid} when the result does not match the schema,
     *     {@code working-memory-not-object}, {@code working-memory-off}
     * @throws dev.agentstorage.error.TooLargeException {@code working-memory-too-large}
     * @throws dev.agentstorage.error.NotFoundException {@code thread-not-found} when it is stored with a thread that is missing
     */
    public WorkingMemory updateWorkingMemory(MemoryKey key, String change) {
        return updateWorkingMemory(key, change, Optional.empty());
    }

    /**
     * Changes the working memory like {@link #updateWorkingMemory(MemoryKey, String)} if it has the expected version.
     *
     * @param key the resource and the thread
     * @param change a JSON object with a schema, any text without
     * @param expected the version that the stored working memory must have
     * @return the stored working memory
     * @throws dev.agentstorage.error.ConflictException {@code version-conflict} with the stored {@link WorkingMemory}
     */
    public WorkingMemory updateWorkingMemory(MemoryKey key, String change, Version expected) {
        return updateWorkingMemory(key, change, Optional.of(expected));
    }

    private WorkingMemory updateWorkingMemory(MemoryKey key, String change, Optional<Version> expected) {
        requireWritable();
        return workingMemories.update(store(key.resourceId()), key, workingMemoryOptions(), change, expected);
    }

    /**
     * Removes the working memory, in any version.
     *
     * @param key the resource and the thread
     * @throws InvalidRequestException {@code working-memory-off}
     */
    public void clearWorkingMemory(MemoryKey key) {
        requireWritable();
        workingMemories.clear(store(key.resourceId()), key, workingMemoryOptions());
    }

    /**
     * Returns the tool with which a model changes the working memory.
     *
     * @return the name, the description and the parameters of the tool
     * @throws InvalidRequestException {@code working-memory-off}
     */
    public ToolDefinition workingMemoryTool() {
        return WorkingMemoryTool.definition(workingMemoryOptions());
    }

    /**
     * Executes a call of {@link #workingMemoryTool}, like {@link #updateWorkingMemory(MemoryKey, String)}.
     *
     * @param key the resource and the thread
     * @param arguments the arguments of the call
     * @return the stored working memory
     * @throws InvalidRequestException {@code tool-arguments-invalid} when they do not match the parameters of the tool
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
     * Indexes pending messages: messages that were appended while the index was unreachable, imported, stored by other programs, or not yet
     * indexed with their context. They are marked once the index is durable.
     *
     * @param limit maximum number of messages, at least 1
     * @return the result; nothing that can be done now is left if {@code indexed} is less than {@code limit}
     * @throws UnavailableException when the embedder, vector store or storage is unreachable; call again
     * @throws InvalidRequestException {@code limit-not-positive}
     */
    public Maintenance indexPending(long limit) {
        requirePositive(limit);
        return maintaining(index -> index.indexPending(limit));
    }

    /**
     * Repairs the index: indexes pending messages, then compares every message with its record, and writes or removes records that differ.
     * Run it after a crash, and periodically if other programs change or delete messages. Reads all messages, and embeds only those whose
     * records differ.
     *
     * @return the result
     * @throws UnavailableException as {@link #indexPending}
     */
    public Maintenance drain() {
        return maintaining(Upkeep::reconcile);
    }

    /**
     * Empties the index and rebuilds it from the storage; embeds every message. Until it returns, recall finds only some of the messages.
     *
     * @return the result
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
     * Waits for background work, at most 30 seconds, and makes the index durable. Storage, vector store and embedder stay open.
     *
     * @throws UnavailableException when the vector store is unreachable; messages that are not durable in the index stay pending
     */
    @Override
    public void close() {
        background.await();
        upkeep.ifPresent(index -> index.index().store().flush());
    }

    /** Indexes messages with their context and marks them, in the background; one task at a time is enough. */
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
                // the storage is authoritative; the index follows later
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
         * Sets the vector store in which all messages are indexed. An index has the messages of one storage: two storages in one vector
         * store need different values of {@link #indexPrefix}. The caller closes the vector store.
         *
         * @param vectors the vector store
         * @return this builder
         */
        public Builder vectorStore(VectorStore vectors) {
            this.vectors = Optional.of(vectors);
            return this;
        }

        /**
         * Sets the embedding model for semantic search. The caller closes it.
         *
         * @param embedder the model
         * @return this builder
         */
        public Builder embedder(Embedder embedder) {
            this.embedder = Optional.of(embedder);
            return this;
        }

        /**
         * Sets the options.
         *
         * @param options the options
         * @return this builder
         */
        public Builder options(MemoryOptions options) {
            this.options = options;
            return this;
        }

        /**
         * Changes the options, starting from those set before, or from the defaults.
         *
         * @param change changes a builder of the options, and returns it
         * @return this builder
         */
        public Builder options(UnaryOperator<MemoryOptions.Builder> change) {
            options = change.apply(options.toBuilder()).build();
            return this;
        }

        /**
         * Declares metadata of messages for recall filters. Declaring other keys later needs another {@link #indexPrefix}: the keys of an
         * index never change.
         *
         * @param key the key in the metadata of a message
         * @param type the type of its values
         * @return this builder
         */
        public Builder filterKey(String key, KeyType type) {
            keys.put(key, type);
            return this;
        }

        /**
         * Sets the prefix of the name of the index; the model and the dimension follow. Default: {@code memory}. Two programs that index
         * the same storage into different vector stores need different prefixes.
         *
         * @param prefix lower-case letters, digits, hyphens and dots
         * @return this builder
         */
        public Builder indexPrefix(String prefix) {
            this.indexPrefix = prefix;
            return this;
        }

        /**
         * Sets the token counter for limits. Default: {@link TokenCounter#ESTIMATE}.
         *
         * @param tokens the token counter
         * @return this builder
         */
        public Builder tokenCounter(TokenCounter tokens) {
            this.tokens = tokens;
            return this;
        }

        /**
         * Sets the executor of background work, such as an executor of virtual threads. The caller shuts it down.
         *
         * @param executor the executor
         * @return this builder
         */
        public Builder executor(Executor executor) {
            this.executor = executor;
            return this;
        }

        /**
         * Sets the clock for {@code maxAge}.
         *
         * @param clock the source of the current time
         * @return this builder
         */
        public Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        /**
         * Builds the memory. Nothing is read, written or created before the first use.
         *
         * @return the memory
         * @throws InvalidRequestException {@code recall-without-vector-store} when recall is on and there is no vector store;
         *     {@code recall-without-embedder} when the vector store or the search mode needs an embedder; {@code index-name-invalid};
         *     {@code metadata-key-reserved}; {@code schema-invalid}
         */
        public Memory build() {
            return new Memory(this);
        }
    }
}
