package dev.agentstorage.dsql.internal.schema;

import dev.agentstorage.dsql.internal.settings.Dialect;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.tx.Lifetime;
import dev.agentstorage.dsql.internal.tx.Polling;
import dev.agentstorage.dsql.internal.tx.Session;
import dev.agentstorage.dsql.internal.tx.SqlStates;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.InvalidRequestException.Problem;
import dev.agentstorage.error.UnavailableException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates and upgrades the schema of a database. Harmless when it is current: two catalog queries and no DDL. Several processes may do it concurrently:
 * each looks again after a step that another one was faster with. A process may end after any step: the next one continues from the existing
 * schema. Thread-safe.
 */
@Singleton
public final class SchemaInstaller {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaInstaller.class);

    /** Duplicates of a schema, table, column, constraint, index or catalog row: another process was faster. */
    private static final Set<String> DONE_BY_ANOTHER = Set.of("23505", "42P06", "42P07", "42701", "42710");

    private static final int ROUNDS = 5;

    private final Transactions transactions;
    private final Catalogs catalogs;
    private final KeyBuilder keys;
    private final boolean skipDefaultIndexes;
    private volatile List<String> refused = List.of();

    /** Creates it. */
    @Inject
    public SchemaInstaller(Transactions transactions, Catalogs catalogs, KeyBuilder keys, DsqlSettings settings) {
        this.transactions = transactions;
        this.catalogs = catalogs;
        this.keys = keys;
        this.skipDefaultIndexes = settings.indexes().skipDefaults();
    }

    /** Creates it for some tables of a server whose dialect is configured. */
    public SchemaInstaller(Transactions transactions, DsqlSettings settings, List<Table> tables) {
        this(
                transactions,
                new Catalogs(transactions, settings, tables),
                new Polling(new Lifetime(settings.storage())),
                settings);
    }

    private SchemaInstaller(Transactions transactions, Catalogs catalogs, Polling polling, DsqlSettings settings) {
        this(transactions, catalogs, new KeyBuilder(transactions, catalogs, polling), settings);
    }

    /**
     * Creates what is missing, looks whether it is there, and waits for what nothing works without.
     *
     * @return the catalog afterwards
     * @throws dev.agentstorage.error.InvalidRequestException when the existing tables cannot be used, or the role may not create what is missing
     * @throws UnavailableException {@code schema-incomplete} when what was created keeps being missing
     */
    public Catalog install(Dialect dialect) {
        SchemaPlan plan = new SchemaPlan(dialect, catalogs.schema(), catalogs.tables(), skipDefaultIndexes);
        Catalog found = catalogs.read();
        List<Step> before = List.of();
        Map<String, String> failed = new LinkedHashMap<>();
        int futile = 0;
        while (true) {
            List<Step> steps = plan.steps(found).stream()
                    .filter(step -> !failed.containsKey(step.object()))
                    .toList();
            List<Table> keyless = plan.keyless(found);
            if (steps.isEmpty() && keyless.isEmpty()) {
                refused = failed.entrySet().stream()
                        .map(index -> index.getKey() + " (" + index.getValue() + ")")
                        .toList();
                return found;
            }
            futile = steps.equals(before) ? futile + 1 : 0;
            if (futile >= ROUNDS) {
                refuseTakenNames(steps);
                steps.forEach(step -> failed.put(step.object(), "name-taken"));
                continue;
            }
            // what only makes reading faster must not take the place of what is needed
            if (run(steps.stream().filter(step -> !step.optional()).toList())) {
                keyless.forEach(table -> keys.build(plan, table));
                steps.stream().filter(Step::optional).forEach(step -> tryTo(step, failed));
            }
            before = steps;
            found = catalogs.read();
        }
    }

    /** Returns the indexes that the server did not take, each with the reason; reading is slower without them. */
    public List<String> refused() {
        return refused;
    }

    /**
     * What is created repeatedly and never is there: its name belongs to something else.
     *
     * @throws InvalidRequestException {@code schema-incompatible} with the tables whose names are taken
     * @throws UnavailableException {@code schema-incomplete} when anything else is missing that is needed
     */
    private void refuseTakenNames(List<Step> steps) {
        List<Problem> taken = steps.stream()
                .filter(step -> step.kind() == Step.Kind.CREATE_TABLE)
                .map(step -> new Problem(step.object(), "is not a table", null))
                .toList();
        if (!taken.isEmpty()) {
            throw new InvalidRequestException("schema-incompatible", "existing tables are incompatible", taken);
        }
        List<String> missing = steps.stream()
                .filter(step -> !step.optional())
                .map(Step::object)
                .toList();
        if (!missing.isEmpty()) {
            throw new UnavailableException(
                    "schema-incomplete",
                    "the created object is not in the catalog",
                    Details.of("schema", catalogs.schema(), "missing", missing));
        }
    }

    /** Notes an index that the server does not take. */
    private void tryTo(Step step, Map<String, String> failed) {
        transactions.statement(session -> run(session, step)).refusal().ifPresent(reason -> {
            LOG.warn("the index {} was not created, reading is slower without it: {}", step.object(), reason);
            failed.put(step.object(), reason);
        });
    }

    /** Returns whether all steps were done here; not when another process was faster, which may have done the next ones too. */
    private boolean run(List<Step> steps) {
        for (Step step : steps) {
            if (!run(transactions, step)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether the step was done, and not by another process before. */
    static boolean run(Transactions transactions, Step step) {
        return transactions.statement(session -> run(session, step)).here();
    }

    /**
     * What became of a step.
     *
     * @param here whether it was done, and not by another process before
     * @param refusal why the server does not do it, for a step that is optional
     */
    private record Result(boolean here, Optional<String> refusal) {}

    private static Result run(Session session, Step step) throws SQLException {
        LOG.debug("{} {}", step.kind(), step.object());
        session.expectLongAnswers();
        try {
            session.execute(step.sql());
            return new Result(true, Optional.empty());
        } catch (SQLException e) {
            step.requireRight(e);
            if (DONE_BY_ANOTHER.stream().anyMatch(state -> SqlStates.is(e, state))) {
                return new Result(false, Optional.empty());
            }
            if (step.optional() && SqlStates.isRefusal(e)) {
                return new Result(false, Optional.of("SQLSTATE " + e.getSQLState()));
            }
            throw e;
        }
    }
}
