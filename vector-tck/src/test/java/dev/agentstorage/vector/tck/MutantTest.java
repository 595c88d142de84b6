package dev.agentstorage.vector.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;

import dev.agentstorage.tck.engine.rule.Catalogue;
import dev.agentstorage.tck.engine.rule.CatalogueRule;
import dev.agentstorage.tck.engine.rule.Sentences;
import dev.agentstorage.tck.engine.run.Kit;
import dev.agentstorage.vector.tck.rule.VectorRules;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Every wrong store is caught by the rule that is there for it, and every rule has a wrong store. */
class MutantTest {
    static final Mutant UNBROKEN = new Mutant("unbroken", "VEC-01", UnaryOperator.identity());

    private static final Catalogue CATALOGUE = Catalogue.of(MutantKit.class, new VectorRules());

    @TempDir
    Path reports;

    static Stream<Mutant> mutants() {
        return Stream.of(RecordMutants.all(), QueryMutants.all(), RefusalMutants.all())
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void defectIsCaught(Mutant mutant) {
        List<DiscoverySelector> tests = CATALOGUE.rule(mutant.rule()).orElseThrow().tests().stream()
                .map(test -> (DiscoverySelector)
                        selectNestedMethod(List.of(MutantKit.class), test.testClass(), test.method()))
                .toList();
        assertThat(run(mutant, tests).testEvents().failed().count())
                .as("%s", mutant)
                .isPositive();
    }

    /** Else a rule might catch what the mutants share. */
    @Test
    void storeWithoutDefectPasses() {
        EngineExecutionResults results = run(UNBROKEN, List.of(selectClass(MutantKit.class)));
        assertThat(results.allEvents().failed().list()).isEmpty();
        assertThat(results.testEvents().succeeded().count()).isGreaterThan(40);
    }

    @Test
    void everyRuleHasAMutant() {
        Set<String> broken = mutants().map(Mutant::rule).collect(Collectors.toSet());
        assertThat(CATALOGUE.rules()).extracting(CatalogueRule::id).containsExactlyInAnyOrderElementsOf(broken);
        assertThat(mutants().map(Mutant::name)).doesNotHaveDuplicates();
    }

    @Test
    void everyRuleIsInTheContractAndTheOtherWayRound() {
        Set<String> sentences = Sentences.of(
                        Objects.requireNonNull(VectorTck.class.getResource("VECTOR-CONTRACT.md"), "contract"))
                .keySet();
        assertThat(CATALOGUE.rules()).extracting(CatalogueRule::id).containsExactlyInAnyOrderElementsOf(sentences);
    }

    private EngineExecutionResults run(Mutant mutant, List<? extends DiscoverySelector> selectors) {
        return EngineTestKit.engine("junit-jupiter")
                .configurationParameter(Kit.REPORTS, reports.toString())
                .configurationParameter(MutantKit.PARAMETER, mutant.name())
                .selectors(selectors.toArray(DiscoverySelector[]::new))
                .execute();
    }
}
