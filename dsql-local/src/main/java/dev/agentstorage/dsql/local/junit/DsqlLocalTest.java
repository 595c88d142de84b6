package dev.agentstorage.dsql.local.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives the tests of a class an endpoint.
 *
 * <pre>{@code
 * @DsqlLocalTest
 * class TransferTest {
 *     @Test
 *     void transferIsRetried(DsqlLocal local, DataSource database, @JdbcUrl String url) { ... }
 * }
 * }</pre>
 *
 * <p>Constructors, lifecycle methods and tests may have parameters of the types {@link
 * dev.agentstorage.dsql.local.DsqlLocal} and {@link javax.sql.DataSource} (no pool, user {@code admin}), and of type String
 * with {@link JdbcUrl}. Faults that a test injects are gone after it. What it writes stays, unless
 * {@link #reset} says otherwise: a test takes tables or keys of its own.
 *
 * <p>An endpoint with other options is made with {@link DsqlLocalExtension#of}.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(DsqlLocalExtension.class)
public @interface DsqlLocalTest {
    /** Who shares the endpoint. */
    Scope scope() default Scope.JVM;

    /**
     * Rules that are at work at the start of each test, as {@link dev.agentstorage.dsql.local.faults.Fault} describes them.
     */
    String[] faults() default {};

    /**
     * Whether all tables are empty at the start of each test, as {@link dev.agentstorage.dsql.local.DsqlLocal#reset()} leaves them: rows of
     * other tests, and those that {@code @BeforeAll} has written, are gone; what {@code @BeforeEach} writes is not. Not for tests
     * that share the endpoint and run in parallel.
     */
    boolean reset() default false;

    /** Who shares an endpoint. */
    enum Scope {
        /** All test classes that ask for it in this JVM. It is started once, when the first one needs it. */
        JVM,
        /** The tests of this class and of the classes nested in it. It starts with an empty database. */
        CLASS
    }
}
