package dev.agentstorage.dsql.internal.memory;

import dev.agentstorage.dsql.internal.memory.MessageTable.Stored;
import dev.agentstorage.dsql.internal.tx.Earlier;
import dev.agentstorage.dsql.internal.tx.Session;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.SqlStates;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.Scope;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The operations that change messages. The bump of a thread's {@code updatedAt} is a statement of its own after the change: writers of
 * one thread do not wait for each other, and a bump that loses is left out. Thread-safe.
 */
@Singleton
final class MessageWrites {
    private final Transactions transactions;
    private final ThreadTable threads;
    private final MessageTable messages;

    @Inject
    MessageWrites(Transactions transactions, ThreadTable threads, MessageTable messages) {
        this.transactions = transactions;
        this.threads = threads;
        this.messages = messages;
    }

    List<Message> save(Scope scope, List<Message> batch, Instant now) {
        Set<String> touched = new TreeSet<>();
        batch.forEach(message -> touched.add(message.threadId()));
        List<Stored> stored =
                scope.resourceId().isPresent() ? saveConfined(scope, batch, touched) : saveAnywhere(batch, touched);
        Map<String, Instant> times = new HashMap<>();
        stored.forEach(row -> times.put(row.id(), row.createdAt()));
        List<Message> saved = new ArrayList<>(batch.size());
        for (Message message : batch) {
            saved.add(withTime(message, times.getOrDefault(message.id(), message.createdAt())));
        }
        saved.sort(Message.ORDER);
        bump(touched, now);
        return saved;
    }

    private List<Stored> saveAnywhere(List<Message> batch, Set<String> touched) {
        return transactions.statement(session -> {
            try {
                return session.query(messages.upsert(Scope.ALL, batch), MessageTable::mapStored);
            } catch (SQLException e) {
                if (SqlStates.isForeignKey(e)) {
                    requireThreads(session, Scope.ALL, touched);
                }
                throw SqlStates.raced(e);
            }
        });
    }

    private List<Stored> saveConfined(Scope scope, List<Message> batch, Set<String> touched) {
        return transactions.transaction(session -> {
            requireThreads(session, scope, touched);
            try {
                List<Stored> stored = session.query(messages.upsert(scope, batch), MessageTable::mapStored);
                if (stored.size() < batch.size()) {
                    throw Refusals.messageExists(firstMissing(batch, stored));
                }
                return stored;
            } catch (SQLException e) {
                throw SqlStates.raced(e);
            }
        });
    }

    private static String firstMissing(List<Message> batch, List<Stored> stored) {
        Set<String> ids = new TreeSet<>();
        batch.forEach(message -> ids.add(message.id()));
        stored.forEach(row -> ids.remove(row.id()));
        return ids.iterator().next();
    }

    List<Message> update(Scope scope, List<MessagePatch> patches, Instant now) {
        Map<String, MessagePatch> byId = new HashMap<>();
        patches.forEach(patch -> byId.put(patch.id(), patch));
        Set<String> touched = new TreeSet<>();
        Map<String, Earlier<Message>> earlier = new HashMap<>();
        List<Message> result = transactions.transaction(session -> {
            if (!session.maybeApplied()) {
                touched.clear();
            }
            List<Message> changed = new ArrayList<>();
            List<Sql> changes = new ArrayList<>();
            Set<String> targets = new TreeSet<>();
            for (Message stored : session.query(messages.get(scope, byId.keySet()), MessageTable::map)) {
                MessagePatch patch = byId.get(stored.id());
                if (patch == null) {
                    continue;
                }
                Earlier<Message> before = earlier.computeIfAbsent(stored.id(), id -> new Earlier<>(message -> message));
                if (!before.left(session, stored)) {
                    Refusals.requireVersion(patch.expected(), "messageId", stored.id(), stored.version(), stored);
                }
                Message message = patch.apply(stored);
                patch.content().ifPresent(change -> Refusals.requireSize("content", message.content()));
                patch.threadId().ifPresent(targets::add);
                touched.add(stored.threadId());
                touched.add(message.threadId());
                changed.add(message);
                before.attempt(stored, message);
                changes.add(messages.update(message));
            }
            if (!targets.isEmpty()) {
                requireThreads(session, scope, targets);
            }
            apply(session, changes);
            changed.sort(Message.ORDER);
            return changed;
        });
        bump(touched, now);
        return result;
    }

    private static void apply(Session session, List<Sql> changes) throws SQLException {
        if (changes.isEmpty()) {
            return;
        }
        try {
            if (session.batch(changes) < changes.size()) {
                throw new SQLException("a message was removed while it was being changed", "40001");
            }
        } catch (SQLException e) {
            throw SqlStates.raced(e);
        }
    }

    int delete(Scope scope, Collection<String> ids, Instant now) {
        List<String> of = transactions.statement(session -> {
            session.requireNothingApplied();
            return session.query(messages.delete(scope, ids), row -> row.text(1));
        });
        bump(new TreeSet<>(of), now);
        return of.size();
    }

    BulkStep delete(MessageQuery query, Optional<Instant> now, int limit) {
        List<String> of = transactions.statement(session -> {
            session.requireNothingApplied();
            return session.query(messages.deleteOldest(query, limit), row -> row.text(1));
        });
        boolean done = of.size() < limit
                || transactions
                        .read(session -> session.first(messages.anyRemovable(query), row -> true))
                        .isEmpty();
        // the steps on one thread touch the same thread: the last one speaks for all
        boolean one = query.threadIds().size() == 1;
        if (now.isPresent() && (done || !one)) {
            bump(new TreeSet<>(one ? query.threadIds() : of), now.get());
        }
        return new BulkStep(of.size(), done);
    }

    private void bump(Set<String> touched, Instant now) {
        if (!touched.isEmpty()) {
            transactions.attempt(threads.bump(touched, now));
        }
    }

    private void requireThreads(Session session, Scope scope, Set<String> ids) throws SQLException {
        Set<String> missing = new TreeSet<>(ids);
        missing.removeAll(new HashSet<>(session.query(threads.present(scope, ids), row -> row.text(1))));
        if (!missing.isEmpty()) {
            throw Refusals.threadNotFound(missing.iterator().next());
        }
    }

    private static Message withTime(Message message, Instant createdAt) {
        return new Message(
                message.id(),
                message.threadId(),
                message.resourceId(),
                message.role(),
                message.type(),
                message.content(),
                createdAt);
    }
}
