package dev.agentstorage.dsql.internal.tx;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an SQLSTATE means for the caller of the statement. Texts play no part: they change between releases of the server. Stateless and
 * thread-safe.
 */
public final class SqlStates {
    /** The kinds of failure. */
    public enum Kind {
        /** Another transaction won, or the server's catalog moved on: the whole transaction may be run again. */
        CONFLICT,
        /** The connection broke: what was not committed is lost; what was being committed is unknown. */
        CONNECTION,
        /** The server failed inside: its transaction is lost, its connection is not. */
        SERVER,
        /** The server has no room or no time for this now. */
        OVERLOAD,
        /** The change is over a limit of the server. */
        TOO_LARGE,
        /** Anything else: running it again would fail again. */
        OTHER
    }

    private static final Set<String> CONFLICT = Set.of("40001", "40P01");
    private static final Set<String> CONNECTION = Set.of("57P01", "57P02", "57P03", "40003");

    /** Classes in which something broke, on the way or in the server, rather than a statement was refused. */
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

    /** Returns whether the server has answered, so that what was to be committed certainly is not. */
    static boolean isCertain(SQLException e) {
        String state = e.getSQLState();
        return state != null
                && state.length() == 5
                && !BROKEN.contains(state.substring(0, 2))
                && !CONNECTION.contains(state);
    }

    /** Returns whether the server has refused what it was asked for, and would do so again. */
    public static boolean isRefusal(SQLException e) {
        return isCertain(e) && (kind(e) == Kind.OTHER || kind(e) == Kind.TOO_LARGE);
    }

    /** Returns whether a row has the key of one that is stored already. */
    public static boolean isUnique(SQLException e) {
        return is(e, "23505");
    }

    /** Returns whether a row names a parent that does not exist, or a parent still has rows. */
    public static boolean isForeignKey(SQLException e) {
        return is(e, "23503");
    }

    /**
     * Returns a failure of a foreign key as a conflict, so that the transaction is run again: a row was added to a parent that is being
     * deleted with all its rows. Any other failure is returned unchanged.
     */
    public static SQLException raced(SQLException e) {
        return isForeignKey(e) ? new SQLException("a row was added to a parent that is being deleted", "40001", e) : e;
    }

    /** Returns whether the failure has this SQLSTATE. */
    public static boolean is(SQLException e, String state) {
        return state.equals(e.getSQLState());
    }

    /** Returns the SQLSTATE, for details of an error. */
    static String of(@Nullable SQLException e) {
        String state = e == null ? null : e.getSQLState();
        return state == null ? "" : state;
    }
}
