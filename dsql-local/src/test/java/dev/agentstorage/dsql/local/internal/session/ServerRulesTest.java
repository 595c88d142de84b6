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
import org.postgresql.util.PSQLException;

/** What is decided inside PostgreSQL, as a client sees it. */
class ServerRulesTest {
    private static TestEndpoint endpoint;

    @BeforeAll
    static void start() {
        endpoint = TestEndpoint.start();
    }

    @AfterAll
    static void stop() {
        endpoint.close();
    }

    @Test
    void errorsTellNothingOfTheFunctionsThatFoundThem() throws SQLException {
        try (Connection connection = endpoint.connect()) {
            assertBare(connection, "CREATE TABLE priced (v money)", "0A000", "datatype money not supported");
            assertBare(connection, "CALL sys.wait_for_job('x')", "22P02", "Unable to convert text to UUID");
            execute(connection, "CREATE TABLE keyed (k text PRIMARY KEY)");
            assertBare(connection, "INSERT INTO keyed VALUES (repeat('x', 2001))", "54000", "key size too large");
        }
    }

    @Test
    void errorsOfTheClientsOwnFunctionsKeepTheirContext() throws SQLException {
        try (Connection connection = endpoint.connect()) {
            execute(connection, "CREATE FUNCTION divide(int) RETURNS int VOLATILE LANGUAGE sql AS 'SELECT 1 / $1'");
            assertThatExceptionOfType(PSQLException.class)
                    .isThrownBy(() -> execute(connection, "SELECT divide(0)"))
                    .satisfies(refused -> assertThat(refused.getServerErrorMessage())
                            .isNotNull()
                            .satisfies(error -> assertThat(error.getWhere()).contains("SQL function \"divide\"")));
        }
    }

    @Test
    void aRefusedWriteIsAnsweredImmediately() throws SQLException {
        endpoint.execute(
                "CREATE TABLE tags (code text PRIMARY KEY)",
                "INSERT INTO tags VALUES (repeat('k', 1900))",
                "CREATE TABLE keepers (id int PRIMARY KEY)",
                "CREATE TABLE tools (id int PRIMARY KEY, keeper_id int REFERENCES keepers (id))",
                "INSERT INTO keepers VALUES (1)",
                "INSERT INTO tools VALUES (1, 1)");
        try (Connection connection = endpoint.connect()) {
            assertBare(connection, "UPDATE tags SET code = code || repeat('k', 100)", "54000", "key size too large");
            assertThatExceptionOfType(PSQLException.class)
                    .isThrownBy(() -> execute(connection, "DELETE FROM keepers WHERE id = 1"))
                    .satisfies(refused -> assertThat(refused.getSQLState()).isEqualTo("23503"));
        }
    }

    @Test
    void anIndexIsBuiltAndWaitedFor() throws SQLException {
        try (Connection connection = endpoint.connect();
                Statement statement = connection.createStatement()) {
            execute(connection, "CREATE TABLE built (id int PRIMARY KEY, name text)");
            String job = first(statement, "CREATE UNIQUE INDEX ASYNC built_name ON built (name)");
            assertThat(first(statement, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'built_name'::regclass"))
                    .isEqualTo("f");
            assertThat(first(statement, "CALL sys.wait_for_job('" + job + "')")).isEqualTo("t");
            assertThat(first(statement, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'built_name'::regclass"))
                    .isEqualTo("t");
            execute(connection, "ALTER TABLE built ADD CONSTRAINT named UNIQUE USING INDEX built_name");
        }
    }

    @Test
    void aTransactionThatMustFailStillSeesItsRowsInTablesWithAGuard() throws SQLException {
        endpoint.execute("CREATE TABLE guarded (id int PRIMARY KEY, body text)", "INSERT INTO guarded VALUES (1, 'a')");
        try (Connection first = endpoint.begin();
                Connection second = endpoint.begin();
                Statement own = first.createStatement()) {
            assertThat(first(own, "SELECT body FROM guarded")).isEqualTo("a");
            execute(second, "UPDATE guarded SET body = 'b' WHERE id = 1");
            second.commit();
            execute(first, "UPDATE guarded SET body = 'c' WHERE id = 1");
            assertThat(first(own, "SELECT body FROM guarded")).isEqualTo("c");
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(first::commit)
                    .satisfies(lost -> assertThat(lost.getSQLState()).isEqualTo("40001"));
        }
    }

    private static void assertBare(Connection connection, String sql, String sqlState, String message) {
        assertThatExceptionOfType(PSQLException.class)
                .isThrownBy(() -> execute(connection, sql))
                .satisfies(refused -> assertThat(refused.getServerErrorMessage())
                        .isNotNull()
                        .satisfies(error -> {
                            assertThat(error.getSQLState()).isEqualTo(sqlState);
                            assertThat(error.getMessage()).isEqualTo(message);
                            assertThat(error.getWhere()).isNull();
                            assertThat(error.getRoutine()).isNull();
                        }));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String first(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }
}
