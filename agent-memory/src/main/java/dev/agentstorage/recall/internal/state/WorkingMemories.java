package dev.agentstorage.recall.internal.state;

import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.memory.CloneRequest;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.recall.request.MemoryKey;
import dev.agentstorage.recall.request.MemoryScope;
import dev.agentstorage.recall.request.WorkingMemoryOptions;
import dev.agentstorage.recall.result.WorkingMemory;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Utf8;
import dev.agentstorage.value.Version;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads and changes working memory, with optimistic concurrency control. Thread-safe. */
public final class WorkingMemories {
    /** The metadata member of a thread that contains its working memory. */
    static final String MEMBER = "workingMemory";

    /** A failed attempt means that another writer succeeded, so this number of concurrent writers all succeed. */
    private static final int ATTEMPTS = 100;

    private volatile @Nullable Schema last;

    /** Returns the stored working memory. */
    public WorkingMemory read(MemoryStore memory, MemoryKey key, WorkingMemoryOptions options) {
        return options.scope() == MemoryScope.RESOURCE
                ? ofResource(memory.getResource(key.resourceId()))
                : ofThread(memory.getThread(key.threadId()));
    }

    private static WorkingMemory ofResource(Optional<Resource> resource) {
        return new WorkingMemory(resource.flatMap(Resource::workingMemory), resource.map(Resource::version));
    }

    private static WorkingMemory ofThread(Optional<ConversationThread> thread) {
        return new WorkingMemory(
                thread.flatMap(stored -> stored.metadata().path(MEMBER).string()),
                thread.map(ConversationThread::version));
    }

    /**
     * Changes the stored working memory: merges it if there is a schema, replaces it otherwise.
     *
     * @param expected the version that it must have; empty for any
     */
    public WorkingMemory update(
            MemoryStore memory,
            MemoryKey key,
            WorkingMemoryOptions options,
            String change,
            Optional<Version> expected) {
        for (int attempt = 1; ; attempt++) {
            WorkingMemory stored = read(memory, key, options);
            if (expected.isPresent() && !expected.equals(stored.version())) {
                throw conflict(stored);
            }
            String content = changed(stored, options, change);
            if (Optional.of(content).equals(stored.content())) {
                return stored;
            }
            try {
                return write(memory, key, options, Optional.of(content), stored.version());
            } catch (ConflictException | AlreadyExistsException e) {
                if (expected.isPresent()) {
                    throw conflict(read(memory, key, options));
                }
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static ConflictException conflict(WorkingMemory stored) {
        return new ConflictException(
                "version-conflict", "the working memory was changed concurrently", Map.of(), stored);
    }

    private String changed(WorkingMemory stored, WorkingMemoryOptions options, String change) {
        String content =
                options.schema().map(schema -> merged(stored, schema, change)).orElse(change);
        long size = Utf8.length(content);
        if (size > options.maxBytes()) {
            throw new TooLargeException(
                    "working-memory-too-large",
                    "the working memory would exceed its limit",
                    "content",
                    options.maxBytes(),
                    size,
                    "store less in it");
        }
        return content;
    }

    private String merged(WorkingMemory stored, Json schema, String change) {
        Json before = stored.content().map(WorkingMemories::object).orElse(Json.EMPTY_OBJECT);
        Json merged = JsonMerge.merge(before, object(change));
        compiled(schema).require(merged);
        return merged.text();
    }

    private static Json object(String content) {
        Optional<Json> json = parsed(content).filter(Json::isObject);
        return json.orElseThrow(() -> new InvalidRequestException(
                "working-memory-not-object",
                "working memory with a schema must be a JSON object; clear the stored text",
                Map.of("field", "content")));
    }

    private static Optional<Json> parsed(String content) {
        try {
            return Optional.of(Json.parse(content));
        } catch (InvalidRequestException e) {
            return Optional.empty();
        }
    }

    private Schema compiled(Json schema) {
        Schema known = last;
        if (known == null || !known.isOf(schema)) {
            known = Schema.of(schema);
            last = known;
        }
        return known;
    }

    /** Adds the working memory of a thread to the request for its copy, unless the request contains one. */
    public static CloneRequest into(CloneRequest request, String content) {
        return request.metadata().get(MEMBER).isPresent()
                ? request
                : request.toBuilder()
                        .metadata(request.metadata().with(MEMBER, Json.of(content)))
                        .build();
    }

    /** Rejects an invalid schema. */
    public void require(WorkingMemoryOptions options) {
        options.schema().ifPresent(this::compiled);
    }

    /** Removes the stored working memory, whatever its version. */
    public void clear(MemoryStore memory, MemoryKey key, WorkingMemoryOptions options) {
        for (int attempt = 1; ; attempt++) {
            WorkingMemory stored = read(memory, key, options);
            if (stored.content().isEmpty()) {
                return;
            }
            try {
                write(memory, key, options, Optional.empty(), stored.version());
                return;
            } catch (ConflictException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static WorkingMemory write(
            MemoryStore memory,
            MemoryKey key,
            WorkingMemoryOptions options,
            Optional<String> content,
            Optional<Version> version) {
        if (options.scope() == MemoryScope.THREAD) {
            Version expected = version.orElseThrow(() ->
                    new NotFoundException("thread-not-found", "no such thread", Map.of("threadId", key.threadId())));
            ThreadPatch patch = ThreadPatch.ofMetadata(
                    Json.of(Map.of(MEMBER, content.map(Json::of).orElse(Json.NULL))));
            return ofThread(Optional.of(memory.updateThread(key.threadId(), patch, expected)));
        }
        if (version.isEmpty()) {
            return ofResource(Optional.of(memory.createResource(Resource.builder(key.resourceId())
                    .workingMemory(content.orElse(null))
                    .build())));
        }
        ResourcePatch patch = content.map(ResourcePatch::ofWorkingMemory)
                .orElse(ResourcePatch.builder().clearWorkingMemory().build());
        return ofResource(Optional.of(memory.updateResource(key.resourceId(), patch, version.get())));
    }
}
