package dev.agentstorage.store;

import static dev.agentstorage.internal.Checks.notNull;

import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.spi.ResourceBackend;
import dev.agentstorage.value.Version;
import java.util.Optional;

/** Reads and changes single resources. */
final class MemoryResources {
    private final MemoryContext context;

    MemoryResources(MemoryContext context) {
        this.context = context;
    }

    Optional<Resource> get(MemoryCall call, String id) {
        call.id("id", id);
        ResourceBackend resources = call.backend().resources();
        return context.scope().admits(id) ? resources.get(id) : Optional.empty();
    }

    Resource create(MemoryCall call, Resource resource) {
        Resource checked = call.resource(resource);
        return call.backend().resources().create(checked);
    }

    /** Stores a resource if the stored one has the expected version; an empty version accepts any. */
    Resource save(MemoryCall call, Resource resource, Optional<Version> expected) {
        Resource checked = call.resource(resource);
        return call.backend().resources().save(checked, expected);
    }

    /** Changes a resource if it has the expected version; an empty version accepts any. */
    Resource update(MemoryCall call, String id, ResourcePatch patch, Optional<Version> expected) {
        call.ownResource("id", id);
        ResourcePatch checked = call.patch(patch);
        return call.backend().resources().update(id, checked, expected, call.now());
    }

    boolean delete(MemoryCall call, String id) {
        call.ownResource("id", id);
        return call.backend().resources().delete(id);
    }

    /** Removes a resource with all its threads and messages. */
    BulkResult erase(MemoryCall call, String resourceId, BulkListener listener) {
        call.ownResource("resourceId", resourceId);
        notNull("listener", listener);
        int limit = call.limits().atomicRows();
        return Bulk.run(() -> call.backend().eraseResource(resourceId, limit), listener);
    }
}
