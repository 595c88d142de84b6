package dev.agentstorage.dsql.internal.memory;

import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.tx.CommitProbe;
import dev.agentstorage.dsql.internal.tx.Proof;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.dsql.internal.tx.Work;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ResourceQuery;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.ResourceBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.FilterBound;
import dev.agentstorage.spi.support.FilteredScan;
import dev.agentstorage.spi.support.MemoryChanges;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.value.Version;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Resources in SQL. Thread-safe. */
@Singleton
final class DsqlResourceBackend implements ResourceBackend {
    private final Transactions transactions;
    private final ResourceStatements resources;
    private final FilterBound bound;

    @Inject
    DsqlResourceBackend(Transactions transactions, ResourceStatements resources, FilterBound bound) {
        this.transactions = transactions;
        this.resources = resources;
        this.bound = bound;
    }

    @Override
    public Optional<Resource> get(String id) {
        return transactions.read(session -> session.first(resources.get(id), ResourceColumns::map));
    }

    @Override
    public Resource create(Resource resource) {
        return transactions.statement(
                session -> {
                    if (session.update(resources.create(resource)) > 0) {
                        return resource;
                    }
                    throw session.first(resources.get(resource.id()), ResourceColumns::map)
                            .map(Refusals::resourceExists)
                            .orElseThrow(() -> new SQLException("the resource was deleted concurrently", "40001"));
                },
                saved(resource));
    }

    private Proof<Resource> saved(Resource resource) {
        return session -> session.first(resources.get(resource.id()), ResourceColumns::map)
                .filter(resource::equals);
    }

    @Override
    public Resource save(Resource resource, Optional<Version> expected) {
        if (expected.isEmpty()) {
            return transactions.statement(
                    session -> {
                        session.update(resources.upsert(resource));
                        return resource;
                    },
                    saved(resource));
        }
        return transactions.transaction(
                session -> {
                    Resource stored = session.first(resources.claim(resource.id()), ResourceColumns::map)
                            .orElse(null);
                    Refusals.requireResourceVersion(expected, resource.id(), stored);
                    session.update(resources.update(resource));
                    return resource;
                },
                saved(resource));
    }

    @Override
    public Resource update(String id, ResourcePatch patch, Optional<Version> expected, Instant now) {
        CommitProbe<Resource> probe = new CommitProbe<>(resource -> resource);
        Work<Resource> work = session -> {
            Optional<Resource> stored = session.first(resources.claim(id), ResourceColumns::map);
            Resource changed = MemoryChanges.patched(id, stored, patch, expected, now, DsqlSettings.LIMITS);
            probe.record(stored.orElse(null), changed);
            int rows = session.update(stored.isEmpty() ? resources.create(changed) : resources.update(changed));
            if (rows == 0) {
                throw new SQLException("the resource was created or deleted concurrently", "40001");
            }
            return changed;
        };
        return transactions.transaction(
                work,
                session -> probe.applied(
                        session.first(resources.get(id), ResourceColumns::map).orElse(null)));
    }

    @Override
    public boolean delete(String id) {
        return transactions.statement(session -> {
            session.requireNothingApplied();
            return session.update(resources.delete(id)) > 0;
        });
    }

    @Override
    public List<Resource> list(ResourceQuery query, Window window) {
        return query.metadata().isPresent() ? scan(query).read(window) : rows(query, window);
    }

    @Override
    public long count(ResourceQuery query) {
        if (query.metadata().isPresent()) {
            return scan(query).count();
        }
        return transactions.read(session -> session.count(resources.count(query)));
    }

    private List<Resource> rows(ResourceQuery query, Window window) {
        return transactions.read(session -> session.query(resources.list(query, window), ResourceColumns::map));
    }

    private FilteredScan<Resource> scan(ResourceQuery query) {
        return new FilteredScan<>(
                window -> rows(query, window),
                resource -> Position.of(resource.createdAt(), resource.id()),
                query.matcher(),
                bound);
    }
}
