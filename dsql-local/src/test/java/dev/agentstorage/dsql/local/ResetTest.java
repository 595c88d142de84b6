package dev.agentstorage.dsql.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.agentstorage.dsql.local.DsqlLocalException.Reason;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResetTest {
    private static DsqlLocal local;

    @BeforeAll
    static void start() throws SQLException {
        local = DsqlLocal.start();
        execute("CREATE SCHEMA other");
        execute(
                "CREATE TABLE forest (id bigint GENERATED ALWAYS AS IDENTITY (CACHE 65536) PRIMARY KEY, name text UNIQUE)");
        execute("CREATE TABLE other.tree (id int PRIMARY KEY, forest bigint REFERENCES forest (id))");
        execute("CREATE SEQUENCE ticket CACHE 1");
    }

    @AfterAll
    static void stop() {
        local.close();
    }

    @BeforeEach
    void reset() {
        local.reset();
    }

    @Test
    void rowsGoAndDefinitionsStay() throws SQLException {
        execute("INSERT INTO forest (name) VALUES ('north'), ('south')");
        execute("INSERT INTO other.tree SELECT 1, id FROM forest WHERE name = 'south'");
        local.reset();
        assertThat(number("SELECT (SELECT count(*) FROM forest) + (SELECT count(*) FROM other.tree)"))
                .isZero();
        assertThat(catchThrowableOfType(SQLException.class, () -> execute("INSERT INTO other.tree VALUES (1, 1)"))
                        .getSQLState())
                .as("the foreign key")
                .isEqualTo("23503");
        execute("INSERT INTO forest (name) VALUES ('north')");
        assertThat(catchThrowableOfType(SQLException.class, () -> execute("INSERT INTO forest (name) VALUES ('north')"))
                        .getSQLState())
                .as("the unique index")
                .isEqualTo("23505");
    }

    @Test
    void sequencesBeginAgainForConnectionsThatHaveUsedThem() throws SQLException {
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            for (int round = 1; round <= 2; round++) {
                local.reset();
                statement.execute("INSERT INTO forest (name) VALUES ('north'), ('south')");
                assertThat(number(statement, "SELECT max(id) FROM forest")).isEqualTo(2);
                assertThat(number(statement, "SELECT nextval('ticket') + nextval('ticket')"))
                        .isEqualTo(3);
            }
        }
    }

    @Test
    void anIdleTransactionFailsAndItsConnectionStaysOpen() throws SQLException {
        try (Connection writer = open();
                Statement writes = writer.createStatement();
                Connection reader = open();
                Statement reads = reader.createStatement()) {
            writer.setAutoCommit(false);
            writes.execute("INSERT INTO forest (name) VALUES ('north')");
            reader.setAutoCommit(false);
            assertThat(number(reads, "SELECT count(*) FROM forest")).isZero();
            local.reset();
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(writer::commit)
                    .withMessageContaining("OC001")
                    .extracting(SQLException::getSQLState)
                    .isEqualTo("40001");
            writer.rollback();
            writes.execute("INSERT INTO forest (name) VALUES ('south')");
            writer.commit();
            reader.rollback();
            assertThat(number(reads, "SELECT count(*) FROM forest")).isOne();
        }
    }

    @Test
    void aStatementThatRunsIsWaitedFor() throws Exception {
        execute("INSERT INTO forest (name) VALUES ('north')");
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (Connection busy = open();
                Statement statement = busy.createStatement()) {
            Future<Long> slow = threads.submit(() -> number(statement, "SELECT count(*) FROM forest, pg_sleep(3)"));
            await().until(() -> slow.isDone()
                    || number("SELECT count(*) FROM pg_stat_activity WHERE state = 'active'"
                                    + " AND query LIKE '%pg_sleep(3)%' AND pid <> pg_backend_pid()")
                            > 0);
            local.reset();
            assertThat(slow.get()).isOne();
            assertThat(number("SELECT count(*) FROM forest")).isZero();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void writersMeetConflictsOnly() throws Exception {
        AtomicBoolean stopped = new AtomicBoolean();
        AtomicInteger written = new AtomicInteger();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int number = i;
                writers.add(threads.submit(() -> {
                    writeUntil(stopped, number, written);
                    return null;
                }));
            }
            for (int i = 0; i < 10; i++) {
                int before = written.get();
                await().until(() -> written.get() > before || writers.stream().anyMatch(Future::isDone));
                local.reset();
            }
            stopped.set(true);
            for (Future<?> writer : writers) {
                writer.get();
            }
        } finally {
            stopped.set(true);
            threads.shutdownNow();
        }
        local.reset();
        assertThat(number("SELECT (SELECT count(*) FROM forest) + (SELECT count(*) FROM other.tree)"))
                .isZero();
    }

    private static void writeUntil(AtomicBoolean stopped, int writer, AtomicInteger written) throws SQLException {
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int i = 0; !stopped.get(); i++) {
                try {
                    int id = writer * 1_000_000 + i;
                    statement.execute("INSERT INTO forest (name) VALUES ('" + id + "')");
                    statement.execute("INSERT INTO other.tree SELECT " + id + ", max(id) FROM forest");
                    connection.commit();
                    written.incrementAndGet();
                } catch (SQLException e) {
                    connection.rollback();
                    if (!"40001".equals(e.getSQLState())) {
                        throw e;
                    }
                }
            }
        }
    }

    @Test
    void aClosedEndpointCannotBeReset() {
        DsqlLocal closed = DsqlLocal.start();
        closed.close();
        assertThatExceptionOfType(DsqlLocalException.class)
                .isThrownBy(closed::reset)
                .extracting(DsqlLocalException::reason)
                .isEqualTo(Reason.RESET_FAILED);
    }

    private static Connection open() throws SQLException {
        return DriverManager.getConnection(local.jdbcUrl());
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(String sql) throws SQLException {
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            return number(statement, sql);
        }
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
