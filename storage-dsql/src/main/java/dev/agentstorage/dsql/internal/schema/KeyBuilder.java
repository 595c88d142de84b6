package dev.agentstorage.dsql.internal.schema;

import dev.agentstorage.dsql.internal.schema.Catalog.FoundIndex;
import dev.agentstorage.dsql.internal.tx.Polling;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.InvalidRequestException.Problem;
import dev.agentstorage.error.UnavailableException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds a unique index in place of a missing primary key to a table that another program created: merges duplicates, starts the index build,
 * waits until the index is valid, and starts over if duplicates were added meanwhile. Thread-safe.
 */
@Singleton
public final class KeyBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(KeyBuilder.class);
    private static final int ROUNDS = 10;
    private static final Duration REPORT = Duration.ofSeconds(10);

    private final Transactions transactions;
    private final Catalogs catalogs;
    private final Duplicates duplicates;
    private final Polling polling;

    /** Creates it. */
    @Inject
    public KeyBuilder(Transactions transactions, Catalogs catalogs, Polling polling) {
        this.transactions = transactions;
        this.catalogs = catalogs;
        this.duplicates = new Duplicates(transactions, catalogs.schema());
        this.polling = polling;
    }

    /**
     * Builds the key of a table and waits until it is valid.
     *
     * @throws UnavailableException {@code schema-key-unbuildable} if duplicates are still being added; {@code interrupted}
     */
    void build(SchemaPlan plan, Table table) {
        for (int round = 1; round <= ROUNDS; round++) {
            Catalog found = catalogs.read();
            if (found.hasKey(table)) {
                return;
            }
            if (building(found, table).isEmpty()) {
                plan.dropFailedKey(table, found).ifPresent(step -> SchemaInstaller.run(transactions, step));
                duplicates.merge(table, found.tables().getOrDefault(table.name(), Map.of()));
                SchemaInstaller.run(transactions, plan.createKey(table));
            }
            await(table);
        }
        Catalog found = catalogs.read();
        if (!found.hasKey(table)) {
            requireName(found, table);
            throw new UnavailableException(
                    "schema-key-unbuildable",
                    "duplicate rows keep appearing in a table without a primary key: stop its other writers and initialise again",
                    Details.of("table", table.name(), "key", table.key()));
        }
    }

    /** @throws InvalidRequestException {@code schema-incompatible} if a different index has this name */
    private void requireName(Catalog found, Table table) {
        String name = table.adoption().orElseThrow().index().nameIn(catalogs.schema());
        FoundIndex index = found.indexes().get(name);
        if (index != null && !index.keepsUnique(table.name(), table.key())) {
            throw new InvalidRequestException(
                    "schema-incompatible",
                    "existing tables are incompatible",
                    List.of(new Problem(name, "is an index that does not enforce " + table.key() + " unique", null)));
        }
    }

    private void await(Table table) {
        boolean reported = false;
        while (!polling.until(() -> building(catalogs.read(), table).isEmpty(), reported ? REPORT : Duration.ZERO)) {
            LOG.info(
                    "waiting for the index over {} of {}, without which rows are not unique",
                    table.key(),
                    table.name());
            reported = true;
        }
        if (reported) {
            LOG.info("the index over {} of {} has been built or has failed", table.key(), table.name());
        }
    }

    private static Optional<FoundIndex> building(Catalog found, Table table) {
        return found.indexes().values().stream()
                .filter(index -> index.keepsUnique(table.name(), table.key()))
                .filter(index -> !index.valid() && !index.failed())
                .findFirst();
    }
}
