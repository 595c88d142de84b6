package dev.agentstorage.tck.engine.rule;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * All rules of a kit: every method that tests a rule and every {@link UntestedRule} of a class and of the {@code @Nested} classes in it,
 * inherited ones included. A run is compared with it to find rules without a result. Immutable.
 */
public final class Catalogue {
    private static final Pattern ID = Pattern.compile("[A-Z]+-[0-9]{2,}");
    private static final Comparator<String> BY_PREFIX_AND_NUMBER = Comparator.comparing(
                    (String id) -> id.substring(0, id.indexOf('-')))
            .thenComparing(id -> Integer.valueOf(id.substring(id.indexOf('-') + 1)));

    private final Map<String, CatalogueRule> rules;
    private final Map<Place, RuleTest> tests;

    private Catalogue(Map<String, CatalogueRule> rules, Map<Place, RuleTest> tests) {
        this.rules = rules;
        this.tests = tests;
    }

    /**
     * Collects the rules of a kit.
     *
     * @param reader reads the annotations that assign methods to rules
     * @throws IllegalStateException when the kit is ill-formed: a malformed id, methods of one rule that differ in kind, a feature that is
     *     both required and absent, a rule that is tested and untested
     */
    public static Catalogue of(Class<?> kit, RuleReader reader) {
        Collector collector = new Collector(reader);
        collector.visit(kit);
        return collector.finish();
    }

    /** Returns the rules, sorted by prefix and number. */
    public List<CatalogueRule> rules() {
        return List.copyOf(rules.values());
    }

    /** Returns the rule with this id. */
    public Optional<CatalogueRule> rule(String id) {
        return Optional.ofNullable(rules.get(id));
    }

    /** Returns the rule test of a method of a test class; empty for a method without a rule. */
    public Optional<RuleTest> test(Class<?> testClass, Method method) {
        return Optional.ofNullable(tests.get(new Place(testClass, method.getName())));
    }

    private record Place(Class<?> testClass, String method) {}

    private static final class Collector {
        private final RuleReader reader;
        private final Map<String, List<RuleTest>> tested = new TreeMap<>(BY_PREFIX_AND_NUMBER);
        private final Map<String, CatalogueRule> rules = new TreeMap<>(BY_PREFIX_AND_NUMBER);
        private final Map<Place, RuleTest> tests = new HashMap<>();

        Collector(RuleReader reader) {
            this.reader = reader;
        }

        void visit(Class<?> type) {
            for (UntestedRule untested : AnnotationSupport.findRepeatableAnnotations(type, UntestedRule.class)) {
                add(untested, contractOf(type));
            }
            for (Method method : ReflectionSupport.findMethods(type, any -> true, HierarchyTraversalMode.TOP_DOWN)) {
                reader.read(type, method).ifPresent(this::add);
            }
            ReflectionSupport.findNestedClasses(type, nested -> AnnotationSupport.isAnnotated(nested, Nested.class))
                    .forEach(this::visit);
        }

        private void add(UntestedRule untested, String contract) {
            check(untested.id(), ID.matcher(untested.id()).matches(), "is not a rule's id");
            CatalogueRule rule =
                    new CatalogueRule(untested.id(), Kind.UNTESTED, List.of(), untested.reason(), List.of(contract));
            check(untested.id(), rules.put(untested.id(), rule) == null, "is listed as untested twice");
        }

        private void add(RuleTest test) {
            String id = test.id();
            check(id, ID.matcher(id).matches(), "is not a rule's id");
            check(id, test.kind() != Kind.UNTESTED, "has a test of the kind UNTESTED");
            check(id, Collections.disjoint(test.requires(), test.absent()), "needs and excludes the same feature");
            check(id, tests.put(new Place(test.testClass(), test.name()), test) == null, "has two tests of one name");
            tested.computeIfAbsent(id, key -> new ArrayList<>()).add(test);
        }

        Catalogue finish() {
            tested.forEach((id, list) -> {
                list.sort(Comparator.comparing(RuleTest::contract).thenComparing(RuleTest::name));
                Kind kind = list.get(0).kind();
                check(id, list.stream().allMatch(test -> test.kind() == kind), "has tests of different kinds");
                List<String> contracts =
                        list.stream().map(RuleTest::contract).distinct().toList();
                check(
                        id,
                        rules.put(id, new CatalogueRule(id, kind, list, "", contracts)) == null,
                        "is tested, but listed as untested");
            });
            return new Catalogue(rules, Map.copyOf(tests));
        }

        /** Returns the contract class itself; the nested class of the kit is only a subclass of it. */
        private static String contractOf(Class<?> type) {
            Class<?> parent = type.getSuperclass();
            return AnnotationSupport.isAnnotated(type, Nested.class) && parent != null && parent != Object.class
                    ? parent.getSimpleName()
                    : type.getSimpleName();
        }

        private static void check(String id, boolean condition, String problem) {
            if (!condition) {
                throw new IllegalStateException("rule " + id + " " + problem);
            }
        }
    }
}
