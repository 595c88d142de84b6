package dev.agentstorage.inmemory;

import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourceQuery;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The resources, by id and in order. Not thread-safe. */
final class ResourceTable {
    private final Map<String, Resource> byId = new HashMap<>();
    private final OrderedRows<Resource> all = new OrderedRows<>();

    @Nullable
    Resource get(String id) {
        return byId.get(id);
    }

    void put(Resource resource) {
        remove(resource.id());
        byId.put(resource.id(), resource);
        all.put(position(resource), resource);
    }

    boolean remove(String id) {
        Resource removed = byId.remove(id);
        if (removed != null) {
            all.remove(position(removed));
        }
        return removed != null;
    }

    /** Returns any resource; {@code null} if there is none. */
    @Nullable
    Resource any() {
        return all.first();
    }

    List<Resource> list(ResourceQuery query, Window window) {
        return all.list(query.matcher(), query.direction(), window);
    }

    long count(ResourceQuery query) {
        return all.ascending(query.matcher()).count();
    }

    private static Position position(Resource resource) {
        return Position.of(resource.createdAt(), resource.id());
    }
}
