package dev.agentstorage.dsql.local.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Many threads write the same few rows: nothing is lost, nothing waits, and losers fail at COMMIT. The first transactions of all threads
 * have all written before any of them commits, so that there are losers on every machine, and a statement that waited for another
 * transaction would wait forever.
 */
@Tag("slow")
@Timeout(120)
class HammerTest {
    private static final CyclicBarrier NO_BARRIER = new CyclicBarrier(1);

    private static TestEndpoint endpoint;

    private final LongAdder conflicts = new LongAdder();
    private final LongAdder conflictsAtStatements = new LongAdder();

    @BeforeAll
    static void start() throws SQLException {
        endpoint = TestEndpoint.start();
        endpoint.execute("CREATE TABLE counter (id int PRIMARY KEY, n bigint NOT NULL)");
    }

    @AfterAll
    static void stop() {
        endpoint.close();
    }

    @BeforeEach
    void fill() throws SQLException {
        endpoint.execute("DELETE FROM counter", "INSERT INTO counter SELECT id, 1000 FROM generate_series(1, 8) AS id");
    }

    static Stream<Arguments> threadsAndThresholds() {
        return Stream.of(
                Arguments.of(2, 150, "simple", 5),
                Arguments.of(2, 150, "extended", 1),
                Arguments.of(8, 40, "extended", 1),
                Arguments.of(8, 40, "extended", 5));
    }

    @ParameterizedTest
    @MethodSource("threadsAndThresholds")
    void aCounterThatManyIncrementIsExact(int threads, int rounds, String mode, int threshold) throws Exception {
        CyclicBarrier allHaveWritten = new CyclicBarrier(threads);
        hammer(threads, mode, threshold, (connection, thread) -> {
            for (int round = 0; round < rounds; round++) {
                retrying(connection, round == 0 ? allHaveWritten : NO_BARRIER, () -> {
                    long seen = number(connection, "SELECT n FROM counter WHERE id = ?", 1);
                    change(connection, "UPDATE counter SET n = ? WHERE id = ?", seen + 1, 1);
                });
            }
        });
        assertThat(sum("WHERE id = 1")).isEqualTo(1000 + (long) threads * rounds);
        assertThatLosersFailedAtCommit(threads - 1);
    }

    @ParameterizedTest
    @MethodSource("threadsAndThresholds")
    void transfersThatCrossKeepTheSum(int threads, int rounds, String mode, int threshold) throws Exception {
        CyclicBarrier allHaveWritten = new CyclicBarrier(threads);
        hammer(threads, mode, threshold, (connection, thread) -> {
            for (int round = 0; round < rounds; round++) {
                int from = 1 + (thread + round) % 8;
                int to = 1 + (thread * 3 + round * 5 + 1) % 8;
                if (from != to) {
                    retrying(connection, round == 0 ? allHaveWritten : NO_BARRIER, () -> {
                        change(connection, "UPDATE counter SET n = n - ? WHERE id = ?", 7, from);
                        change(connection, "UPDATE counter SET n = n + ? WHERE id = ?", 7, to);
                    });
                }
            }
        });
        assertThat(sum("")).isEqualTo(8_000);
        // In round 0 two threads have a row in common, and of eight no more than four have none: there are eight rows.
        assertThatLosersFailedAtCommit(threads / 2);
    }

    @ParameterizedTest
    @MethodSource("threadsAndThresholds")
    void writersOfAllRowsInOppositeOrderDoNotDeadlock(int threads, int rounds, String mode, int threshold)
            throws Exception {
        CyclicBarrier allHaveWritten = new CyclicBarrier(threads);
        hammer(threads, mode, threshold, (connection, thread) -> {
            for (int round = 0; round < rounds / 10; round++) {
                retrying(connection, round == 0 ? allHaveWritten : NO_BARRIER, () -> {
                    for (int i = 0; i < 8; i++) {
                        int id = 1 + (thread % 2 == 0 ? i : 7 - i);
                        change(connection, "UPDATE counter SET n = n + ? WHERE id = ?", 1, id);
                    }
                });
            }
        });
        assertThat(sum("")).isEqualTo(8_000 + 8L * threads * (rounds / 10));
        assertThatLosersFailedAtCommit(threads - 1);
    }

    @ParameterizedTest
    @MethodSource("threadsAndThresholds")
    void autocommitStatementsReportConflictsAndLoseNothing(int threads, int rounds, String mode, int threshold)
            throws Exception {
        LongAdder done = new LongAdder();
        try (Connection overtaken = endpoint.begin(mode, threshold)) {
            change(overtaken, "UPDATE counter SET n = n + ? WHERE id = ?", 1, 1);
            hammer(threads, mode, threshold, (connection, thread) -> {
                connection.setAutoCommit(true);
                String order = thread % 2 == 0 ? "ORDER BY id" : "ORDER BY id DESC";
                String sql = "UPDATE counter SET n = n + 1 WHERE id IN (SELECT id FROM counter " + order + ")";
                for (int round = 0; round < rounds; round++) {
                    if (succeeds(() -> {
                        try (Statement statement = connection.createStatement()) {
                            assertThat(statement.executeUpdate(sql)).isEqualTo(8);
                        }
                    })) {
                        done.increment();
                    }
                }
            });
            assertThat(succeeds(overtaken::commit))
                    .as("a commit that all others came before")
                    .isFalse();
        }
        assertThat(sum("")).isEqualTo(8_000 + 8 * done.sum());
        assertThatLosersFailedAtCommit(1);
    }

    private void assertThatLosersFailedAtCommit(long leastLosers) {
        assertThat(conflicts.sum()).isGreaterThanOrEqualTo(leastLosers);
        assertThat(conflictsAtStatements.sum()).isZero();
    }

    private interface Work {
        void run(Connection connection, int thread) throws SQLException;
    }

    private interface Step {
        void run() throws SQLException;
    }

    private static void hammer(int threads, String mode, int threshold, Work work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int number = thread;
                all.add(pool.submit(() -> {
                    try (Connection connection = endpoint.begin(mode, threshold)) {
                        work.run(connection, number);
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get(100, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** @param barrier where the first attempt waits before its commit */
    private void retrying(Connection connection, CyclicBarrier barrier, Step transaction) throws SQLException {
        for (CyclicBarrier next = barrier; ; next = NO_BARRIER) {
            try {
                transaction.run();
            } catch (SQLException e) {
                assertThat(e.getSQLState()).as(e.toString()).isEqualTo("40001");
                conflictsAtStatements.increment();
                connection.rollback();
                continue;
            }
            pass(next);
            if (succeeds(connection::commit)) {
                return;
            }
        }
    }

    private static void pass(CyclicBarrier barrier) {
        if (barrier == NO_BARRIER) {
            return;
        }
        try {
            barrier.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new AssertionError("not all threads have come to their first commit", e);
        }
    }

    /** Whether it did not lose against another transaction. */
    private boolean succeeds(Step step) throws SQLException {
        try {
            step.run();
            return true;
        } catch (SQLException e) {
            assertThat(e.getSQLState()).as(e.toString()).isEqualTo("40001");
            conflicts.increment();
            return false;
        }
    }

    private static long number(Connection connection, String sql, int id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, id);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static void change(Connection connection, String sql, long value, int id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, value);
            statement.setInt(2, id);
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }
    }

    private static long sum(String where) throws SQLException {
        try (Connection connection = endpoint.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT sum(n) FROM counter " + where)) {
            row.next();
            return row.getLong(1);
        }
    }
}
