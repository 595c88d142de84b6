package dev.agentstorage.dsql.local.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementKindTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                                                             | EMPTY
                    ;                                                              | EMPTY
                    -- nothing                                                     | EMPTY
                    BEGIN                                                          | BEGIN
                    begin work                                                     | BEGIN
                    START TRANSACTION READ ONLY                                    | BEGIN
                    COMMIT                                                         | COMMIT
                    END TRANSACTION                                                | COMMIT
                    BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY NOT DEFERRABLE | BEGIN
                    BEGIN ISOLATION LEVEL                                          | OTHER
                    BEGIN READ ONLY,                                               | OTHER
                    BEGIN now                                                      | OTHER
                    START                                                          | OTHER
                    COMMIT AND NO CHAIN                                            | COMMIT
                    COMMIT now                                                     | OTHER
                    ROLLBACK now                                                   | OTHER
                    ROLLBACK TO s                                                  | OTHER
                    ROLLBACK                                                       | ROLLBACK
                    ABORT WORK                                                     | ROLLBACK
                    SELECT 1                                                       | READ
                    (SELECT 1)                                                     | READ
                    ((SELECT 1) UNION SELECT 2)                                    | READ
                    VALUES (1)                                                     | READ
                    TABLE tree                                                     | READ
                    SHOW server_version                                            | READ
                    /* a /* nested */ one */ SELECT 1                              | READ
                    WITH x AS (SELECT 1) SELECT * FROM x                           | READ
                    WITH x AS (DELETE FROM tree RETURNING 1) SELECT * FROM x       | WRITE
                    WITH x AS MATERIALIZED (UPDATE tree SET h = 1) SELECT 1        | WRITE
                    WITH RECURSIVE x(n) AS (SELECT 1), y AS (INSERT INTO tree SELECT 1) SELECT 1 | WRITE
                    WITH x AS (SELECT 1) INSERT INTO tree SELECT * FROM x          | WRITE
                    WITH insert AS (SELECT 1), update AS (TABLE insert) SELECT 1   | READ
                    INSERT INTO tree VALUES (1)                                    | WRITE
                    update tree set h = 1                                          | WRITE
                    DELETE FROM tree                                               | WRITE
                    MERGE INTO tree USING b ON true WHEN MATCHED THEN DELETE       | WRITE
                    EXPLAIN SELECT 1                                               | READ
                    EXPLAIN DELETE FROM tree                                       | READ
                    EXPLAIN ANALYZE SELECT 1                                       | READ
                    EXPLAIN ANALYZE VERBOSE DELETE FROM tree                       | WRITE
                    EXPLAIN (ANALYZE, COSTS off) DELETE FROM tree                  | WRITE
                    EXPLAIN (COSTS off, ANALYZE true) DELETE FROM tree             | WRITE
                    EXPLAIN (ANALYZE false) DELETE FROM tree                       | READ
                    EXPLAIN (BUFFERS) DELETE FROM tree                             | READ
                    EXPLAIN (SELECT 1)                                             | READ
                    SELECT 1 FROM tree FOR UPDATE                                  | LOCKING_READ
                    SELECT 1 FROM tree WHERE id = 1 FOR KEY SHARE                  | LOCKING_READ
                    SELECT * FROM (SELECT 1 FROM tree FOR UPDATE) x                | LOCKING_READ
                    WITH x AS (SELECT 1 FROM tree FOR UPDATE) SELECT 1             | LOCKING_READ
                    EXPLAIN SELECT 1 FROM tree FOR UPDATE                          | READ
                    EXPLAIN ANALYZE SELECT 1 FROM tree FOR UPDATE                  | LOCKING_READ
                    CREATE TABLE tree (id int)                                     | DDL
                    ALTER TABLE tree ADD COLUMN a int                              | DDL
                    DROP TABLE tree                                                | DDL
                    GRANT SELECT ON tree TO bob                                    | DDL
                    REVOKE ALL ON tree FROM bob                                    | DDL
                    COMMENT ON TABLE tree IS 'green'                               | DDL
                    CREATE INDEX ASYNC ON tree (id)                                | ASYNC_INDEX
                    ALTER TABLE ASYNC tree VALIDATE CONSTRAINT c                   | ASYNC_VALIDATE
                    SET search_path = x                                            | SET
                    RESET search_path                                              | SET
                    SET CONSTRAINTS ALL DEFERRED                                   | SET
                    COPY tree FROM STDIN                                           | COPY_IN
                    COPY tree (id, h) FROM STDIN WITH (FORMAT csv)                 | COPY_IN
                    COPY tree TO STDOUT                                            | COPY_OUT
                    COPY (SELECT 1) TO STDOUT                                      | COPY_OUT
                    CALL sys.wait_for_job('x')                                     | CALL
                    AWS IAM GRANT bob TO 'arn:aws:iam::1:role/r'                   | IAM
                    AWS IAM REVOKE bob FROM 'arn:aws:iam::1:role/r'                | IAM
                    DEALLOCATE ALL                                                 | DEALLOCATE_ALL
                    DEALLOCATE PREPARE ALL;                                        | DEALLOCATE_ALL
                    DEALLOCATE p                                                   | OTHER
                    ANALYZE tree                                                   | OTHER
                    CLOSE ALL                                                      | OTHER
                    SELEC 1                                                        | OTHER
                    "select" 1                                                     | OTHER
                    SELECT 'open                                                   | OTHER
                    """)
    void eachStatementHasItsKind(String text, StatementKind kind) {
        assertThat(SqlParser.parse(text))
                .singleElement()
                .extracting(Statement::kind)
                .isEqualTo(kind);
    }

    static Statement one(String text) {
        assertThat(SqlParser.parse(text)).hasSize(1);
        return SqlParser.parse(text).get(0);
    }
}
