package dev.agentstorage.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.value.Feature;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    @Test
    void holdsTheRulesOfNestedAndInheritedClassesByPrefixAndNumber() {
        Catalogue catalogue = Catalogue.of(Kit.class);
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
        RuleTest test =
                Catalogue.of(Kit.class).rule("A-02").orElseThrow().tests().get(0);
        assertThat(test.notApplicable(Set.of(Feature.MEMORY))).isEmpty();
        assertThat(test.notApplicable(Set.of())).contains("needs MEMORY");
        assertThat(test.notApplicable(Set.of(Feature.MEMORY, Feature.SCORES)))
                .contains("is for backends without SCORES");
    }

    @Test
    void illFormedRulesAreRefused() {
        assertRefused(MalformedId.class, "rule MEM7 is not a rule's id");
        assertRefused(BothWays.class, "rule A-01 needs and excludes the same feature");
        assertRefused(TestedAndNot.class, "rule A-01 is tested, but listed as untested");
        assertRefused(UntestedTest.class, "rule A-01 has a test of the kind UNTESTED");
    }

    private static void assertRefused(Class<?> kit, String message) {
        assertThatThrownBy(() -> Catalogue.of(kit))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
    }

    abstract static class Base {
        @Rule(id = "A-10", cases = "T01")
        void one() {}
    }

    @UntestedRule(id = "B-01", reason = "no test can tell")
    abstract static class Group {
        @Rule(
                id = "A-10",
                cases = {"T01", "T02"})
        void two() {}

        @Rule(id = "A-100")
        void three() {}

        @Rule(id = "A-02", requires = Feature.MEMORY, absent = Feature.SCORES)
        void four() {}
    }

    abstract static class Kit extends Base {
        @Nested
        class Member extends Group {}
    }

    abstract static class MalformedId {
        @Rule(id = "MEM7")
        void test() {}
    }

    abstract static class BothWays {
        @Rule(id = "A-01", requires = Feature.MEMORY, absent = Feature.MEMORY)
        void test() {}
    }

    @UntestedRule(id = "A-01", reason = "none")
    abstract static class TestedAndNot {
        @Rule(id = "A-01")
        void test() {}
    }

    abstract static class UntestedTest {
        @Rule(id = "A-01", kind = Kind.UNTESTED)
        void test() {}
    }
}
