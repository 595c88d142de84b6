package dev.agentstorage.dsql.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresServerTest {
    @Test
    void anEmbeddedServerAcceptsItsSuperuser() throws SQLException {
        try (PostgresServer server = PostgresServer.embedded()) {
            assertThat(superuserOf(server)).isEqualTo("on");
        }
    }

    @Test
    void aContainerAcceptsItsSuperuserWhereThereIsAContainerEngine() throws SQLException {
        TestcontainersPostgres server;
        try {
            server = TestcontainersPostgres.start();
        } catch (IllegalStateException noContainerEngine) {
            assertThat(noContainerEngine).hasMessageContaining("Docker environment");
            return;
        }
        try (server) {
            assertThat(superuserOf(server)).isEqualTo("on");
        }
    }

    private static String superuserOf(PostgresServer server) throws SQLException {
        String url = "jdbc:postgresql://" + server.host() + ":" + server.port() + "/postgres";
        try (Connection connection = DriverManager.getConnection(url, server.user(), server.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW is_superuser")) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://db.example:6432/postgres?user=root&password=s%26t, db.example, 6432, root, s&t",
        "jdbc:postgresql://db.example/?user=postgres, db.example, 5432, postgres, ''",
        "jdbc:postgresql:postgres?user=root, localhost, 5432, root, ''",
        "jdbc:postgresql://[::1]:5433/postgres?user=root&sslmode=disable, ::1, 5433, root, ''"
    })
    void aRunningServerIsNamedByItsUrl(String url, String host, int port, String user, String password) {
        PostgresServer server = PostgresServer.url(url);
        assertThat(server.host()).isEqualTo(host);
        assertThat(server.port()).isEqualTo(port);
        assertThat(server.user()).isEqualTo(user);
        assertThat(server.password()).isEqualTo(password);
        assertThat(server.toString()).doesNotContain("s&t");
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:mysql://db.example/postgres?user=root, must look like jdbc:postgresql:",
        "localhost:5432, must look like jdbc:postgresql:",
        "'jdbc:postgresql://a:1,b:2/postgres?user=root', must name one host",
        "jdbc:postgresql://db.example/orders?user=root, database must be postgres",
        "jdbc:postgresql://db.example/postgres, must name a superuser",
        "jdbc:postgresql://db.example/postgres?user=root&sslmode=require, without TLS",
        "jdbc:postgresql://db.example/postgres?user=root&ssl, without TLS"
    })
    void aUrlThatAnEndpointCannotUseIsRefused(String url, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PostgresServer.url(url))
                .withMessageContaining(message)
                .withMessageNotContaining("db.example");
    }
}
