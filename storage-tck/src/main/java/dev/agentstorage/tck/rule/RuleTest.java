package dev.agentstorage.tck.rule;

import dev.agentstorage.value.Feature;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One method that tests a rule.
 *
 * @param testClass the class that JUnit runs it in
 * @param method the method
 * @param rule its annotation
 */
public record RuleTest(Class<?> testClass, Method method, Rule rule) {
    /** Returns the name of the contract class that declares the method. */
    public String contract() {
        return method.getDeclaringClass().getSimpleName();
    }

    /** Returns the method's name. */
    public String name() {
        return method.getName();
    }

    /** Returns the cases that the method covers. */
    public List<String> cases() {
        return List.of(rule.cases());
    }

    /** Returns why the test does not apply to a backend with these features, for a reader; empty when it does apply. */
    public Optional<String> notApplicable(Set<Feature> features) {
        Set<Feature> missing = requires();
        missing.removeAll(features);
        Set<Feature> present = set(rule.absent());
        present.retainAll(features);
        if (!missing.isEmpty()) {
            return Optional.of("needs " + names(missing));
        }
        return present.isEmpty() ? Optional.empty() : Optional.of("is for backends without " + names(present));
    }

    /** Returns the rule's id and its cases, as failure messages name them. */
    @Override
    public String toString() {
        return rule.id() + (rule.cases().length == 0 ? "" : " (cases " + String.join(", ", rule.cases()) + ")");
    }

    /** Returns the features that the backend must have for the test to apply: the method's own and those of its class. */
    Set<Feature> requires() {
        Set<Feature> requires = set(rule.requires());
        Requires ofClass = testClass.getAnnotation(Requires.class);
        if (ofClass != null) {
            requires.addAll(set(ofClass.value()));
        }
        return requires;
    }

    private static Set<Feature> set(Feature[] features) {
        Set<Feature> set = EnumSet.noneOf(Feature.class);
        set.addAll(Arrays.asList(features));
        return set;
    }

    private static String names(Collection<Feature> features) {
        return String.join(", ", features.stream().map(Feature::name).toList());
    }
}
