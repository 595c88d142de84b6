package dev.agentstorage.dsql.internal.memory;

import dev.agentstorage.dsql.internal.memory.MessageColumns.Stored;
import dev.agentstorage.dsql.internal.tx.Proof;
import dev.agentstorage.dsql.internal.tx.Session;
import dev.agentstorage.dsql.internal.tx.SqlStates;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.dsql.internal.tx.Work;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePosition;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.support.MemoryChanges;
import dev.agentstorage.spi.support.Refusals;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Inserts messages that must not exist. An existing id violates the primary key, which aborts the transaction; another one then reads which ids
 * exist. Thread-safe.
 */
@Singleton
final class MessageInserts {
    private static final String UNIQUE = "23505";

    private final Transactions transactions;
    private final ThreadStatements threads;
    private final MessageStatements messages;
    private final MessageLookups lookups;

    @Inject
    MessageInserts(
            Transactions transactions, ThreadStatements threads, MessageStatements messages, MessageLookups lookups) {
        this.transactions = transactions;
        this.threads = threads;
        this.messages = messages;
        this.lookups = lookups;
    }

    /** Stores new messages and returns them, ordered by {@code createdAt} and id. */
    List<Message> create(Scope scope, List<NewMessage> batch) {
        Set<String> touched = MessageLookups.threadsOf(batch);
        boolean plain = scope.resourceId().isEmpty();
        Work<List<Message>> work = session -> {
            if (!plain) {
                lookups.requireThreads(session, scope, touched);
            }
            return inserted(session, batch);
        };
        List<Message> created = new ArrayList<>(unlessStored(
                scope,
                batch,
                () -> plain
                        ? transactions.statement(work, stored(batch))
                        : transactions.transaction(work, stored(batch))));
        created.sort(Message.ORDER);
        return created;
    }

    /**
     * Stores new messages after the last one of their thread. The transaction writes the row of the thread first, so that only one of two
     * concurrent appends can commit, even if the thread is empty.
     */
    List<Message> appendAfter(
            Scope scope, String threadId, Optional<MessagePosition> expected, List<NewMessage> batch, Instant now) {
        Instant end = batch.get(batch.size() - 1).createdAt().orElseThrow();
        Work<List<Message>> work = session -> {
            if (session.first(threads.claimEnd(scope, threadId, end, now), row -> row.text("resourceId"))
                    .isEmpty()) {
                throw Refusals.threadNotFound(threadId);
            }
            Optional<Message> last = session.first(messages.last(scope, threadId), MessageColumns::map);
            if (!last.map(Message::position).equals(expected)) {
                requireNew(scope, batch, lookups.byId(session, Scope.ALL, idsOf(batch)));
                throw Refusals.notAtEnd(threadId, last.orElse(null));
            }
            return inserted(session, batch);
        };
        return unlessStored(scope, batch, () -> transactions.transaction(work, stored(batch)));
    }

    private List<Message> inserted(Session session, List<NewMessage> batch) throws SQLException {
        Set<String> touched = MessageLookups.threadsOf(batch);
        try {
            Map<String, Stored> rows = new HashMap<>();
            session.query(messages.insert(batch, threads.owners(touched)), MessageColumns::stored)
                    .forEach(row -> rows.put(row.id(), row));
            List<Message> created = new ArrayList<>(batch.size());
            for (NewMessage message : batch) {
                Stored row = Objects.requireNonNull(rows.get(message.id()), "an insert returns every row");
                created.add(MemoryChanges.stored(message, row.resourceId(), row.createdAt()));
            }
            return created;
        } catch (SQLException e) {
            if (SqlStates.is(e, UNIQUE)) {
                throw Refusals.messagesExist(idsOf(batch), List.of());
            }
            if (SqlStates.isForeignKey(e)) {
                lookups.requireThreads(session, Scope.ALL, touched);
            }
            throw SqlStates.raced(e);
        }
    }

    /** Returns a proof that all messages are stored as this call wrote them. */
    private Proof<List<Message>> stored(List<NewMessage> batch) {
        return session -> {
            Map<String, Message> found = lookups.byId(session, Scope.ALL, idsOf(batch));
            Map<String, String> owners = lookups.ownersOf(session, batch);
            List<Message> stored = new ArrayList<>(batch.size());
            for (NewMessage message : batch) {
                String owner = owners.getOrDefault(message.threadId(), "");
                Message own =
                        MemoryChanges.stored(message, owner, message.createdAt().orElseThrow());
                if (!own.equals(found.get(message.id()))) {
                    return Optional.empty();
                }
                stored.add(own);
            }
            return Optional.of(stored);
        };
    }

    private List<Message> unlessStored(Scope scope, List<NewMessage> batch, Supplier<List<Message>> creation) {
        try {
            return creation.get();
        } catch (AlreadyExistsException e) {
            Map<String, Message> found = transactions.read(session -> {
                lookups.requireThreads(session, scope, MessageLookups.threadsOf(batch));
                return lookups.byId(session, Scope.ALL, idsOf(batch));
            });
            requireNew(scope, batch, found);
            // the conflicting row was deleted concurrently
            return unlessStored(scope, batch, creation);
        }
    }

    private static void requireNew(Scope scope, List<NewMessage> batch, Map<String, Message> found) {
        MemoryChanges.requireNew(
                scope,
                batch.stream()
                        .map(message -> found.get(message.id()))
                        .filter(Objects::nonNull)
                        .toList());
    }

    private static List<String> idsOf(List<NewMessage> batch) {
        return batch.stream().map(NewMessage::id).toList();
    }
}
