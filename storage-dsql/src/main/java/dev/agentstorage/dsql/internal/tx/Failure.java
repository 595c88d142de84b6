package dev.agentstorage.dsql.internal.tx;

import dev.agentstorage.dsql.internal.tx.SqlStates.Kind;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.spi.support.Refusals;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** The failure of an attempt to execute a transaction, and whether its outcome is known. */
final class Failure extends Exception {
    private static final LimitFailures.Attempt NOTHING = new LimitFailures.Attempt(true, 0, Duration.ZERO);

    private final transient SQLException sqlException;
    private final Kind kind;
    private final boolean connecting;
    private final boolean maybeApplied;
    private final transient LimitFailures.Attempt attempt;

    private Failure(
            SQLException e, Kind kind, boolean connecting, boolean maybeApplied, LimitFailures.Attempt attempt) {
        super(null, e, false, false);
        this.sqlException = e;
        this.kind = kind;
        this.connecting = connecting;
        this.maybeApplied = maybeApplied;
        this.attempt = attempt;
    }

    /**
     * Creates the failure of a statement or a commit.
     *
     * @param committing whether the server may have committed before the connection was lost
     * @param attempt the statements of the attempt until then
     */
    static Failure of(SQLException e, boolean committing, LimitFailures.Attempt attempt) {
        Kind kind = SqlStates.kind(e);
        return new Failure(e, kind, false, committing && !SqlStates.isCertain(e), attempt);
    }

    /** Creates the failure to get a connection: nothing was sent to the server. */
    static Failure ofConnecting(SQLException e) {
        return new Failure(e, SqlStates.kind(e), true, false, NOTHING);
    }

    boolean connecting() {
        return connecting;
    }

    Kind kind() {
        return kind;
    }

    SQLException sqlException() {
        return sqlException;
    }

    /** Returns whether this attempt may have been committed despite the failure. */
    boolean maybeApplied() {
        return maybeApplied;
    }

    /** Returns whether the database is starting and accepts no connections yet. */
    boolean starting() {
        return connecting && ConnectFailures.starting(sqlException).isPresent();
    }

    /** Returns whether a retry may succeed. */
    boolean transientKind() {
        if (starting()) {
            return true;
        }
        if (sqlException instanceof SQLNonTransientConnectionException) {
            return !connecting;
        }
        if (connecting
                && (SqlStates.is(sqlException, ConnectFailures.NO_PASSWORD) || PoolerFailures.isOne(sqlException))) {
            return false;
        }
        return switch (kind) {
            case CONFLICT, CONNECTION, SERVER -> true;
            case OVERLOAD -> connecting;
            case TOO_LARGE, OTHER -> false;
        };
    }

    /** Returns the error for the caller if a statement failed and nothing was changed. */
    StorageException toError(boolean changing, int attempts) {
        Map<String, Object> details = details(attempts);
        return switch (kind) {
            case CONFLICT ->
                changing
                        ? Refusals.retriesExhausted(details, sqlException)
                        : new UnavailableException(
                                "retries-exhausted", "reads failed on every attempt", details, sqlException);
            case CONNECTION ->
                new UnavailableException(
                        "connection-lost",
                        "the connection to the database failed on every attempt",
                        details,
                        sqlException);
            case SERVER ->
                new UnavailableException(
                        "server-unavailable",
                        "the database returned an internal error on every attempt; nothing was changed",
                        details,
                        sqlException);
            case OVERLOAD ->
                new UnavailableException(
                        "database-overloaded", "the database has no resources for this now", details, sqlException);
            case TOO_LARGE -> LimitFailures.error(sqlException, attempt, details);
            case OTHER -> refused(details);
        };
    }

    /** Returns the details that are common to all errors. */
    Map<String, Object> details(int attempts) {
        return Details.of("sqlState", SqlStates.of(sqlException), "attempts", attempts);
    }

    /** Returns the error for a statement that the server refused and would refuse again. */
    private StorageException refused(Map<String, Object> details) {
        String state = SqlStates.of(sqlException);
        if (state.equals("42501")) {
            return new InvalidRequestException(
                    "rights-missing",
                    "the role lacks a right on a table of the storage: it needs SELECT, INSERT, UPDATE and DELETE",
                    with(details, Map.of("reason", sqlException.getMessage())),
                    sqlException);
        }
        if (state.startsWith("23")) {
            return new InvalidRequestException(
                    "constraint-violated",
                    "a constraint or unique index of another program rejected the row",
                    with(details, broken()),
                    sqlException);
        }
        return PoolerFailures.error(sqlException, details)
                .orElseGet(() -> new UnavailableException(
                        "database-error", "the database rejected a statement", details, sqlException));
    }

    /** Returns the names of the violated constraint and its table and column, but never a value. */
    private Map<String, String> broken() {
        Map<String, String> names = new LinkedHashMap<>();
        if (sqlException instanceof PSQLException answer && answer.getServerErrorMessage() != null) {
            ServerErrorMessage message = answer.getServerErrorMessage();
            put(names, "table", message.getTable());
            put(names, "column", message.getColumn());
            put(names, "constraint", message.getConstraint());
        }
        return names;
    }

    private static void put(Map<String, String> names, String key, @Nullable String name) {
        if (name != null) {
            names.put(key, name);
        }
    }

    private static Map<String, Object> with(Map<String, Object> details, Map<String, ?> more) {
        Map<String, Object> all = new LinkedHashMap<>(details);
        all.putAll(more);
        return all;
    }
}
