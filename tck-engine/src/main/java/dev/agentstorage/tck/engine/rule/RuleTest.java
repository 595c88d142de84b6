package dev.agentstorage.tck.engine.rule;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One method that tests a rule. Immutable.
 *
 * @param testClass the class that JUnit runs it in
 * @param method the method
 * @param id the rule's id: a prefix of capital letters, a hyphen, two or more digits
 * @param kind how binding the rule is
 * @param cases the cases of others that the method covers
 * @param requires the names of the features that the backend must have for the test to apply
 * @param absent the names of the features that the backend must lack for the test to apply
 */
public record RuleTest(
        Class<?> testClass,
        Method method,
        String id,
        Kind kind,
        List<String> cases,
        Set<String> requires,
        Set<String> absent) {
    /** Copies the collections. */
    public RuleTest {
        cases = List.copyOf(cases);
        requires = Set.copyOf(requires);
        absent = Set.copyOf(absent);
    }

    /** Returns the name of the contract class that declares the method. */
    public String contract() {
        return method.getDeclaringClass().getSimpleName();
    }

    /** Returns the method's name. */
    public String name() {
        return method.getName();
    }

    /** Returns why the test does not apply to a backend with these features, for a reader; empty when it does apply. */
    public Optional<String> notApplicable(Set<String> features) {
        Set<String> missing = new TreeSet<>(requires);
        missing.removeAll(features);
        Set<String> present = new TreeSet<>(absent);
        present.retainAll(features);
        if (!missing.isEmpty()) {
            return Optional.of("needs " + names(missing));
        }
        return present.isEmpty() ? Optional.empty() : Optional.of("is for backends without " + names(present));
    }

    /** Returns the rule's id and its cases, as failure messages name them. */
    @Override
    public String toString() {
        return id + (cases.isEmpty() ? "" : " (cases " + String.join(", ", cases) + ")");
    }

    private static String names(Collection<String> features) {
        return String.join(", ", features);
    }
}
