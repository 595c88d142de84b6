package dev.agentstorage.dsql.local.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Starts an endpoint for the tests of a class.
 *
 * <pre>{@code
 * @DsqlLocalTest
 * class TransferTest {
 *     @Test
 *     void transferIsRetried(DsqlLocal local, DataSource database, @JdbcUrl String url) { ... }
 * }
 * }</pre>
 *
 * <p>Constructors, lifecycle methods and tests can have parameters of type
 * {@link dev.agentstorage.dsql.local.DsqlLocal}, {@link javax.sql.DataSource} (not pooled, user {@code admin}), and
 * String with {@link JdbcUrl}. Faults that a test injects are removed after the test. Its rows are kept unless
 * {@link #reset} is set, so each test needs separate tables or keys.
 *
 * <p>Use {@link DsqlLocalExtension#of} for an endpoint with other options.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(DsqlLocalExtension.class)
public @interface DsqlLocalTest {
    /** Which tests share the endpoint. */
    Scope scope() default Scope.JVM;

    /**
     * Fault rules to inject before each test, in the syntax of {@link dev.agentstorage.dsql.local.faults.Fault}.
     */
    String[] faults() default {};

    /**
     * Whether to empty all tables before each test with {@link dev.agentstorage.dsql.local.DsqlLocal#reset()}. This
     * deletes rows of other tests and of {@code @BeforeAll}, but not those that {@code @BeforeEach} writes. Not for
     * tests that share the endpoint and run in parallel.
     */
    boolean reset() default false;

    /** Which tests share an endpoint. */
    enum Scope {
        /** All test classes of this JVM with this scope. The endpoint starts once, when the first of them needs it. */
        JVM,
        /** The tests of this class and of the classes nested in it. The endpoint starts with an empty database. */
        CLASS
    }
}
