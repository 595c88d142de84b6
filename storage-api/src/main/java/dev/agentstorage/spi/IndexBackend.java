package dev.agentstorage.spi;

import dev.agentstorage.index.IndexCreation;
import dev.agentstorage.index.IndexInfo;
import dev.agentstorage.index.IndexSpec;
import dev.agentstorage.index.IndexStats;
import dev.agentstorage.index.IndexTable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The indexes of a backend's tables. Thread-safe. The names that it receives follow the rule for identifiers. */
public interface IndexBackend {
    /** {@return the tables that can have indexes, by name} */
    List<IndexTable> tables();

    /** {@return the indexes that {@code init()} creates unless it is configured not to, under the names that they get} */
    List<IndexSpec> defaultIndexes();

    /**
     * Creates an index, or begins to build it; does nothing when there is one of that name (rule {@code IDX-01}). A column that the table
     * does not have, and a table that does not exist, are refused before anything is changed.
     *
     * @param spec the specification of the index
     * @return whether it was created, and whether it is being built
     * @throws dev.agentstorage.error.NotFoundException {@code table-not-found}
     * @throws dev.agentstorage.error.InvalidRequestException {@code index-column-unknown}; {@code index-duplicates} when it is known immediately that rows are not
     *     unique
     * @throws dev.agentstorage.error.UnsupportedException when the index is unique and would not be enforced exactly as specified
     */
    IndexCreation createIndex(IndexSpec spec);

    /**
     * Drops an index.
     *
     * @param name the name of the index
     * @return whether it existed
     * @throws dev.agentstorage.error.InvalidRequestException {@code index-required} when the backend itself cannot work without it
     */
    boolean dropIndex(String name);

    /**
     * {@return the indexes of all tables, or of one, by name; none for a table that does not exist}
     *
     * @param table the name of the table; empty for all tables
     */
    List<IndexInfo> listIndexes(Optional<String> table);

    /**
     * {@return an index with its counters}
     *
     * @param name the name of the index
     */
    Optional<IndexStats> describeIndex(String name);

    /**
     * Waits until no index is being built.
     *
     * @param timeout the maximum time to wait
     * @return whether all indexes are built
     */
    boolean awaitIndexes(Duration timeout);
}
