package dev.agentstorage.vector.tck.rule;

import dev.agentstorage.tck.engine.rule.Kind;
import dev.agentstorage.vector.VectorFeature;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;

/**
 * A test of one rule of {@code docs/VECTOR-CONTRACT.md}. Several methods may test the same rule: the report has one row for the rule, which
 * passes when all of them pass.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Test
public @interface VectorRule {
    /** The rule's id in the contract, such as {@code VEC-07}. */
    String id();

    /** The features that the store must have for this test to apply. */
    VectorFeature[] requires() default {};

    /** The features that the store must lack for this test to apply. */
    VectorFeature[] absent() default {};

    /** Whether the rule is mandatory, and how it is tested; the same on all methods of one rule, and never {@link Kind#UNTESTED}. */
    Kind kind() default Kind.REQUIRED;
}
