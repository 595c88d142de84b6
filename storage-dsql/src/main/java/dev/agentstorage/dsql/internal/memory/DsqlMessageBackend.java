package dev.agentstorage.dsql.internal.memory;

import dev.agentstorage.dsql.internal.memory.MessageColumns.Placed;
import dev.agentstorage.dsql.internal.memory.MessageColumns.Stored;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.tx.CommitProbe;
import dev.agentstorage.dsql.internal.tx.Session;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.SqlStates;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.dsql.internal.tx.Work;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageHead;
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
import dev.agentstorage.spi.support.FilterBound;
import dev.agentstorage.spi.support.FilteredScan;
import dev.agentstorage.spi.support.MemoryChanges;
import dev.agentstorage.spi.support.MemoryChanges.PatchedMessages;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.spi.support.StepSize;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Version;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Messages in SQL. A thread's {@code updatedAt} is updated by a separate statement after the change, so that writers of one thread do not
 * conflict with each other; if that update keeps conflicting, it is skipped. Thread-safe.
 */
@Singleton
final class DsqlMessageBackend implements MessageBackend {
    /** The number of reads in one statement; more includes cost more round trips. */
    private static final int READS_PER_STATEMENT = 200;

    private final Transactions transactions;
    private final ThreadStatements threads;
    private final MessageStatements messages;
    private final MessageLookups lookups;
    private final MessageInserts inserts;
    private final IndexMarks marks;
    private final FilterBound bound;
    private final StepSize steps;

    @Inject
    DsqlMessageBackend(
            Transactions transactions,
            ThreadStatements threads,
            MessageStatements messages,
            MessageLookups lookups,
            MessageInserts inserts,
            IndexMarks marks,
            FilterBound bound) {
        this.transactions = transactions;
        this.threads = threads;
        this.messages = messages;
        this.lookups = lookups;
        this.inserts = inserts;
        this.marks = marks;
        this.bound = bound;
        this.steps = transactions.stepSize();
    }

    @Override
    public List<Message> save(Scope scope, List<NewMessage> given, Instant now) {
        // an upsert cannot change a row twice
        List<NewMessage> batch = MemoryChanges.folded(given);
        Set<String> touched = MessageLookups.threadsOf(given);
        boolean plain =
                scope.resourceId().isEmpty() && MessageLookups.threadsOf(batch).equals(touched);
        List<Stored> stored = plain ? saveAnywhere(batch, touched) : saveChecked(scope, batch, touched);
        Map<String, Stored> rows = new HashMap<>();
        stored.forEach(row -> rows.put(row.id(), row));
        List<Message> saved = new ArrayList<>(batch.size());
        for (NewMessage message : batch) {
            Stored row = Objects.requireNonNull(rows.get(message.id()), "an upsert returns every row");
            saved.add(MemoryChanges.stored(message, row.resourceId(), row.createdAt()));
        }
        saved.sort(Message.ORDER);
        bump(touched, MemoryChanges.lastTimes(saved), now);
        return saved;
    }

    private List<Stored> saveAnywhere(List<NewMessage> batch, Set<String> touched) {
        return transactions.statement(
                session -> {
                    try {
                        return session.query(
                                messages.upsert(Scope.ALL, batch, threads.owners(MessageLookups.threadsOf(batch))),
                                MessageColumns::stored);
                    } catch (SQLException e) {
                        if (SqlStates.isForeignKey(e)) {
                            lookups.requireThreads(session, Scope.ALL, touched);
                        }
                        throw SqlStates.raced(e);
                    }
                },
                session -> saved(session, batch));
    }

    /** Returns the result, with the stored times, if all messages are stored as this call wrote them. */
    private Optional<List<Stored>> saved(Session session, List<NewMessage> batch) throws SQLException {
        Map<String, Message> found = lookups.byId(
                session, Scope.ALL, batch.stream().map(NewMessage::id).toList());
        Map<String, String> owners = lookups.ownersOf(session, batch);
        List<Stored> saved = new ArrayList<>(batch.size());
        for (NewMessage message : batch) {
            Message stored = found.get(message.id());
            String owner = owners.getOrDefault(message.threadId(), "");
            if (stored == null || !stored.equals(MemoryChanges.stored(message, owner, stored.createdAt()))) {
                return Optional.empty();
            }
            saved.add(new Stored(stored.id(), stored.resourceId(), stored.createdAt()));
        }
        return Optional.of(saved);
    }

    /** Stores messages after checks that no constraint makes: the scope, and threads that are referenced but not written. */
    private List<Stored> saveChecked(Scope scope, List<NewMessage> batch, Set<String> touched) {
        return transactions.transaction(
                session -> {
                    lookups.requireThreads(session, scope, touched);
                    try {
                        List<Stored> stored = session.query(
                                messages.upsert(scope, batch, threads.owners(MessageLookups.threadsOf(batch))),
                                MessageColumns::stored);
                        if (stored.size() < batch.size()) {
                            throw Refusals.messageExists(firstMissing(batch, stored));
                        }
                        return stored;
                    } catch (SQLException e) {
                        throw SqlStates.raced(e);
                    }
                },
                session -> saved(session, batch));
    }

    private static String firstMissing(List<NewMessage> batch, List<Stored> stored) {
        Set<String> ids = stored.stream().map(Stored::id).collect(Collectors.toSet());
        return batch.stream()
                .map(NewMessage::id)
                .filter(id -> !ids.contains(id))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public List<Message> create(Scope scope, List<NewMessage> batch, Instant now) {
        List<Message> created = inserts.create(scope, batch);
        bump(MessageLookups.threadsOf(batch), MemoryChanges.lastTimes(created), now);
        return created;
    }

    @Override
    public List<Message> appendAfter(
            Scope scope, String threadId, Optional<MessagePosition> expected, List<NewMessage> batch, Instant now) {
        return inserts.appendAfter(scope, threadId, expected, batch, now);
    }

    @Override
    public List<Message> get(Collection<String> ids) {
        return transactions.read(session -> session.query(messages.get(Scope.ALL, ids), MessageColumns::map));
    }

    @Override
    public List<Message> list(MessageQuery query, Window window) {
        return query.metadata().isPresent() ? scan(query).read(window) : rows(query, window);
    }

    @Override
    public long count(MessageQuery query) {
        if (query.metadata().isPresent()) {
            return scan(query).count();
        }
        return transactions.read(session -> session.count(messages.count(query)));
    }

    @Override
    public List<Message> listIncluded(List<MessageInclude> includes, Optional<String> resourceId) {
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
        for (Placed target : session.query(messages.get(scope, ids).listing(), MessageColumns::placed)) {
            targets.put(target.message().id(), target);
        }
        return targets;
    }

    private static void collect(Session session, Sql sql, Map<String, Message> found) throws SQLException {
        for (Message message : session.query(sql.listing(), MessageColumns::map)) {
            found.putIfAbsent(message.id(), message);
        }
    }

    private static boolean inThread(Placed target, MessageInclude include) {
        return include.threadId().isEmpty()
                || include.threadId().get().equals(target.message().threadId());
    }

    @Override
    public List<Message> last(Scope scope, Collection<String> threadIds) {
        return transactions.read(session -> session.query(messages.last(scope, threadIds), MessageColumns::map));
    }

    @Override
    public List<MessageHead> lastHeads(Scope scope, Collection<String> threadIds) {
        return transactions.read(session -> session.query(messages.lastHeads(scope, threadIds), MessageColumns::head));
    }

    @Override
    public Map<String, Integer> countAfter(Scope scope, Map<String, Optional<MessagePosition>> after, int atMost) {
        List<String> ids = List.copyOf(after.keySet());
        return transactions.read(session -> {
            Map<String, Integer> counts = new HashMap<>();
            session.query(messages.countAfter(scope, after, atMost), row -> {
                counts.put(ids.get((int) row.number("place")), (int) row.number("count"));
                return true;
            });
            return counts;
        });
    }

    @Override
    public List<Message> pending(Scope scope, String index, int limit) {
        return marks.pending(scope, index, limit);
    }

    @Override
    public Collection<String> markIndexed(Scope scope, String index, Map<String, Version> versions) {
        return steps.all(List.copyOf(versions.keySet()), some -> {
            Map<String, Version> part = new LinkedHashMap<>();
            some.forEach(id -> part.put(id, Objects.requireNonNull(versions.get(id))));
            return List.copyOf(marks.mark(scope, index, part));
        });
    }

    private List<Message> rows(MessageQuery query, Window window) {
        return transactions.read(session -> session.query(messages.list(query, window), MessageColumns::map));
    }

    private FilteredScan<Message> scan(MessageQuery query) {
        return new FilteredScan<>(
                window -> rows(query, window),
                message -> Position.of(message.createdAt(), message.id()),
                query.metadataMatcher(),
                bound);
    }

    @Override
    public List<Message> update(Scope scope, List<MessagePatch> patches, Instant now) {
        Set<String> ids = new LinkedHashSet<>();
        patches.forEach(patch -> ids.add(patch.id()));
        Set<String> touched = new TreeSet<>();
        Map<String, CommitProbe<Message>> probes = new HashMap<>();
        Work<List<Message>> work = session -> {
            if (!session.maybeApplied()) {
                touched.clear();
            }
            Map<String, Message> before = lookups.byId(session, scope, ids);
            Set<String> targets = patches.stream()
                    .filter(patch -> before.containsKey(patch.id()))
                    .flatMap(patch -> patch.threadId().stream())
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!targets.isEmpty()) {
                lookups.requireThreads(session, scope, targets);
            }
            PatchedMessages patched = MemoryChanges.patched(before, patches, DsqlSettings.LIMITS);
            touched.addAll(patched.threadIds());
            // not earlier: an attempt that fails while it reads must not discard the probes of an earlier attempt
            probes.clear();
            for (Message message : patched.messages()) {
                CommitProbe<Message> probe = new CommitProbe<>(stored -> stored);
                probe.record(before.get(message.id()), message);
                probes.put(message.id(), probe);
            }
            apply(session, patched.messages().stream().map(messages::update).toList());
            return patched.messages();
        };
        List<Message> result = transactions.transaction(work, session -> changed(session, scope, probes));
        bump(touched, MemoryChanges.lastTimes(result), now);
        return result;
    }

    /** Returns the result if all messages are stored as an earlier attempt has changed them. */
    private Optional<List<Message>> changed(Session session, Scope scope, Map<String, CommitProbe<Message>> probes)
            throws SQLException {
        Map<String, Message> stored = lookups.byId(session, scope, probes.keySet());
        boolean all = stored.size() == probes.size();
        for (Map.Entry<String, CommitProbe<Message>> change : probes.entrySet()) {
            Message message = stored.get(change.getKey());
            all &= message != null && change.getValue().applied(message).isPresent();
        }
        return all ? Optional.of(stored.values().stream().sorted(Message.ORDER).toList()) : Optional.empty();
    }

    private static void apply(Session session, List<Sql> changes) throws SQLException {
        if (changes.isEmpty()) {
            return;
        }
        try {
            if (session.batch(changes) < changes.size()) {
                throw new SQLException("a message was deleted concurrently", "40001");
            }
        } catch (SQLException e) {
            throw SqlStates.raced(e);
        }
    }

    @Override
    public Collection<String> delete(Scope scope, Collection<String> ids, Instant now) {
        return steps.all(List.copyOf(ids), some -> deleteSome(scope, some, now));
    }

    private List<String> deleteSome(Scope scope, Collection<String> ids, Instant now) {
        Map<String, String> threadById = new HashMap<>();
        transactions.statement(session -> {
            session.requireNothingApplied();
            threadById.clear();
            return session.query(
                    messages.delete(scope, ids), row -> threadById.put(row.text("id"), row.text("thread_id")));
        });
        bump(new TreeSet<>(threadById.values()), Map.of(), now);
        return List.copyOf(threadById.keySet());
    }

    @Override
    public BulkStep delete(MessageQuery query, Optional<Instant> now, int limit) {
        return steps.run(limit, rows -> deleteSome(query, now, rows));
    }

    private BulkStep deleteSome(MessageQuery query, Optional<Instant> now, int limit) {
        List<String> of = transactions.statement(session -> {
            session.requireNothingApplied();
            return session.query(messages.deleteFirst(query, limit), row -> row.text("thread_id"));
        });
        boolean done = of.size() < limit
                || transactions
                        .read(session -> session.first(messages.anyRemovable(query), row -> true))
                        .isEmpty();
        // all steps change the same thread, so only the last one updates its time
        Optional<List<String>> one = query.threadIds().filter(ids -> ids.size() == 1);
        if (now.isPresent() && (done || one.isEmpty())) {
            bump(new TreeSet<>(of), Map.of(), now.get());
        }
        return new BulkStep(of.size(), done);
    }

    /** @param last the time of the last stored message, for each thread in which messages were stored */
    private void bump(Set<String> touched, Map<String, Instant> last, Instant now) {
        if (!touched.isEmpty()) {
            transactions.attempt(last.isEmpty() ? threads.bump(touched, now) : threads.bump(touched, last, now));
        }
    }
}
