package dev.agentstorage.dsql.local.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** A COPY whose client stalls holds no other client, and one that meets another transaction does not wait for it. */
@Timeout(60)
class StalledCopyTest {
    /** PostgreSQL inserts the rows of a COPY in batches of this size. */
    private static final int BATCH = 1_000;

    private static final int ROWS = 2 * BATCH;
    private static final String COPIED = "copied".repeat(60);

    private static TestEndpoint endpoint;

    @BeforeAll
    static void start() {
        endpoint = TestEndpoint.start();
    }

    @AfterAll
    static void stop() {
        endpoint.close();
    }

    @BeforeEach
    void createTable() throws SQLException {
        endpoint.execute("DROP TABLE IF EXISTS book", "CREATE TABLE book (id int PRIMARY KEY, title text)");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anotherClientWritesTheSameRow(boolean inBlock) throws SQLException {
        try (Connection copying = endpoint.connect();
                Connection other = endpoint.connect()) {
            copying.setAutoCommit(!inBlock);
            CopyIn copy = copyRows(copying, ROWS);

            insert(other, "other");

            assertConflict(copy::endCopy);
            if (inBlock) {
                copying.rollback();
            }
            copying.setAutoCommit(true);
            assertThat(title(copying)).isEqualTo("other");
        }
    }

    @Test
    void theClientStallsWithinAMessage() throws SQLException {
        try (Connection copying = endpoint.connect();
                Connection other = endpoint.connect()) {
            CopyIn copy = copyRows(copying, ROWS);
            byte[] half = "9999\thalf of a ro".getBytes(StandardCharsets.UTF_8);
            copy.writeToCopy(half, 0, half.length);
            copy.flushCopy();

            insert(other, "other");

            assertConflict(copy::endCopy);
            assertThat(title(copying)).isEqualTo("other");
        }
    }

    /** The client gets an error exactly if its rows are not there. */
    @RepeatedTest(30)
    void aCopyEndsWhileAnotherClientWritesTheSameRow() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (Connection copying = endpoint.connect();
                Connection other = endpoint.connect()) {
            CopyIn copy = copyRows(copying, ROWS);

            Future<Boolean> inserted = executor.submit(() -> succeeds(() -> insert(other, "other")));
            boolean copied = succeeds(copy::endCopy);

            assertThat(inserted.get()).isNotEqualTo(copied);
            assertThat(title(other)).isEqualTo(copied ? COPIED : "other");
        } finally {
            executor.shutdownNow();
        }
    }

    private static boolean succeeds(Call call) throws SQLException {
        try {
            call.run();
            return true;
        } catch (SQLException e) {
            assertThat(e.getSQLState()).isIn("40001", "23505");
            return false;
        }
    }

    @Test
    void aLargeCopyMeetsAnIdleTransaction() throws SQLException, IOException {
        try (Connection idle = endpoint.begin();
                Connection copying = endpoint.connect()) {
            insert(idle, "idle");

            // More than all buffers on the way hold, and fewer rows than a transaction may change.
            String row = "\t" + "x".repeat(3_000) + "\n";
            long copied = copying.unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY book FROM STDIN", new ByteArrayInputStream(rows(row, 2_900)));

            assertThat(copied).isEqualTo(2_900);
            assertConflict(idle::commit);
        }
    }

    @Test
    void aCopyThatIsTooLargeFailsAndTheConnectionStays() throws SQLException {
        try (Connection copying = endpoint.connect()) {
            String row = "\t" + "x".repeat(4_000) + "\n";
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> copying.unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyIn("COPY book FROM STDIN", new ByteArrayInputStream(rows(row, 2_900))))
                    .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("54000"));
            insert(copying, "after");
            assertThat(title(copying)).isEqualTo("after");
        }
    }

    private static byte[] rows(String afterKey, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= count; i++) {
            text.append(i).append(afterKey);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static CopyIn copyRows(Connection connection, int count) throws SQLException {
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY book FROM STDIN");
        byte[] rows = rows("\t" + COPIED + "\n", count);
        copy.writeToCopy(rows, 0, rows.length);
        copy.flushCopy();
        await().until(() -> copied() > BATCH);
        return copy;
    }

    /** How many rows PostgreSQL has taken. */
    private static long copied() throws SQLException {
        try (Connection direct = endpoint.direct();
                Statement statement = direct.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT coalesce(max(tuples_processed), 0) FROM pg_stat_progress_copy")) {
            assertThat(row.next()).isTrue();
            return row.getLong(1);
        }
    }

    private static void insert(Connection connection, String title) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO book VALUES (1, '" + title + "')");
        }
    }

    private static String title(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT title FROM book WHERE id = 1")) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }

    private interface Call {
        void run() throws SQLException;
    }

    private static void assertConflict(Call call) {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(call::run)
                .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("40001"));
    }
}
