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
 * Creates and upgrades the schema of a database. If the schema is current, takes two catalog queries and runs no DDL. Several processes may run it
 * concurrently: each reads the catalog again after a step that another process has done first. A process may crash after any step: the next run
 * continues from the existing schema. Thread-safe.
 */
@Singleton
public final class SchemaInstaller {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaInstaller.class);

    /** SQLSTATEs of a duplicate schema, table, column, constraint, index or catalog row: another process was faster. */
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

    /** Creates it for the given tables, on a server whose dialect is configured. */
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
     * Creates everything that is missing, checks the result, and waits for required indexes.
     *
     * @return the catalog afterwards
     * @throws dev.agentstorage.error.InvalidRequestException if existing tables cannot be used, or the role lacks a privilege to create something
     * @throws UnavailableException {@code schema-incomplete} if something is still missing although it was created
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
            // required steps first, because optional indexes must not use up limits that required ones need
            if (run(steps.stream().filter(step -> !step.optional()).toList())) {
                keyless.forEach(table -> keys.build(plan, table));
                steps.stream().filter(Step::optional).forEach(step -> tryTo(step, failed));
            }
            before = steps;
            found = catalogs.read();
        }
    }

    /** Returns the optional indexes that the server rejected, each with the reason; reads are slower without them. */
    public List<String> refused() {
        return refused;
    }

    /**
     * Reports objects that are still missing after they were created, because another object has the same name.
     *
     * @throws InvalidRequestException {@code schema-incompatible} with the tables whose names are taken
     * @throws UnavailableException {@code schema-incomplete} if any other required object is missing
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

    /** Runs an optional step, and records the reason if the server rejects it. */
    private void tryTo(Step step, Map<String, String> failed) {
        transactions.statement(session -> run(session, step)).refusal().ifPresent(reason -> {
            LOG.warn("the index {} was not created, reading is slower without it: {}", step.object(), reason);
            failed.put(step.object(), reason);
        });
    }

    /** Runs steps. Returns false, and stops, if another process has done a step first, because it may also have done the following ones. */
    private boolean run(List<Step> steps) {
        for (Step step : steps) {
            if (!run(transactions, step)) {
                return false;
            }
        }
        return true;
    }

    /** Runs a step. Returns false if another process has done it first. */
    static boolean run(Transactions transactions, Step step) {
        return transactions.statement(session -> run(session, step)).here();
    }

    /**
     * The result of a step.
     *
     * @param here whether the step was done, and not by another process first
     * @param refusal why the server rejected the step, if it is optional
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
