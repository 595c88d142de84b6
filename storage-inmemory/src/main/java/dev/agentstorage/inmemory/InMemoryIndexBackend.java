package dev.agentstorage.inmemory;

import dev.agentstorage.error.UnsupportedException;
import dev.agentstorage.index.IndexCreation;
import dev.agentstorage.index.IndexInfo;
import dev.agentstorage.index.IndexSpec;
import dev.agentstorage.index.IndexState;
import dev.agentstorage.index.IndexStats;
import dev.agentstorage.index.IndexTable;
import dev.agentstorage.spi.IndexBackend;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.value.Feature;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Records index declarations and reports them. They have no effect on performance, because the tables are already in the order of their
 * listings. A unique index is accepted only if the table already keeps its columns unique.
 */
final class InMemoryIndexBackend implements IndexBackend {
    private static final String METHOD = "declared";

    private final NavigableMap<String, IndexInfo> indexes = new ConcurrentSkipListMap<>();

    InMemoryIndexBackend() {
        InMemoryTables.DEFAULT_INDEXES.forEach(this::createIndex);
    }

    @Override
    public List<IndexTable> tables() {
        return InMemoryTables.ALL;
    }

    @Override
    public List<IndexSpec> defaultIndexes() {
        return InMemoryTables.DEFAULT_INDEXES;
    }

    @Override
    public IndexCreation createIndex(IndexSpec spec) {
        IndexInfo existing = indexes.get(spec.name());
        if (existing == null) {
            requireEnforced(spec, requireColumns(spec));
            IndexInfo declared = declared(spec);
            existing = indexes.putIfAbsent(spec.name(), declared);
            if (existing == null) {
                return new IndexCreation(true, declared, spec.options());
            }
        }
        return new IndexCreation(false, existing, List.of());
    }

    @Override
    public boolean dropIndex(String name) {
        return indexes.remove(name) != null;
    }

    @Override
    public List<IndexInfo> listIndexes(Optional<String> table) {
        return indexes.values().stream()
                .filter(index -> table.isEmpty() || table.get().equals(index.table()))
                .toList();
    }

    @Override
    public Optional<IndexStats> describeIndex(String name) {
        // declared indexes are never read, so the counters are 0 and the time of the last use is unknown
        return Optional.ofNullable(indexes.get(name))
                .map(index -> new IndexStats(
                        index, OptionalLong.of(0), OptionalLong.of(0), OptionalLong.of(0), Optional.empty()));
    }

    @Override
    public boolean awaitIndexes(Duration timeout) {
        return true;
    }

    private static IndexTable requireColumns(IndexSpec spec) {
        IndexTable table = InMemoryTables.ALL.stream()
                .filter(candidate -> candidate.name().equals(spec.table()))
                .findFirst()
                .orElseThrow(() -> Refusals.tableNotFound(spec.table()));
        for (String column : spec.columns()) {
            if (!table.columns().contains(column)) {
                throw Refusals.indexColumnUnknown(spec.table(), column);
            }
        }
        return table;
    }

    private static void requireEnforced(IndexSpec spec, IndexTable table) {
        if (spec.unique() && !table.keepsUnique(spec.columns())) {
            throw new UnsupportedException(Feature.UNIQUE_INDEXES.name(), InMemoryStorageProvider.NAME);
        }
    }

    private static IndexInfo declared(IndexSpec spec) {
        String definition = (spec.unique() ? "CREATE UNIQUE INDEX " : "CREATE INDEX ") + spec.name() + " ON "
                + spec.table() + " (" + String.join(", ", spec.columns()) + ")";
        return new IndexInfo(
                spec.name(),
                spec.table(),
                spec.columns(),
                spec.unique(),
                METHOD,
                IndexState.VALID,
                definition,
                OptionalLong.of(0));
    }
}
