package dev.agentstorage.store;

import static dev.agentstorage.internal.Checks.instant;
import static dev.agentstorage.internal.Checks.notNull;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessagePosition;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.MessageRange;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ResourceQuery;
import dev.agentstorage.memory.Role;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Utf8;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A call of {@link MemoryStore}: checks and normalises its arguments, and confines it to the resource of a view. Used by one thread. */
final class MemoryCall extends Call<MemoryBackend> {
    private static final int MAX_THREADS = 1000;

    private final Scope scope;

    MemoryCall(StoreAccess<MemoryBackend> access, Scope scope) {
        super(access);
        this.scope = scope;
    }

    /** Returns the id of a resource that this store may write to; records {@code outside-resource} for another one. */
    String ownResource(String field, String resourceId) {
        String id = id(field, resourceId);
        if (!scope.admits(id)) {
            outside(field);
        }
        return id;
    }

    /** Rejects an operation that a view does not support: {@code outside-resource}. */
    void requireUnconfined(String operation) {
        if (scope.resourceId().isPresent()) {
            outside(operation);
        }
    }

    /** Returns whether a query for this resource can match anything in this view. */
    boolean reaches(Optional<String> resourceId) {
        return resourceId.isEmpty() || scope.admits(resourceId.get());
    }

    ConversationThread thread(ConversationThread thread) {
        notNull("thread", thread);
        return new ConversationThread(
                id("id", thread.id()),
                ownResource("resourceId", thread.resourceId()),
                title(thread.title()),
                metadata(thread.metadata()),
                instant("createdAt", thread.createdAt()),
                instant("updatedAt", thread.updatedAt()),
                instant("archivedAt", thread.archivedAt()),
                instant("lastMessageAt", thread.lastMessageAt()));
    }

    ThreadPatch patch(ThreadPatch patch) {
        notNull("patch", patch);
        return new ThreadPatch(
                patch.title().map(this::title),
                patch.metadata().map(this::metadataPatch),
                patch.archivedAt().map(since -> instant("archivedAt", since)));
    }

    /** Checks and confines a query; a query for a resource outside the view is unchanged and must not be executed. */
    ThreadQuery query(ThreadQuery query) {
        notNull("query", query);
        Optional<String> resourceId = id("resourceId", query.resourceId());
        return new ThreadQuery(
                resourceId.or(scope::resourceId),
                filter("metadata", query.metadata()),
                query.archived(),
                query.order(),
                query.direction());
    }

    NewMessage message(NewMessage message) {
        return new NewMessage(
                id("id", message.id()),
                id("threadId", message.threadId()),
                message.resourceId().map(id -> ownResource("resourceId", id)).or(scope::resourceId),
                role(message.role()),
                name("type", message.type()),
                content(message.content()),
                instant("createdAt", message.createdAt()));
    }

    MessagePatch patch(MessagePatch patch) {
        return new MessagePatch(
                id("id", patch.id()),
                id("threadId", patch.threadId()),
                patch.resourceId().map(id -> ownResource("resourceId", id)),
                patch.role().map(this::role),
                name("type", patch.type()),
                patch.content().map(this::contentPatch),
                patch.expected());
    }

    /** Checks and confines a query; a query for a resource outside the view is unchanged and must not be executed. */
    MessageQuery query(MessageQuery query) {
        notNull("query", query);
        query.threadIds().ifPresent(ids -> ids.forEach(id -> id("threadIds", id)));
        Optional<List<String>> threadIds =
                query.threadIds().map(ids -> ids.stream().distinct().toList());
        int threads = threadIds.map(List::size).orElse(0);
        batch("threadIds", threads, MAX_THREADS, "request fewer threads in one call");
        Optional<String> resourceId = id("resourceId", query.resourceId());
        return new MessageQuery(
                threadIds,
                resourceId.or(scope::resourceId),
                query.range(),
                positions(query.positions()),
                filter("metadata", query.metadata()),
                query.direction());
    }

    private MessageRange positions(MessageRange positions) {
        positions.start().ifPresent(start -> position("positions", start));
        positions.end().ifPresent(end -> position("positions", end));
        return positions;
    }

    /** Checks a position; its message need not be stored. */
    MessagePosition position(String field, MessagePosition position) {
        id(field, position.id());
        return position;
    }

    Resource resource(Resource resource) {
        notNull("resource", resource);
        return new Resource(
                ownResource("id", resource.id()),
                resource.workingMemory().map(this::workingMemory),
                metadata(resource.metadata()),
                instant("createdAt", resource.createdAt()),
                instant("updatedAt", resource.updatedAt()));
    }

    ResourcePatch patch(ResourcePatch patch) {
        notNull("patch", patch);
        return new ResourcePatch(
                patch.workingMemory().map(this::workingMemory), patch.metadata().map(this::metadataPatch));
    }

    ResourceQuery query(ResourceQuery query) {
        notNull("query", query);
        return new ResourceQuery(filter("metadata", query.metadata()), query.direction());
    }

    String title(String title) {
        text("title", title);
        value("title", Utf8.length(title));
        return title;
    }

    private Role role(Role role) {
        name("role", role.value());
        return role;
    }

    private Json contentPatch(Json patch) {
        if (!patch.isObject()) {
            throw new InvalidRequestException(
                    "json-not-object", "the value must be a JSON object", Map.of("field", "content"));
        }
        return content(patch);
    }

    private Json content(Json content) {
        value("content", content.sizeInBytes());
        return content;
    }

    private String workingMemory(String text) {
        text("workingMemory", text);
        value("workingMemory", Utf8.length(text));
        return text;
    }

    private Json metadata(Json metadata) {
        return fitting(metadata("metadata", metadata));
    }

    /** Checks a metadata patch. */
    Json metadataPatch(Json patch) {
        return fitting(object("metadata", patch));
    }

    private Json fitting(Json metadata) {
        value("metadata", metadata.sizeInBytes());
        return metadata;
    }
}
