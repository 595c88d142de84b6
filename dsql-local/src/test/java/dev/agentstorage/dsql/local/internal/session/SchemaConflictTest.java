package dev.agentstorage.dsql.local.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes of the schema in another session: an open transaction conflicts with them, and neither side waits. */
@Timeout(30)
@Tag("slow")
class SchemaConflictTest {
    private static TestEndpoint endpoint;

    private Connection open;

    @BeforeAll
    static void start() {
        endpoint = TestEndpoint.start();
    }

    @AfterAll
    static void stop() {
        endpoint.close();
    }

    @BeforeEach
    void begin() throws SQLException {
        endpoint.execute(
                "DROP TABLE IF EXISTS book",
                "DROP TABLE IF EXISTS shelf",
                "CREATE TABLE book (id int PRIMARY KEY, title text)",
                "CREATE TABLE shelf (id int PRIMARY KEY, place text)",
                "INSERT INTO book VALUES (1, 'one')");
        open = endpoint.begin();
    }

    @AfterEach
    void close() throws SQLException {
        open.close();
    }

    private static String query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void assertSchemaConflict(ThrowingCallable call) {
        assertThatExceptionOfType(SQLException.class).isThrownBy(call).satisfies(e -> {
            assertThat(e.getSQLState()).isEqualTo("40001");
            assertThat(e.getMessage()).contains("(OC001)");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE book ADD COLUMN pages int",
                "CREATE TABLE another_one (id int)",
                "GRANT SELECT ON book TO PUBLIC",
                "DROP TABLE shelf"
            })
    void theNextStatementOfAnOpenTransactionFails(String change) throws SQLException {
        query(open, "SELECT title FROM book");
        endpoint.execute("DROP TABLE IF EXISTS another_one");
        open.rollback();
        query(open, "SELECT title FROM book");

        endpoint.execute(change);

        assertSchemaConflict(() -> query(open, "SELECT title FROM book"));
        open.rollback();
        assertThat(query(open, "SELECT title FROM book")).isEqualTo("one");
    }

    @Test
    void soDoesItsCommit() throws SQLException {
        run(open, "UPDATE book SET title = 'two'");
        endpoint.execute("ALTER TABLE book ADD COLUMN pages int");

        assertSchemaConflict(open::commit);
        assertThat(query(open, "SELECT title FROM book")).isEqualTo("one");
    }

    @Test
    void anUncommittedChangeBlocksNoSession() throws SQLException {
        run(open, "ALTER TABLE book ADD COLUMN pages int");

        try (Connection reader = endpoint.connect()) {
            assertThat(query(reader, "SELECT title FROM book")).isEqualTo("one");
        }
        assertThatCode(open::commit).doesNotThrowAnyException();
        assertThat(query(open, "SELECT count(pages) FROM book")).isEqualTo("0");
    }

    @Test
    void aTransactionBegunAfterTheChangeSeesIt() throws SQLException {
        endpoint.execute("ALTER TABLE book ADD COLUMN pages int");
        assertThat(query(open, "SELECT count(pages) FROM book")).isEqualTo("0");
        assertThatCode(open::commit).doesNotThrowAnyException();
    }

    @Test
    void aFinishedIndexFailsTransactionsThatUsedItsTableAndNoOthers() throws SQLException {
        try (TestEndpoint slow = TestEndpoint.withIndexBuildTime(Duration.ofSeconds(3));
                Connection builder = slow.connect();
                Connection user = slow.begin();
                Connection other = slow.begin()) {
            slow.execute("CREATE TABLE book (id int PRIMARY KEY, title text)", "CREATE TABLE shelf (id int)");
            String job = query(builder, "CREATE INDEX ASYNC book_title ON book (title)");
            assertThat(query(user, "SELECT count(*) FROM book")).isEqualTo("0");
            assertThat(query(other, "SELECT count(*) FROM shelf")).isEqualTo("0");
            assertThat(query(builder, "CALL sys.wait_for_job('" + job + "')")).isEqualTo("t");

            // The waiter may be notified of the end before the others.
            await().untilAsserted(() -> assertSchemaConflict(() -> query(user, "SELECT count(*) FROM book")));
            assertThat(query(other, "SELECT count(*) FROM shelf")).isEqualTo("0");
        }
    }
}
