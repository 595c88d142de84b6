package dev.agentstorage.tck.selftest.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.tck.engine.rule.CatalogueRule;
import dev.agentstorage.tck.rule.StorageRules;
import dev.agentstorage.tck.selftest.facade.FacadeMutants;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every rule has a wrong backend that it catches, or is in a list, which only becomes shorter. */
class MutantCoverageTest {
    /** The rules that no mutant breaks, each with the reason. */
    private static final String LIST = "/mutant/rules-without-mutant.txt";

    private static final Pattern LINE = Pattern.compile("([A-Z]+-[0-9]{2,}): .+");

    private static final Set<String> WITH_MUTANT = Stream.concat(
                    MutantTest.mutants().map(Mutant::rule), FacadeMutants.rules().stream())
            .collect(Collectors.toSet());
    private static final Set<String> RULES = StorageRules.of(MutantKit.class).rules().stream()
            .map(CatalogueRule::id)
            .collect(Collectors.toSet());

    @Test
    void everyRuleHasAMutantOrIsListed() {
        List<String> listed = listed();
        assertThat(RULES)
                .filteredOn(rule -> !WITH_MUTANT.contains(rule))
                .as("rules without a mutant")
                .isSubsetOf(listed);
    }

    @Test
    void listedRulesHaveNoMutant() {
        assertThat(listed())
                .doesNotHaveDuplicates()
                .isSubsetOf(RULES)
                .as("remove from %s what has a mutant now", LIST)
                .doesNotContainAnyElementsOf(WITH_MUTANT);
    }

    private static List<String> listed() {
        try (InputStream list = Objects.requireNonNull(MutantCoverageTest.class.getResourceAsStream(LIST), LIST)) {
            return new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(MutantCoverageTest::rule)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String rule(String line) {
        Matcher matcher = LINE.matcher(line);
        assertThat(matcher.matches()).as(line).isTrue();
        return matcher.group(1);
    }
}
