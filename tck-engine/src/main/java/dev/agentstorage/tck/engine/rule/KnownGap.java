package dev.agentstorage.tck.engine.rule;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a conformance test whose backend is known to break a rule. The rule still runs: while it fails, it is reported as a gap
 * and the build stays green; when all of its tests pass, or none of them applies, the last one fails and asks to remove the gap.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Repeatable(KnownGap.List.class)
public @interface KnownGap {
    /** The id of the broken rule. */
    String rule();

    /** What the backend does instead, and why. */
    String reason();

    /** Where the repair is followed: an issue's address or number. */
    String issue();

    /** The release that is meant to close the gap; only shown. */
    String until() default "";

    /** Holds the gaps of a class. */
    @Documented
    @Inherited
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface List {
        /** The gaps. */
        KnownGap[] value();
    }
}
