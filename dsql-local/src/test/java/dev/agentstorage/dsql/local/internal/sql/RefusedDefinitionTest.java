package dev.agentstorage.dsql.local.internal.sql;

import static dev.agentstorage.dsql.local.internal.sql.RefusedStatementTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusedDefinitionTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    CREATE EXTENSION x                                | unsupported statement: CreateExtension
                    CREATE DATABASE x                                 | unsupported statement: Createdb
                    CREATE TABLESPACE x LOCATION '/x'                 | unsupported statement: CreateTableSpace
                    CREATE FOREIGN TABLE x (a int) SERVER s           | unsupported statement: CreateForeignTable
                    CREATE FOREIGN DATA WRAPPER x                     | unsupported statement: CreateFdw
                    CREATE SERVER s FOREIGN DATA WRAPPER x            | unsupported statement: CreateForeignServer
                    CREATE USER MAPPING FOR x SERVER s                | unsupported statement: CreateUserMapping
                    CREATE MATERIALIZED VIEW v AS SELECT 1            | unsupported statement: CreateTableAs
                    CREATE POLICY p ON t FOR UPDATE USING (true)      | unsupported statement: CreatePolicy
                    CREATE RULE r AS ON DELETE TO t DO NOTHING        | unsupported statement: Rule
                    CREATE PUBLICATION p                              | unsupported statement: CreatePublication
                    CREATE SUBSCRIPTION p CONNECTION 'x' PUBLICATION y | unsupported statement: CreateSubscription
                    CREATE EVENT TRIGGER e ON sql_drop EXECUTE FUNCTION f() | unsupported statement: CreateEventTrig
                    CREATE AGGREGATE a (int) (sfunc = f, stype = int) | unsupported statement: Define
                    CREATE COLLATION c (locale = 'C')                 | unsupported statement: Define
                    CREATE TEXT SEARCH CONFIGURATION c (copy = x)     | unsupported statement: Define
                    CREATE OPERATOR === (leftarg = int)               | unsupported statement: Define
                    CREATE OPERATOR CLASS c FOR TYPE int USING btree AS STORAGE int | unsupported statement: CreateOpClass
                    CREATE CAST (int AS text) WITH INOUT              | unsupported statement: CreateCast
                    CREATE TRUSTED LANGUAGE l                         | unsupported statement: CreatePLang
                    CREATE ACCESS METHOD a TYPE INDEX HANDLER h       | unsupported statement: CreateAm
                    CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f() | CREATE TRIGGER not supported
                    CREATE OR REPLACE TRIGGER g AFTER UPDATE ON t EXECUTE FUNCTION f()    | CREATE TRIGGER not supported
                    CREATE CONSTRAINT TRIGGER g AFTER UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f() | CREATE TRIGGER not supported
                    CREATE PROCEDURE p() LANGUAGE sql AS ''           | PROCEDURE is not supported
                    CREATE TYPE y AS (a int)                          | unsupported statement: CompositeType
                    CREATE TYPE app.y AS RANGE (subtype = int)        | unsupported statement: CreateRange
                    CREATE TYPE y AS ENUM ('a')                       | CREATE TYPE not supported
                    CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$BEGIN END$$ | CREATE FUNCTION with language plpgsql not supported
                    CREATE FUNCTION f() RETURNS int AS 'x', 'y' LANGUAGE C | CREATE FUNCTION with language c not supported
                    CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1 FROM t FOR SHARE' | locking clauses other than FOR UPDATE/FOR KEY SHARE are not supported
                    CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ SET a.b = 1 $$ | setting configuration parameter "a.b" not supported
                    CREATE SEQUENCE s                                 | CREATE SEQUENCE is not supported without an explicit cache size. please define CACHE greater than or equal to 65536 or equal to 1
                    CREATE SEQUENCE s START 5 CACHE 100               | CREATE SEQUENCE is not supported without an explicit cache size. please define CACHE greater than or equal to 65536 or equal to 1
                    CREATE TEMP SEQUENCE s CACHE 1                    | TEMPORARY or TEMP sequence not supported for CREATE SEQUENCE
                    CREATE TEMP VIEW v AS SELECT 1                    | TEMPORARY or TEMP view not supported for CREATE VIEW
                    CREATE DOMAIN d AS text COLLATE "C"               | COLLATE clause not supported
                    CREATE SCHEMA s CREATE TABLE t (a int) CREATE TEMP TABLE u (a int) | TEMPORARY or TEMP table not supported for CREATE TABLE
                    """)
    void anObjectThatTheServiceDoesNotHaveIsRefused(String text, String message) {
        assertRefused(text, "0A000", message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    CREATE TABLE t AS SELECT 1                          | unsupported statement: CreateTableAs
                    CREATE TEMP TABLE t (a) AS VALUES (1)               | unsupported statement: CreateTableAs
                    CREATE TABLE IF NOT EXISTS t WITH (x = 1) AS TABLE u | unsupported statement: CreateTableAs
                    CREATE TEMP TABLE t (a int)                         | TEMPORARY or TEMP table not supported for CREATE TABLE
                    CREATE LOCAL TEMPORARY TABLE t (a int)              | TEMPORARY or TEMP table not supported for CREATE TABLE
                    CREATE UNLOGGED TABLE t (a int)                     | UNLOGGED table not supported for CREATE TABLE
                    CREATE TABLE t PARTITION OF u DEFAULT               | PARTITION OF clause not supported for CREATE TABLE
                    CREATE TABLE t OF y                                 | OF clause not supported for CREATE TABLE
                    CREATE TABLE t (a int) INHERITS (u)                 | INHERITS clause not supported for CREATE TABLE
                    CREATE TABLE t (a int) PARTITION BY RANGE (a)       | PARTITION BY clause not supported for CREATE TABLE
                    CREATE TABLE t (a int) USING heap                   | USING clause not supported for CREATE TABLE
                    CREATE TABLE t (a int) WITH (fillfactor = 70)       | WITH clause not supported for CREATE TABLE
                    CREATE TABLE t (a int) TABLESPACE x                 | TABLESPACE clause not supported for CREATE TABLE
                    CREATE TABLE t (a int PRIMARY KEY WITH (fillfactor = 70)) | WITH clause not supported for CREATE TABLE
                    CREATE TABLE t (a text COLLATE "C")                 | COLLATE clause not supported
                    CREATE TABLE t (a text COMPRESSION lz4)             | COMPRESSION clause not supported
                    CREATE TABLE t (a int, EXCLUDE USING gist (a WITH =)) | EXCLUDE constraint not supported
                    CREATE TABLE t (a int, CONSTRAINT u UNIQUE (a) DEFERRABLE) | DEFERRABLE constraint not supported
                    CREATE TABLE t (a int UNIQUE INITIALLY DEFERRED)    | DEFERRABLE constraint not supported
                    CREATE TABLE t (a bigint GENERATED ALWAYS AS IDENTITY) | identity column is not supported without an explicit cache size. please define CACHE greater than or equal to 65536 or equal to 1
                    CREATE TABLE t (a bigint GENERATED BY DEFAULT AS IDENTITY (START 5)) | identity column is not supported without an explicit cache size. please define CACHE greater than or equal to 65536 or equal to 1
                    CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY (CACHE 1)) | datatype integer not supported, identity column type must be bigint
                    CREATE TABLE t (a int2 NOT NULL GENERATED ALWAYS AS IDENTITY (CACHE 70000)) | datatype smallint not supported, identity column type must be bigint
                    """)
    void aTableThatTheServiceDoesNotHaveIsRefused(String text, String message) {
        assertRefused(text, "0A000", message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    CREATE TABLE t (a serial)                            | serial      | 19
                    CREATE TABLE t (a int, "b" BIGSERIAL PRIMARY KEY)    | bigserial   | 28
                    CREATE TABLE t (a text DEFAULT ')(', b smallserial)  | smallserial | 40
                    ALTER TABLE t ADD a serial                           | serial      | 21
                    """)
    void serialIsNoType(String text, String type, int position) {
        assertThat(StatementKindTest.one(text).refusal())
                .contains(new Refusal("42704", "type \"" + type + "\" does not exist", position));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    CREATE INDEX i ON t (a)                             | unsupported mode. please use CREATE INDEX ASYNC.
                    CREATE INDEX CONCURRENTLY i ON t (a)                | CONCURRENTLY not supported for CREATE INDEX
                    CREATE INDEX ASYNC CONCURRENTLY i ON t (a)          | CONCURRENTLY not supported for CREATE INDEX
                    CREATE INDEX i ON t USING gin (a)                   | USING not supported for CREATE INDEX
                    CREATE INDEX ASYNC i ON t USING btree (a)           | USING not supported for CREATE INDEX
                    CREATE INDEX ASYNC i ON t (a) WITH (fillfactor = 1) | WITH not supported for CREATE INDEX
                    CREATE INDEX ASYNC i ON t (a) TABLESPACE x          | TABLESPACE not supported for CREATE INDEX
                    CREATE INDEX ASYNC i ON t (a, b DESC)               | specifying sort order not supported for index keys
                    CREATE INDEX ASYNC i ON t (a ASC NULLS FIRST)       | specifying sort order not supported for index keys
                    CREATE INDEX ASYNC i ON t (a text_pattern_ops)      | opclass not supported for index keys
                    CREATE INDEX ASYNC i ON t (lower(a) app.ops (x=1))  | opclass not supported for index keys
                    CREATE INDEX ASYNC i ON t (a COLLATE "C")           | COLLATE not supported for index keys
                    """)
    void anIndexThatTheServiceDoesNotHaveIsRefused(String text, String message) {
        assertRefused(text, "0A000", message);
    }

    @Test
    void limitsThatTheTextShowsAreKept() {
        String tooMany = "more than 8 column keys in an index are not supported";
        assertRefused("CREATE TABLE t (a int, PRIMARY KEY (a,b,c,d,e,f,g,h,i))", "54011", tooMany);
        assertRefused("CREATE INDEX ASYNC ON t (a,b,c,d,e,f,g,h,(i + 1))", "54011", tooMany);
        assertRefused("CREATE VIEW v AS SELECT '" + "x".repeat(2 << 20) + "'", "54000", "view definition too large");
        assertThat(StatementKindTest.one("CREATE TABLE t (a int, PRIMARY KEY (a,b,c,d,e,f,g,h))")
                        .refusal())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    CREATE TABLE t (a int PRIMARY KEY, b text STORAGE PLAIN DEFAULT 'x' CHECK (b <> 'y' COLLATE "C"))
                    CREATE TABLE t (a int REFERENCES u DEFERRABLE INITIALLY DEFERRED, b int UNIQUE)
                    CREATE TABLE t (a int UNIQUE REFERENCES u DEFERRABLE)
                    CREATE TABLE t (a int, b int, PRIMARY KEY (a, b) INCLUDE (c), FOREIGN KEY (b) REFERENCES u ON DELETE CASCADE DEFERRABLE)
                    CREATE TABLE t (a int, UNIQUE NULLS NOT DISTINCT (a) NOT DEFERRABLE)
                    CREATE TABLE t (a bigint GENERATED ALWAYS AS IDENTITY (CACHE 1))
                    CREATE TABLE t (a bigint GENERATED BY DEFAULT AS IDENTITY (START 7 CACHE 65536))
                    CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) STORED)
                    CREATE TABLE t (LIKE u INCLUDING ALL)
                    CREATE TABLE serial (serial int, temp text, exclude int, partition text, identity int, "unlogged" int)
                    CREATE TABLE t ("like" int, "primary" int, language text, cache int)
                    CREATE TABLE t (a app.serial)
                    CREATE TABLE t (a double precision, b timestamp (3) with time zone, c numeric(18, 6) NOT NULL)
                    CREATE TABLE t ()
                    CREATE VIEW v (a) AS SELECT 1
                    CREATE OR REPLACE VIEW v AS SELECT a INTO_ FROM t
                    CREATE RECURSIVE VIEW v (a) AS SELECT 1
                    CREATE SCHEMA IF NOT EXISTS s
                    CREATE SCHEMA s AUTHORIZATION bob
                    CREATE SEQUENCE IF NOT EXISTS app.s AS bigint START 3 CACHE 65_536
                    CREATE DOMAIN d AS text NOT NULL CHECK (VALUE <> '')
                    CREATE ROLE r WITH LOGIN
                    CREATE USER mapping
                    CREATE STATISTICS s ON a, b FROM t
                    CREATE FUNCTION language(a int DEFAULT 1) RETURNS TABLE (language text) LANGUAGE 'SQL' AS $$ SELECT 'plpgsql' $$
                    CREATE FUNCTION f() RETURNS int RETURN 1
                    CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END
                    CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$ SELECT set_config('a.b', 'c', true) $$
                    """)
    void whatTheServiceHasIsNotRefused(String text) {
        assertThat(StatementKindTest.one(text).refusal()).isEmpty();
        assertThat(StatementKindTest.one(text).kind()).isEqualTo(StatementKind.DDL);
    }
}
