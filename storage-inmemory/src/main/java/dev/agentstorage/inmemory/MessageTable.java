package dev.agentstorage.inmemory;

import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageInclude;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Direction;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The messages: by id, and in order over all messages, per thread and per resource. Not thread-safe. */
final class MessageTable {
    private final Map<String, Message> byId = new HashMap<>();
    private final OrderedRows<Message> all = new OrderedRows<>();
    private final Map<String, OrderedRows<Message>> byThread = new HashMap<>();
    private final Map<String, OrderedRows<Message>> byResource = new HashMap<>();

    /** The indexes that contain each message. A change of a message removes its entry. */
    private final Map<String, Set<String>> indexed = new HashMap<>();

    @Nullable
    Message get(String id) {
        return byId.get(id);
    }

    /** Returns the stored messages with these ids, in the order of the ids. */
    List<Message> get(Collection<String> ids) {
        return ids.stream().map(byId::get).filter(Objects::nonNull).toList();
    }

    void put(Message message) {
        remove(message.id());
        byId.put(message.id(), message);
        all.put(position(message), message);
        byThread.computeIfAbsent(message.threadId(), id -> new OrderedRows<>()).put(position(message), message);
        byResource
                .computeIfAbsent(message.resourceId(), id -> new OrderedRows<>())
                .put(position(message), message);
    }

    @Nullable
    Message remove(String id) {
        Message removed = byId.remove(id);
        indexed.remove(id);
        if (removed != null) {
            all.remove(position(removed));
            remove(byThread, removed.threadId(), removed);
            remove(byResource, removed.resourceId(), removed);
        }
        return removed;
    }

    private static void remove(Map<String, OrderedRows<Message>> index, String owner, Message message) {
        index.computeIfPresent(owner, (id, rows) -> {
            rows.remove(position(message));
            return rows.isEmpty() ? null : rows;
        });
    }

    /** Returns messages of a query that the index does not contain yet. */
    List<Message> pending(MessageQuery query, String index, int limit) {
        return OrderedRows.list(
                sources(query),
                query.range(),
                query.matcher()
                        .and(message ->
                                !indexed.getOrDefault(message.id(), Set.of()).contains(index)),
                query.direction(),
                Window.offset(0, limit));
    }

    void mark(String id, String index) {
        indexed.computeIfAbsent(id, unmarked -> new HashSet<>()).add(index);
    }

    List<Message> list(MessageQuery query, Window window) {
        return OrderedRows.list(sources(query), query.range(), query.matcher(), query.direction(), window);
    }

    long count(MessageQuery query) {
        return OrderedRows.count(sources(query), query.range(), query.matcher());
    }

    /** Returns the included messages with their neighbours, without duplicates, ordered by {@code createdAt} and id. */
    List<Message> included(List<MessageInclude> includes, Optional<String> resourceId) {
        Predicate<Message> visible =
                message -> resourceId.isEmpty() || resourceId.get().equals(message.resourceId());
        TreeSet<Message> result = new TreeSet<>(Message.ORDER);
        for (MessageInclude include : includes) {
            Message target = byId.get(include.id());
            if (target == null
                    || !visible.test(target)
                    || !include.threadId().orElse(target.threadId()).equals(target.threadId())) {
                continue;
            }
            result.add(target);
            neighbours(target, Direction.DESC, include.before(), visible).forEach(result::add);
            neighbours(target, Direction.ASC, include.after(), visible).forEach(result::add);
        }
        return List.copyOf(result);
    }

    private Stream<Message> neighbours(Message target, Direction direction, int count, Predicate<Message> visible) {
        OrderedRows<Message> thread = byThread.get(target.threadId());
        if (thread == null || count == 0) {
            return Stream.empty();
        }
        Window window = Window.after(Optional.of(position(target)), count);
        return thread.list(visible, direction, window).stream();
    }

    private List<OrderedRows<Message>> sources(MessageQuery query) {
        if (query.threadIds().isPresent()) {
            return query.threadIds().get().stream()
                    .map(byThread::get)
                    .filter(Objects::nonNull)
                    .toList();
        }
        return query.resourceId()
                .map(id -> Optional.ofNullable(byResource.get(id)).stream().toList())
                .orElseGet(() -> List.of(all));
    }

    private static Position position(Message message) {
        return Position.of(message.createdAt(), message.id());
    }
}
