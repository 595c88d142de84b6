package dev.agentstorage.dsql.local.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.dsql.local.DsqlLocal;
import dev.agentstorage.dsql.local.auth.TokenMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.dsql.jdbc.AuroraDsqlCredentialsManager;

/** The connector that AWS publishes for JDBC: it makes its own token, and the endpoint looks at its shape. */
final class AwsJdbcConnectorTest {
    private DsqlLocal endpoint;

    @BeforeEach
    void start() {
        AuroraDsqlCredentialsManager.setProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIAEXAMPLE", "not a secret")));
        endpoint = DsqlLocal.builder().tokens(TokenMode.SHAPE).start();
    }

    @AfterEach
    void stop() {
        endpoint.close();
        AuroraDsqlCredentialsManager.resetProvider();
    }

    private Connection connect(String user) throws SQLException {
        return DriverManager.getConnection("jdbc:aws-dsql:postgresql://127.0.0.1:" + endpoint.port() + "/postgres?user="
                + user + "&region=us-east-1&sslmode=verify-full&sslrootcert="
                + URLEncoder.encode(endpoint.certificate().toString(), StandardCharsets.UTF_8));
    }

    @Test
    void oneOfTwoTransactionsConflicts() throws SQLException {
        try (Connection first = connect("admin");
                Connection second = connect("admin")) {
            execute(first, "CREATE TABLE duel (id int PRIMARY KEY, v text)");
            execute(first, "INSERT INTO duel VALUES (1, 'start')");
            first.setAutoCommit(false);
            second.setAutoCommit(false);
            execute(first, "UPDATE duel SET v = 'first' WHERE id = 1");
            execute(second, "UPDATE duel SET v = 'second' WHERE id = 1");
            second.commit();
            assertThatThrownBy(first::commit)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("40001"));
            try (Statement statement = first.createStatement();
                    ResultSet row = statement.executeQuery("SELECT v FROM duel")) {
                row.next();
                assertThat(row.getString(1)).isEqualTo("second");
            }
        }
    }

    @Test
    void aCustomRoleLogsInWithADbConnectToken() throws SQLException {
        try (Connection admin = connect("admin")) {
            execute(admin, "CREATE ROLE reader WITH LOGIN");
        }
        try (Connection reader = connect("reader");
                Statement statement = reader.createStatement();
                ResultSet row = statement.executeQuery("SELECT current_user")) {
            row.next();
            assertThat(row.getString(1)).isEqualTo("reader");
        }
    }

    @Test
    void aPasswordThatIsNotATokenIsRejected() {
        assertThatThrownBy(() -> DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + endpoint.port() + "/postgres?sslmode=require",
                        "admin",
                        "secret"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("IAM authentication failed for user \"admin\"")
                .hasMessageNotContaining("secret");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
