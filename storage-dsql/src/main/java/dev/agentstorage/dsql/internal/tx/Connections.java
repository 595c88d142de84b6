package dev.agentstorage.dsql.internal.tx;

import java.sql.Connection;
import java.sql.SQLException;

/** The source of connections. Thread-safe. */
@FunctionalInterface
public interface Connections {
    /** Returns a connection in autocommit, to be closed by the caller. */
    Connection open() throws SQLException;
}
