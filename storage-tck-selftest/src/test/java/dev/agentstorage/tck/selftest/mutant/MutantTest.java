package dev.agentstorage.tck.selftest.mutant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;

import dev.agentstorage.tck.rule.StorageRules;
import dev.agentstorage.tck.run.TckRun;
import dev.agentstorage.tck.selftest.KitRun;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.DiscoverySelector;

/** Every wrong backend is caught by the rule that is there for it. */
@Tag("slow")
class MutantTest {
    static final Mutant UNBROKEN = new Mutant("unbroken", "CFG-01", UnaryOperator.identity());

    @TempDir
    Path reports;

    static Stream<Mutant> mutants() {
        return Stream.of(
                        AgentMutants.all(),
                        AgentVersionMutants.all(),
                        CreationMutants.all(),
                        EdgeMutants.all(),
                        ErrorOrderMutants.all(),
                        FaultMutants.all(),
                        GrowthMutants.all(),
                        IndexMutants.all(),
                        JsonMutants.all(),
                        LastMessageMutants.all(),
                        LifecycleMutants.all(),
                        MemoryFieldMutants.all(),
                        MemoryMutants.all(),
                        MessageMarkMutants.all(),
                        ModelMutants.all(),
                        NeighbourMutants.all(),
                        OverviewMutants.all(),
                        PagingMutants.all(),
                        PersistenceMutants.all(),
                        RecoveryMutants.all(),
                        ScoreFieldMutants.all(),
                        ScoreMutants.all(),
                        SpanMutants.all(),
                        StepMutants.all(),
                        TraceMutants.all(),
                        UpdateMutants.all(),
                        WorkflowFieldMutants.all(),
                        WorkflowMutants.all())
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void defectIsCaught(Mutant mutant) {
        // one seed: which random calls there are must not decide whether a defect is found
        Map<String, String> parameters = Map.of(
                MutantKit.PARAMETER, mutant.name(), TckRun.CALLS, "20000", TckRun.ROWS, "8000", TckRun.SEED, "1");
        KitRun run = KitRun.of(reports, parameters, testsOf(mutant.rule()));
        assertThat(run.status(mutant.name(), mutant.rule()))
                .as("%s, rules that fail: %s", mutant, run.rules(mutant.name(), "FAIL"))
                .isEqualTo("FAIL");
    }

    @Test
    void namesAreUnique() {
        assertThat(mutants().map(Mutant::name)).doesNotHaveDuplicates();
    }

    /** Else a rule might catch what the mutants share. */
    @Test
    void backendWithoutDefectPasses() {
        KitRun run =
                KitRun.of(reports, Map.of(MutantKit.PARAMETER, UNBROKEN.name()), List.of(selectClass(MutantKit.class)));
        assertThat(run.failures()).isEmpty();
        assertThat(run.rules(UNBROKEN.name(), "GAP")).containsExactly("CFG-08");
        assertThat(run.verdict(UNBROKEN.name())).isEqualTo("CONFORMANT WITH GAPS");
    }

    /** The same for those that keep their data, and the rules that they break. */
    @Test
    void persistentBackendWithoutDefectPasses() {
        List<DiscoverySelector> tests = PersistenceMutants.all().stream()
                .map(Mutant::rule)
                .distinct()
                .flatMap(rule -> testsOf(rule).stream())
                .toList();
        KitRun run = KitRun.of(reports, Map.of(MutantKit.PARAMETER, PersistenceMutants.UNBROKEN), tests);
        assertThat(run.failures()).isEmpty();
        assertThat(run.rules(PersistenceMutants.UNBROKEN, "PASS")).contains("CORE-11", "CORE-19", "IDX-21");
    }

    private static List<DiscoverySelector> testsOf(String rule) {
        return StorageRules.of(MutantKit.class).rule(rule).orElseThrow().tests().stream()
                .map(test -> (DiscoverySelector)
                        selectNestedMethod(List.of(MutantKit.class), test.testClass(), test.method()))
                .toList();
    }
}
