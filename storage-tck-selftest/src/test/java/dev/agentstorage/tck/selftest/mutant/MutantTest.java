package dev.agentstorage.tck.selftest.mutant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedClass;

import dev.agentstorage.tck.rule.Catalogue;
import dev.agentstorage.tck.rule.RuleTest;
import dev.agentstorage.tck.selftest.KitRun;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.DiscoverySelector;

/** Every wrong backend is caught by the rule that is there for it. */
class MutantTest {
    static final Mutant UNBROKEN = new Mutant("unbroken", "CFG-01", UnaryOperator.identity());

    @TempDir
    Path reports;

    static Stream<Mutant> mutants() {
        return Stream.of(
                        AgentMutants.all(),
                        AgentVersionMutants.all(),
                        IndexMutants.all(),
                        MemoryMutants.all(),
                        SpanMutants.all(),
                        TraceMutants.all())
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void defectIsCaught(Mutant mutant) {
        KitRun run = KitRun.of(reports, Map.of(MutantKit.PARAMETER, mutant.name()), contractsOf(mutant.rule()));
        assertThat(run.status(mutant.name(), mutant.rule()))
                .as("rules that fail: %s", run.rules(mutant.name(), "FAIL"))
                .isEqualTo("FAIL");
    }

    @Test
    void namesAreUnique() {
        assertThat(mutants().map(Mutant::name)).doesNotHaveDuplicates();
    }

    /** Else a rule might catch what the mutants share. */
    @Test
    void backendWithoutDefectIsConformant() {
        KitRun run =
                KitRun.of(reports, Map.of(MutantKit.PARAMETER, UNBROKEN.name()), List.of(selectClass(MutantKit.class)));
        assertThat(run.failures()).isEmpty();
        assertThat(run.verdict(UNBROKEN.name())).isEqualTo("CONFORMANT");
    }

    private static List<DiscoverySelector> contractsOf(String rule) {
        return Catalogue.of(MutantKit.class).rule(rule).orElseThrow().tests().stream()
                .map(RuleTest::testClass)
                .distinct()
                .map(type -> (DiscoverySelector) selectNestedClass(List.of(MutantKit.class), type))
                .toList();
    }
}
