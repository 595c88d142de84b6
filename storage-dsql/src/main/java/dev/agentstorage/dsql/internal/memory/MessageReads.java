package dev.agentstorage.dsql.internal.memory;

import dev.agentstorage.dsql.internal.memory.MessageTable.Placed;
import dev.agentstorage.dsql.internal.query.FilterBound;
import dev.agentstorage.dsql.internal.query.FilteredScan;
import dev.agentstorage.dsql.internal.tx.Session;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageInclude;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Direction;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The operations that read messages. Thread-safe. */
@Singleton
final class MessageReads {
    /** So many reads make one statement; more includes cost more round trips. */
    private static final int READS_PER_STATEMENT = 200;

    private final Transactions transactions;
    private final MessageTable messages;
    private final FilterBound bound;

    @Inject
    MessageReads(Transactions transactions, MessageTable messages, FilterBound bound) {
        this.transactions = transactions;
        this.messages = messages;
        this.bound = bound;
    }

    List<Message> get(Collection<String> ids) {
        return transactions.read(session -> session.query(messages.get(Scope.ALL, ids), MessageTable::map));
    }

    List<Message> list(MessageQuery query, Window window) {
        return query.metadata().isPresent() ? scan(query).read(window) : rows(query, window);
    }

    long count(MessageQuery query) {
        if (query.metadata().isPresent()) {
            return scan(query).count();
        }
        return transactions.read(session ->
                session.first(messages.count(query), row -> row.number(1)).orElse(0L));
    }

    List<Message> included(List<MessageInclude> includes, Optional<String> resourceId) {
        Scope scope = new Scope(resourceId);
        return transactions.read(session -> {
            Map<String, Placed> targets = targets(session, includes, scope);
            Map<String, Message> found = new HashMap<>();
            Sql sql = Sql.of("");
            int reads = 0;
            for (MessageInclude include : new LinkedHashSet<>(includes)) {
                Placed target = targets.get(include.id());
                if (target == null || !inThread(target, include)) {
                    continue;
                }
                found.put(include.id(), target.message());
                for (Direction side : Direction.values()) {
                    int count = side == Direction.DESC ? include.before() : include.after();
                    if (count > 0) {
                        messages.addNeighbours(sql, target, side, count, resourceId);
                        reads++;
                    }
                }
                if (reads >= READS_PER_STATEMENT) {
                    collect(session, sql, found);
                    sql = Sql.of("");
                    reads = 0;
                }
            }
            if (reads > 0) {
                collect(session, sql, found);
            }
            List<Message> ordered = new ArrayList<>(found.values());
            ordered.sort(Message.ORDER);
            return ordered;
        });
    }

    private Map<String, Placed> targets(Session session, List<MessageInclude> includes, Scope scope)
            throws SQLException {
        Set<String> ids = new LinkedHashSet<>();
        includes.forEach(include -> ids.add(include.id()));
        Map<String, Placed> targets = new LinkedHashMap<>();
        for (Placed target : session.query(messages.get(scope, ids).listing(), MessageTable::mapPlaced)) {
            targets.put(target.message().id(), target);
        }
        return targets;
    }

    private static void collect(Session session, Sql sql, Map<String, Message> found) throws SQLException {
        for (Message message : session.query(sql.listing(), MessageTable::map)) {
            found.putIfAbsent(message.id(), message);
        }
    }

    private static boolean inThread(Placed target, MessageInclude include) {
        return include.threadId().isEmpty()
                || include.threadId().get().equals(target.message().threadId());
    }

    private List<Message> rows(MessageQuery query, Window window) {
        return transactions.read(session -> session.query(messages.list(query, window), MessageTable::map));
    }

    private FilteredScan<Message> scan(MessageQuery query) {
        return new FilteredScan<>(
                window -> rows(query, window),
                message -> Position.of(message.createdAt(), message.id()),
                query.metadataMatcher(),
                bound);
    }
}
