package dev.agentstorage.dsql.internal.index;

import dev.agentstorage.dsql.internal.schema.Catalog;
import dev.agentstorage.dsql.internal.schema.Catalog.FoundIndex;
import dev.agentstorage.dsql.internal.schema.Catalogs;
import dev.agentstorage.dsql.internal.schema.Identifiers;
import dev.agentstorage.dsql.internal.schema.Step;
import dev.agentstorage.dsql.internal.schema.Step.Kind;
import dev.agentstorage.dsql.internal.schema.Table;
import dev.agentstorage.dsql.internal.settings.Dialect;
import dev.agentstorage.dsql.internal.tx.Polling;
import dev.agentstorage.dsql.internal.tx.SqlStates;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.index.IndexCreation;
import dev.agentstorage.index.IndexInfo;
import dev.agentstorage.index.IndexSpec;
import dev.agentstorage.index.IndexState;
import dev.agentstorage.index.IndexStats;
import dev.agentstorage.index.IndexTable;
import dev.agentstorage.spi.IndexBackend;
import dev.agentstorage.spi.support.Refusals;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Manages the indexes of the tables. In a schema other than {@code public}, the physical name of an index is its given name prefixed with the
 * schema, truncated and hashed if it is too long; {@code drop} and {@code describe} accept both names. On DSQL, {@code create} returns before the
 * index is built. Thread-safe.
 */
@Singleton
public final class DsqlIndexBackend implements IndexBackend {
    private static final int COLUMNS_OF_DSQL = 8;
    private static final int INDEXES_OF_DSQL = 24;

    private final Transactions transactions;
    private final Catalogs catalogs;
    private final Polling polling;
    private final IndexNames names;

    @Inject
    DsqlIndexBackend(Transactions transactions, Catalogs catalogs, Polling polling) {
        this.transactions = transactions;
        this.catalogs = catalogs;
        this.polling = polling;
        this.names = new IndexNames(catalogs.schema(), catalogs.tables());
    }

    @Override
    public List<IndexTable> tables() {
        return catalogs.tables().stream()
                .map(table -> new IndexTable(
                        table.name(),
                        table.columns().stream().map(Table.Column::name).toList(),
                        List.of(table.key())))
                .sorted(Comparator.comparing(IndexTable::name))
                .toList();
    }

    /** Returns the indexes that only speed up reads; indexes that enforce uniqueness are always created. */
    @Override
    public List<IndexSpec> defaultIndexes() {
        return catalogs.tables().stream()
                .flatMap(table -> table.indexes().stream()
                        .filter(index -> !index.unique())
                        .map(index -> spec(table, index)))
                .toList();
    }

    private static IndexSpec spec(Table table, Table.Index index) {
        IndexSpec.Builder spec = IndexSpec.builder(index.name())
                .table(table.name())
                .columns(index.columns().toArray(String[]::new));
        return index.where().isEmpty()
                ? spec.build()
                : spec.where(index.where()).build();
    }

    @Override
    public IndexCreation createIndex(IndexSpec spec) {
        if (catalogs.tables().stream().noneMatch(table -> table.name().equals(spec.table()))) {
            throw Refusals.tableNotFound(spec.table());
        }
        Catalog found = catalogs.read();
        // an index of another table with the same physical name is not meant
        Optional<FoundIndex> existing = find(found, spec.name())
                .filter(index -> index.name().equals(names.physical(spec.name()))
                        || index.table().equals(spec.table()));
        if (existing.isPresent()) {
            return new IndexCreation(false, info(existing.get()), List.of());
        }
        requireColumns(spec, found);
        boolean created = create(spec);
        FoundIndex index = find(catalogs.read(), spec.name()).orElseThrow(() -> missing(spec, created));
        if (!created && spec.unique() && index.failed() && catalogs.dialect() == Dialect.POSTGRESQL) {
            // a failed concurrent build leaves an invalid index behind
            dropIndex(spec.name());
            throw missing(spec, false);
        }
        IndexInfo info = named(spec.name(), info(index));
        return new IndexCreation(created, info, created ? IndexDdl.ignored(catalogs.dialect(), spec) : List.of());
    }

    /** Returns the state of an index in the catalog, under its given or its physical name. */
    Optional<IndexState> state(Catalog found, String name) {
        return find(found, name).map(DsqlIndexBackend::state);
    }

    /** Returns the given names of indexes, from their physical names. */
    List<String> given(List<String> physical) {
        return physical.stream().map(names::given).toList();
    }

    private static void requireColumns(IndexSpec spec, Catalog found) {
        for (String column : spec.columns()) {
            if (!found.tables().getOrDefault(spec.table(), Map.of()).containsKey(column)) {
                throw Refusals.indexColumnUnknown(spec.table(), column);
            }
        }
    }

    /** Creates an index. Returns false if another process has created it first. */
    private boolean create(IndexSpec spec) {
        Dialect dialect = catalogs.dialect();
        String physical = names.physical(spec.name());
        String ddl = IndexDdl.create(dialect, catalogs.schema(), physical, spec);
        return transactions.statement(session -> {
            session.expectLongAnswers();
            try {
                session.execute(ddl);
                return true;
            } catch (SQLException e) {
                Step.requireRight(e, Kind.CREATE_INDEX, physical);
                if (SqlStates.is(e, "42P07") || SqlStates.is(e, "42710")) {
                    return session.maybeApplied();
                }
                if (SqlStates.isUnique(e)) {
                    // a duplicate in the catalog if another process created the index, otherwise a duplicate row: the
                    // catalog afterwards decides
                    return false;
                }
                throw refusal(e, spec, dialect);
            }
        });
    }

    /** Returns the failure unchanged; throws an error if the statement itself is invalid. */
    private SQLException refusal(SQLException e, IndexSpec spec, Dialect dialect) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        if (state.startsWith("54")) {
            throw overLimit(e, spec, dialect);
        }
        if (state.startsWith("42") || state.startsWith("0A") || state.startsWith("22")) {
            throw Refusals.indexRefused(spec.name(), state, e);
        }
        return e;
    }

    /** Returns the error for too many indexes of a table or columns of an index. The limits are known only for DSQL. */
    private TooLargeException overLimit(SQLException e, IndexSpec spec, Dialect dialect) {
        boolean columns = spec.columns().size() > COLUMNS_OF_DSQL;
        long limit = columns ? COLUMNS_OF_DSQL : INDEXES_OF_DSQL;
        TooLargeException error = new TooLargeException(
                "index-over-limit",
                "the table has too many indexes, or the index too many columns",
                columns ? "columns" : "indexes",
                dialect == Dialect.DSQL ? limit : -1,
                dialect == Dialect.DSQL ? (columns ? spec.columns().size() : limit + 1) : -1,
                columns ? "use fewer columns" : "drop an unneeded index of the table");
        error.addSuppressed(e);
        return error;
    }

    private static RuntimeException missing(IndexSpec spec, boolean created) {
        if (created) {
            return new UnavailableException(
                    "schema-incomplete", "the created object is not in the catalog", Map.of("name", spec.name()));
        }
        return spec.unique() ? Refusals.indexDuplicates(spec) : Refusals.indexNameTaken(spec.name());
    }

    @Override
    public boolean dropIndex(String name) {
        Catalog found = catalogs.read();
        Optional<FoundIndex> index = find(found, name);
        if (index.isEmpty()) {
            return false;
        }
        if (isRequired(found, index.get())) {
            throw Refusals.indexRequired(name);
        }
        String physical = index.get().name();
        return transactions.statement(session -> {
            try {
                session.execute("DROP INDEX IF EXISTS " + Identifiers.qualified(catalogs.schema(), physical));
                return true;
            } catch (SQLException e) {
                Step.requireRight(e, Kind.DROP_INDEX, physical);
                if (SqlStates.is(e, "2BP01")) {
                    throw Refusals.indexRequired(name);
                }
                throw e;
            }
        });
    }

    /** Returns whether an index is required: a primary key, the index that replaces a missing one, or a unique index of a table. */
    private boolean isRequired(Catalog found, FoundIndex index) {
        return index.primary() || catalogs.tables().stream().anyMatch(table -> isRequired(table, found, index));
    }

    private boolean isRequired(Table table, Catalog found, FoundIndex index) {
        return (index.keepsUnique(table.name(), table.key()) && !found.hasPrimaryKey(table))
                || table.indexes().stream()
                        .anyMatch(ours ->
                                ours.unique() && ours.nameIn(catalogs.schema()).equals(index.name()));
    }

    @Override
    public List<IndexInfo> listIndexes(Optional<String> table) {
        return stats(catalogs.read().indexes().values().stream()
                        .filter(index -> table.isEmpty() || table.get().equals(index.table()))
                        .toList())
                .stream()
                .map(IndexStats::info)
                .sorted(Comparator.comparing(IndexInfo::name))
                .toList();
    }

    @Override
    public Optional<IndexStats> describeIndex(String name) {
        return find(catalogs.read(), name).map(index -> {
            IndexStats stats = stats(List.of(index)).get(0);
            boolean given = names.physical(name).equals(index.name());
            return new IndexStats(
                    given ? named(name, stats.info()) : stats.info(),
                    stats.scans(),
                    stats.tuplesRead(),
                    stats.tuplesFetched(),
                    stats.lastUsedAt());
        });
    }

    @Override
    public boolean awaitIndexes(Duration timeout) {
        return polling.until(
                () -> catalogs.read().indexes().values().stream()
                        .noneMatch(index -> state(index) == IndexState.BUILDING),
                timeout);
    }

    private Optional<FoundIndex> find(Catalog found, String name) {
        return names.find(name, found.indexes().values());
    }

    private IndexInfo info(FoundIndex index) {
        return stats(List.of(index)).get(0).info();
    }

    private List<IndexStats> stats(List<FoundIndex> indexes) {
        Dialect dialect = catalogs.dialect();
        List<String> physical = indexes.stream().map(FoundIndex::name).toList();
        Map<String, IndexDetails> details =
                transactions.read(session -> IndexDetails.read(session, dialect, catalogs.schema(), physical));
        return indexes.stream()
                .map(index -> stats(index, details.getOrDefault(index.name(), IndexDetails.NONE)))
                .toList();
    }

    private IndexStats stats(FoundIndex index, IndexDetails details) {
        IndexInfo info = new IndexInfo(
                names.given(index.name()),
                index.table(),
                index.columns(),
                index.unique(),
                details.method(),
                state(index),
                details.definition(),
                details.size());
        return new IndexStats(info, details.scans(), details.read(), details.fetched(), details.lastUsed());
    }

    private static IndexInfo named(String name, IndexInfo info) {
        return new IndexInfo(
                name,
                info.table(),
                info.columns(),
                info.unique(),
                info.method(),
                info.state(),
                info.definition(),
                info.sizeInBytes());
    }

    private static IndexState state(FoundIndex index) {
        if (index.valid()) {
            return IndexState.VALID;
        }
        return index.failed() ? IndexState.INVALID : IndexState.BUILDING;
    }
}
