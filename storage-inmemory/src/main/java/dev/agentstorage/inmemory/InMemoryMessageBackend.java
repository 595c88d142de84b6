package dev.agentstorage.inmemory;

import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageInclude;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessagePosition;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.MessageBackend;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.MemoryChanges;
import dev.agentstorage.spi.support.MemoryChanges.PatchedMessages;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Limits;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Messages in memory. Changes also update the times of their threads. Thread-safe. */
final class InMemoryMessageBackend implements MessageBackend {
    private final MemoryTables tables;
    private final Limits limits;

    InMemoryMessageBackend(MemoryTables tables, Limits limits) {
        this.tables = tables;
        this.limits = limits;
    }

    @Override
    public List<Message> save(Scope scope, List<NewMessage> batch, Instant now) {
        return tables.write(() -> {
            Set<String> touched = new LinkedHashSet<>();
            for (NewMessage message : batch) {
                if (touched.add(message.threadId())) {
                    tables.requireThread(scope, message.threadId());
                }
            }
            List<Message> saved = new ArrayList<>(batch.size());
            for (NewMessage message : MemoryChanges.folded(batch)) {
                Message stored = tables.messages.get(message.id());
                if (stored != null && !scope.admits(stored.resourceId())) {
                    throw Refusals.messageExists(message.id());
                }
                saved.add(MemoryChanges.stored(
                        message,
                        tables.requireThread(scope, message.threadId()).resourceId(),
                        stored == null ? message.createdAt().orElseThrow() : stored.createdAt()));
            }
            saved.forEach(tables.messages::put);
            touch(touched, saved, now);
            saved.sort(Message.ORDER);
            return List.copyOf(saved);
        });
    }

    @Override
    public List<Message> create(Scope scope, List<NewMessage> batch, Instant now) {
        return tables.write(() -> {
            batch.forEach(message -> tables.requireThread(scope, message.threadId()));
            requireNew(scope, batch);
            List<Message> created = new ArrayList<>(insert(scope, batch, now));
            created.sort(Message.ORDER);
            return List.copyOf(created);
        });
    }

    @Override
    public List<Message> appendAfter(
            Scope scope, String threadId, Optional<MessagePosition> expected, List<NewMessage> batch, Instant now) {
        return tables.write(() -> {
            tables.requireThread(scope, threadId);
            requireNew(scope, batch);
            MessageQuery newestFirst = MessageQuery.ofThread(threadId).toBuilder()
                    .direction(Direction.DESC)
                    .build();
            Optional<Message> last = tables.messages.list(confined(newestFirst, scope), Window.offset(0, 1)).stream()
                    .findFirst();
            if (!last.map(Message::position).equals(expected)) {
                throw Refusals.notAtEnd(threadId, last.orElse(null));
            }
            return insert(scope, batch, now);
        });
    }

    private static MessageQuery confined(MessageQuery query, Scope scope) {
        return scope.resourceId()
                .map(owner -> query.toBuilder().resourceId(owner).build())
                .orElse(query);
    }

    private void requireNew(Scope scope, List<NewMessage> batch) {
        MemoryChanges.requireNew(
                scope, tables.messages.get(batch.stream().map(NewMessage::id).toList()));
    }

    private List<Message> insert(Scope scope, List<NewMessage> batch, Instant now) {
        return batch.stream()
                .map(message -> {
                    String owner =
                            tables.requireThread(scope, message.threadId()).resourceId();
                    Message created = MemoryChanges.stored(
                            message, owner, message.createdAt().orElseThrow());
                    tables.messages.put(created);
                    tables.threads.touch(message.threadId(), now, Optional.of(created.createdAt()));
                    return created;
                })
                .toList();
    }

    @Override
    public List<Message> get(Collection<String> ids) {
        return tables.read(() -> tables.messages.get(ids));
    }

    @Override
    public List<Message> list(MessageQuery query, Window window) {
        return tables.read(() -> tables.messages.list(query, window));
    }

    @Override
    public long count(MessageQuery query) {
        return tables.read(() -> tables.messages.count(query));
    }

    @Override
    public List<Message> listIncluded(List<MessageInclude> includes, Optional<String> resourceId) {
        return tables.read(() -> tables.messages.included(includes, resourceId));
    }

    @Override
    public List<Message> last(Scope scope, Collection<String> threadIds) {
        return tables.read(() -> threadIds.stream()
                .flatMap(id -> tables.messages.list(ofThread(scope, id, Direction.DESC), Window.offset(0, 1)).stream())
                .toList());
    }

    @Override
    public Map<String, Integer> countAfter(Scope scope, Map<String, Optional<MessagePosition>> after, int atMost) {
        return tables.read(() -> {
            Map<String, Integer> counts = new HashMap<>();
            after.forEach((id, place) -> {
                Optional<Position> position = place.map(it -> Position.of(it.createdAt(), it.id()));
                MessageQuery query = ofThread(scope, id, Direction.ASC);
                counts.put(
                        id,
                        tables.messages
                                .list(query, Window.after(position, atMost))
                                .size());
            });
            return counts;
        });
    }

    private static MessageQuery ofThread(Scope scope, String id, Direction direction) {
        MessageQuery.Builder query = MessageQuery.builder().threadId(id).direction(direction);
        scope.resourceId().ifPresent(query::resourceId);
        return query.build();
    }

    @Override
    public List<Message> pending(Scope scope, String index, int limit) {
        MessageQuery query = scope.resourceId().map(MessageQuery::ofResource).orElse(MessageQuery.ALL);
        return tables.read(() -> tables.messages.pending(query, index, limit));
    }

    @Override
    public Collection<String> markIndexed(Scope scope, String index, Map<String, Version> versions) {
        return tables.write(() -> {
            List<String> marked = tables.messages.get(versions.keySet()).stream()
                    .filter(message -> scope.admits(message.resourceId()))
                    .filter(message -> message.version().equals(versions.get(message.id())))
                    .map(Message::id)
                    .toList();
            marked.forEach(id -> tables.messages.mark(id, index));
            return marked;
        });
    }

    @Override
    public List<Message> update(Scope scope, List<MessagePatch> patches, Instant now) {
        return tables.write(() -> {
            Map<String, Message> before = new HashMap<>();
            for (MessagePatch patch : patches) {
                Message stored = tables.messages.get(patch.id());
                if (stored != null && scope.admits(stored.resourceId())) {
                    before.put(patch.id(), stored);
                    patch.threadId().ifPresent(id -> tables.requireThread(scope, id));
                }
            }
            PatchedMessages patched = MemoryChanges.patched(before, patches, limits);
            patched.messages().forEach(tables.messages::put);
            touch(patched.threadIds(), patched.messages(), now);
            return patched.messages();
        });
    }

    @Override
    public Collection<String> delete(Scope scope, Collection<String> ids, Instant now) {
        return tables.write(() -> {
            List<Message> found = tables.messages.get(ids).stream()
                    .filter(message -> scope.admits(message.resourceId()))
                    .toList();
            remove(found, Optional.of(now));
            return found.stream().map(Message::id).toList();
        });
    }

    @Override
    public BulkStep delete(MessageQuery query, Optional<Instant> now, int limit) {
        return tables.write(() -> {
            int removed = remove(tables.messages.list(query, Window.offset(0, limit)), now);
            return new BulkStep(
                    removed, tables.messages.list(query, Window.offset(0, 1)).isEmpty());
        });
    }

    private void touch(Set<String> threads, Collection<Message> stored, Instant now) {
        Map<String, Instant> last = MemoryChanges.lastTimes(stored);
        threads.forEach(id -> tables.threads.touch(id, now, Optional.ofNullable(last.get(id))));
    }

    private int remove(List<Message> found, Optional<Instant> now) {
        for (Message message : found) {
            tables.messages.remove(message.id());
            now.ifPresent(time -> tables.threads.touch(message.threadId(), time, Optional.empty()));
        }
        return found.size();
    }
}
