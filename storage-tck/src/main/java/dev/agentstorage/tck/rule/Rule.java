package dev.agentstorage.tck.rule;

import dev.agentstorage.tck.engine.rule.Kind;
import dev.agentstorage.tck.fault.Fault;
import dev.agentstorage.value.Feature;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;

/**
 * A test of one rule of the contract. Several methods may test the same rule: the report has one row for the rule, which passes when
 * all of them pass.
 *
 * <p>An optional operation has two tests: one that {@link #requires()} the feature, and one that runs when the feature is {@link #absent()} and
 * asserts that the call throws {@code UnsupportedException} and changes nothing.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Test
public @interface Rule {
    /** {@return the rule's id in the contract, such as {@code MEM-07}: a prefix of capital letters, a hyphen, two or more digits} */
    String id();

    /** {@return the features that the backend must have for this test to apply, in addition to those that its class {@link Requires}} */
    Feature[] requires() default {};

    /** {@return the features that the backend must lack for this test to apply} */
    Feature[] absent() default {};

    /** {@return the faults that the author of the backend must be able to inject for this test to apply} */
    Fault[] faults() default {};

    /** {@return whether the rule is mandatory, and how it is tested; the same on all methods of one rule, and never {@link Kind#UNTESTED}} */
    Kind kind() default Kind.REQUIRED;

    /** {@return the ids of cases, collected from other storages of this field, that this test covers} */
    String[] cases() default {};
}
