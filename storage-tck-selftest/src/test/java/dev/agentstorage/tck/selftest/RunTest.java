package dev.agentstorage.tck.selftest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.agentstorage.tck.run.TckRun;
import dev.agentstorage.value.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a run goes: reports, seeds, several runs, broken backends. */
class RunTest {
    @TempDir
    Path reports;

    @Test
    void reportSaysWhatWasTestedAndHow() {
        Json report = KitRun.of(reports, Map.of(TckRun.SEED, "42"), List.of(selectClass(SmallKits.Broken.class)))
                .report("broken");
        assertThat(report.members().keySet())
                .containsExactly(
                        "provider",
                        "verdict",
                        "summary",
                        "tckVersion",
                        "tckCommit",
                        "spiVersion",
                        "providerSpiVersion",
                        "backend",
                        "backendVersion",
                        "options",
                        "environment",
                        "seed",
                        "timeLimit",
                        "started",
                        "ended",
                        "features",
                        "absentFaults",
                        "limits",
                        "rules");
        assertThat(report.get("seed")).contains(Json.of(42));
        assertThat(report.get("backend")).contains(Json.of("Fake \"1.0\" | <b>\nsecond line"));
        assertThat(report.path("tckVersion").string().orElseThrow()).matches("[0-9]+\\.[0-9]+.*");
        assertThat(report.path("tckCommit").string().orElseThrow()).matches("([0-9a-f]{12})?");
        assertThat(report.at("/limits/idBytes")).contains(Json.of(255));
        assertThat(report.get("summary"))
                .contains(Json.of(
                        Map.of("pass", 4, "fail", 1, "gap", 0, "notApplicable", 1, "untested", 0, "incomplete", 0)));
    }

    @Test
    void reportIsAsItsSchemaSays() {
        JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(TckRun.class.getResourceAsStream("/dev/agentstorage/tck/engine/report/report.schema.json"));
        KitRun run = KitRun.of(reports, SmallKits.Broken.class, SmallKits.WithGap.class, SmallKits.Unreachable.class);

        assertThat(List.of("broken", "with-gap", "unreachable"))
                .allSatisfy(name -> assertThat(schema.validate(run.text(name + ".json"), InputFormat.JSON))
                        .isEmpty());
        assertThat(schema.validate("{\"provider\":\"\",\"verdict\":\"GOOD\"}", InputFormat.JSON))
                .hasSizeGreaterThan(2);
    }

    @Test
    void pageShowsWhatTheBackendSaysAsText() {
        String page = KitRun.of(reports, SmallKits.Broken.class).text("broken.html");

        assertThat(page)
                .contains("Fake &quot;1.0&quot; | &lt;b&gt;\nsecond line")
                .doesNotContain("| <b>", "{{");
        assertThat(page).contains("<strong id=\"verdict\">NOT CONFORMANT</strong>", "apples are no pears");
    }

    @Test
    void rowsHoldTestsAndCasesOfTheRule() {
        KitRun run = KitRun.of(reports, SmallKits.Sound.class);
        Json row = run.row("sound", "GREEN-01");
        assertThat(row.path("tests").elements())
                .extracting(test -> test.path("name").string().orElseThrow())
                .containsExactly("Green.passes", "Green.passesToo");
        assertThat(row.get("cases")).contains(Json.of(List.of("T01", "T02", "T03")));
        assertThat(row.get("kind")).contains(Json.of("REQUIRED"));
        assertThat(row.get("contracts")).contains(Json.of(List.of("Green")));
        assertThat(row.get("message")).contains(Json.of(""));
    }

    @Test
    void simpleTextToolsFindProviderAndVerdict() {
        assertThat(KitRun.of(reports, SmallKits.Sound.class).text("sound.json"))
                .contains("\"provider\": \"sound\"", "\"verdict\": \"CONFORMANT\"", "\"pass\": 4");
    }

    @Test
    void markdownBeginsWithTheVerdictAndListsFailures() {
        String text = KitRun.of(reports, SmallKits.Broken.class).text("broken.md");
        assertThat(text).startsWith("# broken: NOT CONFORMANT\n\n6 rules: 4 passed, 1 failed,");
        assertThat(text)
                .contains("## Failures\n\n- **HALF-01** \n  - HalfBroken.fails\n    ~~~\n    apples are no pears\n");
        assertThat(text).contains("## Green\n", "| GREEN-01 | PASS | REQUIRED | 2 |", "| T01 T02 T03 |");
        assertThat(text).contains("| Backend | Fake \"1.0\" \\| &lt;b> second line |");
    }

    @Test
    void reportsSayWhichFaultsWereNotTried() {
        KitRun run = KitRun.of(reports, SmallKits.WithoutFaults.class, SmallKits.WithOutage.class);
        String sentence =
                "These faults were not tried, because the test cannot cause them, and the rules about them do not"
                        + " apply (N/A): ";
        for (String page : List.of("without-faults.md", "without-faults.html")) {
            assertThat(run.text(page)).contains(sentence + "CONFLICT, ").contains(", DELAY, OUTAGE.");
        }
        for (String page : List.of("with-outage.md", "with-outage.html")) {
            assertThat(run.text(page)).contains(sentence + "CONFLICT, ").contains(", DELAY.");
        }
        assertThat(run.report("without-faults").path("absentFaults").elements())
                .contains(Json.of("OUTAGE"), Json.of("DAMAGE"));
        assertThat(run.report("with-outage").path("absentFaults").elements())
                .contains(Json.of("DAMAGE"))
                .doesNotContain(Json.of("OUTAGE"));
    }

    @Test
    void randomTestsRepeatWithTheirSeed() {
        List<String> first = seeded("1").failures();
        assertThat(first).singleElement().asString().contains("replay with -Dagentstorage.tck.seed=1");
        assertThat(seeded("1").failures()).isEqualTo(first);
        assertThat(seeded("2").failures()).isNotEqualTo(first);
        String numbers = first.get(0).replaceAll("(?s).*number (\\S+) again (\\S+).*", "$1 $2");
        assertThat(numbers.split(" ")[0]).isEqualTo(numbers.split(" ")[1]);
    }

    private KitRun seeded(String seed) {
        return KitRun.of(reports, Map.of(TckRun.SEED, seed), List.of(selectClass(SmallKits.WithRandom.class)));
    }

    @Test
    void seedIsReportedWhenNoneIsGiven() {
        String seed = KitRun.of(reports, SmallKits.WithRandom.class)
                .report("with-random")
                .get("seed")
                .orElseThrow()
                .text();
        assertThat(seeded(seed).failures()).singleElement().asString().contains("seed=" + seed);
    }

    @Test
    void twoRunsInOneJvmDoNotMix() {
        KitRun run = KitRun.of(reports, SmallKits.Sound.class, SmallKits.Broken.class, SmallKits.Other.class);
        assertThat(run.verdict("sound")).isEqualTo("CONFORMANT");
        assertThat(run.verdict("other")).isEqualTo("CONFORMANT");
        assertThat(run.verdict("broken")).isEqualTo("NOT CONFORMANT");
    }

    @Test
    void kitsRunInParallel() {
        Map<String, String> parallel = Map.of(
                "junit.jupiter.execution.parallel.enabled", "true",
                "junit.jupiter.execution.parallel.mode.default", "concurrent",
                "junit.jupiter.execution.parallel.config.strategy", "fixed",
                "junit.jupiter.execution.parallel.config.fixed.parallelism", "8");
        KitRun run = KitRun.of(
                reports,
                parallel,
                List.of(
                        selectClass(SmallKits.Sound.class),
                        selectClass(SmallKits.Other.class),
                        selectClass(SmallKits.WithGap.class),
                        selectClass(SmallKits.StaleGap.class),
                        selectClass(SmallKits.Broken.class)));
        assertThat(run.failures()).hasSize(2);
        assertThat(run.verdict("sound")).isEqualTo("CONFORMANT");
        assertThat(run.verdict("other")).isEqualTo("CONFORMANT");
        assertThat(run.verdict("with-gap")).isEqualTo("CONFORMANT WITH GAPS");
        assertThat(run.verdict("stale-gap")).isEqualTo("NOT CONFORMANT");
        assertThat(run.verdict("broken")).isEqualTo("NOT CONFORMANT");
    }

    @Test
    void twoKitsMayNotWriteTheSameReport() {
        KitRun run = KitRun.of(reports, SmallKits.Sound.class, SmallKits.SameReport.class);
        assertThat(run.failures()).singleElement().asString().contains("two kits write the report sound");
    }

    @Test
    void unreachableBackendFailsEveryRuleThatNeedsItAfterOneAttempt() {
        KitRun run = KitRun.of(reports, SmallKits.Unreachable.class);
        assertThat(run.verdict("unreachable")).isEqualTo("NOT CONFORMANT");
        assertThat(run.rules("unreachable", "FAIL")).contains("CFG-01", "GREEN-01", "GREEN-02", "MEMORY-02");
        assertThat(run.report("unreachable").path("backend").string().orElseThrow())
                .startsWith("could not be opened")
                .contains("connection refused");
        assertThat(run.failures())
                .filteredOn(failure -> !failure.contains("the subject of this run could not be made"))
                .as("attempts to open the backend")
                .hasSize(1);
    }

    @Test
    void reportIsWrittenEvenWithoutAProvider() {
        KitRun run = KitRun.of(reports, SmallKits.WithoutProvider.class);
        assertThat(run.verdict("WithoutProvider")).isEqualTo("NOT CONFORMANT");
    }

    /** Else all later rules with several workers fail with it. */
    @Test
    void interruptOfATestDoesNotReachTheOpeningOfAStorage() {
        KitRun run = KitRun.of(reports, SmallKits.WithInterrupts.class);
        assertThat(run.failures()).isEmpty();
        assertThat(run.verdict("with-interrupts")).isEqualTo("CONFORMANT");
    }

    @Test
    void testsThatDoNotEndFailAndTheRestIsNotTried() {
        KitRun run = KitRun.of(
                reports, Map.of(TckRun.TIME_LIMIT, "PT2S"), List.of(selectClass(SmallKits.Hanging.NeverEnds.class)));
        SmallContracts.NeverEnds.RELEASED.set(true);

        assertThat(run.verdict("hanging")).isEqualTo("NOT CONFORMANT");
        assertThat(run.rules("hanging", "FAIL"))
                .hasSize(3)
                .allSatisfy(rule -> assertThat(run.message("hanging", rule))
                        .contains("not done within PT2S; its thread was at", "SmallContracts$NeverEnds."));
        assertThat(run.rules("hanging", "INCOMPLETE"))
                .filteredOn(rule -> rule.startsWith("HANG"))
                .hasSize(2)
                .allSatisfy(rule -> assertThat(run.message("hanging", rule))
                        .contains("not run: 3 tests before it did not end within PT2S"));
    }

    @Test
    void aStorageThatDoesNotCloseKeepsNoReportBack() {
        KitRun run = KitRun.of(
                reports, Map.of(TckRun.TIME_LIMIT, "PT5S"), List.of(selectClass(SmallKits.NeverClosed.class)));

        assertThat(run.verdict("never-closed")).isEqualTo("CONFORMANT");
        assertThat(run.failures()).singleElement().asString().contains("not done within PT5S");
    }

    @Test
    void illFormedKitIsRefused() {
        assertThat(KitRun.of(reports, SmallKits.WithTwoKinds.class).failures())
                .singleElement()
                .asString()
                .contains("KIND-01 has tests of different kinds");
        assertThat(KitRun.of(reports, SmallKits.ManyInstances.class).failures())
                .isNotEmpty()
                .allMatch(failure -> failure.contains("remove @TestInstance"));
    }
}
