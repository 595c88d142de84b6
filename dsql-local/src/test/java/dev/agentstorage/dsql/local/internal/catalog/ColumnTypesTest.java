package dev.agentstorage.dsql.local.internal.catalog;

import static dev.agentstorage.dsql.local.internal.catalog.PreparedServer.assertRefused;
import static dev.agentstorage.dsql.local.internal.catalog.PreparedServer.execute;
import static dev.agentstorage.dsql.local.internal.catalog.PreparedServer.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What columns may be. */
class ColumnTypesTest {
    private static PreparedServer server;
    private static Connection client;

    @BeforeAll
    static void start() throws SQLException {
        server = PreparedServer.start();
        client = server.client();
        execute(client, "CREATE TABLE grown (id int PRIMARY KEY)");
    }

    @AfterAll
    static void stop() throws SQLException {
        client.close();
        server.close();
    }

    @Test
    void supportedTypesAndTheirAliasesAreTaken() throws SQLException {
        execute(client, """
                CREATE TABLE all_types (
                    a smallint, b integer, c bigint, d real, e double precision, f numeric, g numeric(30, 10),
                    h decimal(10, 2), i character(10), j character varying(20), k bpchar(5), l text, m date, n time,
                    o time with time zone, p timestamp, q timestamp(3) with time zone, r interval, s boolean, t bytea,
                    u uuid, v json, w jsonb, x int2, y float4, z varchar, aa bpchar)
                """);
        execute(client, "CREATE DOMAIN grade AS text CHECK (VALUE IN ('a', 'b'))");
        execute(client, "CREATE TABLE graded (id int, grade grade)");
        assertRefused(
                client,
                "INSERT INTO graded VALUES (1, 'c')",
                "23514",
                "value for domain grade violates check constraint \"grade_check\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ':',
            value = {
                "money:money",
                "xml:xml",
                "inet:inet",
                "cidr:cidr",
                "macaddr:macaddr",
                "point:point",
                "line:line",
                "tsvector:tsvector",
                "int4range:int4range",
                "pg_lsn:pg_lsn",
                "bit(8):bit",
                "varbit(8):bit varying",
                "int[]:integer[]",
                "text[]:text[]",
                "numeric(10,2)[]:numeric[]",
                "varchar(5)[]:character varying[]",
                "oid:oid",
                "name:name",
                "\"char\":\"char\"",
            })
    void otherTypesAreRefusedByTheirName(String type, String display) throws SQLException {
        String message = "datatype " + display + " not supported";
        assertRefused(client, "CREATE TABLE odd (id int, v " + type + ")", "0A000", message);
        assertRefused(client, "ALTER TABLE grown ADD COLUMN v " + type, "0A000", message);
        assertRefused(client, "CREATE DOMAIN odd AS " + type, "0A000", message);
        assertThat(row(client, "SELECT count(*) FROM pg_class WHERE relname = 'odd'"))
                .isEqualTo("0");
    }

    @Test
    void typesThatNoColumnCanHaveWorkAtRunTime() throws SQLException {
        assertThat(row(client, "SELECT '127.0.0.1'::inet, string_to_array('1,2', ','), ROW(1, 'a') = ROW(1, 'a')"))
                .isEqualTo("127.0.0.1|{1,2}|t");
        execute(client, "CREATE VIEW runtime_types AS SELECT '{1}'::int[] AS a, '1'::money AS b");
    }

    @Test
    void declaredLengthsHaveALimit() throws SQLException {
        execute(client, "CREATE TABLE longest (a varchar(65535), b char(4096))");
        assertRefused(
                client,
                "CREATE TABLE longer (a varchar(65536))",
                "54000",
                "Datatype limit greater than 65535 bytes not supported for varchar");
        assertRefused(
                client,
                "CREATE TABLE longer (a char(4097))",
                "54000",
                "Datatype limit greater than 4096 bytes not supported for char");
    }

    @Test
    void numericWithoutPrecisionHasTheOneOfTheService() throws SQLException {
        execute(client, "CREATE TABLE amounts (id int, bare numeric, exact numeric(30, 12))");
        execute(client, "ALTER TABLE amounts ADD COLUMN added decimal");
        execute(client, "INSERT INTO amounts VALUES (1, 1.23456789, 1.23456789, 2)");
        assertThat(row(client, "SELECT bare, exact, added FROM amounts")).isEqualTo("1.234568|1.234567890000|2.000000");
        assertRefused(client, "INSERT INTO amounts VALUES (1, 1e12)", "22003", "numeric field overflow");
    }

    @Test
    void aTableHasNoMoreThan256Columns() throws SQLException {
        execute(client, "CREATE TABLE wide (" + columns(256) + ")");
        assertRefused(client, "ALTER TABLE wide ADD COLUMN more int", "54011", "tables can have at most 256 columns");
        assertRefused(
                client, "CREATE TABLE wider (" + columns(257) + ")", "54011", "tables can have at most 256 columns");
        String ofTheKey = "cannot use more than 256 columns in an index";
        assertRefused(client, "CREATE TABLE wider (" + columns(257) + ", PRIMARY KEY (c1))", "54011", ofTheKey);
        execute(client, "ALTER TABLE wide DROP COLUMN c1", "ALTER TABLE wide ADD COLUMN more int");
    }

    @Test
    void identityIsBigintWithACacheOfOneOrManyNumbers() throws SQLException {
        execute(client, "CREATE TABLE numbered (id bigint GENERATED ALWAYS AS IDENTITY (CACHE 65536) PRIMARY KEY)");
        execute(client, "CREATE TABLE counted (id bigint GENERATED BY DEFAULT AS IDENTITY (CACHE 1) PRIMARY KEY)");
        execute(client, "CREATE TABLE later (id bigint PRIMARY KEY, n int NOT NULL)");
        execute(client, "ALTER TABLE later ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (CACHE 1)");
        assertRefused(
                client,
                "ALTER TABLE later ALTER COLUMN n ADD GENERATED BY DEFAULT AS IDENTITY (CACHE 1)",
                "0A000",
                "datatype integer not supported, identity column type must be bigint");
        assertRefused(
                client,
                "CREATE TABLE small (id smallint GENERATED BY DEFAULT AS IDENTITY (CACHE 1) PRIMARY KEY)",
                "0A000",
                "datatype smallint not supported, identity column type must be bigint");
        assertRefused(
                client,
                "CREATE TABLE twenty (id bigint GENERATED ALWAYS AS IDENTITY (CACHE 20))",
                "0A000",
                "identity column is not supported without an explicit cache size."
                        + " please define CACHE greater than or equal to 65536 or equal to 1");
    }

    @Test
    void sequencesHandOutOneOrManyNumbers() throws SQLException {
        execute(client, "CREATE SEQUENCE one_by_one CACHE 1", "CREATE SEQUENCE many CACHE 65536");
        String message = "CREATE SEQUENCE is not supported without an explicit cache size."
                + " please define CACHE greater than or equal to 65536 or equal to 1";
        assertRefused(client, "CREATE SEQUENCE twenty CACHE 20", "0A000", message);
        assertRefused(client, "ALTER SEQUENCE many CACHE 20", "0A000", message);
    }

    @Test
    void thePrimaryKeyStays() throws SQLException {
        execute(client, "CREATE TABLE keyed (id int, part int, v text, UNIQUE (v), PRIMARY KEY (id, part))");
        assertRefused(client, "ALTER TABLE keyed DROP COLUMN part", "0A000", "cannot drop primary key column part");
        execute(client, "ALTER TABLE keyed DROP CONSTRAINT keyed_v_key", "ALTER TABLE keyed DROP COLUMN v");
        client.setAutoCommit(false);
        assertRefused(client, "ALTER TABLE keyed DROP COLUMN id", "0A000", "cannot drop primary key column id");
        client.rollback();
        client.setAutoCommit(true);
    }

    private static String columns(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> "c" + i + " int").collect(Collectors.joining(", "));
    }
}
