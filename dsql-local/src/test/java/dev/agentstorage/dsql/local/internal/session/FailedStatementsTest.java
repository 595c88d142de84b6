package dev.agentstorage.dsql.local.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A statement that PostgreSQL refuses is answered, and the session continues. */
@Timeout(30)
class FailedStatementsTest {
    private static TestEndpoint endpoint;

    @BeforeAll
    static void start() throws Exception {
        endpoint = TestEndpoint.start();
        endpoint.execute(
                "CREATE TABLE parent (id int PRIMARY KEY)",
                "CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent (id))",
                "INSERT INTO parent VALUES (1)",
                "INSERT INTO child VALUES (1, 1)");
    }

    @AfterAll
    static void stop() {
        endpoint.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM parent",
                "DELETE FROM parent WHERE id = 1",
                "UPDATE child SET parent = 2",
                "INSERT INTO child SELECT n, 2 FROM generate_series(2, 3) n",
                "INSERT INTO child VALUES (2, 2)"
            })
    void aWriteInAutocommitThatBreaksAReferenceIsAnswered(String write) throws Exception {
        for (String mode : new String[] {"extended", "simple"}) {
            try (Connection connection = endpoint.connect("&preferQueryMode=" + mode);
                    Statement statement = connection.createStatement()) {
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> statement.execute(write))
                        .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("23503"));
                try (ResultSet children = statement.executeQuery("SELECT parent FROM child")) {
                    assertThat(children.next()).isTrue();
                    assertThat(children.getInt(1)).isEqualTo(1);
                    assertThat(children.next()).isFalse();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"extended", "simple"})
    void aFailedLockingReadInAutocommitIsAnswered(String mode) throws Exception {
        try (Connection connection = endpoint.connect("&preferQueryMode=" + mode);
                Statement statement = connection.createStatement()) {
            for (String tail : new String[] {"", " LIMIT 1"}) {
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> statement.execute("SELECT 1 / (id - 1) FROM parent" + tail + " FOR UPDATE"))
                        .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("22012"));
            }
            assertThat(statement.execute("SELECT id FROM parent FOR UPDATE")).isTrue();
        }
    }

    @Test
    void aStatementAfterARefusedOneInTheSameTextDoesNotRun() throws Exception {
        try (Connection connection = endpoint.connect("&preferQueryMode=simple");
                Statement statement = connection.createStatement()) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> statement.execute("INSERT INTO parent VALUES (7); DELETE FROM parent; SELECT 1"))
                    .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("23503"));
            try (ResultSet parents = statement.executeQuery("SELECT count(*) FROM parent")) {
                parents.next();
                assertThat(parents.getInt(1)).isEqualTo(1);
            }
        }
    }
}
