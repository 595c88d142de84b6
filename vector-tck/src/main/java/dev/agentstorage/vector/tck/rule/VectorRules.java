package dev.agentstorage.vector.tck.rule;

import dev.agentstorage.tck.engine.rule.RuleReader;
import dev.agentstorage.tck.engine.rule.RuleTest;
import dev.agentstorage.vector.VectorFeature;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads {@link VectorRule}. Stateless. */
public final class VectorRules implements RuleReader {
    /** Creates a reader. */
    public VectorRules() {}

    @Override
    public Optional<RuleTest> read(Class<?> testClass, Method method) {
        return Optional.ofNullable(method.getAnnotation(VectorRule.class))
                .map(rule -> new RuleTest(
                        testClass,
                        method,
                        rule.id(),
                        rule.kind(),
                        List.of(),
                        names(rule.requires()),
                        names(rule.absent())));
    }

    private static Set<String> names(VectorFeature... features) {
        return Arrays.stream(features).map(VectorFeature::name).collect(Collectors.toUnmodifiableSet());
    }
}
