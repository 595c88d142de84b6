package dev.agentstorage.dsql.local.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.local.internal.sql.RowLock.Strength;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowLockTest {

    @Test
    void saysWhatIsLockedAndByWhat() {
        RowLock lock = lock("SELECT a, b FROM app.\"Tree\" AS t WHERE t.id = $1 ORDER BY a LIMIT 1 FOR UPDATE");
        assertThat(lock)
                .isEqualTo(new RowLock(
                        Strength.FOR_UPDATE,
                        new TableName(Optional.of("app"), "Tree"),
                        "app.\"Tree\" AS t",
                        "t.id = $1",
                        Set.of("id"),
                        true));
    }

    @Test
    void theLockedTableIsAmongTheWrittenOnes() {
        assertThat(StatementKindTest.one("SELECT 1 FROM tree WHERE id = 1 FOR KEY SHARE")
                        .writes())
                .containsExactly(new TableName(Optional.empty(), "tree"));
    }

    @Test
    void theStrongestClauseCounts() {
        assertThat(lock("SELECT 1 FROM t FOR KEY SHARE").strength()).isEqualTo(Strength.FOR_KEY_SHARE);
        assertThat(lock("SELECT 1 FROM t FOR KEY SHARE FOR UPDATE").strength()).isEqualTo(Strength.FOR_UPDATE);
    }

    @Test
    void noConditionIsAnEmptyOne() {
        RowLock lock = lock("SELECT 1 FROM t FOR UPDATE");
        assertThat(lock.whereText()).isEmpty();
        assertThat(lock.equalColumns()).isEmpty();
        assertThat(lock.singleTable()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    id = 1                                    | id
                    1 = ID                                    | id
                    id = 1 AND "Part" = 'x'                   | id,Part
                    (id = 1) AND ((part = $2))                | id,part
                    (id = 1 AND part = 2) AND h > 3           | id,part
                    (id, part) = (1, $2)                      | id,part
                    ROW(id, part) = ROW(1, 2)                 | id,part
                    id = 'x'::uuid                            | id
                    id = CAST($1 AS character varying(3))     | id
                    id = upper('x') + 1                      | id
                    id = date '2026-01-01'                    | id
                    id = -1 AND h BETWEEN 1 AND 2 AND part=3  | id,part
                    t.id = 1 AND public.t.part = 2            | id,part
                    id = CURRENT_DATE AND part IS NOT NULL    | id
                    id = 1 OR part = 2                        | ''
                    id = 1 AND (part = 2 OR part = 3)         | id
                    NOT id = 1                                | ''
                    id IN (1)                                 | ''
                    id = ANY ($1)                             | ''
                    id <> 1                                   | ''
                    id >= 1 AND part = 2                      | part
                    id = h                                    | ''
                    id = u.id                                 | ''
                    u.id = 1                                  | ''
                    id = (SELECT 1)                           | ''
                    id + 1 = 2                                | ''
                    id = 1 = true                             | ''
                    (id = 1) IS TRUE                          | ''
                    CASE WHEN true THEN id = 1 END            | ''
                    h BETWEEN 1 AND id AND part = 1           | part
                    """)
    void findsTheColumnsThatAreFixed(String condition, String columns) {
        Set<String> expected = columns.isEmpty() ? Set.of() : Set.of(columns.split(",", -1));
        assertThat(lock("SELECT 1 FROM t WHERE " + condition + " FOR UPDATE").equalColumns())
                .isEqualTo(expected);
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
                "SELECT (SELECT 1 FROM t WHERE id = 1 FOR UPDATE) FROM u WHERE id = 1"
            })
    void moreThanOnePlainTableIsNoSingleTable(String text) {
        assertThat(lock(text).singleTable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1 FROM t WHERE id = 1 FOR UPDATE",
                "SELECT 1 FROM ONLY t x WHERE id = 1 FOR UPDATE OF x",
                "SELECT 1 AS for, t.for FROM t WHERE id = 1 LIMIT 1 FOR UPDATE",
                "SELECT substring(a FROM 1 FOR 2) FROM t WHERE id = 1 FOR KEY SHARE"
            })
    void onePlainTableIsASingleTable(String text) {
        assertThat(lock(text).singleTable()).isTrue();
    }

    @Test
    void whatToDoInsteadOfWaitingIsLeftOutBecauseNobodyWaits() {
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
        assertThat(StatementKindTest.one(text).kind()).isEqualTo(Statement.Kind.READ);
        assertThat(StatementKindTest.one(text).rowLock()).isEmpty();
    }

    private static RowLock lock(String text) {
        return StatementKindTest.one(text).rowLock().orElseThrow();
    }
}
