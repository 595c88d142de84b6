package dev.agentstorage.benchmarks.endpoint;

import dev.agentstorage.dsql.local.DsqlLocal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/**
 * Clients of the endpoint that do all that may leave something behind: texts that are never seen again, prepared
 * statements, batches, errors, transactions that are rolled back and transactions that meet.
 */
final class Crowd implements AutoCloseable {
    private static final int BATCH = 50;
    private static final int HOT_ROW = Stage.ROWS - 1;
    private static final String CONFLICT = "40001";

    private final DsqlLocal endpoint;
    private final List<Member> members = new ArrayList<>();
    private final LongAdder conflicts = new LongAdder();

    Crowd(DsqlLocal endpoint, int size) throws SQLException {
        this.endpoint = endpoint;
        boolean whole = false;
        try {
            for (int row = 0; row < size; row++) {
                members.add(new Member(row));
            }
            whole = true;
        } finally {
            if (!whole) {
                close();
            }
        }
    }

    /** Works until the endpoint has executed that number of statements since its start. */
    void workUntil(long statements) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(members.size());
        try {
            List<Callable<Object>> work = new ArrayList<>();
            for (Member member : members) {
                work.add(() -> {
                    while (endpoint.counters().statements() < statements) {
                        member.turn();
                    }
                    return member;
                });
            }
            for (Future<Object> each : threads.invokeAll(work)) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Number of transactions refused because of another. */
    long conflicts() {
        return conflicts.sum();
    }

    @Override
    public void close() throws SQLException {
        for (Member member : members) {
            member.connection.close();
        }
    }

    private final class Member {
        private final int row;
        private final Connection connection;
        private final Statement texts;
        private final PreparedStatement update;
        private long turns;

        Member(int row) throws SQLException {
            this.row = row;
            this.connection = DriverManager.getConnection(endpoint.jdbcUrl());
            this.texts = connection.createStatement();
            this.update = connection.prepareStatement("UPDATE account SET cents = cents + ? WHERE id = ?");
        }

        void turn() throws SQLException {
            turns++;
            newTexts();
            batch();
            rolledBack();
            meeting();
        }

        private void newTexts() throws SQLException {
            for (int i = 0; i < BATCH; i++) {
                texts.addBatch(
                        "UPDATE account SET owner = 'owner " + row + " at " + turns + "/" + i + "' WHERE id = " + row);
            }
            texts.executeBatch();
        }

        private void batch() throws SQLException {
            for (int i = 0; i < BATCH; i++) {
                add(i, row);
                update.addBatch();
            }
            update.executeBatch();
        }

        private void rolledBack() throws SQLException {
            connection.setAutoCommit(false);
            add(1, row);
            update.executeUpdate();
            try {
                texts.execute("SELECT 1 / 0 AS turn" + turns);
                throw new IllegalStateException("a division by zero went well");
            } catch (SQLException expected) {
                connection.rollback();
            }
            connection.setAutoCommit(true);
        }

        private void meeting() throws SQLException {
            connection.setAutoCommit(false);
            try {
                add(1, row);
                update.executeUpdate();
                add(1, HOT_ROW);
                update.executeUpdate();
                connection.commit();
            } catch (SQLException e) {
                if (!CONFLICT.equals(e.getSQLState())) {
                    throw e;
                }
                conflicts.increment();
                connection.rollback();
            }
            connection.setAutoCommit(true);
        }

        private void add(int cents, int id) throws SQLException {
            update.setLong(1, cents);
            update.setInt(2, id);
        }
    }
}
