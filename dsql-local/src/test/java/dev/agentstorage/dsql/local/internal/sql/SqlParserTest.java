package dev.agentstorage.dsql.local.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlParserTest {

    @Test
    void aTextThatWasReadIsNotReadAgain() {
        String text = "SELECT 'remembered'";
        List<Statement> first = SqlParser.parse(text);
        assertThat(SqlParser.parse("SELECT 'remembered'")).isSameAs(first);
    }

    @Test
    void theMemoryIsBoundedByTextsAndCharacters() {
        StatementCache byTexts = new StatementCache(2, 1_000);
        byTexts.put("a", List.of());
        byTexts.put("b", List.of());
        byTexts.get("a");
        byTexts.put("c", List.of());
        assertThat(byTexts.size()).isEqualTo(2);
        assertThat(byTexts.get("b"))
                .as("the one that was used longest ago is gone")
                .isEmpty();
        assertThat(byTexts.get("a")).isPresent();

        StatementCache byCharacters = new StatementCache(100, 160);
        for (int i = 0; i < 30; i++) {
            byCharacters.put("text no " + (char) ('a' + i), List.of());
        }
        assertThat(byCharacters.size()).isEqualTo(160 / 9);
        byCharacters.put("x".repeat(100), List.of());
        assertThat(byCharacters.get("x".repeat(100)))
                .as("a long text is not remembered")
                .isEmpty();
    }

    @Test
    void aMappingOfAnIdentityNamesRoleAndArn() {
        assertThat(StatementKindTest.one("AWS IAM GRANT Bob TO 'arn:aws:iam::1:role/r'")
                        .iamMapping())
                .contains(new IamMapping(true, "bob", "arn:aws:iam::1:role/r"));
        assertThat(StatementKindTest.one("aws iam revoke \"Bob\" from 'arn:x'").iamMapping())
                .contains(new IamMapping(false, "Bob", "arn:x"));
        assertThat(StatementKindTest.one("AWS IAM GRANT bob FROM 'arn:x'").iamMapping())
                .isEmpty();
    }

    @Test
    void aPrivateCallNamesFunctionAndArguments() {
        assertThat(privateCall("SELECT dsql_local.inject('occ on commit 1', 3)"))
                .contains(new PrivateCall("inject", List.of("occ on commit 1", "3")));
        assertThat(privateCall("select * from DSQL_LOCAL.faults")).contains(new PrivateCall("faults", List.of()));
        assertThat(privateCall("SELECT dsql_local.clear_faults();"))
                .contains(new PrivateCall("clear_faults", List.of()));
        assertThat(privateCall("SELECT dsql_local.inject('a') FROM t")).isEmpty();
        assertThat(privateCall("EXPLAIN SELECT dsql_local.inject('a')")).isEmpty();
        assertThat(privateCall("SELECT other.inject('a')")).isEmpty();
        assertThat(privateCall("SELECT dsql_local.inject(a)")).isEmpty();
    }

    @RepeatedTest(3)
    void noTextMakesItFail() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String[] words = {
            "select",
            "from",
            "t",
            "(",
            ")",
            ",",
            ";",
            "'x'",
            "'",
            "\"q\"",
            "for",
            "update",
            "key",
            "share",
            "with",
            "as",
            "insert",
            "into",
            "values",
            "delete",
            "set",
            "create",
            "table",
            "index",
            "async",
            "unique",
            "on",
            "explain",
            "analyze",
            "begin",
            "atomic",
            "case",
            "end",
            "$$",
            "$1",
            "1.5",
            "::",
            "=",
            "and",
            "where",
            "alter",
            "column",
            "drop",
            "type",
            "add",
            "constraint",
            "lateral",
            "left",
            "join",
            "schema",
            "function",
            "language",
            "copy",
            "to",
            "line",
            "tablesample",
            "identity",
            "generated",
            "always",
            "nulls",
            "not",
            "distinct",
            "/*",
            "*/",
            "--",
            "\n",
            "E'",
            "U&'",
            "uescape",
            "cycle",
            "between",
            "[",
            "]",
            ".",
            "\uD83D",
            "reset",
            "session",
            "aws",
            "iam"
        };
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int k = random.nextInt(25); k >= 0; k--) {
                text.append(words[random.nextInt(words.length)]).append(random.nextInt(6) == 0 ? "" : " ");
            }
            assertThatCode(() -> assertSound(text.toString()))
                    .as("seed %d, text %s", seed, text)
                    .doesNotThrowAnyException();
        }
    }

    private static void assertSound(String text) {
        List<Statement> statements = SqlParser.parseAnew(text);
        assertThat(statements).isNotEmpty();
        for (Statement statement : statements) {
            assertThat(characters(statement.text()))
                    .isEqualTo(statement.charactersBefore() + characters(statement.ownText()));
            assertThat(statement.rowLock().isPresent() && statement.kind() != StatementKind.WRITE)
                    .isEqualTo(statement.kind() == StatementKind.LOCKING_READ);
            assertThat(statement.asyncIndex().isPresent()).isEqualTo(statement.kind() == StatementKind.ASYNC_INDEX);
            assertThat(statement.asyncValidation().isPresent())
                    .isEqualTo(statement.kind() == StatementKind.ASYNC_VALIDATE);
            assertThat(statement.toString()).contains(statement.ownText().strip());
        }
    }

    private static int characters(String text) {
        return text.codePointCount(0, text.length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                "[",
                "explain ",
                "create schema ",
                "with a as (",
                "select line(",
                "select * from t where (",
                "case ",
                "select * from t left join lateral (select a.b from t ",
                "a and ",
                "select * from t where row("
            })
    void deepTextsNeitherExhaustTheStackNorTakeLong(String part) {
        String text = part.repeat(50_000 / part.length());
        assertThat(SqlParser.parseAnew(text)).hasSize(1);
        assertThat(SqlParser.parseAnew("SELECT 1 FROM t WHERE " + text + " FOR UPDATE"))
                .hasSize(1);
    }

    @Test
    void functionsInFunctionsDoNotExhaustTheStack() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            text.append("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $a")
                    .append(i)
                    .append("$ ");
        }
        for (int i = 19_999; i >= 0; i--) {
            text.append(" $a").append(i).append('$');
        }
        assertThat(SqlParser.parseAnew(text.toString())).hasSize(1);
    }

    private static Optional<PrivateCall> privateCall(String text) {
        return StatementKindTest.one(text).privateCall();
    }
}
