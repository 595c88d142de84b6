package dev.agentstorage.store;

import static dev.agentstorage.internal.Checks.instant;
import static dev.agentstorage.internal.Checks.notNull;

import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ResourceQuery;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Utf8;
import dev.agentstorage.value.Version;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** The operations of {@link MemoryStore} on resources. */
final class ResourceOperations {
    private static final int PER_PAGE = 100;

    private final MemoryContext context;

    ResourceOperations(MemoryContext context) {
        this.context = context;
    }

    Optional<Resource> get(String id) {
        context.id("id", id);
        MemoryBackend backend = context.backend();
        return context.scope().admits(id) ? backend.getResource(id) : Optional.empty();
    }

    Resource save(Resource resource, Optional<Version> expected) {
        notNull("resource", resource);
        Resource checked = new Resource(
                context.ownResource("id", resource.id()),
                resource.workingMemory().map(this::workingMemory),
                metadata(resource.metadata()),
                instant("createdAt", resource.createdAt()),
                instant("updatedAt", resource.updatedAt()));
        return context.backend().saveResource(checked, expected);
    }

    Resource update(String id, ResourcePatch patch, Optional<Version> expected) {
        context.ownResource("id", id);
        notNull("patch", patch);
        ResourcePatch checked = new ResourcePatch(
                patch.workingMemory().map(this::workingMemory), patch.metadata().map(this::metadataPatch));
        return context.backend().updateResource(id, checked, expected, context.now());
    }

    boolean delete(String id) {
        context.ownResource("id", id);
        return context.backend().deleteResource(id);
    }

    Listing<Resource> list(ResourceQuery query) {
        notNull("query", query);
        ResourceQuery checked = new ResourceQuery(Inputs.filter("metadata", query.metadata()), query.direction());
        Optional<String> only = context.scope().resourceId();
        Cursors cursors =
                new Cursors(Cursors.Key.INSTANT, 1, "resources", only, checked.metadata(), checked.direction());
        if (only.isPresent()) {
            return new Listing<>(
                    cursors,
                    PER_PAGE,
                    context::backend,
                    window -> own(only.get(), checked, window),
                    () -> own(only.get(), checked, Window.everything()).size(),
                    ResourceOperations::position);
        }
        return new Listing<>(
                cursors,
                PER_PAGE,
                context::backend,
                window -> context.backend().listResources(checked, window),
                () -> context.backend().countResources(checked),
                ResourceOperations::position);
    }

    BulkResult erase(String resourceId, BulkListener listener) {
        context.ownResource("resourceId", resourceId);
        notNull("listener", listener);
        int limit = context.limits().atomicRows();
        return Bulk.run(() -> context.backend().eraseResource(resourceId, limit), listener);
    }

    /** A view lists one resource at most, so that it needs no listing of the backend. */
    private List<Resource> own(String id, ResourceQuery query, Window window) {
        return context
                .backend()
                .getResource(id)
                .filter(query::matches)
                .filter(resource -> window.offset() == 0 && isWithin(resource, window, query.direction()))
                .stream()
                .toList();
    }

    private static boolean isWithin(Resource resource, Window window, Direction ofQuery) {
        boolean ascending = window.direction(ofQuery) == Direction.ASC;
        ToIntFunction<Position> order =
                other -> ascending ? position(resource).compareTo(other) : other.compareTo(position(resource));
        return window.after().map(after -> order.applyAsInt(after) > 0).orElse(true)
                && window.until().map(until -> order.applyAsInt(until) <= 0).orElse(true);
    }

    private static Position position(Resource resource) {
        return Position.of(resource.createdAt(), resource.id());
    }

    private String workingMemory(String text) {
        Inputs.text("workingMemory", text);
        Inputs.size("workingMemory", Utf8.length(text), context.limits().valueBytes(), Inputs.VALUE_HINT);
        return text;
    }

    private Json metadata(Json metadata) {
        return fitting(Inputs.metadata("metadata", metadata));
    }

    private Json metadataPatch(Json patch) {
        return fitting(Inputs.object("metadata", patch));
    }

    private Json fitting(Json metadata) {
        Inputs.size("metadata", metadata.sizeInBytes(), context.limits().valueBytes(), Inputs.VALUE_HINT);
        return metadata;
    }
}
