package dev.agentstorage.dsql.internal.tx;

import dev.agentstorage.error.OutcomeUnknownException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Runs the statements of an attempt on one connection. Used by one thread, and only while its {@link Work} runs. */
public final class Session {
    /** One hour, the maximum lifetime of a DSQL connection. */
    private static final int LONG_ANSWER_MILLIS = 3_600_000;

    private final Connection connection;
    private final boolean maybeApplied;
    private final CorruptRows corruptRows;
    private final Lifetime lifetime;
    private final long start;
    private @Nullable SQLException failure;
    private boolean reading;
    private long rows;
    private OptionalInt usualTimeout = OptionalInt.empty();

    Session(Connection connection, boolean maybeApplied, CorruptRows corruptRows, Lifetime lifetime) {
        this.connection = connection;
        this.maybeApplied = maybeApplied;
        this.corruptRows = corruptRows;
        this.lifetime = lifetime;
        this.start = lifetime.nanos();
    }

    /** Returns whether an earlier attempt of the same work may have been committed because its answer was lost. */
    public boolean maybeApplied() {
        return maybeApplied;
    }

    /**
     * Prevents the retry of work that is not idempotent, or would return a wrong result.
     *
     * @throws OutcomeUnknownException if an earlier attempt may have been committed
     */
    public void requireNothingApplied() {
        if (maybeApplied) {
            throw Transactions.unknown(1, null);
        }
    }

    /**
     * Returns the rows of a query, or of a change with RETURNING. A {@linkplain Sql#window listing} skips unreadable rows if the storage is
     * configured so, and returns the following rows instead.
     *
     * @throws dev.agentstorage.error.CorruptDataException if a row cannot be read and is not skipped
     */
    public <T> List<T> query(Sql sql, RowMapper<T> mapper) throws SQLException {
        return sql.isListing() && corruptRows.areSkipped()
                ? corruptRows.list(sql, mapper, this::rows)
                : rows(sql, mapper);
    }

    private <T> List<T> rows(Sql sql, RowMapper<T> mapper) throws SQLException {
        try (PreparedStatement statement = prepare(sql);
                ResultSet result = statement.executeQuery()) {
            List<T> rows = new ArrayList<>();
            Row row = new Row(result);
            while (result.next()) {
                rows.add(mapper.map(row));
            }
            changed(rows.size());
            return rows;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Returns the first row of a query. */
    public <T> Optional<T> first(Sql sql, RowMapper<T> mapper) throws SQLException {
        try (PreparedStatement statement = prepare(sql);
                ResultSet result = statement.executeQuery()) {
            return result.next() ? Optional.of(mapper.map(new Row(result))) : Optional.empty();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Returns the value of the column {@code count} of the first row. */
    public long count(Sql sql) throws SQLException {
        return first(sql, row -> row.number("count")).orElse(0L);
    }

    /** Runs a change and returns the number of changed rows. */
    public int update(Sql sql) throws SQLException {
        try (PreparedStatement statement = prepare(sql)) {
            return changed(statement.executeUpdate());
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Runs changes with the same text as one batch, and returns the total number of changed rows. */
    public int batch(List<Sql> changes) throws SQLException {
        String text = changes.get(0).text();
        begin(text);
        try (PreparedStatement statement = connection.prepareStatement(text)) {
            for (Sql change : changes) {
                bind(statement, change);
                statement.addBatch();
            }
            int affected = 0;
            for (int count : statement.executeBatch()) {
                affected += count;
            }
            return changed(affected);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Runs DDL, whether or not the server answers with rows. */
    public void execute(String ddl) throws SQLException {
        begin(ddl);
        try (Statement statement = connection.createStatement()) {
            statement.execute(ddl);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /**
     * Raises the network timeout for the following statements, because they scan whole tables and may take long.
     */
    public void expectLongAnswers() throws SQLException {
        try {
            int usual = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, LONG_ANSWER_MILLIS);
            usualTimeout = OptionalInt.of(usual);
        } catch (SQLFeatureNotSupportedException e) {
            // the caller's pool does not allow changes of the timeout
        }
    }

    /** Restores the original settings of the connection. */
    void end() {
        if (usualTimeout.isPresent()) {
            try {
                connection.setNetworkTimeout(Runnable::run, usualTimeout.getAsInt());
            } catch (SQLException e) {
                // the connection is broken: its pool notices when it is closed
            }
        }
    }

    /** Returns the first statement error; if there is one, this session must not be committed. */
    Optional<SQLException> failure() {
        return Optional.ofNullable(failure);
    }

    private SQLException failed(SQLException e) {
        if (failure == null) {
            failure = e;
        }
        return e;
    }

    /** Returns the progress of this attempt, including the last statement. */
    LimitFailures.Attempt done() {
        return new LimitFailures.Attempt(reading, rows, Duration.ofNanos(lifetime.nanos() - start));
    }

    /** Returns the progress of this attempt before its commit. */
    LimitFailures.Attempt committing() {
        reading = false;
        return done();
    }

    private void begin(String text) {
        reading = text.startsWith("SELECT");
    }

    private int changed(int count) {
        rows += reading ? 0 : count;
        return count;
    }

    private PreparedStatement prepare(Sql sql) throws SQLException {
        begin(sql.text());
        PreparedStatement statement = connection.prepareStatement(sql.text());
        try {
            bind(statement, sql);
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private static void bind(PreparedStatement statement, Sql sql) throws SQLException {
        int index = 0;
        for (Object value : sql.values()) {
            index++;
            if (value == null) {
                statement.setNull(index, Types.NULL);
            } else if (value instanceof String text) {
                statement.setString(index, text);
            } else {
                statement.setObject(index, value);
            }
        }
    }
}
