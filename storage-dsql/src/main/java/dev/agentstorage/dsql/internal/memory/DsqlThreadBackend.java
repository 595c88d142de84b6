package dev.agentstorage.dsql.internal.memory;

import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.tx.CommitProbe;
import dev.agentstorage.dsql.internal.tx.Proof;
import dev.agentstorage.dsql.internal.tx.Session;
import dev.agentstorage.dsql.internal.tx.SqlStates;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.dsql.internal.tx.Work;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.ThreadBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.FilterBound;
import dev.agentstorage.spi.support.FilteredScan;
import dev.agentstorage.spi.support.MemoryChanges;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.spi.support.StepSize;
import dev.agentstorage.value.Version;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Threads in SQL. Thread-safe. */
@Singleton
final class DsqlThreadBackend implements ThreadBackend {
    private final Transactions transactions;
    private final ThreadStatements threads;
    private final MessageStatements messages;
    private final FilterBound bound;
    private final StepSize steps;

    @Inject
    DsqlThreadBackend(
            Transactions transactions, ThreadStatements threads, MessageStatements messages, FilterBound bound) {
        this.transactions = transactions;
        this.threads = threads;
        this.messages = messages;
        this.bound = bound;
        this.steps = transactions.stepSize();
    }

    @Override
    public Optional<ConversationThread> get(String id) {
        return transactions.read(session -> session.first(threads.get(id), ThreadColumns::map));
    }

    @Override
    public ConversationThread create(ConversationThread thread, List<Message> first) {
        Work<ConversationThread> work = session -> {
            if (session.update(threads.create(thread)) == 0) {
                throw Refusals.threadExists(
                        thread.id(),
                        session.first(threads.get(thread.id()), ThreadColumns::map)
                                .orElse(null));
            }
            if (!first.isEmpty() && session.update(messages.create(first)) < first.size()) {
                throw Refusals.messageExists(taken(session, thread, first));
            }
            return thread;
        };
        return first.isEmpty()
                ? transactions.statement(work, saved(thread))
                : transactions.transaction(work, saved(thread));
    }

    /** Returns a proof that the thread was stored. A later append may have changed its time, but nothing else. */
    private Proof<ConversationThread> saved(ConversationThread thread) {
        return session -> session.first(threads.get(thread.id()), ThreadColumns::map)
                .filter(stored -> stored.version().equals(thread.version())
                        && stored.createdAt().equals(thread.createdAt())
                        && !stored.updatedAt().isBefore(thread.updatedAt()))
                .map(stored -> MemoryChanges.spoken(thread, stored.lastMessageAt()));
    }

    private String taken(Session session, ConversationThread thread, List<Message> first) throws SQLException {
        List<String> ids = first.stream().map(Message::id).toList();
        Set<String> taken = session.query(messages.get(Scope.ALL, ids), MessageColumns::map).stream()
                .filter(message -> !message.threadId().equals(thread.id()))
                .map(Message::id)
                .collect(Collectors.toSet());
        return ids.stream().filter(taken::contains).findFirst().orElse(ids.get(0));
    }

    @Override
    public ConversationThread save(Scope scope, ConversationThread thread, Optional<Version> expected) {
        if (expected.isEmpty()) {
            return transactions.statement(
                    session -> {
                        List<Optional<Instant>> last = session.query(
                                threads.upsert(scope, thread),
                                row -> Optional.ofNullable(row.instantOrNull("lastMessageAt")));
                        if (last.isEmpty()) {
                            throw Refusals.threadExists(thread.id(), null);
                        }
                        return MemoryChanges.spoken(thread, last.get(0));
                    },
                    saved(thread));
        }
        Work<ConversationThread> work = session -> {
            Optional<ConversationThread> stored = session.first(threads.claim(thread.id()), ThreadColumns::map);
            ConversationThread saved = MemoryChanges.saved(scope, stored, thread, expected);
            session.update(threads.update(saved));
            return saved;
        };
        return transactions.transaction(work, saved(thread));
    }

    @Override
    public ConversationThread update(
            Scope scope, String id, ThreadPatch patch, Optional<Version> expected, Instant now) {
        // a concurrent append changes only the time
        CommitProbe<ConversationThread> probe = new CommitProbe<>(ConversationThread::version);
        Work<ConversationThread> work = session -> {
            ConversationThread stored = session.first(threads.claim(id), ThreadColumns::map)
                    .filter(thread -> scope.admits(thread.resourceId()))
                    .orElseThrow(() -> Refusals.threadNotFound(id));
            ConversationThread changed = MemoryChanges.patched(stored, patch, expected, now, DsqlSettings.LIMITS);
            probe.record(stored, changed);
            session.update(threads.update(changed));
            return changed;
        };
        return transactions.transaction(
                work,
                session -> probe.applied(
                        session.first(threads.get(id), ThreadColumns::map).orElse(null)));
    }

    @Override
    public BulkStep move(String id, String resourceId, Instant now, int limit) {
        return steps.run(limit, rows -> moveSome(id, resourceId, now, rows));
    }

    private BulkStep moveSome(String id, String resourceId, Instant now, int limit) {
        return transactions.transaction(session -> {
            ConversationThread stored =
                    session.first(threads.claim(id), ThreadColumns::map).orElseThrow(() -> Refusals.threadNotFound(id));
            if (stored.resourceId().equals(resourceId)) {
                return new BulkStep(0, true);
            }
            int moved = session.update(messages.move(id, resourceId, limit));
            if (moved == limit) {
                return new BulkStep(moved, false);
            }
            session.update(threads.update(MemoryChanges.moved(stored, resourceId, now)));
            return new BulkStep(moved + 1L, true);
        });
    }

    @Override
    public BulkStep delete(Scope scope, String id, int limit) {
        return steps.run(limit, rows -> deleteSome(scope, id, rows));
    }

    private BulkStep deleteSome(Scope scope, String id, int limit) {
        return transactions.transaction(session -> {
            session.requireNothingApplied();
            if (scope.resourceId().isPresent()) {
                Optional<ConversationThread> stored = session.first(threads.claim(id), ThreadColumns::map);
                if (stored.isEmpty() || !scope.admits(stored.get().resourceId())) {
                    return new BulkStep(0, true);
                }
            }
            int removed = session.update(messages.deleteOfThread(id, limit));
            if (removed == limit) {
                return new BulkStep(removed, false);
            }
            return new BulkStep(removed + removeThread(session, scope, id), true);
        });
    }

    private int removeThread(Session session, Scope scope, String id) throws SQLException {
        try {
            return session.update(threads.delete(scope, id));
        } catch (SQLException e) {
            throw SqlStates.raced(e);
        }
    }

    @Override
    public BulkStep refresh(String resourceId, int limit) {
        return steps.run(limit, rows -> {
            int behind = transactions.statement(
                    session -> session.update(threads.refresh(resourceId, messages.name(), rows)));
            return new BulkStep(behind, behind < rows);
        });
    }

    @Override
    public List<ConversationThread> list(ThreadQuery query, Window window) {
        return query.metadata().isPresent() ? scan(query).read(window) : rows(query, window);
    }

    @Override
    public long count(ThreadQuery query) {
        if (query.metadata().isPresent()) {
            return scan(query).count();
        }
        return transactions.read(session -> session.count(threads.count(query)));
    }

    private List<ConversationThread> rows(ThreadQuery query, Window window) {
        return transactions.read(session -> session.query(threads.list(query, window), ThreadColumns::map));
    }

    private FilteredScan<ConversationThread> scan(ThreadQuery query) {
        return new FilteredScan<>(
                window -> rows(query, window),
                thread -> MemoryChanges.position(thread, query.order()),
                query.matcher(),
                bound);
    }
}
