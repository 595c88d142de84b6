package dev.agentstorage.tck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command judges backends: one of the class path, and one of jars that the class path does not have. */
class MainTest {
    private static final String OF_SQLITE = "MEMORY,WORKFLOWS,OBSERVABILITY,SCORES,AGENTS,PERSISTENCE";

    @TempDir
    Path directory;

    private record Result(int exitCode, String out, String err) {}

    private Result run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("run", "--report", directory.toString()));
        all.addAll(List.of(arguments));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Main.command().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exitCode = command.execute(all.toArray(String[]::new));
        return new Result(exitCode, out.toString(), err.toString());
    }

    private Result runSqlite(String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "--backend",
                "sqlite",
                "--class-path",
                Path.of("target", "backend", "sqlite-backend.jar").toString(),
                "--class-path",
                Path.of("target", "backend", "sqlite-jdbc.jar").toString(),
                "--option",
                "file=" + directory.resolve("data.db"),
                "--option",
                "flush=false"));
        all.addAll(List.of(arguments));
        return run(all.toArray(String[]::new));
    }

    @Test
    void aJarIsJudgedWithoutAProject() throws IOException {
        Result result = runSqlite("--features", OF_SQLITE, "--domain", "SCORES", "--rule", "CFG-01");

        assertThat(result.out()).contains(" tests, 0 failed, 0 not run (no verdict: rules were left out)");
        assertThat(result.exitCode()).isZero();
        assertThat(Files.readString(directory.resolve("sqlite.md")))
                .startsWith("# sqlite: INCOMPLETE")
                .contains("| Option `file` |")
                .containsPattern("\\| SCORE-01 \\| PASS \\|");
    }

    @Test
    void aFeatureThatTheBackendDoesNotHaveIsAFailure() {
        Result result = runSqlite("--features", OF_SQLITE + ",INDEXES", "--rule", "CFG-01");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).contains("FAILED ", "CFG-01");
    }

    @Test
    void aReportIsComparedWithAnEarlierOne() throws IOException {
        assertThat(runSqlite("--features", OF_SQLITE, "--rule", "SCORE-01").exitCode())
                .isZero();
        Path earlier = Files.move(directory.resolve("sqlite.json"), directory.resolve("earlier.json"));

        runSqlite("--features", OF_SQLITE, "--rule", "SCORE-02", "--previous", earlier.toString());
        assertThat(Files.readString(directory.resolve("sqlite.md")))
                .contains(
                        "## Changes",
                        "- SCORE-01: PASS before, now INCOMPLETE",
                        "- SCORE-02: INCOMPLETE before, now PASS");
    }

    @Test
    void aBoundOfRowsLeavesOutWhatNeedsMore() throws IOException {
        Result result = runSqlite("--features", OF_SQLITE, "--rule", "PAGE-08", "--rule", "MEM-07", "--rows", "2000");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.out()).contains("NOT RUN ", "1 not run");
        assertThat(Files.readString(directory.resolve("sqlite.md")))
                .contains("not run: it stores 3,000 rows, and agentstorage.tck.rows allows 2,000")
                .contains("with 2,000 rows, usually 3,001")
                .containsPattern("\\| MEM-07 \\| INCOMPLETE \\|")
                .containsPattern("\\| PAGE-08 \\| PASS \\|");
    }

    @Test
    void badInputIsRefusedBeforeAnythingRuns() {
        assertThat(List.of(
                        run("--backend", "sqlite", "--features", "SCORES"),
                        run("--backend", "inmemory", "--features", "NONE"),
                        run("--backend", "inmemory", "--features", "SCORES", "--rule", "SCORE-99"),
                        run("--backend", "inmemory", "--features", "SCORES", "--domain", "PERSISTENCE"),
                        run("--backend", "inmemory", "--features", "SCORES", "--option", "nothing=1"),
                        run("--backend", "inmemory", "--features", "SCORES", "--class-path", "no.jar"),
                        run("--backend", "inmemory", "--features", "SCORES", "--previous", "no.json"),
                        run("--backend", "inmemory", "--features", "SCORES", "--full", "--quick"),
                        run("--backend", "inmemory", "--features", "SCORES", "--time-limit", "soon"),
                        run("--backend", "inmemory", "--features", "SCORES", "--rows", "0"),
                        run("--backend", "inmemory")))
                .allSatisfy(result -> {
                    assertThat(result.exitCode()).isEqualTo(2);
                    assertThat(result.err()).endsWith("see tck run --help\n").doesNotContain("\tat ");
                });
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void whatIsWrongIsSaid() {
        assertThat(run("--backend", "sqlite", "--features", "SCORES").err())
                .contains("there is no backend sqlite on the class path, but [inmemory]");
        assertThat(run("--backend", "inmemory", "--features", "SCORES", "--rule", "SCORE-99")
                        .err())
                .contains("there is no rule SCORE-99");
    }
}
