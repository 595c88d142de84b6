package dev.agentstorage.store;

import static dev.agentstorage.internal.Checks.instant;
import static dev.agentstorage.internal.Checks.notNull;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ResourceQuery;
import dev.agentstorage.memory.Role;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Limits;
import dev.agentstorage.value.Utf8;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks and normalises what comes into the memory domain, and confines it to the resource of a view. */
final class MemoryInputs {
    private static final int MAX_THREADS = 1000;

    private final Limits limits;
    private final Scope scope;

    MemoryInputs(Limits limits, Scope scope) {
        this.limits = limits;
        this.scope = scope;
    }

    String id(String field, String value) {
        return Inputs.id(field, value, limits.idBytes());
    }

    Optional<String> id(String field, Optional<String> value) {
        return Inputs.id(field, value, limits.idBytes());
    }

    /** Returns the id of a resource that this store may write to. @throws InvalidRequestException {@code outside-resource} */
    String ownResource(String field, String resourceId) {
        String id = id(field, resourceId);
        if (!scope.admits(id)) {
            throw outside(field);
        }
        return id;
    }

    /** Refuses what a view of one resource must not do. @throws InvalidRequestException {@code outside-resource} */
    void requireUnconfined(String operation) {
        if (scope.resourceId().isPresent()) {
            throw outside(operation);
        }
    }

    private static InvalidRequestException outside(String field) {
        return new InvalidRequestException(
                "outside-resource", "the view of a resource does not reach beyond it", Map.of("field", field));
    }

    /** Returns whether a query for this resource can find anything here. */
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
                instant("archivedAt", thread.archivedAt()));
    }

    ThreadPatch patch(ThreadPatch patch) {
        notNull("patch", patch);
        return new ThreadPatch(
                patch.title().map(this::title),
                patch.metadata().map(this::metadataPatch),
                patch.archivedAt().map(since -> instant("archivedAt", since)));
    }

    /** Checks a query and confines it; one for a resource out of reach stays as it is, and must not be asked. */
    ThreadQuery query(ThreadQuery query) {
        notNull("query", query);
        Optional<String> resourceId = id("resourceId", query.resourceId());
        return new ThreadQuery(
                resourceId.or(scope::resourceId),
                Inputs.filter("metadata", query.metadata()),
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
                Inputs.name("type", message.type(), limits.nameBytes()),
                content(message.content()),
                instant("createdAt", message.createdAt()));
    }

    MessagePatch patch(MessagePatch patch) {
        return new MessagePatch(
                id("id", patch.id()),
                id("threadId", patch.threadId()),
                patch.resourceId().map(id -> ownResource("resourceId", id)),
                patch.role().map(this::role),
                Inputs.name("type", patch.type(), limits.nameBytes()),
                patch.content().map(this::contentPatch),
                patch.expected());
    }

    /** Checks a query and confines it; one for a resource out of reach stays as it is, and must not be asked. */
    MessageQuery query(MessageQuery query) {
        notNull("query", query);
        query.threadIds().ifPresent(ids -> ids.forEach(id -> id("threadIds", id)));
        Optional<List<String>> threadIds =
                query.threadIds().map(ids -> ids.stream().distinct().toList());
        int threads = threadIds.map(List::size).orElse(0);
        Inputs.batch("threadIds", threads, MAX_THREADS, "ask for fewer threads in one call");
        Optional<String> resourceId = id("resourceId", query.resourceId());
        return new MessageQuery(
                threadIds,
                resourceId.or(scope::resourceId),
                query.range(),
                Inputs.filter("metadata", query.metadata()),
                query.direction());
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

    static ResourceQuery query(ResourceQuery query) {
        notNull("query", query);
        return new ResourceQuery(Inputs.filter("metadata", query.metadata()), query.direction());
    }

    private String title(String title) {
        Inputs.text("title", title);
        Inputs.size("title", Utf8.length(title), limits.valueBytes(), Inputs.VALUE_HINT);
        return title;
    }

    private Role role(Role role) {
        Inputs.name("role", role.value(), limits.nameBytes());
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
        Inputs.size("content", content.sizeInBytes(), limits.valueBytes(), Inputs.VALUE_HINT);
        return content;
    }

    private String workingMemory(String text) {
        Inputs.text("workingMemory", text);
        Inputs.size("workingMemory", Utf8.length(text), limits.valueBytes(), Inputs.VALUE_HINT);
        return text;
    }

    private Json metadata(Json metadata) {
        return fitting(Inputs.metadata("metadata", metadata));
    }

    private Json metadataPatch(Json patch) {
        return fitting(Inputs.object("metadata", patch));
    }

    private Json fitting(Json metadata) {
        Inputs.size("metadata", metadata.sizeInBytes(), limits.valueBytes(), Inputs.VALUE_HINT);
        return metadata;
    }
}
