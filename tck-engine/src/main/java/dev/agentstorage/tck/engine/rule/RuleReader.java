package dev.agentstorage.tck.engine.rule;

import java.lang.reflect.Method;
import java.util.Optional;

/** Reads the annotations that mark a kit's methods as tests of rules. Each kit has its own annotations, since it has its own features. */
@FunctionalInterface
public interface RuleReader {
    /**
     * Reads what a method says of itself.
     *
     * @param testClass the class that JUnit runs it in: a {@code @Nested} class of the kit, or the kit
     * @param method the method, which may be inherited
     * @return the rule's test; empty for a method that tests no rule
     */
    Optional<RuleTest> read(Class<?> testClass, Method method);
}
