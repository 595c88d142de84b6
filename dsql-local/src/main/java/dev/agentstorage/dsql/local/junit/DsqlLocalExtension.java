package dev.agentstorage.dsql.local.junit;

import dev.agentstorage.dsql.local.DsqlLocal;
import dev.agentstorage.dsql.local.faults.Fault;
import dev.agentstorage.dsql.local.junit.DsqlLocalTest.Scope;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The JUnit extension behind {@link DsqlLocalTest}. Register it directly for an endpoint with other options, one
 * endpoint per test class:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final DsqlLocalExtension ENDPOINT =
 *         DsqlLocalExtension.of(DsqlLocal.builder().transactionRows(100));
 * }</pre>
 *
 * <p>The endpoint starts when the first test or parameter needs it; JUnit closes it.
 */
public final class DsqlLocalExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private static final Namespace SHARED = Namespace.create(DsqlLocalExtension.class);

    private final DsqlLocal.@Nullable Builder options;
    private final boolean resets;

    /** Called by JUnit. */
    public DsqlLocalExtension() {
        this(null, false);
    }

    private DsqlLocalExtension(DsqlLocal.@Nullable Builder options, boolean resets) {
        this.options = options;
        this.resets = resets;
    }

    /** An extension that starts an endpoint with these options. */
    public static DsqlLocalExtension of(DsqlLocal.Builder options) {
        return new DsqlLocalExtension(options, false);
    }

    /**
     * An extension with the same options that calls {@link DsqlLocal#reset()} before each test. This deletes rows that
     * {@code @BeforeAll} has written, but not those that {@code @BeforeEach} writes. Not for tests that run in
     * parallel.
     */
    public DsqlLocalExtension resettingBeforeEach() {
        return new DsqlLocalExtension(options, true);
    }

    /** Closes the endpoint when JUnit closes its store. */
    private record Running(DsqlLocal local) implements AutoCloseable {
        @Override
        public void close() {
            local.close();
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        DsqlLocal local = endpoint(context);
        if (resets || annotation(context).filter(DsqlLocalTest::reset).isPresent()) {
            local.reset();
        }
        annotation(context).ifPresent(annotation -> {
            for (String rule : annotation.faults()) {
                local.faults().inject(Fault.parse(rule));
            }
        });
    }

    @Override
    public void afterEach(ExtensionContext context) {
        endpoint(context).faults().clear();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == DsqlLocal.class || type == DataSource.class || parameter.isAnnotated(JdbcUrl.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        DsqlLocal local = endpoint(context);
        Class<?> type = parameter.getParameter().getType();
        Optional<JdbcUrl> url = parameter.findAnnotation(JdbcUrl.class);
        if (url.isPresent()) {
            if (type != String.class) {
                throw new ParameterResolutionException("@JdbcUrl requires a parameter of type String");
            }
            return local.jdbcUrl(url.get().user());
        }
        return type == DsqlLocal.class ? local : dataSource(local);
    }

    private static DataSource dataSource(DsqlLocal local) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(local.jdbcUrl());
        return source;
    }

    private DsqlLocal endpoint(ExtensionContext context) {
        if (options != null) {
            return started(ofClass(context).getStore(Namespace.create(DsqlLocalExtension.class, this)), options);
        }
        boolean ofThisClass = annotation(context)
                .map(annotation -> annotation.scope() == Scope.CLASS)
                .orElse(false);
        ExtensionContext owner = ofThisClass ? ofClass(context) : context.getRoot();
        return started(owner.getStore(SHARED), DsqlLocal.builder());
    }

    /**
     * Synchronized because tests may run in parallel, and the store's atomic methods differ between versions of JUnit.
     */
    private static DsqlLocal started(Store store, DsqlLocal.Builder options) {
        synchronized (DsqlLocalExtension.class) {
            Running running = store.get(Running.class, Running.class);
            if (running == null) {
                running = new Running(options.start());
                store.put(Running.class, running);
            }
            return running.local();
        }
    }

    /** The outermost class of the test, so that nested classes share its endpoint. */
    private static ExtensionContext ofClass(ExtensionContext context) {
        ExtensionContext outermost = context;
        while (outermost
                .getParent()
                .filter(parent -> parent.getTestClass().isPresent())
                .isPresent()) {
            outermost = outermost.getParent().orElseThrow();
        }
        return outermost;
    }

    private static Optional<DsqlLocalTest> annotation(ExtensionContext context) {
        return Optional.of(context)
                .flatMap(ExtensionContext::getTestClass)
                .flatMap(type ->
                        AnnotationSupport.findAnnotation(type, DsqlLocalTest.class, context.getEnclosingTestClasses()));
    }
}
