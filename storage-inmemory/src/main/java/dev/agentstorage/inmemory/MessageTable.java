package dev.agentstorage.inmemory;

import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageInclude;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.TimeRange;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The messages, by id and in their order: all, by thread, by resource. Not thread-safe. */
final class MessageTable {
    private final Map<String, Message> byId = new HashMap<>();
    private final SortedRows<Message> all = new SortedRows<>();
    private final Map<String, SortedRows<Message>> byThread = new HashMap<>();
    private final Map<String, SortedRows<Message>> byResource = new HashMap<>();

    @Nullable
    Message get(String id) {
        return byId.get(id);
    }

    /** Returns the stored ones, by {@code createdAt} and id. */
    List<Message> get(Collection<String> ids) {
        return ids.stream()
                .map(byId::get)
                .filter(Objects::nonNull)
                .sorted(Message.ORDER)
                .toList();
    }

    void put(Message message) {
        remove(message.id());
        byId.put(message.id(), message);
        all.put(message.createdAt(), message.id(), message);
        byThread.computeIfAbsent(message.threadId(), id -> new SortedRows<>())
                .put(message.createdAt(), message.id(), message);
        byResource
                .computeIfAbsent(message.resourceId(), id -> new SortedRows<>())
                .put(message.createdAt(), message.id(), message);
    }

    @Nullable
    Message remove(String id) {
        Message removed = byId.remove(id);
        if (removed != null) {
            all.remove(removed.createdAt(), id);
            remove(byThread, removed.threadId(), removed);
            remove(byResource, removed.resourceId(), removed);
        }
        return removed;
    }

    private static void remove(Map<String, SortedRows<Message>> index, String owner, Message message) {
        index.computeIfPresent(owner, (id, rows) -> {
            rows.remove(message.createdAt(), message.id());
            return rows.isEmpty() ? null : rows;
        });
    }

    List<Message> list(MessageQuery query, Window window) {
        return SortedRows.read(sources(query), query.range(), query.direction(), window, query::matches);
    }

    long count(MessageQuery query) {
        return SortedRows.count(sources(query), query.range(), query::matches);
    }

    /** Returns the included messages with their neighbours, each once, by {@code createdAt} and id. */
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
        SortedRows<Message> thread = byThread.get(target.threadId());
        if (thread == null || count == 0) {
            return Stream.empty();
        }
        Window window = Window.after(Optional.of(Position.of(target.createdAt(), target.id())), count);
        return thread.read(TimeRange.ALL, direction, window, visible).stream();
    }

    private List<SortedRows<Message>> sources(MessageQuery query) {
        if (!query.threadIds().isEmpty()) {
            return query.threadIds().stream()
                    .map(byThread::get)
                    .filter(Objects::nonNull)
                    .toList();
        }
        return query.resourceId()
                .map(id -> Optional.ofNullable(byResource.get(id)).stream().toList())
                .orElseGet(() -> List.of(all));
    }
}
