package dev.agentstorage.dsql.internal.tx;

import java.sql.SQLException;

/** The work of an attempt. It may run several times, so it must not keep state from a failed attempt. */
@FunctionalInterface
public interface Work<T> {
    /** Runs the statements of an attempt; any exception rolls them back. */
    T run(Session session) throws SQLException;
}
