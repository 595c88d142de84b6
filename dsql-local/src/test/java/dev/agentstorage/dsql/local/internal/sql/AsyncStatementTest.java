package dev.agentstorage.dsql.local.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AsyncStatementTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    CREATE INDEX ASYNC i ON t (a)                            | false | false | false
                    CREATE INDEX ASYNC ON t (a)                              | false | false | false
                    create unique index async if not exists i on t (a)       | true  | false | true
                    CREATE UNIQUE INDEX ASYNC i ON t (a) NULLS NOT DISTINCT  | true  | true  | false
                    CREATE UNIQUE INDEX ASYNC i ON t (a) NULLS DISTINCT      | true  | false | false
                    CREATE INDEX ASYNC i ON t ((lower(a))) INCLUDE (b) WHERE a <> '' | false | false | false
                    CREATE INDEX ASYNC async ON t (a NULLS FIRST, b NULLS LAST) | false | false | false
                    CREATE INDEX /* now */ ASYNC i ON s.t (lower(a), b)      | false | false | false
                    """)
    void anIndexSaysHowItIsBuilt(String text, boolean unique, boolean nullsNotDistinct, boolean ifNotExists) {
        Statement statement = StatementKindTest.one(text);
        assertThat(statement.refusal()).isEmpty();
        assertThat(statement.kind()).isEqualTo(StatementKind.ASYNC_INDEX);
        assertThat(statement.asyncIndex()).contains(new AsyncIndex(unique, nullsNotDistinct, ifNotExists));
    }

    @Test
    void postgresGetsAPlainIndexAtTheSamePositions() {
        assertThat(StatementKindTest.one("CREATE UNIQUE INDEX ASYNC i ON t (a) NULLS NOT DISTINCT WHERE a > 0")
                        .text())
                .isEqualTo("CREATE        INDEX       i ON t (a)                    WHERE a > 0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE INDEX \"async\" ON t (a)",
                "CREATE INDEX i ON async (async)",
                "CREATE UNIQUE INDEX i ON t (a)"
            })
    void withoutTheKeywordAnIndexIsRefused(String text) {
        assertThat(StatementKindTest.one(text).refusal())
                .contains(new Refusal("0A000", "unsupported mode. please use CREATE INDEX ASYNC.", 0));
        assertThat(StatementKindTest.one(text).asyncIndex()).isEmpty();
    }

    @Test
    void theNameOfAnIndexHasNoSchema() {
        assertThat(StatementKindTest.one("CREATE INDEX ASYNC public.i ON t (a)").refusal())
                .contains(new Refusal("42601", "syntax error at or near \".\"", 26));
    }

    @Test
    void aValidationNamesItsConstraint() {
        Statement statement =
                StatementKindTest.one("ALTER TABLE ASYNC IF EXISTS ONLY app.\"T\" VALIDATE CONSTRAINT \"C\"");
        assertThat(statement.refusal()).isEmpty();
        assertThat(statement.kind()).isEqualTo(StatementKind.ASYNC_VALIDATE);
        assertThat(statement.asyncValidation())
                .contains(new AsyncValidation(new TableName(Optional.of("app"), "T"), "app.\"T\"", "C"));
        assertThat(statement.text()).isEqualTo("ALTER TABLE       IF EXISTS ONLY app.\"T\" VALIDATE CONSTRAINT \"C\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE async ADD COLUMN a int",
                "ALTER TABLE async RENAME TO sync",
                "ALTER TABLE async.t ADD COLUMN a int",
                "ALTER TABLE \"async\" DROP COLUMN a",
                "SELECT async FROM async",
                "CREATE TABLE async (async int)",
                "DROP INDEX async"
            })
    void aTableMayBeCalledAsync(String text) {
        Statement statement = StatementKindTest.one(text);
        assertThat(statement.refusal()).isEmpty();
        assertThat(statement.asyncValidation()).isEmpty();
        assertThat(statement.text()).isEqualTo(text);
    }

    @Test
    void theTableAsyncCanBeValidatedToo() {
        assertThat(StatementKindTest.one("ALTER TABLE async VALIDATE CONSTRAINT c")
                        .refusal())
                .map(Refusal::message)
                .contains("unsupported ALTER TABLE VALIDATE CONSTRAINT statement");
        assertThat(StatementKindTest.one("ALTER TABLE ASYNC async VALIDATE CONSTRAINT c")
                        .asyncValidation())
                .map(AsyncValidation::tableText)
                .contains("async");
    }
}
