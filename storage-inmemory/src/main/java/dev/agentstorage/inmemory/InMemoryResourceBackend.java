package dev.agentstorage.inmemory;

import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ResourceQuery;
import dev.agentstorage.spi.ResourceBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Limits;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Resources in memory. Thread-safe. */
final class InMemoryResourceBackend implements ResourceBackend {
    private final MemoryTables tables;
    private final Limits limits;

    InMemoryResourceBackend(MemoryTables tables, Limits limits) {
        this.tables = tables;
        this.limits = limits;
    }

    @Override
    public Optional<Resource> get(String id) {
        return tables.read(() -> Optional.ofNullable(tables.resources.get(id)));
    }

    @Override
    public Resource save(Resource resource, Optional<Version> expected) {
        return tables.write(() -> {
            Resource stored = tables.resources.get(resource.id());
            MemoryTables.requireVersion(
                    expected, "resourceId", resource.id(), stored == null ? null : stored.version(), stored);
            tables.resources.put(resource);
            return resource;
        });
    }

    @Override
    public Resource update(String id, ResourcePatch patch, Optional<Version> expected, Instant now) {
        return tables.write(() -> {
            Resource stored = tables.resources.get(id);
            MemoryTables.requireVersion(expected, "resourceId", id, stored == null ? null : stored.version(), stored);
            Resource changed = stored == null ? patch.create(id, now) : patch.apply(stored, now);
            limits.requireValue("metadata", changed.metadata().sizeInBytes());
            tables.resources.put(changed);
            return changed;
        });
    }

    @Override
    public boolean delete(String id) {
        return tables.write(() -> tables.resources.remove(id));
    }

    @Override
    public List<Resource> list(ResourceQuery query, Window window) {
        return tables.read(() -> tables.resources.list(query, window));
    }

    @Override
    public long count(ResourceQuery query) {
        return tables.read(() -> tables.resources.count(query));
    }
}
