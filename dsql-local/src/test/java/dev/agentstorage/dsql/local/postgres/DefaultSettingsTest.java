package dev.agentstorage.dsql.local.postgres;

import static dev.agentstorage.dsql.local.postgres.Databases.query;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a server is like of which nothing was asked. */
class DefaultSettingsTest {
    private static EmbeddedPostgres server;

    @BeforeAll
    static void start() {
        server = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void itIsUtf8AndComparesByBytes() throws SQLException {
        assertThat(query(server, "SHOW server_encoding")).isEqualTo("UTF8");
        assertThat(query(server, "SELECT datcollate FROM pg_database WHERE datname = 'postgres'"))
                .isEqualTo("C");
        assertThat(query(server, "SELECT 'Z' < 'a'")).isEqualTo("t");
    }

    @Test
    void itListensOnTheLoopbackInterfaceAlone() throws SQLException {
        assertThat(query(server, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
        assertThat(query(server, "SHOW unix_socket_directories")).isEmpty();
    }

    @Test
    void itLogsInUniversalTime() throws SQLException {
        assertThat(query(server, "SHOW log_timezone")).isEqualTo("UTC");
    }

    @Test
    void itSavesTheWorkOfDurability() throws SQLException {
        assertThat(query(server, "SHOW fsync")).isEqualTo("off");
        assertThat(query(server, "SHOW full_page_writes")).isEqualTo("off");
        assertThat(query(server, "SHOW synchronous_commit")).isEqualTo("off");
    }
}
