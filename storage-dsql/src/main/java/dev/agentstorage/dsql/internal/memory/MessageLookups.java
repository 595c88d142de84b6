package dev.agentstorage.dsql.internal.memory;

import dev.agentstorage.dsql.internal.tx.Session;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.support.Refusals;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Lookups within the transaction of a change of messages. Thread-safe. */
@Singleton
final class MessageLookups {
    private final ThreadStatements threads;
    private final MessageStatements messages;

    @Inject
    MessageLookups(ThreadStatements threads, MessageStatements messages) {
        this.threads = threads;
        this.messages = messages;
    }

    static Set<String> threadsOf(Collection<NewMessage> batch) {
        Set<String> threads = new TreeSet<>();
        batch.forEach(message -> threads.add(message.threadId()));
        return threads;
    }

    /** Reads the resources of the threads of messages without a resource. */
    Map<String, String> ownersOf(Session session, List<NewMessage> batch) throws SQLException {
        List<NewMessage> unowned =
                batch.stream().filter(message -> message.resourceId().isEmpty()).toList();
        Map<String, String> owners = new HashMap<>();
        if (!unowned.isEmpty()) {
            session.query(threads.owners(threadsOf(unowned)), row -> Map.entry(row.text("id"), row.text("resourceId")))
                    .forEach(owner -> owners.put(owner.getKey(), owner.getValue()));
        }
        return owners;
    }

    /** Reads the messages with these ids that are in scope. */
    Map<String, Message> byId(Session session, Scope scope, Collection<String> ids) throws SQLException {
        Map<String, Message> found = new LinkedHashMap<>();
        session.query(messages.get(scope, ids), MessageColumns::map)
                .forEach(message -> found.put(message.id(), message));
        return found;
    }

    /** Throws an error if a thread is missing or out of scope. */
    void requireThreads(Session session, Scope scope, Set<String> ids) throws SQLException {
        Set<String> missing = new TreeSet<>(ids);
        missing.removeAll(new HashSet<>(session.query(threads.present(scope, ids), row -> row.text("id"))));
        if (!missing.isEmpty()) {
            throw Refusals.threadNotFound(missing.iterator().next());
        }
    }
}
