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
 * Manages the indexes of a storage's tables. An index changes the speed of queries, never their results.
 *
 * <p>Thread-safe; calls block. In addition to the documented exceptions, every method throws {@code NotInitializedException},
 * {@code UnavailableException} and, for writes, {@code OutcomeUnknownException}; also {@code InvalidRequestException} ({@code null-argument},
 * {@code identifier-invalid}) for an invalid name (rule {@code IDX-02}).
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

    /** {@return the indexes that the storage creates by default (rule {@code IDX-20})} */
    public List<IndexSpec> defaults() {
        Call<IndexBackend> call = access.call();
        return List.copyOf(call.backend().defaultIndexes());
    }

    /**
     * Creates an index or starts to build it, unless an index with this name exists (rules {@code IDX-01}, {@code IDX-04}).
     *
     * @param spec the specification of the index
     * @return the index, and the options that the backend ignored
     * @throws NotFoundException {@code table-not-found}
     * @throws InvalidRequestException {@code index-column-unknown}; {@code index-duplicates} when a unique index is rejected immediately
     *     because of equal rows; a backend that builds in the background may detect them later, and the index becomes {@code INVALID}
     * @throws dev.agentstorage.error.UnsupportedException when the index is unique and the backend cannot enforce it exactly as specified
     */
    public IndexCreation ensure(IndexSpec spec) {
        Call<IndexBackend> call = access.call();
        Checks.notNull("spec", spec);
        return call.backend().createIndex(spec);
    }

    /**
     * Removes an index (rule {@code IDX-10}); does nothing when it is missing.
     *
     * @param name the name of the index
     * @return whether it existed
     * @throws InvalidRequestException {@code index-required} when the storage needs the index itself
     */
    public boolean delete(String name) {
        Call<IndexBackend> call = access.call();
        Identifiers.check("name", name);
        return call.backend().dropIndex(name);
    }

    /** {@return the indexes of all tables, sorted by name} */
    public List<IndexInfo> list() {
        Call<IndexBackend> call = access.call();
        return List.copyOf(call.backend().listIndexes(Optional.empty()));
    }

    /**
     * {@return the indexes of one table, sorted by name; empty when the table is missing}
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
     * Waits until no index is being built (rule {@code IDX-14}).
     *
     * @param timeout the maximum time to wait; 0 checks once without waiting
     * @return {@code true} when no index is being built; some may have become {@code INVALID}. {@code false} after the timeout
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
