package dev.agentstorage.examples.sqlite;

import dev.agentstorage.spi.BulkStep;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The statements of one transaction. Used by one thread; every method throws {@link SqlFailure} when the database fails. */
final class Session implements AutoCloseable {
    final Database database;
    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    /** Rows of a table that are to be removed. */
    record Part(Table<?> table, Where where) {}

    /** A statement failed: carries the error of the driver through code that cannot throw it to {@link Database}, which judges it. */
    static final class SqlFailure extends RuntimeException {
        private static final long serialVersionUID = 1;

        final transient SQLException error;

        SqlFailure(SQLException error) {
            super(error);
            this.error = error;
        }
    }

    private interface Use<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    Session(Database database, Connection connection) {
        this.database = database;
        this.connection = connection;
    }

    <T extends Record> Optional<T> get(Table<T> table, String... key) {
        return list(table, table.byKey, List.of((Object[]) key)).stream().findFirst();
    }

    /** Returns rows of a table by a statement that selects all of its columns. */
    <T extends Record> List<T> list(Table<T> table, String sql, List<Object> values) {
        return run(sql, values, statement -> {
            List<T> rows = new ArrayList<>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    rows.add(table.read(found));
                }
            }
            return rows;
        });
    }

    /** Stores a row, in place of that with its key, and returns it. */
    <T extends Record> T put(Table<T> table, T row) {
        update(table.upsert, table.values(row));
        return row;
    }

    /** Stores a new row. Returns false if a row with one of its keys exists. */
    <T extends Record> boolean insert(Table<T> table, T row) {
        return update(table.insert, table.values(row)) == 1;
    }

    int delete(Table<?> table, Where where) {
        return update("DELETE FROM " + table.name + where.sql(), where.values());
    }

    long count(Table<?> table, Where where) {
        return number("SELECT count(*) FROM " + table.name + where.sql(), where.values());
    }

    boolean any(Table<?> table, Where where) {
        return number("SELECT EXISTS (SELECT 1 FROM " + table.name + where.sql() + ")", where.values()) == 1;
    }

    /** Removes the first rows of an order, up to a limit. */
    BulkStep removeFirst(Table<?> table, Where where, String order, int limit) {
        int removed = delete(table, where.first(table, order, limit));
        return new BulkStep(removed, removed < limit || !any(table, where));
    }

    // doc: remove
    /** Removes rows of one part after the other, up to a limit: a later part is begun when nothing of the earlier ones is left. */
    BulkStep remove(int limit, Part... parts) {
        long removed = 0;
        for (Part part : parts) {
            BulkStep step = removeFirst(part.table(), part.where(), "rowid", (int) (limit - removed));
            removed += step.affected();
            if (!step.done()) {
                return new BulkStep(removed, false);
            }
        }
        return new BulkStep(removed, true);
    }
    // end

    int update(String sql, List<Object> values) {
        return run(sql, values, PreparedStatement::executeUpdate);
    }

    long number(String sql, List<Object> values) {
        return run(sql, values, statement -> {
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    private <T> T run(String sql, List<Object> values, Use<T> use) {
        database.lifetime.requireOpen();
        try {
            PreparedStatement statement = prepared.get(sql);
            if (statement == null) {
                statement = connection.prepareStatement(sql);
                prepared.put(sql, statement);
            }
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, Shape.stored(values.get(i)));
            }
            return use.of(statement);
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : prepared.values()) {
            statement.close();
        }
    }
}
