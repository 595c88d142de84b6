package dev.agentstorage.tck.selftest.mutation;

import java.lang.reflect.Method;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Skips test methods while a process of PIT that runs mutants looks for tests. PIT's plugin finds them by running the whole kit, in each
 * process, although only their names are needed. The process that measures coverage does so while it finds tests, so nothing is skipped
 * there. JUnit registers this extension in a mutation run only, which switches on the detection of extensions.
 */
public final class SkipWhileFinding implements InvocationInterceptor {
    private static final String FINDER = "org.pitest.junit5.JUnit5TestUnitFinder";
    private static final String COVERAGE = "org.pitest.coverage.execute.CoverageMinion";

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        if (isFinding()) {
            invocation.skip();
        } else {
            invocation.proceed();
        }
    }

    private static boolean isFinding() {
        Set<String> callers = StackWalker.getInstance()
                .walk(frames -> frames.map(StackWalker.StackFrame::getClassName).collect(Collectors.toSet()));
        return callers.contains(FINDER) && !callers.contains(COVERAGE);
    }
}
