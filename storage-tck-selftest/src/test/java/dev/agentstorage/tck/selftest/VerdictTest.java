package dev.agentstorage.tck.selftest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each verdict, and what leads to it. */
class VerdictTest {
    @TempDir
    Path reports;

    @Test
    void backendThatObeysIsConformant() {
        KitRun run = KitRun.of(reports, SmallKits.Sound.class);
        assertThat(run.failures()).isEmpty();
        assertThat(run.verdict("sound")).isEqualTo("CONFORMANT");
        assertThat(run.rules("sound", "PASS")).containsExactly("CFG-01", "GREEN-01", "GREEN-02", "MEMORY-02");
    }

    @Test
    void ruleOfAnAbsentFeatureDoesNotApplyAndItsTwinRuns() {
        KitRun run = KitRun.of(reports, SmallKits.Sound.class);
        assertThat(run.status("sound", "MEMORY-01")).isEqualTo("N/A");
        assertThat(run.message("sound", "MEMORY-01")).isEqualTo("needs MEMORY");
        assertThat(run.status("sound", "MEMORY-02")).isEqualTo("PASS");
    }

    @Test
    void testNeedsTheFeaturesOfItsClassToo() {
        KitRun run = KitRun.of(reports, SmallKits.NeedsByClass.class);
        assertThat(run.failures()).isEmpty();
        assertThat(run.status("needs-by-class", "CLASS-01")).isEqualTo("N/A");
        assertThat(run.message("needs-by-class", "CLASS-01")).isEqualTo("needs AGENTS, SCORES");
    }

    @Test
    void ruleAboutAFaultDoesNotApplyWithoutIt() {
        KitRun run = KitRun.of(reports, SmallKits.WithoutFaults.class, SmallKits.WithOutage.class);
        assertThat(run.failures()).isEmpty();
        assertThat(run.verdict("without-faults")).isEqualTo("CONFORMANT");
        assertThat(run.status("without-faults", "FAULT-01")).isEqualTo("N/A");
        assertThat(run.message("without-faults", "FAULT-01")).isEqualTo("needs the fault OUTAGE");
        assertThat(run.status("with-outage", "FAULT-01")).isEqualTo("PASS");
    }

    @Test
    void ruleThatDoesNotApplyIsNotSkippedForJUnit() {
        KitRun run = KitRun.of(reports, SmallKits.Sound.class);
        run.results()
                .testEvents()
                .assertStatistics(stats -> stats.skipped(0).aborted(0).succeeded(10));
    }

    @Test
    void negativeTwinThatFailsIsSeen() {
        KitRun run = KitRun.of(reports, SmallKits.TwinBreaks.class);
        assertThat(run.verdict("twin-breaks")).isEqualTo("NOT CONFORMANT");
        assertThat(run.rules("twin-breaks", "FAIL")).containsExactly("MEMORY-03");
    }

    @Test
    void ruleFailsWhenOneOfItsTestsFails() {
        KitRun run = KitRun.of(reports, SmallKits.Broken.class);
        assertThat(run.verdict("broken")).isEqualTo("NOT CONFORMANT");
        assertThat(run.rules("broken", "FAIL")).containsExactly("HALF-01");
        assertThat(run.message("broken", "HALF-01"))
                .startsWith("HalfBroken.fails: apples are no pears\n  test: SmallContracts.java:");
    }

    @Test
    void failureNamesRuleAndCases() {
        KitRun run = KitRun.of(reports, SmallKits.Broken.class);
        assertThat(run.failures()).singleElement().asString().contains("HALF-01 (cases W07, W08): apples are no pears");
    }

    @Test
    void failureInSetUpOrTearDownCountsForTheRule() {
        KitRun run = KitRun.of(reports, SmallKits.SetUpBreaks.class, SmallKits.TearDownBreaks.class);
        assertThat(run.failures())
                .hasSize(2)
                .anyMatch(failure -> failure.contains("SETUP-01: IllegalStateException: no set-up"));
        assertThat(run.rules("set-up-breaks", "FAIL")).containsExactly("SETUP-01");
        assertThat(run.rules("tear-down-breaks", "FAIL")).containsExactly("TEARDOWN-01");
    }

    @Test
    void knownGapIsReportedAndTolerated() {
        KitRun run = KitRun.of(reports, SmallKits.WithGap.class);
        assertThat(run.failures()).isEmpty();
        assertThat(run.verdict("with-gap")).isEqualTo("CONFORMANT WITH GAPS");
        assertThat(run.rules("with-gap", "GAP")).containsExactly("HALF-01");
        assertThat(run.message("with-gap", "HALF-01"))
                .startsWith("pears are sold out (#12, until 1.4); HalfBroken.fails: apples are no pears\n");
    }

    @Test
    void knownGapMayShowInSetUpOrTearDown() {
        KitRun run = KitRun.of(reports, SmallKits.GapInSetUp.class);
        assertThat(run.failures()).isEmpty();
        assertThat(run.rules("gap-in-set-up", "GAP")).containsExactly("SETUP-01", "TEARDOWN-01");
    }

    @Test
    void closedGapFailsAndAsksToBeRemoved() {
        KitRun run = KitRun.of(reports, SmallKits.StaleGap.class);
        assertThat(run.failures()).singleElement().asString().contains("GREEN-01", "remove the gap");
        assertThat(run.verdict("stale-gap")).isEqualTo("NOT CONFORMANT");
        assertThat(run.rules("stale-gap", "FAIL")).containsExactly("GREEN-01");
    }

    @Test
    void gapInARuleThatDoesNotApplyIsClosedToo() {
        KitRun run = KitRun.of(reports, SmallKits.PointlessGap.class);
        assertThat(run.failures()).singleElement().asString().contains("MEMORY-01", "remove the gap");
    }

    @Test
    void gapInAnUnknownRuleIsRefused() {
        KitRun run = KitRun.of(reports, SmallKits.UnknownGap.class);
        assertThat(run.failures()).singleElement().asString().contains("GREEN-99");
        assertThat(run.results().testEvents().count()).isZero();
    }

    @Test
    void declaredFeaturesThatAreNotReportedFail() {
        KitRun run = KitRun.of(reports, SmallKits.DeclaresTooMuch.class, SmallKits.DeclaresTooLittle.class);
        assertThat(run.rules("declares-too-much", "FAIL")).containsExactly("CFG-01");
        assertThat(run.rules("declares-too-little", "FAIL")).containsExactly("CFG-01");
        assertThat(run.verdict("declares-too-little")).isEqualTo("NOT CONFORMANT");
    }

    @Test
    void partialRunIsIncompleteAndListsWhatIsMissing() {
        KitRun run = KitRun.of(
                reports,
                Map.of(),
                List.of(selectNestedMethod(List.of(SmallKits.Sound.class), SmallKits.Sound.Green.class, "passes")));
        assertThat(run.failures()).isEmpty();
        assertThat(run.verdict("sound")).isEqualTo("INCOMPLETE");
        assertThat(run.rules("sound", "INCOMPLETE"))
                .containsExactly("CFG-01", "GREEN-01", "GREEN-02", "MEMORY-01", "MEMORY-02");
        assertThat(run.message("sound", "GREEN-01")).isEqualTo("Green.passesToo: did not run");
    }

    @Test
    void partialRunDoesNotCloseAGap() {
        KitRun run = KitRun.of(
                reports,
                Map.of(),
                List.of(selectNestedMethod(List.of(SmallKits.StaleGap.class), SmallKits.Sound.Green.class, "passes")));
        assertThat(run.failures()).isEmpty();
        assertThat(run.verdict("stale-gap")).isEqualTo("INCOMPLETE");
    }

    @Test
    void abortedRuleIsIncomplete() {
        KitRun run = KitRun.of(reports, SmallKits.WithAborted.class);
        assertThat(run.verdict("with-aborted")).isEqualTo("INCOMPLETE");
        assertThat(run.message("with-aborted", "ABORT-01")).contains("aborted", "not here");
    }

    @Test
    void untestedRuleIsListed() {
        KitRun run = KitRun.of(reports, SmallKits.WithHole.class);
        assertThat(run.verdict("with-hole")).isEqualTo("CONFORMANT");
        assertThat(run.rules("with-hole", "UNTESTED")).containsExactly("HOLE-01", "HOLE-02");
        assertThat(run.message("with-hole", "HOLE-01")).isEqualTo("no test can see it");
    }

    @Test
    void optionalRuleThatIsNotMetDoesNotApply() {
        KitRun run = KitRun.of(reports, SmallKits.WithLenient.class);
        assertThat(run.failures()).isEmpty();
        assertThat(run.verdict("with-lenient")).isEqualTo("CONFORMANT");
        assertThat(run.status("with-lenient", "LENIENT-01")).isEqualTo("N/A");
        assertThat(run.message("with-lenient", "LENIENT-01")).contains("does otherwise");
    }
}
