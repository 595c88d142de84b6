package dev.agentstorage.spi;

import dev.agentstorage.index.IndexCreation;
import dev.agentstorage.index.IndexInfo;
import dev.agentstorage.index.IndexSpec;
import dev.agentstorage.index.IndexStats;
import dev.agentstorage.index.IndexTable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The indexes of a backend's tables. Thread-safe. The stores pass only valid identifiers as names. */
public interface IndexBackend {
    /** {@return the tables that can have indexes, sorted by name} */
    List<IndexTable> tables();

    /** {@return the indexes that {@code init()} creates by default, under their final names} */
    List<IndexSpec> defaultIndexes();

    /**
     * Creates an index or starts to build it; does nothing when an index with this name exists (rule {@code IDX-01}). An unknown column or
     * table is rejected before anything is changed.
     *
     * @param spec the specification of the index
     * @return whether it was created, and whether it is being built
     * @throws dev.agentstorage.error.NotFoundException {@code table-not-found}
     * @throws dev.agentstorage.error.InvalidRequestException {@code index-column-unknown}; {@code index-duplicates} when rows are known
     *     immediately not to be unique
     * @throws dev.agentstorage.error.UnsupportedException when the index is unique and cannot be enforced exactly as specified
     */
    IndexCreation createIndex(IndexSpec spec);

    /**
     * Drops an index.
     *
     * @param name the name of the index
     * @return whether it existed
     * @throws dev.agentstorage.error.InvalidRequestException {@code index-required} when the backend needs the index itself
     */
    boolean dropIndex(String name);

    /**
     * {@return the indexes of all tables, or of one, sorted by name; empty for an unknown table}
     *
     * @param table the name of the table; empty for all tables
     */
    List<IndexInfo> listIndexes(Optional<String> table);

    /**
     * {@return an index with its counters; empty when it is missing}
     *
     * @param name the name of the index
     */
    Optional<IndexStats> describeIndex(String name);

    /**
     * Waits until no index is being built.
     *
     * @param timeout the maximum time to wait
     * @return whether no index is being built any more
     */
    boolean awaitIndexes(Duration timeout);
}
