package dev.agentstorage.dsql.local.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusedStatementTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    TRUNCATE TABLE tree                                | unsupported statement: Truncate
                    LISTEN news                                        | unsupported statement: Listen
                    NOTIFY news, 'all'                                 | unsupported statement: Notify
                    UNLISTEN *                                         | unsupported statement: Unlisten
                    LOCK TABLE tree IN SHARE MODE                      | unsupported statement: Lock
                    DISCARD ALL                                        | unsupported statement: Discard
                    PREPARE p AS SELECT 1                              | unsupported statement: Prepare
                    EXECUTE p                                          | unsupported statement: Execute
                    DEALLOCATE p                                       | unsupported statement: Deallocate
                    DEALLOCATE PREPARE "all"                           | unsupported statement: Deallocate
                    CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'DEALLOCATE ALL' | unsupported statement: Deallocate
                    DECLARE c CURSOR FOR SELECT 1                      | unsupported statement: DeclareCursor
                    FETCH NEXT FROM c                                  | unsupported statement: Fetch
                    DO $$ BEGIN NULL; END $$                           | unsupported statement: Do
                    VACUUM FULL tree                                   | unsupported VACUUM statement
                    CLUSTER tree USING i                               | unsupported statement: Cluster
                    REINDEX TABLE tree                                 | unsupported statement: Reindex
                    REFRESH MATERIALIZED VIEW v                        | unsupported statement: RefreshMatView
                    CHECKPOINT                                         | unsupported statement: CheckPoint
                    SECURITY LABEL ON TABLE tree IS 'x'                | unsupported statement: SecLabel
                    REASSIGN OWNED BY a TO b                           | unsupported statement: ReassignOwned
                    MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN DELETE | unsupported statement type: MERGE
                    WITH x AS (SELECT 1) MERGE INTO t USING x ON true WHEN MATCHED THEN DELETE | unsupported statement type: MERGE
                    SELECT a INTO b FROM tree                          | unsupported statement: CreateTableAs
                    WITH x AS (SELECT 1 AS a) SELECT a INTO b FROM x   | unsupported statement: CreateTableAs
                    COPY tree FROM '/var/x'                            | COPY FROM file not supported
                    COPY tree TO '/var/x'                              | COPY TO file not supported
                    COPY (SELECT 1) TO PROGRAM 'cat'                   | COPY TO PROGRAM not supported
                    COPY (DELETE FROM t RETURNING 1) TO STDOUT         | COPY of a query that changes rows not supported
                    SAVEPOINT s                                        | unsupported transaction statement: SAVEPOINT
                    RELEASE SAVEPOINT s                                | unsupported transaction statement: RELEASE
                    ROLLBACK TO SAVEPOINT s                            | unsupported transaction statement: ROLLBACK TO
                    ROLLBACK WORK TO s                                 | unsupported transaction statement: ROLLBACK TO
                    PREPARE TRANSACTION 'x'                            | unsupported transaction statement: PREPARE TRANSACTION
                    COMMIT PREPARED 'x'                                | unsupported transaction statement: COMMIT PREPARED
                    ROLLBACK PREPARED 'x'                              | unsupported transaction statement: ROLLBACK PREPARED
                    COMMIT AND CHAIN                                   | unsupported transaction statement: COMMIT AND CHAIN
                    BEGIN ISOLATION LEVEL SERIALIZABLE                 | Unsupported isolation level: SERIALIZABLE
                    START TRANSACTION READ ONLY, ISOLATION LEVEL READ COMMITTED | Unsupported isolation level: READ COMMITTED
                    EXPLAIN SELECT 1 FROM t FOR SHARE                  | locking clauses other than FOR UPDATE/FOR KEY SHARE are not supported
                    """)
    void aStatementThatTheServiceDoesNotHaveIsRefused(String text, String message) {
        assertRefused(text, "0A000", message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    SELECT 1 FROM t FOR SHARE                                             | locking clauses other than FOR UPDATE/FOR KEY SHARE are not supported
                    SELECT 1 FROM t FOR NO KEY UPDATE                                     | locking clauses other than FOR UPDATE/FOR KEY SHARE are not supported
                    SELECT (SELECT 1 FROM t FOR UPDATE FOR SHARE)                         | locking clauses other than FOR UPDATE/FOR KEY SHARE are not supported
                    DELETE FROM t WHERE id IN (SELECT id FROM t FOR SHARE SKIP LOCKED)    | locking clauses other than FOR UPDATE/FOR KEY SHARE are not supported
                    CREATE VIEW v AS SELECT 1 FROM t FOR SHARE                            | locking clauses other than FOR UPDATE/FOR KEY SHARE are not supported
                    SELECT 1 FROM t TABLESAMPLE SYSTEM (1)                                | TABLESAMPLE clause not supported
                    SELECT 1 FROM t x TABLESAMPLE public.mine(1) REPEATABLE (2)           | TABLESAMPLE clause not supported
                    SELECT 1 FROM (SELECT 1 FROM t AS x TABLESAMPLE bernoulli (1)) y      | TABLESAMPLE clause not supported
                    SELECT line('{1,2,3}')                                                | datatype line not supported
                    SELECT 1, pg_catalog.circle(point(1, 2), 3)                           | datatype circle not supported
                    SELECT 1 WHERE circle('x') IS NULL                                    | datatype circle not supported
                    SELECT pg_advisory_lock(1)                                            | function pg_advisory_lock not supported
                    SELECT 1 FROM t WHERE pg_catalog.pg_try_advisory_xact_lock(id)        | function pg_try_advisory_xact_lock not supported
                    SELECT set_config('statement_timeout', '1', false)                    | setting configuration parameter "statement_timeout" not supported
                    SELECT pg_catalog.set_config('app.user', $1, true)                    | setting configuration parameter "app.user" not supported
                    """)
    void aClauseThatTheServiceDoesNotHaveIsRefusedWhereverItStands(String text, String message) {
        assertRefused(text, "0A000", message);
    }

    @Test
    void aLeftJoinLateralWithAnOuterColumnFailsAsTheServiceDoes() {
        assertRefused(
                "SELECT * FROM a LEFT JOIN LATERAL (SELECT b.x, a.y FROM app.b WHERE b.x = a.x) z ON true",
                "42804",
                "attribute 2 of type b has wrong type");
        assertRefused(
                "SELECT * FROM a LEFT OUTER JOIN LATERAL (SELECT f(a.y, 1) FROM b AS c JOIN d ON true) z ON true",
                "42804",
                "attribute 1 of type b has wrong type");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    SELECT * FROM a LEFT JOIN LATERAL (SELECT b.x FROM b WHERE b.x = a.x) z ON true
                    SELECT * FROM a LEFT JOIN LATERAL (SELECT c.x, d.y, app.f(x) FROM b AS c JOIN d ON true) z ON true
                    SELECT * FROM a CROSS JOIN LATERAL (SELECT a.x FROM b) z
                    SELECT * FROM a JOIN LATERAL (SELECT a.x FROM b) z ON true
                    SELECT * FROM a LEFT JOIN (SELECT a.x FROM b) z ON true
                    SELECT * FROM a LEFT JOIN LATERAL f(a.x) z ON true
                    SELECT t.tablesample FROM t
                    SELECT a tablesample FROM t
                    SELECT 1 AS tablesample UNION (SELECT 2)
                    SELECT line FROM line
                    INSERT INTO line (a, b) VALUES (1, 2)
                    SELECT * FROM f() AS line (a)
                    SELECT * FROM t line (a)
                    WITH line (a) AS (SELECT 1), circle (b) AS (SELECT 2) SELECT 1
                    SELECT "SAVEPOINT", 'TRUNCATE' FROM t
                    SELECT truncate, listen, lock FROM t
                    TABLE savepoint
                    SELECT merge.into FROM t AS merge
                    UPDATE t SET share = 1 WHERE key = 2
                    SELECT current_setting('statement_timeout')
                    SELECT set_config('search_path', 'a', false)
                    SELECT set_config($1, $2, false)
                    COPY tree FROM STDIN WITH (FORMAT csv)
                    COPY (SELECT 1) TO STDOUT
                    BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE
                    COMMIT AND NO CHAIN
                    ANALYZE tree
                    SHOW TRANSACTION ISOLATION LEVEL
                    SELECT 1 FROM t FOR UPDATE
                    EXPLAIN (ANALYZE) SELECT 1
                    SELECT * FROM t WHERE note = 'FOR SHARE'
                    """)
    void whatOnlyLooksLikeItIsNotRefused(String text) {
        assertThat(StatementKindTest.one(text).refusal()).isEmpty();
    }

    static void assertRefused(String text, String sqlState, String message) {
        assertThat(StatementKindTest.one(text).refusal()).hasValueSatisfying(refusal -> {
            assertThat(refusal.message()).isEqualTo(message);
            assertThat(refusal.sqlState()).isEqualTo(sqlState);
        });
    }
}
