package dev.agentstorage.dsql.local.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** PostgreSQL sends its buffer when it is full, which may be in the middle of a row, and the rest much later. */
class AnswersInPiecesTest {
    private static TestEndpoint endpoint;

    @BeforeAll
    static void start() throws Exception {
        endpoint = TestEndpoint.start();
        endpoint.execute(
                "CREATE TABLE wide (id int PRIMARY KEY, body text)",
                "INSERT INTO wide SELECT n, repeat('x', 3000) FROM generate_series(1, 20) n");
    }

    @AfterAll
    static void stop() {
        endpoint.close();
    }

    @Test
    void aRowThatComesInPiecesIsWaitedFor() throws Exception {
        try (Connection connection = endpoint.connect()) {
            assertThat(count(connection, "SELECT body, pg_sleep(0.01) FROM wide"))
                    .isEqualTo(20);
            assertThat(count(connection, "SELECT 1")).isEqualTo(1);
        }
    }

    @Test
    void aWriteThatMeetsAnotherOneInTheMiddleOfItsAnswerDoesNotWait() throws Exception {
        try (Connection first = endpoint.begin();
                Connection second = endpoint.begin()) {
            count(first, "UPDATE wide SET body = body || 'y' WHERE id = 20 RETURNING id");
            assertThat(count(second, "UPDATE wide SET body = body || 'z' RETURNING body"))
                    .isEqualTo(20);
            second.commit();
        }
    }

    private static int count(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            int count = 0;
            while (rows.next()) {
                count++;
            }
            return count;
        }
    }
}
