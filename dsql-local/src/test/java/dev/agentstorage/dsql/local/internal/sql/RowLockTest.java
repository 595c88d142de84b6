package dev.agentstorage.dsql.local.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.local.internal.sql.RowLock.Strength;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowLockTest {

    @Test
    void aPlainLockHasItsTableAndItsCondition() {
        assertThat(lock("SELECT a, b FROM app.\"Tree\" AS t WHERE t.id = $1 ORDER BY a FOR UPDATE"))
                .isEqualTo(new RowLock(
                        Strength.FOR_UPDATE,
                        Optional.of(new RowLock.Plain(
                                new TableName(Optional.of("app"), "Tree"), "app.\"Tree\" AS t", "t.id = $1"))));
    }

    @Test
    void noConditionIsAnEmptyOne() {
        assertThat(plain("SELECT 1 FROM t FOR UPDATE"))
                .contains(new RowLock.Plain(new TableName(Optional.empty(), "t"), "t", ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    SELECT 1 FROM tree WHERE id = 1 FOR KEY SHARE                                         | tree
                    SELECT 1 FROM a.tree t, b AS x JOIN ONLY c ON true WHERE t.id = 1 FOR UPDATE OF t     | a.tree,b,c
                    SELECT * FROM (SELECT * FROM t WHERE id = 1 FOR UPDATE) x, u                          | t,u
                    WITH x AS (SELECT * FROM t FOR UPDATE) UPDATE u SET v = 1 FROM x WHERE u.id = x.id    | u,t,x
                    UPDATE q SET v = 1 WHERE id IN (SELECT id FROM p LIMIT 1 FOR UPDATE SKIP LOCKED)      | q,p
                    DELETE FROM q USING p WHERE p.id IN (SELECT id FROM r FOR UPDATE)                     | q,p,r
                    """)
    void whateverMayBeLockedIsAmongTheWrittenTables(String text, String tables) {
        assertThat(StatementKindTest.one(text).writes().stream()
                        .map(table -> table.schema().map(schema -> schema + ".").orElse("") + table.name()))
                .containsExactlyInAnyOrder(tables.split(",", -1));
    }

    @Test
    void theStrongestClauseCounts() {
        assertThat(lock("SELECT 1 FROM t FOR KEY SHARE").strength()).isEqualTo(Strength.FOR_KEY_SHARE);
        assertThat(lock("SELECT 1 FROM t FOR KEY SHARE FOR UPDATE").strength()).isEqualTo(Strength.FOR_UPDATE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1 FROM t, u WHERE t.id = 1 FOR UPDATE",
                "SELECT 1 FROM t JOIN u ON true WHERE t.id = 1 FOR UPDATE OF t",
                "SELECT 1 FROM (SELECT * FROM t WHERE id = 1 FOR UPDATE) x",
                "WITH x AS (SELECT * FROM t WHERE id = 1 FOR UPDATE) SELECT * FROM x",
                "SELECT h FROM t WHERE id = 1 GROUP BY h FOR UPDATE",
                "SELECT 1 FROM f(1) FOR UPDATE",
                "(SELECT 1 FROM t WHERE id = 1 FOR UPDATE)",
                "SELECT (SELECT 1 FROM t WHERE id = 1 FOR UPDATE) FROM u WHERE id = 1",
                "SELECT 1 FROM t WHERE id = 1 LIMIT 1 FOR UPDATE",
                "SELECT 1 FROM t WHERE id = 1 FOR UPDATE OFFSET 1",
                "SELECT 1 FROM t WHERE id = (SELECT 1) FOR UPDATE",
                "SELECT 1 FROM t WHERE random() < 0.5 FOR UPDATE",
                "SELECT 1 FROM t FOR KEY SHARE FOR UPDATE",
                "UPDATE t SET v = 1 WHERE id IN (SELECT id FROM t WHERE id = 1 FOR UPDATE)"
            })
    void aLockOfMoreOrOfLessIsNotPlain(String text) {
        assertThat(plain(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1 FROM t WHERE id = 1 FOR UPDATE",
                "SELECT 1 FROM ONLY t x WHERE id = 1 FOR UPDATE OF x",
                "SELECT 1 AS for, t.for FROM t WHERE id = 1 FOR UPDATE",
                "SELECT substring(a FROM 1 FOR 2) FROM t WHERE id = 1 FOR KEY SHARE",
                "SELECT 1 FROM t WHERE id IN (1, 2) AND (a > 3 OR NOT b) AND c = $1::uuid FOR UPDATE",
                "SELECT 1 FROM t WHERE (a, b) = ROW (1, 2) AND c BETWEEN 1 AND 2 FOR UPDATE SKIP LOCKED"
            })
    void theRowsOfOneTableThatMeetAConditionAreAPlainLock(String text) {
        assertThat(plain(text)).isPresent();
    }

    @Test
    void nowaitAndSkipLockedAreRemovedBecauseNoStatementWaits() {
        assertThat(StatementKindTest.one("SELECT 1 FROM t FOR UPDATE OF t NOWAIT")
                        .text())
                .isEqualTo("SELECT 1 FROM t FOR UPDATE OF t       ");
        assertThat(StatementKindTest.one("SELECT 1 FROM t FOR KEY SHARE SKIP LOCKED LIMIT 1")
                        .text())
                .isEqualTo("SELECT 1 FROM t FOR KEY SHARE             LIMIT 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT substring(name FOR update) FROM t",
                "SELECT overlay(a PLACING b FROM 1 FOR update) FROM t",
                "SELECT 'FOR UPDATE' FROM t",
                "SELECT 1 AS for FROM t update",
                "SELECT \"for\" update FROM t",
                "SELECT 1 FROM t -- FOR UPDATE",
                "SELECT x.for FROM x",
                "SELECT x.for update FROM x"
            })
    void theWordsAloneDoNotLock(String text) {
        assertThat(StatementKindTest.one(text).kind()).isEqualTo(StatementKind.READ);
        assertThat(StatementKindTest.one(text).rowLock()).isEmpty();
    }

    private static Optional<RowLock.Plain> plain(String text) {
        return lock(text).plain();
    }

    private static RowLock lock(String text) {
        return StatementKindTest.one(text).rowLock().orElseThrow();
    }
}
