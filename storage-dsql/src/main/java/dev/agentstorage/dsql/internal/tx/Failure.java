package dev.agentstorage.dsql.internal.tx;

import dev.agentstorage.dsql.internal.tx.SqlStates.Kind;
import dev.agentstorage.error.Conflict;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.TooLarge;
import dev.agentstorage.error.Unavailable;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Map;

/** Why an attempt failed, and what that leaves uncertain. */
final class Failure extends Exception {
    private final transient SQLException sqlException;
    private final Kind kind;
    private final boolean connecting;
    private final boolean maybeApplied;

    private Failure(SQLException e, Kind kind, boolean connecting, boolean maybeApplied) {
        super(null, e, false, false);
        this.sqlException = e;
        this.kind = kind;
        this.connecting = connecting;
        this.maybeApplied = maybeApplied;
    }

    /**
     * A failure of a statement or a commit.
     *
     * @param committing whether the server may have committed before the connection broke
     */
    static Failure of(SQLException e, boolean committing) {
        Kind kind = SqlStates.kind(e);
        return new Failure(e, kind, false, committing && !SqlStates.isCertain(e));
    }

    /** A failure to get a connection: nothing was sent. */
    static Failure ofConnecting(SQLException e) {
        return new Failure(e, SqlStates.kind(e), true, false);
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

    /** Returns whether this attempt may have been committed all the same. */
    boolean maybeApplied() {
        return maybeApplied;
    }

    /** Returns whether another attempt may help. */
    boolean transientKind() {
        if (sqlException instanceof SQLNonTransientConnectionException) {
            return !connecting;
        }
        return kind == Kind.CONFLICT || kind == Kind.CONNECTION || (connecting && kind == Kind.OVERLOAD);
    }

    /** Returns the error for the caller when a statement failed and certainly nothing was changed. */
    StorageException toError(boolean changing, int attempts) {
        Map<String, Object> details = Map.of("sqlState", SqlStates.of(sqlException), "attempts", attempts);
        return switch (kind) {
            case CONFLICT ->
                changing
                        ? new Conflict(
                                "retries-exhausted", "concurrent changes kept winning", details, null, sqlException)
                        : new Unavailable(
                                "retries-exhausted", "the database kept refusing to read", details, sqlException);
            case CONNECTION ->
                new Unavailable(
                        "connection-lost", "the connection to the database kept breaking", details, sqlException);
            case OVERLOAD ->
                new Unavailable(
                        "database-overloaded", "the database has no room or time for this now", details, sqlException);
            case TOO_LARGE -> {
                TooLarge error = new TooLarge(
                        "change-too-large",
                        "the change is over a limit of the database",
                        "transaction",
                        -1,
                        -1,
                        "change fewer or smaller rows at once");
                error.addSuppressed(sqlException);
                yield error;
            }
            case OTHER -> new Unavailable("database-error", "the database refused a statement", details, sqlException);
        };
    }
}
