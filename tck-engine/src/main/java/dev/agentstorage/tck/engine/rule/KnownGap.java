package dev.agentstorage.tck.engine.rule;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a conformance test whose backend is known to break a rule. The rule still runs. While it fails, it is reported as a gap and the build
 * passes; when all its tests pass or none applies, the last one fails with a request to remove the annotation.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Repeatable(KnownGap.List.class)
public @interface KnownGap {
    /** The id of the broken rule. */
    String rule();

    /** What the backend does instead, with the reason. */
    String reason();

    /** The issue that tracks the repair: its URL or number. */
    String issue();

    /** The release that is planned to close the gap; for display only. */
    String until() default "";

    /** Container for repeated {@link KnownGap} annotations. */
    @Documented
    @Inherited
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface List {
        /** The gaps. */
        KnownGap[] value();
    }
}
