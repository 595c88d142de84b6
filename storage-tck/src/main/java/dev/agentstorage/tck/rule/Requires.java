package dev.agentstorage.tck.rule;

import dev.agentstorage.value.Feature;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a {@code @Nested} class of a kit whose tests apply only to backends with these features, in addition to those that a test {@linkplain
 * Rule#requires() requires}. One contract class can then be nested several times, once for each feature.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Requires {
    /** {@return the features that the backend must have} */
    Feature[] value();
}
