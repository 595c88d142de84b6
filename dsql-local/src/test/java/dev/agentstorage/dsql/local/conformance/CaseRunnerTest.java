package dev.agentstorage.dsql.local.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.dsql.local.postgres.EmbeddedPostgres;
import dev.agentstorage.dsql.local.rawclient.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The runner itself, against plain PostgreSQL: it passes what is true and fails what is not. */
final class CaseRunnerTest {
    private static EmbeddedPostgres server;

    @TempDir
    private Path directory;

    @BeforeAll
    static void startServer() {
        server = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource(Speech.class)
    void passesTrueAnswersHoweverTheyAreAskedFor(Speech speech) {
        assertThatCode(() -> run(speech, """
                {"name": "rows", "group": "self", "steps": ["SELECT 1 AS a, NULL AS b", "SELEC"], "expect": [\
                {"outcome": "ok", "command_tag": "SELECT 1", "columns": ["a", "b"], "rows": [["1", null]]}, \
                {"outcome": "error", "sqlstate": "42601", "message": "syntax error at or near \\"SELEC\\""}]}
                {"name": "failed", "group": "self", "steps": ["BEGIN", "SELECT 1/0", "SELECT 1", "COMMIT"], "expect": [\
                {"outcome": "ok", "command_tag": "BEGIN"}, {"outcome": "error", "sqlstate": "22012"}, \
                {"outcome": "error", "sqlstate": "25P02"}, {"outcome": "ok", "command_tag": "ROLLBACK"}]}
                """)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"outcome\": \"ok\", \"command_tag\": \"SELECT 2\", \"columns\": [\"a\"], \"rows\": [[\"1\"]]}",
                "{\"outcome\": \"ok\", \"command_tag\": \"SELECT 1\", \"columns\": [\"b\"], \"rows\": [[\"1\"]]}",
                "{\"outcome\": \"ok\", \"command_tag\": \"SELECT 1\", \"columns\": [\"a\"], \"rows\": [[\"2\"]]}",
                "{\"outcome\": \"ok\", \"command_tag\": \"SELECT 1\"}",
                "{\"outcome\": \"error\", \"sqlstate\": \"0A000\"}"
            })
    void failsAnswersThatAreNotTrue(String expected) {
        assertThatThrownBy(() -> run(
                        Speech.EXTENDED,
                        "{\"name\": \"wrong\", \"group\": \"self\", \"steps\": [\"SELECT 1 AS a\"], " + "\"expect\": ["
                                + expected + "]}"))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void failsAnotherErrorThanTheOneExpected() {
        String refusal = "{\"name\": \"wrong\", \"group\": \"self\", \"steps\": [\"SELECT 1/0\"], \"expect\": [%s]}";
        assertThatThrownBy(() ->
                        run(Speech.SIMPLE, refusal.formatted("{\"outcome\": \"error\", \"sqlstate\": \"22003\"}")))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> run(
                        Speech.SIMPLE,
                        refusal.formatted("{\"outcome\": \"error\", \"sqlstate\": \"22012\", \"detail\": \"no\"}")))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> run(
                        Speech.SIMPLE,
                        refusal.formatted("{\"outcome\": \"error\", \"sqlstate\": \"22012\", \"message\": \"no\"}")))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void readsOneResultForEachStatementOfAMessage() throws Exception {
        String line =
                "{\"name\": \"two\", \"group\": \"self\", \"protocol\": \"simple\", \"steps\": [\"SELECT 1 AS a; SELECT 2 AS b\"], "
                        + "\"expect\": [{\"outcome\": \"ok\", \"results\": ["
                        + "{\"command_tag\": \"SELECT 1\", \"columns\": [\"a\"], \"rows\": [[\"1\"]]}, "
                        + "{\"command_tag\": \"SELECT 1\", \"columns\": [\"b\"], \"rows\": [[\"2\"]]}]}]}";
        run(Speech.EXTENDED, line);
        assertThatThrownBy(() -> run(Speech.EXTENDED, line.replace("; SELECT 2 AS b", "")))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void countsLosersAndFailsWhenThereAreMoreOrLess() throws Exception {
        String race = """
                {"name": "race", "group": "self", "losers": %d, "loser_step": 1, "loser_sqlstate": "22012", "sessions": [\
                {"steps": ["BEGIN", "SELECT 1/%d"], "expect": [{"outcome": "ok", "command_tag": "BEGIN"}, {"outcome": "error"}]}, \
                {"steps": ["BEGIN", "COMMIT"], "expect": [{"outcome": "ok", "command_tag": "BEGIN"}, {"outcome": "ok"}]}]}""";
        run(Speech.EXTENDED, race.formatted(1, 0));
        assertThatThrownBy(() -> run(Speech.EXTENDED, race.formatted(2, 0))).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> run(Speech.EXTENDED, race.formatted(1, 1))).isInstanceOf(AssertionError.class);
    }

    @Test
    void letsSessionsTakeTurns() throws Exception {
        run(Speech.EXTENDED, """
                {"name": "turns", "group": "self", "order": [0, 1, 0, 1], "sessions": [\
                {"steps": ["BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT 1"], "expect": [{"command_tag": "BEGIN"}, \
                {"command_tag": "SELECT 1", "columns": ["?column?"], "rows": [["1"]]}]}, \
                {"steps": ["BEGIN", "COMMIT"], "expect": [{"command_tag": "BEGIN"}, {"command_tag": "COMMIT"}]}]}""");
    }

    @Test
    void continuesAfterAFailedCase() throws Exception {
        Path file = Files.writeString(directory.resolve("cases.jsonl"), """
                {"name": "bad", "group": "self", "steps": ["BEGIN", "SELECT 1/0"], "expect": [\
                {"outcome": "ok", "command_tag": "BEGIN"}, {"outcome": "ok"}]}
                {"name": "good", "group": "self", "steps": ["SELECT 1 AS a"], "expect": [\
                {"outcome": "ok", "command_tag": "SELECT 1", "columns": ["a"], "rows": [["1"]]}]}
                """);
        List<Case> cases = CaseFile.cases(file);
        try (CaseRunner runner = new CaseRunner(Target.of(server), Speech.EXTENDED)) {
            assertThatThrownBy(() -> runner.run(cases.get(0))).isInstanceOf(AssertionError.class);
            assertThatCode(() -> runner.run(cases.get(1))).doesNotThrowAnyException();
        }
    }

    @Test
    void refusesALineThatIsNoCase() throws IOException {
        Path file = Files.writeString(directory.resolve("cases.jsonl"), "{\"name\": \"steps are missing\"}");
        assertThatThrownBy(() -> CaseFile.cases(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("steps are missing");
    }

    @Test
    void readsAFixtureWithoutItsComments() throws IOException {
        Path file = Files.writeString(directory.resolve("setup.sql"), "-- why\n\nSELECT 1;\n");
        assertThat(CaseFile.statements(file)).containsExactly("SELECT 1;");
    }

    private void run(Speech speech, String lines) throws Exception {
        Path file = Files.writeString(directory.resolve("cases.jsonl"), lines);
        try (CaseRunner runner = new CaseRunner(Target.of(server), speech)) {
            for (Case probe : CaseFile.cases(file)) {
                runner.run(probe);
            }
        }
    }
}
