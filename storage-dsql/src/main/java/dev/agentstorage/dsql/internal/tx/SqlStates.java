package dev.agentstorage.dsql.internal.tx;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Classifies failures by SQLSTATE. Messages are not used, because they change between releases of the server. Stateless and
 * thread-safe.
 */
public final class SqlStates {
    /** The kinds of failure. */
    public enum Kind {
        /** A conflict with another transaction or a schema change: the whole transaction can be retried. */
        CONFLICT,
        /** The connection was lost: an open transaction is rolled back; the outcome of a commit in progress is unknown. */
        CONNECTION,
        /** An internal error of the server: the transaction is rolled back, but the connection is usable. */
        SERVER,
        /** The server is out of resources at the moment. */
        OVERLOAD,
        /** The change exceeds a limit of the server. */
        TOO_LARGE,
        /** Anything else: a retry would fail again. */
        OTHER
    }

    private static final Set<String> CONFLICT = Set.of("40001", "40P01");
    private static final Set<String> CONNECTION = Set.of("57P01", "57P02", "57P03", "40003");

    /** Classes of connection failures and internal errors, as opposed to rejected statements. */
    private static final Set<String> BROKEN = Set.of("08", "58", "60", "99", "XX");

    private SqlStates() {}

    /** Classifies a failure. */
    public static Kind kind(SQLException e) {
        String state = e.getSQLState();
        if (state == null) {
            return e.getCause() instanceof IOException ? Kind.CONNECTION : Kind.OTHER;
        }
        if (CONFLICT.contains(state)) {
            return Kind.CONFLICT;
        }
        if (state.startsWith("08") || CONNECTION.contains(state)) {
            return Kind.CONNECTION;
        }
        if (state.equals("XX000")) {
            return Kind.SERVER;
        }
        if (state.startsWith("53") || state.equals("57014")) {
            return Kind.OVERLOAD;
        }
        return state.startsWith("54") ? Kind.TOO_LARGE : Kind.OTHER;
    }

    /** Returns whether the server has answered with an error, so that the transaction is certainly not committed. */
    static boolean isCertain(SQLException e) {
        String state = e.getSQLState();
        return state != null
                && state.length() == 5
                && !BROKEN.contains(state.substring(0, 2))
                && !CONNECTION.contains(state);
    }

    /** Returns whether the server has rejected the statement and would reject it again. */
    public static boolean isRefusal(SQLException e) {
        return isCertain(e) && (kind(e) == Kind.OTHER || kind(e) == Kind.TOO_LARGE);
    }

    /** Returns whether the failure is a unique violation. */
    public static boolean isUnique(SQLException e) {
        return is(e, "23505");
    }

    /** Returns whether the failure is a foreign key violation: the parent does not exist, or still has child rows. */
    public static boolean isForeignKey(SQLException e) {
        return is(e, "23503");
    }

    /**
     * Converts a foreign key violation to a conflict, so that the transaction is retried: a row was added to a parent that is being
     * deleted with all its rows. Returns any other failure unchanged.
     */
    public static SQLException raced(SQLException e) {
        return isForeignKey(e) ? new SQLException("a row was added to a parent that is being deleted", "40001", e) : e;
    }

    /** Returns whether the failure has this SQLSTATE. */
    public static boolean is(SQLException e, String state) {
        return state.equals(e.getSQLState());
    }

    /** Returns the SQLSTATE, for the details of an error. */
    static String of(@Nullable SQLException e) {
        String state = e == null ? null : e.getSQLState();
        return state == null ? "" : state;
    }
}
