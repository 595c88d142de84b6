package dev.agentstorage.tck.engine.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    @Test
    void holdsTheRulesOfNestedAndInheritedClassesByPrefixAndNumber() {
        Catalogue catalogue = Catalogue.of(Kit.class, CatalogueTest::read);
        assertThat(catalogue.rules()).extracting(CatalogueRule::id).containsExactly("A-02", "A-10", "A-100", "B-01");
        assertThat(catalogue.rule("A-10")).hasValueSatisfying(rule -> {
            assertThat(rule.tests()).extracting(RuleTest::name).containsExactly("one", "two");
            assertThat(rule.contracts()).containsExactly("Base", "Group");
            assertThat(rule.cases()).containsExactly("T01", "T02");
        });
        assertThat(catalogue.rule("B-01")).hasValueSatisfying(rule -> {
            assertThat(rule.kind()).isEqualTo(Kind.UNTESTED);
            assertThat(rule.contracts()).containsExactly("Group");
        });
        assertThat(catalogue.rule("C-01")).isEmpty();
    }

    @Test
    void testKnowsWhyItDoesNotApply() {
        RuleTest test = Catalogue.of(Kit.class, CatalogueTest::read)
                .rule("A-02")
                .orElseThrow()
                .tests()
                .get(0);
        assertThat(test.notApplicable(Set.of("MEMORY"))).isEmpty();
        assertThat(test.notApplicable(Set.of())).contains("needs MEMORY");
        assertThat(test.notApplicable(Set.of("MEMORY", "SCORES"))).contains("is for backends without SCORES");
    }

    @Test
    void illFormedRulesAreRefused() {
        assertRefused(MalformedId.class, "rule MEM7 is not a rule's id");
        assertRefused(BothWays.class, "rule A-01 needs and excludes the same feature");
        assertRefused(TestedAndNot.class, "rule A-01 is tested, but listed as untested");
        assertRefused(UntestedTest.class, "rule A-01 has a test of the kind UNTESTED");
    }

    private static void assertRefused(Class<?> kit, String message) {
        assertThatThrownBy(() -> Catalogue.of(kit, CatalogueTest::read))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
    }

    @Retention(RetentionPolicy.RUNTIME)
    @interface Tests {
        String id();

        Kind kind() default Kind.REQUIRED;

        String[] cases() default {};

        String[] requires() default {};

        String[] absent() default {};
    }

    private static Optional<RuleTest> read(Class<?> testClass, Method method) {
        return Optional.ofNullable(method.getAnnotation(Tests.class))
                .map(tests -> new RuleTest(
                        testClass,
                        method,
                        tests.id(),
                        tests.kind(),
                        List.of(tests.cases()),
                        Set.of(tests.requires()),
                        Set.of(tests.absent())));
    }

    abstract static class Base {
        @Tests(id = "A-10", cases = "T01")
        void one() {}
    }

    @UntestedRule(id = "B-01", reason = "no test can tell")
    abstract static class Group {
        @Tests(
                id = "A-10",
                cases = {"T01", "T02"})
        void two() {}

        @Tests(id = "A-100")
        void three() {}

        @Tests(id = "A-02", requires = "MEMORY", absent = "SCORES")
        void four() {}
    }

    abstract static class Kit extends Base {
        @Nested
        class Member extends Group {}
    }

    abstract static class MalformedId {
        @Tests(id = "MEM7")
        void test() {}
    }

    abstract static class BothWays {
        @Tests(id = "A-01", requires = "MEMORY", absent = "MEMORY")
        void test() {}
    }

    @UntestedRule(id = "A-01", reason = "none")
    abstract static class TestedAndNot {
        @Tests(id = "A-01")
        void test() {}
    }

    abstract static class UntestedTest {
        @Tests(id = "A-01", kind = Kind.UNTESTED)
        void test() {}
    }
}
