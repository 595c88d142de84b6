package dev.agentstorage.store;

import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.index.Identifiers;
import dev.agentstorage.index.IndexCreation;
import dev.agentstorage.index.IndexInfo;
import dev.agentstorage.index.IndexSpec;
import dev.agentstorage.index.IndexStats;
import dev.agentstorage.index.IndexTable;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.spi.IndexBackend;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The indexes of a storage's tables. An index changes how fast a storage answers, never what.
 *
 * <p>Thread-safe; every call blocks until it is done. Besides the exceptions named, every method throws {@code NotInitializedException},
 * {@code UnavailableException}, and when it writes {@code OutcomeUnknownException}; and {@code InvalidRequestException} ({@code null-argument},
 * {@code identifier-invalid}) for a name against the rule (rule {@code IDX-02}).
 */
public final class IndexManager {
    private final StoreAccess<IndexBackend> access;

    IndexManager(StoreAccess<IndexBackend> access) {
        this.access = access;
    }

    /** {@return the tables that can have indexes, with their columns, by name (rule {@code IDX-03})} */
    public List<IndexTable> tables() {
        Call<IndexBackend> call = access.call();
        return List.copyOf(call.backend().tables());
    }

    /** {@return the indexes that the storage creates for itself unless it is configured not to (rule {@code IDX-20})} */
    public List<IndexSpec> defaults() {
        Call<IndexBackend> call = access.call();
        return List.copyOf(call.backend().defaultIndexes());
    }

    /**
     * Creates an index, or begins to build it, unless there is one of that name (rules {@code IDX-01}, {@code IDX-04}).
     *
     * @param spec the specification of the index
     * @return the index, and which options were ignored
     * @throws NotFoundException {@code table-not-found}
     * @throws InvalidRequestException {@code index-column-unknown}; {@code index-duplicates} when a unique index is refused immediately because of rows
     *     that are equal; a backend that builds in the background may find that out later, and the index becomes {@code INVALID}
     * @throws dev.agentstorage.error.UnsupportedException when the index is unique and the backend would not enforce it exactly as
     *     specified
     */
    public IndexCreation ensure(IndexSpec spec) {
        Call<IndexBackend> call = access.call();
        Checks.notNull("spec", spec);
        return call.backend().createIndex(spec);
    }

    /**
     * Removes an index (rule {@code IDX-10}); nothing happens when it is missing.
     *
     * @param name the name of the index
     * @return whether it existed
     * @throws InvalidRequestException {@code index-required} when the storage itself cannot work without it
     */
    public boolean delete(String name) {
        Call<IndexBackend> call = access.call();
        Identifiers.check("name", name);
        return call.backend().dropIndex(name);
    }

    /** {@return the indexes of all tables, by name} */
    public List<IndexInfo> list() {
        Call<IndexBackend> call = access.call();
        return List.copyOf(call.backend().listIndexes(Optional.empty()));
    }

    /**
     * {@return the indexes of one table, by name; none for a table that is missing}
     *
     * @param table the name of the table
     */
    public List<IndexInfo> list(String table) {
        Call<IndexBackend> call = access.call();
        Identifiers.check("table", table);
        return List.copyOf(call.backend().listIndexes(Optional.of(table)));
    }

    /**
     * {@return an index with its counters; empty when it is missing (rule {@code IDX-12})}
     *
     * @param name the name of the index
     */
    public Optional<IndexStats> get(String name) {
        Call<IndexBackend> call = access.call();
        Identifiers.check("name", name);
        return call.backend().describeIndex(name);
    }

    /**
     * Waits until no index is being built any more (rule {@code IDX-14}).
     *
     * @param timeout how long to wait at most; 0 only looks
     * @return whether it became true in time; an index may have become {@code INVALID} by then
     * @throws InvalidRequestException {@code duration-negative}
     */
    public boolean awaitIndexes(Duration timeout) {
        Call<IndexBackend> call = access.call();
        if (Checks.notNull("timeout", timeout).isNegative()) {
            throw new InvalidRequestException(
                    "duration-negative", "a duration must be >= 0", Details.of("field", "timeout", "value", timeout));
        }
        return call.backend().awaitIndexes(timeout);
    }
}
