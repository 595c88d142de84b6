package dev.agentstorage.dsql.local.internal.sql;

import static dev.agentstorage.dsql.local.internal.sql.RefusedStatementTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusedChangeTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ADD COLUMN a int DEFAULT 1                      | ALTER TABLE ADD COLUMN with constraint not supported
                    ADD a int NOT NULL                              | ALTER TABLE ADD COLUMN with constraint not supported
                    ADD COLUMN IF NOT EXISTS a int CHECK (a > 0)    | ALTER TABLE ADD COLUMN with constraint not supported
                    ADD COLUMN a int UNIQUE                         | ALTER TABLE ADD COLUMN with constraint not supported
                    ADD COLUMN a int REFERENCES u                   | ALTER TABLE ADD COLUMN with constraint not supported
                    ADD COLUMN a int CONSTRAINT c PRIMARY KEY       | ALTER TABLE ADD COLUMN with constraint not supported
                    ADD COLUMN a bigint GENERATED ALWAYS AS IDENTITY (CACHE 1) | ALTER TABLE ADD COLUMN with constraint not supported
                    ADD COLUMN a int, ADD COLUMN b int DEFAULT 1    | ALTER TABLE ADD COLUMN with constraint not supported
                    ADD COLUMN a text COLLATE "C"                   | COLLATE clause not supported
                    ADD CONSTRAINT c PRIMARY KEY (a)                | unsupported ALTER TABLE ADD CONSTRAINT statement
                    ADD PRIMARY KEY (a)                             | unsupported ALTER TABLE ADD CONSTRAINT statement
                    ADD PRIMARY KEY USING INDEX i                   | unsupported ALTER TABLE ADD CONSTRAINT statement
                    ADD UNIQUE (a)                                  | unsupported ALTER TABLE ADD CONSTRAINT statement
                    ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES u   | unsupported ALTER TABLE ADD CONSTRAINT statement
                    ADD CHECK (a > 0)                               | unsupported ALTER TABLE ADD CONSTRAINT statement
                    ADD CHECK (NOT valid)                           | unsupported ALTER TABLE ADD CONSTRAINT statement
                    ADD EXCLUDE USING gist (a WITH =)               | unsupported ALTER TABLE ADD CONSTRAINT statement
                    ADD CONSTRAINT c UNIQUE USING INDEX i DEFERRABLE | ALTER TABLE / ADD CONSTRAINT UNIQUE / DEFERRED / INITIALLY DEFERRED not supported
                    VALIDATE CONSTRAINT c                           | unsupported ALTER TABLE VALIDATE CONSTRAINT statement
                    ALTER COLUMN a TYPE text                        | unsupported ALTER TABLE ALTER COLUMN ... SET DATA TYPE statement
                    ALTER a SET DATA TYPE text USING a::text        | unsupported ALTER TABLE ALTER COLUMN ... SET DATA TYPE statement
                    ALTER COLUMN a SET NOT NULL                     | unsupported ALTER TABLE ALTER COLUMN ... SET NOT NULL statement
                    ALTER COLUMN a SET STATISTICS 5                 | unsupported ALTER TABLE ALTER COLUMN ... SET STATISTICS statement
                    ALTER COLUMN a SET COMPRESSION lz4              | unsupported ALTER TABLE ALTER COLUMN ... SET COMPRESSION statement
                    ALTER COLUMN a SET (n_distinct = 5)             | unsupported ALTER TABLE ALTER COLUMN ... SET statement
                    ALTER a ADD GENERATED ALWAYS AS IDENTITY        | identity column is not supported without an explicit cache size. please define CACHE greater than or equal to 65536 or equal to 1
                    ALTER a SET CACHE 50                            | identity column is not supported without an explicit cache size. please define CACHE greater than or equal to 65536 or equal to 1
                    ENABLE ROW LEVEL SECURITY                       | unsupported ALTER TABLE ENABLE ROW SECURITY statement
                    NO FORCE ROW LEVEL SECURITY                     | unsupported ALTER TABLE NO FORCE ROW SECURITY statement
                    DISABLE TRIGGER "all"                           | unsupported ALTER TABLE DISABLE TRIGGER statement
                    ENABLE REPLICA TRIGGER g                        | unsupported ALTER TABLE ENABLE REPLICA TRIGGER statement
                    DISABLE TRIGGER g                               | unsupported ALTER TABLE DISABLE TRIGGER statement
                    SET LOGGED                                      | unsupported ALTER TABLE SET LOGGED statement
                    SET TABLESPACE x                                | unsupported ALTER TABLE SET TABLESPACE statement
                    SET (fillfactor = 5)                            | unsupported ALTER TABLE SET statement
                    INHERIT u                                       | unsupported ALTER TABLE INHERIT statement
                    CLUSTER ON i                                    | unsupported ALTER TABLE CLUSTER ON statement
                    REPLICA IDENTITY FULL                           | unsupported ALTER TABLE REPLICA IDENTITY statement
                    ATTACH PARTITION u DEFAULT                      | unsupported ALTER TABLE ATTACH PARTITION statement
                    """)
    void aChangeOfATableThatTheServiceDoesNotHaveIsRefused(String action, String message) {
        assertRefused("ALTER TABLE IF EXISTS ONLY app.t " + action, "0A000", message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ADD COLUMN a int
                    ADD a numeric(18, 6) STORAGE PLAIN NULL
                    ADD COLUMN IF NOT EXISTS a timestamp with time zone, ADD b text
                    ADD exclude int
                    ADD COLUMN storage text STORAGE DEFAULT
                    DROP COLUMN a
                    DROP IF EXISTS a CASCADE
                    DROP CONSTRAINT c
                    ADD CONSTRAINT c CHECK (a > 0) NOT VALID
                    ADD FOREIGN KEY (a) REFERENCES u ON DELETE SET NULL DEFERRABLE NOT VALID
                    ADD CONSTRAINT c UNIQUE USING INDEX i
                    ADD UNIQUE USING INDEX i NOT DEFERRABLE
                    ALTER COLUMN a SET DEFAULT 5
                    ALTER a DROP DEFAULT
                    ALTER a DROP NOT NULL
                    ALTER a DROP EXPRESSION
                    ALTER a SET STORAGE PLAIN
                    ALTER a ADD GENERATED ALWAYS AS IDENTITY (CACHE 1)
                    ALTER a SET GENERATED BY DEFAULT SET INCREMENT BY 5 RESTART WITH 3
                    ALTER a DROP IDENTITY
                    ALTER CONSTRAINT c DEFERRABLE
                    ALTER type DROP DEFAULT
                    OWNER TO bob
                    RENAME TO u
                    RENAME COLUMN a TO b
                    RENAME CONSTRAINT a TO b
                    SET SCHEMA s
                    DISABLE TRIGGER ALL
                    ENABLE TRIGGER USER, ADD COLUMN a int
                    """)
    void aChangeOfATableThatTheServiceHasIsNotRefused(String action) {
        assertThat(StatementKindTest.one("ALTER TABLE t " + action).refusal()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ALTER SYSTEM SET a = 1                      | unsupported statement: AlterSystem
                    ALTER DATABASE postgres SET a = 1           | unsupported statement: AlterDatabaseSet
                    ALTER DATABASE postgres WITH CONNECTION LIMIT 1 | unsupported statement: AlterDatabase
                    ALTER DATABASE postgres RENAME TO x         | unsupported object in RENAME statement
                    ALTER TYPE y ADD VALUE 'a'                  | ALTER TYPE not supported
                    ALTER TYPE y RENAME VALUE 'a' TO 'b'        | ALTER TYPE not supported
                    ALTER TYPE y RENAME TO z                    | unsupported object in RENAME statement
                    ALTER INDEX i SET (fillfactor = 5)          | unsupported ALTER TABLE SET statement
                    ALTER DOMAIN d SET NOT NULL                 | unsupported ALTER DOMAIN SET NOT NULL statement
                    ALTER DOMAIN d ADD CHECK (VALUE > 0)        | unsupported ALTER DOMAIN ADD CONSTRAINT statement
                    ALTER SEQUENCE s CACHE 5                    | ALTER SEQUENCE is not supported without an explicit cache size. please define CACHE greater than or equal to 65536 or equal to 1
                    ALTER POLICY p ON t USING (true)            | unsupported statement: AlterPolicy
                    ALTER EXTENSION x UPDATE                    | unsupported statement: AlterExtension
                    ALTER TEXT SEARCH CONFIGURATION c DROP MAPPING FOR x | unsupported statement: AlterTSConfiguration
                    ALTER ROLE bob SET search_path = x          | unsupported statement: AlterRoleSet
                    ALTER TABLE ALL IN TABLESPACE x SET TABLESPACE y | unsupported statement: AlterTableMoveAll
                    DROP TYPE IF EXISTS y                       | unsupported object in DROP statement
                    DROP EXTENSION x                            | unsupported object in DROP statement
                    DROP TRIGGER g ON t                         | unsupported object in DROP statement
                    DROP TRIGGER IF EXISTS g                    | unsupported object in DROP statement
                    DROP TRIGGER IF EXISTS g ON t, u            | unsupported object in DROP statement
                    DROP MATERIALIZED VIEW v                    | unsupported object in DROP statement
                    DROP DATABASE postgres                      | unsupported statement: Dropdb
                    DROP TABLESPACE x                           | unsupported statement: DropTableSpace
                    DROP OWNED BY bob                           | unsupported statement: DropOwned
                    DROP USER MAPPING FOR bob SERVER s          | unsupported statement: DropUserMapping
                    DROP INDEX CONCURRENTLY i                   | DROP INDEX CONCURRENTLY must be first action in transaction
                    DROP DOMAIN d CASCADE                       | DROP DOMAIN with CASCADE unsupported
                    """)
    void aChangeOfAnotherObjectThatTheServiceDoesNotHaveIsRefused(String text, String message) {
        assertRefused(text, "0A000", message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    DROP TABLE IF EXISTS t CASCADE
                    DROP VIEW v
                    DROP INDEX i
                    DROP SCHEMA s CASCADE
                    DROP SEQUENCE s
                    DROP DOMAIN d
                    DROP TRIGGER IF EXISTS g ON app.t CASCADE
                    ALTER ROLE bob RESET ALL
                    ALTER USER bob IN DATABASE postgres RESET search_path
                    DROP FUNCTION f(int)
                    DROP ROLE r
                    DROP USER mapping
                    ALTER INDEX i RENAME TO j
                    ALTER VIEW v RENAME TO w
                    ALTER VIEW v SET (security_barrier)
                    ALTER SEQUENCE s RESTART
                    ALTER SEQUENCE s CACHE 65536
                    ALTER DOMAIN d SET DEFAULT 5
                    ALTER DOMAIN d DROP NOT NULL
                    ALTER FUNCTION f(int) RENAME TO g
                    ALTER SCHEMA s RENAME TO r
                    ALTER ROLE bob WITH LOGIN
                    COMMENT ON TABLE t IS 'x'
                    GRANT USAGE ON SCHEMA s TO bob
                    REVOKE ALL ON t FROM bob CASCADE
                    """)
    void aChangeOfAnotherObjectThatTheServiceHasIsNotRefused(String text) {
        assertThat(StatementKindTest.one(text).refusal()).isEmpty();
        assertThat(StatementKindTest.one(text).kind()).isEqualTo(StatementKind.DDL);
    }

    @Test
    void triggersOfAllBecomeThoseOfTheUser() {
        assertThat(StatementKindTest.one("ALTER TABLE t DISABLE TRIGGER ALL, ADD a int")
                        .text())
                .isEqualTo("ALTER TABLE t DISABLE TRIGGER USER, ADD a int");
    }

    @Test
    void droppedConstraintsAreNamed() {
        assertThat(StatementKindTest.one(
                                "ALTER TABLE app.\"T\" DROP CONSTRAINT A, ADD b int, DROP CONSTRAINT IF EXISTS \"C\" CASCADE")
                        .constraintDrop())
                .contains(new ConstraintDrop("app.\"T\"", List.of("a", "C")));
        assertThat(StatementKindTest.one("ALTER TABLE t DROP COLUMN a").constraintDrop())
                .isEmpty();
    }
}
