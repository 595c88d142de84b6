package dev.agentstorage.dsql.local.internal.catalog;

import static dev.agentstorage.dsql.local.internal.catalog.PreparedServer.assertRefused;
import static dev.agentstorage.dsql.local.internal.catalog.PreparedServer.createIndex;
import static dev.agentstorage.dsql.local.internal.catalog.PreparedServer.execute;
import static dev.agentstorage.dsql.local.internal.catalog.PreparedServer.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What keys may be, and how many of them and of other things there may be. */
class IndexRulesTest {
    private static PreparedServer server;
    private static Connection client;

    @BeforeAll
    static void start() throws SQLException {
        server = PreparedServer.start(new ServerLimits(1 << 20, 2 << 20, 1_981, 256, 8, 24, 5, 3, 9, 2, 4, 10 << 20));
        client = server.client();
        execute(client, "CREATE TABLE indexed (id int PRIMARY KEY, raw bytea, doc jsonb, name text)");
    }

    @AfterAll
    static void stop() throws SQLException {
        client.close();
        server.close();
    }

    @Test
    void aKeyHasNoMoreThanEightColumns() throws SQLException {
        String nine = "a int, b int, c int, d int, e int, f int, g int, h int, i int";
        String message = "more than 8 column keys in an index are not supported";
        assertRefused(
                client, "CREATE TABLE k (" + nine + ", PRIMARY KEY (a, b, c, d, e, f, g, h, i))", "54011", message);
        execute(client, "CREATE TABLE k (" + nine + ", PRIMARY KEY (a, b, c, d, e, f, g, h))");
        assertRefused(client, "CREATE INDEX ON k (a, b, c, d, e, f, g, h, i)", "54011", message);
        execute(client, "CREATE INDEX ON k (a, b, c, d, e, f, g, h) INCLUDE (i)", "DROP TABLE k");
    }

    @Test
    void theColumnsOfAPrimaryKeyAreDeclaredWithAtMost2000Characters() throws SQLException {
        String message = "key size greater than 2000 bytes not supported";
        execute(client, "CREATE DOMAIN code AS varchar(2001)");
        assertRefused(client, "CREATE TABLE k (id varchar(2001) PRIMARY KEY)", "54000", message);
        assertRefused(client, "CREATE TABLE k (id char(2001) PRIMARY KEY)", "54000", message);
        assertRefused(client, "CREATE TABLE k (id code PRIMARY KEY)", "54000", message);
        assertRefused(client, "CREATE TABLE k (n int, id varchar(2001), PRIMARY KEY (n, id))", "54000", message);
        execute(client, "CREATE TABLE k (id varchar(2000) PRIMARY KEY, v varchar(2001))", "DROP TABLE k");
        execute(client, "DROP DOMAIN code");
    }

    @Test
    void aTableHasNoMoreThanFiveExtendedStatistics() throws SQLException {
        execute(client, "CREATE TABLE k (a int, b int)");
        for (int i = 1; i <= 5; i++) {
            execute(client, "CREATE STATISTICS k_" + i + " ON a, b FROM k");
        }
        String message = "more than 5 extended statistics per table are not allowed";
        assertRefused(client, "CREATE STATISTICS k_6 ON a, b FROM k", "54000", message);
        execute(client, "ALTER STATISTICS k_1 SET STATISTICS 100");
        assertRefused(
                client,
                "ALTER STATISTICS k_1 SET STATISTICS 101",
                "22023",
                "statistics target 101 exceeds maximum allowed value of 100");
        execute(client, "DROP STATISTICS k_1", "CREATE STATISTICS k_6 ON a, b FROM k", "DROP TABLE k");
    }

    @Test
    void binariesAndDocumentsAreNoKeys() throws SQLException {
        String bytea = "datatype bytea is not supported in a key";
        assertRefused(client, "CREATE TABLE k (id bytea PRIMARY KEY)", "0A000", bytea);
        assertRefused(client, "CREATE INDEX ON indexed (raw)", "0A000", bytea);
        assertRefused(client, "CREATE INDEX ON indexed (id) INCLUDE (raw)", "0A000", bytea);
        assertRefused(client, "CREATE INDEX ON indexed (sha256(raw))", "0A000", bytea);
        assertRefused(client, "CREATE INDEX ON indexed (doc)", "0A000", "datatype jsonb is not supported in a key");
        execute(client, "CREATE INDEX by_text ON indexed ((doc ->> 'a'))", "DROP INDEX by_text");
    }

    @Test
    void aTableHasNoMoreThan24Indexes() throws SQLException {
        execute(client, "CREATE TABLE k (id int PRIMARY KEY, v int UNIQUE)");
        for (int i = 3; i <= 24; i++) {
            createIndex(client, "-|-", "CREATE INDEX k_" + i + " ON k (v, id)");
        }
        assertThatThrownBy(() -> createIndex(client, "-|-", "CREATE INDEX k_25 ON k (v, id)"))
                .hasMessageContaining("more than 24 indexes per table are not allowed");
        assertThat(row(client, "SELECT count(*) FROM pg_index WHERE indrelid = 'k'::regclass"))
                .isEqualTo("24");
        execute(client, "DROP INDEX k_3", "CREATE INDEX k_25 ON k (v, id)", "DROP TABLE k");
    }

    @Test
    void anUnnamedIndexIsNamedByPostgres() throws SQLException {
        createIndex(client, "-|-", "CREATE INDEX ON indexed (name)");
        assertThat(row(
                        client,
                        "SELECT count(*) FROM pg_index"
                                + " WHERE indexrelid = 'indexed_name_idx'::regclass AND NOT indisvalid"))
                .isEqualTo("1");
    }

    @Test
    void whatWasAskedForOneIndexDoesNotReachTheNext() throws SQLException {
        client.setAutoCommit(false);
        createIndex(client, "u|-", "CREATE INDEX first_of_two ON indexed (name, id)");
        execute(client, "CREATE INDEX second_of_two ON indexed (name, id)");
        assertThat(row(
                        client,
                        "SELECT string_agg(c.relname || i.indisvalid || i.indisunique, ' ' ORDER BY c.relname)"
                                + " FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
                                + " WHERE c.relname LIKE '%_of_two'"))
                .isEqualTo("first_of_twofalsetrue second_of_twotruefalse");
        client.rollback();
        client.setAutoCommit(true);
    }

    @Test
    void tablesAreCounted() throws SQLException {
        for (int i = 2; i <= 9; i++) {
            execute(client, "CREATE TABLE table_" + i + " (id int)");
        }
        assertRefused(client, "CREATE TABLE table_10 (id int)", "54000", "creating more than 9 tables not allowed");
        for (int i = 2; i <= 9; i++) {
            execute(client, "DROP TABLE table_" + i);
        }
    }

    @Test
    void viewsAreCounted() throws SQLException {
        execute(client, "CREATE VIEW v1 AS SELECT 1 AS a", "CREATE VIEW v2 AS SELECT 1 AS a");
        execute(client, "CREATE OR REPLACE VIEW v2 AS SELECT 2 AS a");
        assertRefused(client, "CREATE VIEW v3 AS SELECT 1 AS a", "54000", "creating more than 2 views not allowed");
        execute(client, "DROP VIEW v1, v2");
    }

    @Test
    void sequencesAreCounted() throws SQLException {
        for (int i = 1; i <= 4; i++) {
            execute(client, "CREATE SEQUENCE sequence_" + i + " CACHE 1");
        }
        assertRefused(
                client,
                "CREATE TABLE numbered (id bigint GENERATED ALWAYS AS IDENTITY (CACHE 1))",
                "54000",
                "creating more than 4 sequences is not allowed");
        for (int i = 1; i <= 4; i++) {
            execute(client, "DROP SEQUENCE sequence_" + i);
        }
    }

    @Test
    void schemasAreCountedWithoutPublic() throws SQLException {
        execute(client, "CREATE SCHEMA s1", "CREATE SCHEMA s2", "CREATE SCHEMA s3");
        assertRefused(client, "CREATE SCHEMA s4", "54000", "more than 3 schemas not allowed");
        execute(client, "DROP SCHEMA s1, s2, s3");
    }
}
