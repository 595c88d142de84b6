package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.error.UnsupportedException;
import dev.agentstorage.index.IndexCreation;
import dev.agentstorage.index.IndexInfo;
import dev.agentstorage.index.IndexSpec;
import dev.agentstorage.index.IndexState;
import dev.agentstorage.index.IndexStats;
import dev.agentstorage.index.IndexTable;
import dev.agentstorage.inmemory.InMemoryStorageProvider;
import dev.agentstorage.spi.IndexBackend;
import dev.agentstorage.spi.StorageBackend;
import dev.agentstorage.spi.support.ForwardingIndexBackend;
import dev.agentstorage.spi.support.ForwardingStorageBackend;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.value.Feature;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What a backend may get wrong in its indexes. */
final class IndexMutants {
    private IndexMutants() {}

    static List<Mutant> all() {
        return List.of(
                mutant("sorts-the-columns-of-an-index", "IDX-01", SortsColumns::new),
                mutant("tells-of-columns-that-are-not-there", "IDX-03", WrongTables::new),
                mutant("replaces-indexes-of-the-same-name", "IDX-04", Replaces::new),
                mutant("leaves-unknown-columns-out", "IDX-05", LeavesColumnsOut::new),
                mutant("forgets-that-an-index-is-unique", "IDX-06", ForgetsUnique::new),
                new Mutant(
                        "says-that-equal-rows-are-unique",
                        "IDX-07",
                        real -> new WithIndexes(real, PretendsUnique::new),
                        new Declares(withUniqueIndexes(), new InMemoryStorageProvider().options())),
                mutant("pretends-to-keep-rows-unique", "IDX-08", PretendsUnique::new),
                mutant("ignores-options-silently", "IDX-09", IgnoresSilently::new),
                mutant("does-not-drop-indexes", "IDX-10", DoesNotDrop::new),
                mutant("lists-indexes-of-all-tables", "IDX-11", ListsAll::new),
                mutant("never-ends-building", "IDX-12", NeverValid::new),
                mutant("gives-no-counters", "IDX-13", NoCounters::new),
                mutant("never-stops-waiting", "IDX-14", WaitsInVain::new),
                mutant("makes-no-default-indexes", "IDX-20", NoDefaults::new),
                mutant("drops-indexes-when-it-starts", "IDX-20", HidesDefaults::new),
                mutant("looks-for-columns-before-tables", "CORE-26", ColumnBeforeTable::new));
    }

    private static Mutant mutant(String name, String rule, UnaryOperator<IndexBackend> defect) {
        return new Mutant(name, rule, real -> new WithIndexes(real, defect));
    }

    private static Set<Feature> withUniqueIndexes() {
        Set<Feature> features = EnumSet.copyOf(new InMemoryStorageProvider().features());
        features.add(Feature.UNIQUE_INDEXES);
        return features;
    }

    private static final class WithIndexes extends ForwardingStorageBackend {
        private final Optional<IndexBackend> indexes;

        WithIndexes(StorageBackend real, UnaryOperator<IndexBackend> defect) {
            super(real);
            indexes = real.indexes().map(defect);
        }

        @Override
        public Optional<IndexBackend> indexes() {
            return indexes;
        }
    }

    private static IndexInfo copy(IndexInfo info, List<String> columns, boolean unique, IndexState state) {
        return new IndexInfo(
                info.name(),
                info.table(),
                columns,
                unique,
                info.method(),
                state,
                info.definition(),
                info.sizeInBytes());
    }

    private static final class SortsColumns extends ForwardingIndexBackend {
        SortsColumns(IndexBackend real) {
            super(real);
        }

        @Override
        public List<IndexInfo> listIndexes(Optional<String> table) {
            return delegate().listIndexes(table).stream()
                    .map(info -> copy(info, info.columns().stream().sorted().toList(), info.unique(), info.state()))
                    .toList();
        }
    }

    private static final class WrongTables extends ForwardingIndexBackend {
        WrongTables(IndexBackend real) {
            super(real);
        }

        @Override
        public List<IndexTable> tables() {
            return delegate().tables().stream()
                    .map(table -> new IndexTable(table.name() + "_old", table.columns(), table.keys()))
                    .toList();
        }
    }

    private static final class Replaces extends ForwardingIndexBackend {
        Replaces(IndexBackend real) {
            super(real);
        }

        @Override
        public IndexCreation createIndex(IndexSpec spec) {
            delegate().dropIndex(spec.name());
            return delegate().createIndex(spec);
        }
    }

    private static final class ColumnBeforeTable extends ForwardingIndexBackend {
        ColumnBeforeTable(IndexBackend real) {
            super(real);
        }

        @Override
        public IndexCreation createIndex(IndexSpec spec) {
            for (String column : spec.columns()) {
                if (delegate().tables().stream()
                        .noneMatch(table -> table.columns().contains(column))) {
                    throw Refusals.indexColumnUnknown(spec.table(), column);
                }
            }
            return delegate().createIndex(spec);
        }
    }

    private static final class LeavesColumnsOut extends ForwardingIndexBackend {
        LeavesColumnsOut(IndexBackend real) {
            super(real);
        }

        @Override
        public IndexCreation createIndex(IndexSpec spec) {
            List<String> known = delegate().tables().stream()
                    .filter(table -> table.name().equals(spec.table()))
                    .flatMap(table -> spec.columns().stream().filter(table.columns()::contains))
                    .toList();
            return delegate()
                    .createIndex(
                            known.isEmpty()
                                    ? spec
                                    : IndexSpec.builder(spec.name())
                                            .table(spec.table())
                                            .columns(known.toArray(String[]::new))
                                            .build());
        }
    }

    private static final class ForgetsUnique extends ForwardingIndexBackend {
        ForgetsUnique(IndexBackend real) {
            super(real);
        }

        @Override
        public Optional<IndexStats> describeIndex(String name) {
            return delegate()
                    .describeIndex(name)
                    .map(stats -> new IndexStats(
                            copy(
                                    stats.info(),
                                    stats.info().columns(),
                                    false,
                                    stats.info().state()),
                            stats.scans(),
                            stats.tuplesRead(),
                            stats.tuplesFetched(),
                            stats.lastUsedAt()));
        }
    }

    private static final class PretendsUnique extends ForwardingIndexBackend {
        PretendsUnique(IndexBackend real) {
            super(real);
        }

        @Override
        public IndexCreation createIndex(IndexSpec spec) {
            try {
                return delegate().createIndex(spec);
            } catch (UnsupportedException e) {
                IndexCreation plain = delegate()
                        .createIndex(IndexSpec.builder(spec.name())
                                .table(spec.table())
                                .columns(spec.columns().toArray(String[]::new))
                                .build());
                return new IndexCreation(
                        true,
                        copy(plain.info(), spec.columns(), true, plain.info().state()),
                        List.of());
            }
        }
    }

    private static final class IgnoresSilently extends ForwardingIndexBackend {
        IgnoresSilently(IndexBackend real) {
            super(real);
        }

        @Override
        public IndexCreation createIndex(IndexSpec spec) {
            IndexCreation creation = delegate().createIndex(spec);
            return new IndexCreation(creation.created(), creation.info(), List.of());
        }
    }

    private static final class DoesNotDrop extends ForwardingIndexBackend {
        DoesNotDrop(IndexBackend real) {
            super(real);
        }

        @Override
        public boolean dropIndex(String name) {
            return delegate().describeIndex(name).isPresent();
        }
    }

    private static final class ListsAll extends ForwardingIndexBackend {
        ListsAll(IndexBackend real) {
            super(real);
        }

        @Override
        public List<IndexInfo> listIndexes(Optional<String> table) {
            return delegate().listIndexes(Optional.empty());
        }
    }

    private static final class NeverValid extends ForwardingIndexBackend {
        NeverValid(IndexBackend real) {
            super(real);
        }

        @Override
        public Optional<IndexStats> describeIndex(String name) {
            return delegate()
                    .describeIndex(name)
                    .map(stats -> new IndexStats(
                            copy(
                                    stats.info(),
                                    stats.info().columns(),
                                    stats.info().unique(),
                                    IndexState.BUILDING),
                            stats.scans(),
                            stats.tuplesRead(),
                            stats.tuplesFetched(),
                            stats.lastUsedAt()));
        }
    }

    private static final class NoCounters extends ForwardingIndexBackend {
        NoCounters(IndexBackend real) {
            super(real);
        }

        @Override
        public Optional<IndexStats> describeIndex(String name) {
            return delegate()
                    .describeIndex(name)
                    .map(stats -> new IndexStats(
                            stats.info(),
                            OptionalLong.empty(),
                            OptionalLong.empty(),
                            OptionalLong.empty(),
                            Optional.empty()));
        }
    }

    private static final class WaitsInVain extends ForwardingIndexBackend {
        WaitsInVain(IndexBackend real) {
            super(real);
        }

        @Override
        public boolean awaitIndexes(Duration timeout) {
            return false;
        }
    }

    private static final class NoDefaults extends ForwardingIndexBackend {
        NoDefaults(IndexBackend real) {
            super(real);
        }

        @Override
        public List<IndexSpec> defaultIndexes() {
            return List.of();
        }
    }

    private static final class HidesDefaults extends ForwardingIndexBackend {
        HidesDefaults(IndexBackend real) {
            super(real);
            real.defaultIndexes().forEach(index -> real.dropIndex(index.name()));
        }
    }
}
