package dev.agentstorage.dsql.local.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SplittingTest {

    @Test
    void semicolonsDivideOnlyWhereTheyAreTokens() {
        assertThat(texts("SELECT ';'; SELECT \";\"; SELECT $$;$$; SELECT 1 /* ; */ -- ;\n; SELECT E'\\';'"))
                .containsExactly("SELECT ';'", "SELECT \";\"", "SELECT $$;$$", "SELECT 1", "SELECT E'\\';'");
    }

    @Test
    void emptyStatementsAreLeftOut() {
        assertThat(texts(";; SELECT 1 ;; ; SELECT 2 ;")).containsExactly(";; SELECT 1", "SELECT 2");
        assertThat(SqlParser.parse("SELECT 1;")).hasSize(1);
    }

    @Test
    void parenthesesHoldAStatementTogether() {
        assertThat(SqlParser.parse("CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2); SELECT 3"))
                .hasSize(2);
    }

    @Test
    void aBodyOfARoutineIsOneStatement() {
        String body = "CREATE OR REPLACE FUNCTION f(a int) RETURNS int BEGIN ATOMIC "
                + "SELECT CASE a WHEN 1 THEN 2 END AS end; SELECT t.case FROM t; END";
        assertThat(texts(body + "; SELECT 1")).containsExactly(body, "SELECT 1");
        assertThat(SqlParser.parse("BEGIN; SELECT CASE 1 WHEN 1 THEN 2 END; END"))
                .hasSize(3);
    }

    @Test
    void otherStatementsBecomeBlankSoThatPositionsStay() {
        String text = "SELECT 'ä\uD83D\uDE00'\n, 1; SELECT x";
        String second = SqlParser.parse(text).get(1).text();
        assertThat(second).endsWith("SELECT x").containsOnlyOnce("\n");
        assertThat(second.substring(0, second.indexOf("SELECT"))).isBlank();
        assertThat(second.codePointCount(0, second.indexOf("SELECT")))
                .isEqualTo(text.codePointCount(0, text.indexOf("SELECT x")));
    }

    @Test
    void theOwnTextAndWhatComesBeforeItMakeTheSamePosition() {
        Statement second = SqlParser.parse("SELECT '\uD83D\uDE00'; SELECT x").get(1);
        assertThat(second.ownText()).isEqualTo("SELECT x");
        assertThat(second.charactersBefore()).isEqualTo("SELECT 'y'; ".length());
    }

    @Test
    void oneStatementGoesOutAsItCame() {
        String text = "  SELECT 1 -- end";
        assertThat(SqlParser.parse(text).get(0).text()).isSameAs(text);
    }

    @Test
    void aTextThatCannotBeReadIsLeftToPostgres() {
        String text = "BEGIN; INSERT INTO tree VALUES (1); SELECT 'open";
        assertThat(texts(text)).containsExactly(text);
        assertThat(SqlParser.parse(text).get(0).refusal()).isEmpty();
    }

    private static List<String> texts(String text) {
        return SqlParser.parse(text).stream()
                .map(Statement::text)
                .map(String::strip)
                .toList();
    }
}
