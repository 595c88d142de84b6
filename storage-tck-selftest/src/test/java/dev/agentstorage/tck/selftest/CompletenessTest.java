package dev.agentstorage.tck.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.error.Details;
import dev.agentstorage.tck.StorageTck;
import dev.agentstorage.tck.engine.rule.CatalogueRule;
import dev.agentstorage.tck.engine.rule.RuleTest;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.tck.rule.StorageRules;
import dev.agentstorage.tck.run.Contract;
import dev.agentstorage.value.Feature;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** The kit, the written contract and the list of cases are complete with regard to each other. */
class CompletenessTest {
    private static final Path DOCS = Repository.ROOT.resolve("docs");
    private static final Pattern DETAIL = Pattern.compile("`(\\w+)`");

    private static final Pattern DEFINED_RULE = Pattern.compile("^\\*\\*([A-Z]+-[0-9]{2,})\\*\\*", Pattern.MULTILINE);
    private static final Pattern NAMED_RULE =
            Pattern.compile("\\b((?:CORE|PAGE|CFG|MEM|WF|OBS|SCORE|AGENT|IDX|XFER)-[0-9]{2,})\\b");

    private static final List<CatalogueRule> RULES =
            StorageRules.of(StorageTck.class).rules();

    @Test
    void everyContractClassIsJoined() {
        Set<Class<?>> joined =
                tests().map(test -> test.testClass().getSuperclass()).collect(Collectors.toSet());
        List<Class<?>> written = ReflectionSupport.findAllClassesInPackage(
                "dev.agentstorage.tck.contract",
                type -> Contract.class.isAssignableFrom(type) && hasRules(type),
                name -> true);
        assertThat(written).isNotEmpty().allSatisfy(type -> assertThat(joined).contains(type));
    }

    @Test
    void contractAndKitHaveTheSameRules() {
        assertThat(definedRules()).doesNotHaveDuplicates();
        assertThat(RULES).extracting(CatalogueRule::id).containsExactlyInAnyOrderElementsOf(definedRules());
    }

    @Test
    void everyRuleThatTheCodeNamesIsInTheContract() {
        Set<String> defined = Set.copyOf(definedRules());
        assertThat(mainSources()).isNotEmpty();
        assertThat(mainSources().stream()
                        .flatMap(file -> named(Repository.text(file))
                                .filter(id -> !defined.contains(id))
                                .map(id -> id + " in " + file.getFileName())))
                .isEmpty();
    }

    @Test
    void everyDomainHasANegativeTwin() {
        Set<Feature> twins = tests().flatMap(test -> test.absent().stream())
                .map(Feature::valueOf)
                .collect(Collectors.toSet());
        // Without these two a backend says less or keeps less, but has no operation that it could refuse.
        assertThat(twins).containsAll(EnumSet.complementOf(EnumSet.of(Feature.PERSISTENCE, Feature.INDEX_STATISTICS)));
    }

    @Test
    void everyCaseIsCoveredOrHasAReason() {
        Set<String> covered = tests().flatMap(test -> test.cases().stream()).collect(Collectors.toSet());
        Set<String> open = new TreeSet<>(Cases.all());
        open.removeAll(covered);
        CaseTable.rows().stream().filter(row -> !row.note().isEmpty()).forEach(row -> open.remove(row.id()));
        assertThat(open).isEmpty();
    }

    @Test
    void everyCaseThatIsNamedExists() {
        Set<String> known = Cases.all();
        assertThat(tests().flatMap(test -> test.cases().stream()
                        .filter(id -> !known.contains(id) && !Cases.isExtra(id))
                        .map(id -> id + " in " + test.contract() + "." + test.name())))
                .isEmpty();
        assertThat(CaseTable.rows()).extracting(CaseTable.Row::id).isSubsetOf(known);
    }

    @Test
    void everyRuleOfTheTablesOfCasesExists() {
        Set<String> ids = RULES.stream().map(CatalogueRule::id).collect(Collectors.toSet());
        assertThat(CaseTable.rows()).isNotEmpty();
        assertThat(CaseTable.rows().stream()
                        .filter(row -> (row.rule().isEmpty() && row.note().isEmpty())
                                || named(row.rule()).anyMatch(id -> !ids.contains(id))))
                .isEmpty();
    }

    /** The names of details are one list, for callers and for authors of backends. */
    @Test
    void everyNameOfADetailIsDescribed() {
        String contract = Repository.text(DOCS.resolve("CONTRACT.md"));
        String table = contract.substring(contract.indexOf("### Details of errors"), contract.indexOf("### Life of"));
        assertThat(table.lines()
                        .filter(line -> line.startsWith("| `"))
                        .flatMap(line -> DETAIL.matcher(line.split("\\|")[1]).results())
                        .map(result -> result.group(1)))
                .containsExactlyInAnyOrderElementsOf(Details.NAMES);
    }

    private static Stream<String> named(String text) {
        return NAMED_RULE.matcher(text).results().map(result -> result.group(1));
    }

    private static Stream<RuleTest> tests() {
        return RULES.stream().flatMap(rule -> rule.tests().stream());
    }

    private static boolean hasRules(Class<?> type) {
        return !AnnotationSupport.findAnnotatedMethods(type, Rule.class, HierarchyTraversalMode.TOP_DOWN)
                .isEmpty();
    }

    private static List<String> definedRules() {
        return DEFINED_RULE
                .matcher(Repository.text(DOCS.resolve("CONTRACT.md")))
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    private static List<Path> mainSources() {
        return Stream.of("storage-api", "storage-inmemory", "storage-tck", "storage-dsql")
                .map(module -> Repository.ROOT
                        .resolve(module)
                        .resolve("src")
                        .resolve("main")
                        .resolve("java"))
                .filter(Files::isDirectory)
                .flatMap(folder -> Repository.files(folder).stream())
                .toList();
    }
}
