package dev.agentstorage.dsql.internal.memory;

import dev.agentstorage.dsql.internal.memory.MessageColumns.Marked;
import dev.agentstorage.dsql.internal.tx.Session;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.memory.Message;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.JsonKind;
import dev.agentstorage.value.Version;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Marks messages with the names of the indexes that have indexed them. The column has only a few distinct values at a time, so messages
 * that an index has not indexed are found by iterating over the distinct values. Thread-safe.
 */
@Singleton
final class IndexMarks {
    private final Transactions transactions;
    private final MessageStatements messages;

    @Inject
    IndexMarks(Transactions transactions, MessageStatements messages) {
        this.transactions = transactions;
        this.messages = messages;
    }

    List<Message> pending(Scope scope, String index, int limit) {
        return transactions.read(session -> {
            List<Message> found =
                    new ArrayList<>(session.query(messages.indexedBy(scope, null, limit), MessageColumns::map));
            Optional<String> indexes = Optional.of("");
            while (found.size() < limit) {
                indexes = session.first(messages.nextIndexes(indexes.get()), row -> row.text(MessageColumns.INDEXED));
                if (indexes.isEmpty()) {
                    break;
                }
                if (!names(indexes.get()).contains(index)) {
                    found.addAll(session.query(
                            messages.indexedBy(scope, indexes.get(), limit - found.size()), MessageColumns::map));
                }
            }
            return found;
        });
    }

    /** Marks messages. If a message is changed concurrently, the transaction is retried. */
    Collection<String> mark(Scope scope, String index, Map<String, Version> versions) {
        return transactions.transaction(session -> {
            List<String> marked = new ArrayList<>();
            Map<String, List<String>> changes = new TreeMap<>();
            for (Marked row : session.query(messages.marked(scope, versions.keySet()), MessageColumns::marked)) {
                String id = row.message().id();
                if (!row.message().version().equals(versions.get(id))) {
                    continue;
                }
                marked.add(id);
                NavigableSet<String> names = names(row.indexes());
                if (names.add(index)) {
                    changes.computeIfAbsent(Json.of(List.copyOf(names)).text(), text -> new ArrayList<>())
                            .add(id);
                }
            }
            write(session, changes);
            return marked;
        });
    }

    private void write(Session session, Map<String, List<String>> changes) throws SQLException {
        for (Map.Entry<String, List<String>> change : changes.entrySet()) {
            session.update(messages.mark(change.getKey(), change.getValue()));
        }
    }

    /** Parses the names. Any other value, which only other writers store, counts as no names, so that the message is indexed again. */
    private static NavigableSet<String> names(@Nullable String text) {
        NavigableSet<String> names = new TreeSet<>();
        if (text == null) {
            return names;
        }
        try {
            Json array = Json.parse(text);
            if (array.kind() == JsonKind.ARRAY) {
                array.elements().forEach(name -> name.string().ifPresent(names::add));
            }
        } catch (InvalidRequestException e) {
            return names;
        }
        return names;
    }
}
