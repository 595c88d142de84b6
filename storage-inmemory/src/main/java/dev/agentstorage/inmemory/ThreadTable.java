package dev.agentstorage.inmemory;

import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.TimeRange;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The threads, by id and in both orders: all, by resource. Not thread-safe. */
final class ThreadTable {
    private final Map<String, ConversationThread> byId = new HashMap<>();
    private final Orders all = new Orders();
    private final Map<String, Orders> byResource = new HashMap<>();

    @Nullable
    ConversationThread get(String id) {
        return byId.get(id);
    }

    void put(ConversationThread thread) {
        remove(thread.id());
        byId.put(thread.id(), thread);
        all.put(thread);
        byResource.computeIfAbsent(thread.resourceId(), id -> new Orders()).put(thread);
    }

    void remove(String id) {
        ConversationThread removed = byId.remove(id);
        if (removed != null) {
            all.remove(removed);
            byResource.computeIfPresent(removed.resourceId(), (resourceId, orders) -> {
                orders.remove(removed);
                return orders.created.isEmpty() ? null : orders;
            });
        }
    }

    /** Moves {@code updatedAt} forward to the instant; a thread that is missing or later already stays as it is. */
    void touch(String id, Instant now) {
        ConversationThread thread = byId.get(id);
        if (thread != null && thread.updatedAt().isBefore(now)) {
            put(thread.toBuilder().updatedAt(now).build());
        }
    }

    /** Returns some thread of the resource, or of any, or {@code null} when there is none. */
    @Nullable
    ConversationThread any(Optional<String> resourceId) {
        Orders orders = resourceId.isPresent() ? byResource.get(resourceId.get()) : all;
        return orders == null ? null : orders.created.first();
    }

    List<ConversationThread> list(ThreadQuery query, Window window) {
        return OrderedRows.list(sources(query), TimeRange.ALL, query.matcher(), query.direction(), window);
    }

    long count(ThreadQuery query) {
        return OrderedRows.count(sources(query), TimeRange.ALL, query.matcher());
    }

    private List<OrderedRows<ConversationThread>> sources(ThreadQuery query) {
        Orders orders = query.resourceId().isPresent()
                ? byResource.get(query.resourceId().get())
                : all;
        if (orders == null) {
            return List.of();
        }
        return List.of(query.order() == ThreadQuery.Order.CREATED_AT ? orders.created : orders.updated);
    }

    /** The same threads in both orders. */
    private static final class Orders {
        final OrderedRows<ConversationThread> created = new OrderedRows<>();
        final OrderedRows<ConversationThread> updated = new OrderedRows<>();

        void put(ConversationThread thread) {
            created.put(Position.of(thread.createdAt(), thread.id()), thread);
            updated.put(Position.of(thread.updatedAt(), thread.id()), thread);
        }

        void remove(ConversationThread thread) {
            created.remove(Position.of(thread.createdAt(), thread.id()));
            updated.remove(Position.of(thread.updatedAt(), thread.id()));
        }
    }
}
