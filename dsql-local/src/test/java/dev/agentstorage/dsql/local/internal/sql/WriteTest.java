package dev.agentstorage.dsql.local.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WriteTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    INSERT INTO tree VALUES (1)                                                  | 1
                    INSERT INTO tree (id, h) VALUES (1, (2)), (3, f(4)), ($1, $2)                | 3
                    INSERT INTO tree AS x VALUES (1) ON CONFLICT (id) DO UPDATE SET h = 2        | 1
                    INSERT INTO tree OVERRIDING SYSTEM VALUE VALUES (1), (2) RETURNING id        | 2
                    INSERT INTO tree DEFAULT VALUES                                              | 1
                    INSERT INTO tree VALUES (now(), gen_random_uuid(), '1'::numeric(10, 2))      | 1
                    EXPLAIN ANALYZE INSERT INTO tree VALUES (1), (2)                             | 2
                    WITH x AS (SELECT 1) INSERT INTO tree VALUES (1), (2)                        | 2
                    INSERT INTO tree VALUES (generate_series(1, 5000))                           | many
                    INSERT INTO tree VALUES (1) UNION ALL SELECT generate_series(1, 9)           | many
                    INSERT INTO tree SELECT 1                                                    | many
                    INSERT INTO tree (SELECT 1)                                                  | many
                    INSERT INTO tree TABLE other                                                 | many
                    WITH x AS (DELETE FROM other RETURNING 1) INSERT INTO tree VALUES (1)        | many
                    UPDATE tree SET h = 1                                                        | many
                    DELETE FROM tree                                                             | many
                    COPY tree FROM STDIN                                                         | many
                    SELECT 1                                                                     | 0
                    SELECT 1 FROM tree FOR UPDATE                                                | 0
                    EXPLAIN INSERT INTO tree VALUES (1)                                          | 0
                    CREATE TABLE tree (id int)                                                   | 0
                    """)
    void countsTheRowsThatTheTextShows(String text, String rows) {
        long expected = rows.equals("many") ? Long.MAX_VALUE : Long.parseLong(rows);
        assertThat(StatementKindTest.one(text).rowsAtMost()).isEqualTo(expected);
    }

    @Test
    void theTagCountsAllUnlessACteChangesRows() {
        assertThat(StatementKindTest.one("INSERT INTO tree VALUES (1)").tagTellsRows())
                .isTrue();
        assertThat(StatementKindTest.one("WITH x AS (SELECT 1) UPDATE tree SET h = 1")
                        .tagTellsRows())
                .isTrue();
        assertThat(StatementKindTest.one("WITH x AS (INSERT INTO a VALUES (1)) UPDATE tree SET h = 1")
                        .tagTellsRows())
                .isFalse();
        assertThat(StatementKindTest.one("EXPLAIN ANALYZE DELETE FROM tree").tagTellsRows())
                .isFalse();
    }

    @Test
    void namesEveryTableThatIsWritten() {
        assertThat(StatementKindTest.one("INSERT INTO Tree VALUES (1)").writes())
                .containsExactly(table("tree"));
        assertThat(StatementKindTest.one("UPDATE ONLY \"My Schema\".\"Tree\" AS x SET h = 1")
                        .writes())
                .containsExactly(new TableName(Optional.of("My Schema"), "Tree"));
        assertThat(StatementKindTest.one("DELETE FROM ONLY (public.tree) USING other")
                        .writes())
                .containsExactly(new TableName(Optional.of("public"), "tree"));
        assertThat(StatementKindTest.one("UPDATE postgres.public.tree SET h = 1")
                        .writes())
                .containsExactly(new TableName(Optional.of("public"), "tree"));
        assertThat(StatementKindTest.one("WITH a AS (DELETE FROM one RETURNING *), b AS (WITH c AS (SELECT 1)"
                                + " UPDATE two SET h = 1) INSERT INTO three SELECT * FROM a")
                        .writes())
                .containsExactlyInAnyOrder(table("one"), table("two"), table("three"));
        assertThat(StatementKindTest.one("COPY app.tree (id) FROM STDIN").writes())
                .containsExactly(new TableName(Optional.of("app"), "tree"));
    }

    @Test
    void aReadWritesNothing() {
        assertThat(StatementKindTest.one("SELECT * FROM tree").writes()).isEmpty();
        assertThat(StatementKindTest.one("EXPLAIN DELETE FROM tree").writes()).isEmpty();
        assertThat(StatementKindTest.one("SELECT 'INSERT INTO tree'").writes()).isEmpty();
        assertThat(StatementKindTest.one("COPY tree TO STDOUT").writes()).isEmpty();
    }

    @Test
    void aCteMayBeFollowedBySearchAndCycle() {
        Statement statement = StatementKindTest.one("WITH RECURSIVE x(a, b) AS (SELECT 1, 2)"
                + " SEARCH DEPTH FIRST BY a, b SET o CYCLE a, b SET c USING p,"
                + " y AS (DELETE FROM tree RETURNING 1) SELECT * FROM x, y");
        assertThat(statement.kind()).isEqualTo(StatementKind.WRITE);
        assertThat(statement.writes()).containsExactly(table("tree"));
    }

    private static TableName table(String name) {
        return new TableName(Optional.empty(), name);
    }
}
