package dev.agentstorage.dsql.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.dsql.local.DsqlLocalException.Reason;
import dev.agentstorage.dsql.local.auth.TokenMode;
import dev.agentstorage.dsql.local.internal.tls.Certificates;
import dev.agentstorage.dsql.local.postgres.PostgresServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DsqlLocalLifecycleTest {
    @Test
    void anEndpointWithAllDefaultsAcceptsAdminOverTls() throws SQLException {
        try (DsqlLocal local = DsqlLocal.start()) {
            assertThat(local.host()).isEqualTo("127.0.0.1");
            assertThat(local.certificate()).content().startsWith("-----BEGIN CERTIFICATE-----");
            assertThat(query(local.jdbcUrl(), "SELECT current_user")).isEqualTo("admin");
            assertThat(query(local.jdbcUrl(), "SHOW server_version")).isEqualTo("16.15");
        }
    }

    @Test
    void closeLeavesNothingBehind() throws Exception {
        DsqlLocal local = DsqlLocal.start();
        Path certificate = local.certificate();
        Connection open = DriverManager.getConnection(local.jdbcUrl());
        local.close();
        local.close();
        assertThat(certificate.getParent()).doesNotExist();
        assertThat(open.isValid(1)).isFalse();
        try (ServerSocket again = new ServerSocket(local.port(), 1, InetAddress.getLoopbackAddress())) {
            assertThat(again.isBound()).isTrue();
        }
    }

    @Test
    void dataAndCertificateSurviveARestart(@TempDir Path directory) throws Exception {
        DsqlLocal.Builder builder = DsqlLocal.builder().dataDirectory(directory.resolve("data"));
        String certificate;
        try (DsqlLocal local = builder.start()) {
            certificate = Files.readString(local.certificate());
            execute(local.jdbcUrl(), "CREATE TABLE kept (id int PRIMARY KEY)", "INSERT INTO kept VALUES (42)");
        }
        try (DsqlLocal local = builder.start()) {
            assertThat(local.certificate()).hasContent(certificate);
            assertThat(query(local.jdbcUrl(), "SELECT id FROM kept")).isEqualTo("42");
        }
    }

    @Test
    void aPortThatIsTakenIsSaidAndNothingIsLeftRunning() throws IOException {
        List<ProcessHandle> before = children();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            DsqlLocal.Builder builder = DsqlLocal.builder().port(taken.getLocalPort());
            assertThatExceptionOfType(DsqlLocalException.class)
                    .isThrownBy(builder::start)
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.PORT_NOT_AVAILABLE))
                    .satisfies(
                            e -> assertThat(e.details()).containsEntry("port", Integer.toString(taken.getLocalPort())));
        }
        assertThat(children()).filteredOn(child -> !before.contains(child)).noneMatch(ProcessHandle::isAlive);
    }

    private static List<ProcessHandle> children() {
        return ProcessHandle.current().descendants().toList();
    }

    @Test
    void clientsThatCannotEncryptAreServedWhenTheyMayBe() throws SQLException {
        try (DsqlLocal local = DsqlLocal.builder().tls(false).start()) {
            assertThat(local.wantsTls()).isFalse();
            assertThatIllegalStateException().isThrownBy(local::certificate);
            assertThat(local.jdbcUrl()).contains("sslmode=disable");
            assertThat(query(local.jdbcUrl(), "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void aPasswordMayBeLeftOutWhenNoneIsAskedFor() throws SQLException {
        try (DsqlLocal local = DsqlLocal.builder().tokens(TokenMode.OFF).start()) {
            assertThat(local.jdbcUrl()).doesNotContain("password");
            assertThat(query(local.jdbcUrl(), "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void theTokenThatIsMadeUpHasTheShapeThatIsAskedFor() throws SQLException {
        try (DsqlLocal local = DsqlLocal.builder().tokens(TokenMode.SHAPE).start()) {
            assertThat(query(local.jdbcUrl(), "SELECT current_user")).isEqualTo("admin");
            execute(local.jdbcUrl(), "CREATE ROLE app WITH LOGIN");
            assertThat(query(local.jdbcUrl("app"), "SELECT current_user")).isEqualTo("app");
            String wrong = local.jdbcUrl().replace("DbConnectAdmin", "DbConnect");
            assertThatThrownBy(() -> query(wrong, "SELECT 1"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("admin");
        }
    }

    @Test
    void anOwnCertificateIsShown(@TempDir Path directory) throws Exception {
        Certificates.keptIn(directory, List.of("dsql.example"));
        Path pem = directory.resolve("tls.pem");
        try (DsqlLocal local = DsqlLocal.builder().certificate(pem, pem).start()) {
            assertThat(Files.readString(pem))
                    .contains(Files.readString(local.certificate()).strip());
            assertThat(local.certificate()).content().doesNotContain("PRIVATE KEY");
            assertThat(query(local.jdbcUrl(), "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void aCertificateThatCannotBeReadIsSaid(@TempDir Path directory) {
        Path missing = directory.resolve("missing.pem");
        DsqlLocal.Builder builder = DsqlLocal.builder().certificate(missing, missing);
        assertThatExceptionOfType(DsqlLocalException.class)
                .isThrownBy(builder::start)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CERTIFICATE_UNUSABLE))
                .satisfies(e -> assertThat(e).asString().contains("missing.pem"));
    }

    @Test
    void aDataDirectoryThatIsAFileIsSaid(@TempDir Path directory) throws IOException {
        Path file = Files.createFile(directory.resolve("data"));
        DsqlLocal.Builder builder = DsqlLocal.builder().dataDirectory(file);
        assertThatExceptionOfType(DsqlLocalException.class)
                .isThrownBy(builder::start)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.DATA_DIRECTORY_UNUSABLE));
    }

    @Test
    void aPostgresThatRunsAlreadyIsUsedAndNotStopped() throws SQLException {
        try (PostgresServer server = PostgresServer.embedded()) {
            String url = "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres?user=" + server.user();
            try (DsqlLocal local =
                    DsqlLocal.builder().postgres(PostgresServer.url(url)).start()) {
                assertThat(query(local.jdbcUrl(), "SELECT current_user")).isEqualTo("admin");
            }
            assertThat(query(url, "SELECT current_user")).isEqualTo("postgres");
        }
    }

    @Test
    void aServerThatWasGivenIsClosedWhenTheEndpointCannotStart() throws IOException {
        PostgresServer server = PostgresServer.embedded();
        DsqlLocal.Builder builder =
                DsqlLocal.builder().postgres(server).tls(false).requireSni(true);
        assertThatIllegalStateException().isThrownBy(builder::start);
        String url = "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres?user=" + server.user();
        assertThatThrownBy(() -> query(url, "SELECT 1")).isInstanceOf(SQLException.class);
    }

    @Test
    void twoEndpointsHaveSeparateDatabases() throws SQLException {
        try (DsqlLocal one = DsqlLocal.start();
                DsqlLocal other = DsqlLocal.start()) {
            execute(one.jdbcUrl(), "CREATE TABLE here (id int PRIMARY KEY)");
            assertThat(query(other.jdbcUrl(), "SELECT to_regclass('here') IS NULL"))
                    .isEqualTo("t");
        }
    }

    private static String query(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private static void execute(String url, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
