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
 * <p>Constructors, lifecycle methods and tests may have parameters of the types {@link
 * dev.agentstorage.dsql.local.DsqlLocal} and {@link javax.sql.DataSource} (no pool, user {@code admin}), and of type String
 * with {@link JdbcUrl}. Faults that a test injects are removed after it. Rows that it writes stay
 * unless {@link #reset} is set, so that each test needs separate tables or keys.
 *
 * <p>An endpoint with other options is made with {@link DsqlLocalExtension#of}.
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
     * Fault rules to inject before each test, as {@link dev.agentstorage.dsql.local.faults.Fault} describes them.
     */
    String[] faults() default {};

    /**
     * Whether to empty all tables before each test with {@link dev.agentstorage.dsql.local.DsqlLocal#reset()}. Rows of other tests,
     * and those that {@code @BeforeAll} has written, are deleted; those that {@code @BeforeEach} writes are not. Not for tests
     * that share the endpoint and run in parallel.
     */
    boolean reset() default false;

    /** Which tests share an endpoint. */
    enum Scope {
        /** All test classes of this JVM with this scope. The endpoint is started once, when the first one needs it. */
        JVM,
        /** The tests of this class and of the classes nested in it. It starts with an empty database. */
        CLASS
    }
}
