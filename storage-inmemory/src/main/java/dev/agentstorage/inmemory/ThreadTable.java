package dev.agentstorage.inmemory;

import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.MemoryChanges;
import dev.agentstorage.value.TimeRange;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The threads: by id, and in each order over all threads and per resource. Not thread-safe. */
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
                return orders.of(ThreadQuery.Order.CREATED_AT).isEmpty() ? null : orders;
            });
        }
    }

    /**
     * Moves {@code updatedAt} forward to {@code now}, and {@code lastMessageAt} to the time of a stored message. Never moves a time
     * backward. Does nothing if the thread is missing.
     */
    void touch(String id, Instant now, Optional<Instant> lastMessageAt) {
        ConversationThread thread = byId.get(id);
        if (thread != null) {
            Instant updatedAt = thread.updatedAt().isBefore(now) ? now : thread.updatedAt();
            put(MemoryChanges.spoken(thread, lastMessageAt).toBuilder()
                    .updatedAt(updatedAt)
                    .build());
        }
    }

    /** Returns any thread of the resource, or of all resources if it is empty; {@code null} if there is none. */
    @Nullable
    ConversationThread any(Optional<String> resourceId) {
        Orders orders = resourceId.isPresent() ? byResource.get(resourceId.get()) : all;
        return orders == null ? null : orders.of(ThreadQuery.Order.CREATED_AT).first();
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
        return List.of(orders.of(query.order()));
    }

    /** The same threads in every order. */
    private static final class Orders {
        private final Map<ThreadQuery.Order, OrderedRows<ConversationThread>> rows =
                new EnumMap<>(ThreadQuery.Order.class);

        Orders() {
            for (ThreadQuery.Order order : ThreadQuery.Order.values()) {
                rows.put(order, new OrderedRows<>());
            }
        }

        OrderedRows<ConversationThread> of(ThreadQuery.Order order) {
            return Objects.requireNonNull(rows.get(order));
        }

        void put(ConversationThread thread) {
            for (ThreadQuery.Order order : ThreadQuery.Order.values()) {
                of(order).put(MemoryChanges.position(thread, order), thread);
            }
        }

        void remove(ConversationThread thread) {
            for (ThreadQuery.Order order : ThreadQuery.Order.values()) {
                of(order).remove(MemoryChanges.position(thread, order));
            }
        }
    }
}
