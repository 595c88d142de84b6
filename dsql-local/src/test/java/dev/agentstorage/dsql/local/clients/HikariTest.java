package dev.agentstorage.dsql.local.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.agentstorage.dsql.local.DsqlLocal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A pool in front of the endpoint. */
final class HikariTest {
    private static final int THREADS = 4;
    private static final int ROUNDS = 25;

    private DsqlLocal endpoint;
    private HikariDataSource pool;

    @BeforeEach
    void start() {
        endpoint = DsqlLocal.start();
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(endpoint.jdbcUrl());
        config.setMaximumPoolSize(THREADS);
        pool = new HikariDataSource(config);
    }

    @AfterEach
    void stop() {
        pool.close();
        endpoint.close();
    }

    @Test
    void countersAddUpWhenEveryLoserTriesAgain() throws Exception {
        execute("CREATE TABLE counter (id int PRIMARY KEY, n int NOT NULL)");
        execute("INSERT INTO counter VALUES (1, 0)");
        List<Callable<Integer>> work = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            work.add(() -> {
                int losses = 0;
                for (int round = 0; round < ROUNDS; round++) {
                    losses += countUntilWon();
                }
                return losses;
            });
        }
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            for (Future<Integer> done : threads.invokeAll(work)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(value("SELECT n FROM counter WHERE id = 1")).isEqualTo(THREADS * ROUNDS);
    }

    private int countUntilWon() throws SQLException {
        for (int losses = 0; ; losses++) {
            try (Connection connection = pool.getConnection()) {
                connection.setAutoCommit(false);
                try (Statement statement = connection.createStatement()) {
                    try (ResultSet row = statement.executeQuery("SELECT n FROM counter WHERE id = 1")) {
                        row.next();
                        assertThat(statement.getConnection()).isNotNull();
                        int next = row.getInt(1) + 1;
                        try (Statement write = connection.createStatement()) {
                            assertThat(write.executeUpdate("UPDATE counter SET n = " + next + " WHERE id = 1"))
                                    .isEqualTo(1);
                        }
                    }
                    connection.commit();
                    return losses;
                } catch (SQLException e) {
                    assertThat(e.getSQLState()).isEqualTo("40001");
                    connection.rollback();
                }
            }
        }
    }

    @Test
    void aConflictCostsNoConnection() throws SQLException {
        execute("CREATE TABLE one (id int PRIMARY KEY, v text)");
        execute("INSERT INTO one VALUES (1, 'x')");
        long before = endpoint.openConnections().get(0).number();
        try (Connection first = pool.getConnection();
                Connection second = pool.getConnection()) {
            first.setAutoCommit(false);
            second.setAutoCommit(false);
            update(first);
            update(second);
            second.commit();
            assertThatThrownBy(first::commit)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("40001"));
        }
        assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        assertThat(endpoint.openConnections().get(0).number()).isEqualTo(before);
    }

    @Test
    void aTransactionThatIsGivenBackOpenIsRolledBack() throws SQLException {
        execute("CREATE TABLE kept (id int PRIMARY KEY)");
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("INSERT INTO kept VALUES (1)");
            }
        }
        assertThat(value("SELECT count(*) FROM kept")).isZero();
    }

    @Test
    void closingThePoolClosesEverything() {
        pool.close();
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(endpoint.openConnections()).isEmpty());
    }

    private static void update(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("UPDATE one SET v = v || 'y' WHERE id = 1"))
                    .isEqualTo(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private int value(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        }
    }
}
