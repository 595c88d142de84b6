package dev.agentstorage.dsql.local.internal.backend;

import java.io.IOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** Queries the state of PostgreSQL's sessions on a separate connection. Thread-safe; one query at a time. */
public final class MonitorConnection implements AutoCloseable {
    private static final String WAITS = "SELECT pid, unnest(pg_catalog.pg_blocking_pids(pid))"
            + " FROM pg_catalog.pg_stat_get_activity(NULL) WHERE wait_event_type = 'Lock'";
    private static final String USERS =
            "SELECT DISTINCT pid FROM pg_catalog.pg_locks WHERE relation = ?::oid AND pid <> pg_catalog.pg_backend_pid()";
    private static final String CONFLICTS = "SELECT dsql_local.conflicts(?, ?::oid[], ?::text[], ?::boolean[])";
    private static final String CANCEL = "SELECT pg_catalog.pg_cancel_backend(?::int)::int";

    private final PostgresAddress address;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Connection connection;
    private boolean closed;
    private Map<Integer, List<Integer>> waits = Map.of();
    private long waitsAsOf = System.nanoTime();

    public MonitorConnection(PostgresAddress address) {
        this.address = address;
    }

    /** The processes that block the given process; empty if it does not wait. */
    public List<Integer> blockers(int pid) throws IOException {
        long asked = System.nanoTime();
        lock.lock();
        try {
            // One result serves all callers that arrived before its query was sent.
            if (waitsAsOf - asked < 0) {
                waitsAsOf = System.nanoTime();
                waits = allWaits();
            }
            return waits.getOrDefault(pid, List.of());
        } finally {
            lock.unlock();
        }
    }

    private Map<Integer, List<Integer>> allWaits() throws IOException {
        Map<Integer, List<Integer>> all = new HashMap<>();
        ask(
                WAITS,
                statement -> {},
                row -> all.computeIfAbsent(row.getInt(1), waiting -> new ArrayList<>())
                        .add(row.getInt(2)));
        return all;
    }

    /** Cancels the current statement of the process. */
    public void cancel(int pid) throws IOException {
        ask(CANCEL, pid);
    }

    /** The processes whose transactions have used any of these relations. */
    public List<Integer> users(Set<Long> relations) throws IOException {
        List<Integer> pids = new ArrayList<>();
        for (long relation : relations) {
            pids.addAll(ask(USERS, relation));
        }
        return pids;
    }

    /** Whether the changes of the process's transaction conflict with locks on these rows. */
    public boolean conflicts(int pid, List<LockedRows> locked) throws IOException {
        List<Boolean> answer = new ArrayList<>();
        ask(
                CONFLICTS,
                statement -> {
                    statement.setInt(1, pid);
                    statement.setArray(2, array(statement, locked, rows -> Long.toString(rows.relation())));
                    statement.setArray(3, array(statement, locked, LockedRows::rows));
                    statement.setArray(4, array(statement, locked, rows -> Boolean.toString(rows.forUpdate())));
                },
                row -> answer.add(row.getBoolean(1)));
        return answer.contains(true);
    }

    private static Array array(PreparedStatement statement, List<LockedRows> locked, Function<LockedRows, String> text)
            throws SQLException {
        return statement
                .getConnection()
                .createArrayOf("text", locked.stream().map(text).toArray());
    }

    /** Opens new connections as superuser. */
    public DataSource dataSource() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {address.host()});
        source.setPortNumbers(new int[] {address.port()});
        source.setDatabaseName("postgres");
        source.setUser(address.user());
        source.setPassword(address.password());
        source.setApplicationName("dsql-local");
        return source;
    }

    private List<Integer> ask(String sql, long number) throws IOException {
        List<Integer> answer = new ArrayList<>();
        ask(sql, statement -> statement.setLong(1, number), row -> answer.add(row.getInt(1)));
        return answer;
    }

    private interface Parameters {
        void set(PreparedStatement statement) throws SQLException;
    }

    private interface Reader {
        void row(ResultSet row) throws SQLException;
    }

    private void ask(String sql, Parameters parameters, Reader reader) throws IOException {
        lock.lock();
        try {
            Connection open = connection;
            if (closed) {
                return;
            }
            if (open == null || open.isClosed()) {
                open = dataSource().getConnection();
                connection = open;
            }
            try (PreparedStatement statement = open.prepareStatement(sql)) {
                parameters.set(statement);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        reader.row(rows);
                    }
                }
            }
        } catch (SQLException e) {
            throw new IOException(e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException closedAnyway) {
            // The server itself closes the connection when it stops.
        } finally {
            lock.unlock();
        }
    }
}
