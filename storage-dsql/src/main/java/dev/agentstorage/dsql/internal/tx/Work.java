package dev.agentstorage.dsql.internal.tx;

import java.sql.SQLException;

/** The work of one attempt. It may run several times, so it keeps nothing from an attempt that failed. */
@FunctionalInterface
public interface Work<T> {
    /** Runs the statements of one attempt; an exception of either kind undoes them. */
    T run(Session session) throws SQLException;
}
