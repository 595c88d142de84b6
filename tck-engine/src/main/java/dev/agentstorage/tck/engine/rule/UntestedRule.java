package dev.agentstorage.tck.engine.rule;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a contract class with a rule of its group that cannot be tested, so that the report shows the gap. */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Repeatable(UntestedRule.List.class)
public @interface UntestedRule {
    /** The rule's id. */
    String id();

    /** Why it cannot be tested. */
    String reason();

    /** Container for repeated {@link UntestedRule} annotations. */
    @Documented
    @Inherited
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface List {
        /** The rules. */
        UntestedRule[] value();
    }
}
