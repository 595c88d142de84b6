package dev.agentstorage.dsql.internal.tx;

import java.sql.Connection;
import java.sql.SQLException;

/** A source of connections. Implementations are thread-safe. */
@FunctionalInterface
public interface Connections {
    /** Returns a connection in autocommit mode. The caller must close it. */
    Connection open() throws SQLException;
}
