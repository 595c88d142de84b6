package dev.agentstorage.dsql.internal.schema;

import dev.agentstorage.dsql.internal.settings.Dialect;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.tx.SqlStates;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.error.Unavailable;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Brings a database up to its tables. Harmless when it is current: two catalog queries and no DDL. Several processes may do it at once:
 * each looks again after a step that another one was faster with. Thread-safe.
 */
public final class SchemaInstaller {
    /** Duplicates of a schema, table, column, constraint, index or catalog row: another process was faster. */
    private static final Set<String> DONE_BY_ANOTHER = Set.of("23505", "42P06", "42P07", "42701", "42710");

    private static final int ROUNDS = 5;

    private final Transactions transactions;
    private final DsqlSettings settings;
    private final List<Table> tables;

    /** Creates it for some tables. */
    public SchemaInstaller(Transactions transactions, DsqlSettings settings, List<Table> tables) {
        this.transactions = transactions;
        this.settings = settings;
        this.tables = List.copyOf(tables);
    }

    /**
     * Creates what is missing, and looks whether it is there.
     *
     * @throws dev.agentstorage.error.InvalidRequest when what is there can not be used
     * @throws Unavailable {@code schema-incomplete} when what was created keeps being missing
     */
    public void install(Dialect dialect) {
        SchemaPlan plan = new SchemaPlan(dialect, settings.schema(), tables);
        List<String> steps = plan.steps(read(dialect));
        for (int round = 1; !steps.isEmpty(); round++) {
            if (round > ROUNDS) {
                throw new Unavailable(
                        "schema-incomplete",
                        "what was created is not in the catalog",
                        Map.of("schema", settings.schema(), "missing", steps.size()));
            }
            steps.forEach(this::run);
            steps = plan.steps(read(dialect));
        }
    }

    /** Returns the names of the indexes that are still being built. */
    public List<String> building(Dialect dialect) {
        return read(dialect).building();
    }

    private Catalog read(Dialect dialect) {
        return transactions.read(session -> Catalog.read(session, dialect, settings.schema(), tables));
    }

    private void run(String ddl) {
        transactions.statement(session -> {
            try {
                session.execute(ddl);
                return true;
            } catch (SQLException e) {
                if (DONE_BY_ANOTHER.stream().anyMatch(state -> SqlStates.is(e, state))) {
                    return false;
                }
                throw e;
            }
        });
    }
}
