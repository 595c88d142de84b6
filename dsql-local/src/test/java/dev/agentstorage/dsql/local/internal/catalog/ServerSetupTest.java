package dev.agentstorage.dsql.local.internal.catalog;

import static dev.agentstorage.dsql.local.internal.catalog.PreparedServer.assertRefused;
import static dev.agentstorage.dsql.local.internal.catalog.PreparedServer.execute;
import static dev.agentstorage.dsql.local.internal.catalog.PreparedServer.row;
import static dev.agentstorage.dsql.local.internal.catalog.PreparedServer.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.local.postgres.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a client finds in a new database. */
@Tag("slow")
class ServerSetupTest {
    private static PreparedServer server;
    private static Connection client;

    @BeforeAll
    static void start() throws SQLException {
        server = PreparedServer.start();
        client = server.client();
    }

    @AfterAll
    static void stop() throws SQLException {
        client.close();
        server.close();
    }

    @Test
    void adminOwnsTheDatabaseAndIsNoSuperuser() throws SQLException {
        assertThat(row(client, "SELECT current_user, usesuper, usecreatedb FROM pg_user WHERE usename = current_user"))
                .isEqualTo("admin|f|f");
        execute(client, "CREATE TABLE owned (id int)", "CREATE SCHEMA owned_schema", "CREATE ROLE made_by_admin LOGIN");
        execute(client, "GRANT USAGE ON SCHEMA public TO made_by_admin");
        assertRefused(client, "CREATE ROLE too_much SUPERUSER", "42501", "permission denied to create role");
    }

    @Test
    void environmentIsThatOfTheService() throws SQLException {
        assertThat(row(client, "SELECT version()")).isEqualTo("PostgreSQL 16");
        try (Connection fresh = server.client()) {
            assertThat(row(fresh, "SHOW transaction_isolation")).isEqualTo("repeatable read");
        }
        assertThat(row(client, "SELECT current_database(), current_schema()")).isEqualTo("postgres|public");
        assertRefused(client, "SHOW lc_collate", "42704", "unrecognized configuration parameter \"lc_collate\"");
    }

    @Test
    void noLanguageIsKnown() throws SQLException {
        assertRefused(
                client,
                "SELECT to_tsquery('english', 'a & b')",
                "42704",
                "text search configuration \"english\" does not exist");
        assertThat(rows(client, "SELECT cfgname FROM pg_ts_config")).containsExactly("simple");
        assertThat(row(client, "SELECT to_tsvector('a fox')")).isEqualTo("'a':1 'fox':2");
    }

    @Test
    void someCatalogsAreNotForClients() throws SQLException {
        assertRefused(client, "SELECT * FROM pg_amop", "42501", "permission denied for table pg_amop");
        assertThat(row(client, "SELECT catalog_name FROM information_schema.information_schema_catalog_name"))
                .isEqualTo("postgres");
        assertThat(rows(client, "SELECT table_name FROM information_schema.tables WHERE table_name = 'jobs'"))
                .hasSize(1);
    }

    @Test
    void everyViewOfTheInformationSchemaIsReadableWhole() throws SQLException {
        execute(
                client,
                "CREATE TABLE whole (id int PRIMARY KEY, v varchar(7) DEFAULT 'x', n numeric, CHECK (n > 0), UNIQUE (v))",
                "CREATE DOMAIN whole_domain AS text CHECK (VALUE <> '')",
                "CREATE VIEW whole_view AS SELECT * FROM whole",
                "CREATE FUNCTION whole_function(a int) RETURNS int LANGUAGE sql AS 'SELECT a'");
        List<String> views = rows(
                client,
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'information_schema' ORDER BY 1");
        assertThat(views).contains("columns", "domains", "routines", "triggers").hasSizeGreaterThan(60);
        for (String view : views) {
            rows(client, "SELECT * FROM information_schema." + view);
        }
        assertThat(rows(
                        client,
                        "SELECT column_name, character_octet_length FROM information_schema.columns"
                                + " WHERE table_name = 'whole' ORDER BY ordinal_position"))
                .containsExactly("id|", "v|28", "n|");
    }

    @Test
    void temporaryTablesFollowNoneOfTheRules() throws SQLException {
        execute(client, "CREATE TEMP TABLE copy (v money, a int[])", "INSERT INTO copy VALUES (1, '{1}')");
        execute(client, "CREATE INDEX ON copy (v)", "ALTER TABLE copy ADD COLUMN b xml", "DROP TABLE copy");
    }

    @Test
    void whatTheEndpointKeepsIsNotForClients() {
        assertRefused(client, "SELECT * FROM dsql_local.job", "42501", "permission denied for table job");
        assertRefused(client, "DELETE FROM dsql_local.limits", "42501", "permission denied for table limits");
        assertRefused(
                client, "CREATE TABLE dsql_local.mine (id int)", "42501", "permission denied for schema dsql_local");
    }

    @Test
    void concurrentInstallationsInstallOnce() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            DataSource superuser = PreparedServer.superuser(postgres);
            ExecutorService threads = Executors.newFixedThreadPool(2);
            try {
                Callable<Boolean> install = () -> ServerSetup.install(superuser, ServerLimits.ofTheService());
                List<Boolean> answers = new ArrayList<>();
                for (Future<Boolean> answer : threads.invokeAll(List.of(install, install))) {
                    answers.add(answer.get());
                }
                assertThat(answers).containsExactlyInAnyOrder(true, false);
            } finally {
                threads.shutdownNow();
            }
        }
    }

    @Test
    void installingAgainDoesNothingUntilTheLimitsChange() throws SQLException {
        try (PreparedServer another = PreparedServer.start()) {
            assertThat(ServerSetup.install(another.superuser(), ServerLimits.ofTheService()))
                    .isFalse();
            try (Connection other = another.client()) {
                execute(other, "CREATE TABLE notes (id int PRIMARY KEY, note text)");
                String views = "SELECT string_agg(definition, '' ORDER BY schemaname, viewname) FROM pg_views"
                        + " WHERE schemaname IN ('pg_catalog', 'information_schema', 'sys')";
                String before = row(other, views);
                ServerLimits smaller = new ServerLimits(100, 1000, 100, 2, 8, 24, 5, 10, 1000, 5000, 5000, 10 << 20);
                assertThat(ServerSetup.install(another.superuser(), smaller)).isTrue();
                assertThat(row(other, views)).isEqualTo(before);
                assertRefused(
                        other,
                        "INSERT INTO notes SELECT 1, string_agg(md5(g::text), '') FROM generate_series(1, 4) g",
                        "54000",
                        "datatype limit greater than 100 bytes not supported for text");
                assertRefused(
                        other, "CREATE TABLE wide (a int, b int, c int)", "54011", "tables can have at most 2 columns");
            }
        }
    }
}
