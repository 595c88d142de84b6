package dev.agentstorage.inmemory;

import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourceQuery;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.TimeRange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The resources, by id and in their order. Not thread-safe. */
final class ResourceTable {
    private final Map<String, Resource> byId = new HashMap<>();
    private final SortedRows<Resource> all = new SortedRows<>();

    @Nullable
    Resource get(String id) {
        return byId.get(id);
    }

    void put(Resource resource) {
        remove(resource.id());
        byId.put(resource.id(), resource);
        all.put(resource.createdAt(), resource.id(), resource);
    }

    boolean remove(String id) {
        Resource removed = byId.remove(id);
        if (removed != null) {
            all.remove(removed.createdAt(), id);
        }
        return removed != null;
    }

    /** Returns some resource, or {@code null} when there is none. */
    @Nullable
    Resource any() {
        return all.first();
    }

    List<Resource> list(ResourceQuery query, Window window) {
        return all.read(TimeRange.ALL, query.direction(), window, query::matches);
    }

    long count(ResourceQuery query) {
        return SortedRows.count(List.of(all), TimeRange.ALL, query::matches);
    }
}
