package dev.agentstorage.inmemory;

import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ResourceQuery;
import dev.agentstorage.spi.ResourceBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.MemoryChanges;
import dev.agentstorage.spi.support.Refusals;
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
    public Resource create(Resource resource) {
        return tables.write(() -> {
            Resource stored = tables.resources.get(resource.id());
            if (stored != null) {
                throw Refusals.resourceExists(stored);
            }
            tables.resources.put(resource);
            return resource;
        });
    }

    @Override
    public Resource save(Resource resource, Optional<Version> expected) {
        return tables.write(() -> {
            Refusals.requireResourceVersion(expected, resource.id(), tables.resources.get(resource.id()));
            tables.resources.put(resource);
            return resource;
        });
    }

    @Override
    public Resource update(String id, ResourcePatch patch, Optional<Version> expected, Instant now) {
        return tables.write(() -> {
            Optional<Resource> stored = Optional.ofNullable(tables.resources.get(id));
            Resource changed = MemoryChanges.patched(id, stored, patch, expected, now, limits);
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
