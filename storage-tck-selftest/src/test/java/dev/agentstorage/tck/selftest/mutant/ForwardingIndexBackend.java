package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.index.IndexCreation;
import dev.agentstorage.index.IndexInfo;
import dev.agentstorage.index.IndexSpec;
import dev.agentstorage.index.IndexStats;
import dev.agentstorage.index.IndexTable;
import dev.agentstorage.spi.IndexBackend;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Does what the backend behind it does; a mutant overrides what it gets wrong. */
abstract class ForwardingIndexBackend implements IndexBackend {
    final IndexBackend real;

    ForwardingIndexBackend(IndexBackend real) {
        this.real = real;
    }

    @Override
    public List<IndexTable> tables() {
        return real.tables();
    }

    @Override
    public List<IndexSpec> defaultIndexes() {
        return real.defaultIndexes();
    }

    @Override
    public IndexCreation createIndex(IndexSpec spec) {
        return real.createIndex(spec);
    }

    @Override
    public boolean dropIndex(String name) {
        return real.dropIndex(name);
    }

    @Override
    public List<IndexInfo> listIndexes(Optional<String> table) {
        return real.listIndexes(table);
    }

    @Override
    public Optional<IndexStats> describeIndex(String name) {
        return real.describeIndex(name);
    }

    @Override
    public boolean awaitIndexes(Duration timeout) {
        return real.awaitIndexes(timeout);
    }
}
