package dev.agentstorage.benchmarks.endpoint;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A connection that does one kind of work. Not thread-safe. */
final class Client implements AutoCloseable {
    private final Work work;
    private final Connection connection;
    private final PreparedStatement select;
    private final PreparedStatement update;
    private int next;

    Client(String url, Work work) throws SQLException {
        this.work = work;
        this.connection = DriverManager.getConnection(url);
        connection.setAutoCommit(work != Work.TRANSACTION);
        select = connection.prepareStatement("SELECT owner, cents FROM account WHERE id = ?");
        update = connection.prepareStatement("UPDATE account SET cents = cents + 1 WHERE id = ?");
    }

    /**
     * Does the work once.
     *
     * @param row the row to change, no other client's, so that none waits
     * @return something that depends on what was read
     */
    long run(int row) throws SQLException {
        return switch (work) {
            case SELECT -> read();
            case UPDATE -> change(row);
            case TRANSACTION -> {
                long seen = read() + change(row);
                connection.commit();
                yield seen;
            }
        };
    }

    private long read() throws SQLException {
        next = (next + 7) % Stage.ROWS;
        select.setInt(1, next);
        try (ResultSet rows = select.executeQuery()) {
            if (!rows.next()) {
                throw new IllegalStateException("the row does not exist");
            }
            return rows.getString(1).length() + rows.getLong(2);
        }
    }

    private int change(int row) throws SQLException {
        update.setInt(1, row);
        int changed = update.executeUpdate();
        if (changed != 1) {
            throw new IllegalStateException("the row does not exist");
        }
        return changed;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
