package dev.agentstorage.tck.engine.run;

import dev.agentstorage.tck.engine.rule.Kind;
import dev.agentstorage.tck.engine.rule.RuleTest;
import java.lang.reflect.Method;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;
import org.junit.jupiter.api.extension.TestWatcher;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * Runs the rules of a kit: begins the run, skips tests that do not apply, tolerates known gaps, adds rule and cases to failures, and records the
 * results. Stateless; the state of a run is in its {@link Session}.
 *
 * <p>A test that does not apply is left out by {@code Invocation.skip}, which JUnit counts as passed, rather than by an execution condition,
 * which it counts as skipped: builds reject skipped tests.
 */
final class KitExtension
        implements TestInstancePostProcessor,
                BeforeEachCallback,
                AfterEachCallback,
                InvocationInterceptor,
                TestWatcher {
    @Override
    public void postProcessTestInstance(Object instance, ExtensionContext context) {
        if (instance instanceof Kit kit) {
            Session.begin(kit, context);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Session session = Session.of(context);
        Optional<Attempt> attempt = attempt(context);
        attempt.ifPresent(Attempt::begin);
        if (context.getRequiredTestInstance() instanceof KitContract contract) {
            contract.attach(session, attempt.orElse(null), session.seedOf(testName(context)));
        }
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        around(invocation, context);
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        around(invocation, context);
    }

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        around(invocation, context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Session session = Session.of(context);
        test(session, context).filter(session.scorecard()::endsWithClosedGap).ifPresent(test -> {
            throw new AssertionFailedError(test
                    + ": the known gap is closed, remove the gap: every test of the rule passes or does not apply");
        });
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        attempt(context).ifPresent(Attempt::succeed);
    }

    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        Throwable failure = cause == null ? new AssertionFailedError("no cause") : cause;
        Session.find(context)
                .ifPresent(session -> test(session, context)
                        .ifPresent(test -> session.scorecard().attempt(test).fail(session.textOf(test, failure))));
    }

    @Override
    public void testAborted(ExtensionContext context, @Nullable Throwable cause) {
        String message = cause == null ? "" : String.valueOf(cause.getMessage());
        String reason = message.startsWith(KitContract.NOT_RUN) ? message : "aborted: " + cause;
        attempt(context).ifPresent(attempt -> attempt.noResult(reason));
    }

    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
        attempt(context).ifPresent(attempt -> attempt.noResult("switched off: " + reason.orElse("no reason")));
    }

    private static void around(Invocation<@Nullable Void> invocation, ExtensionContext context) throws Throwable {
        Session session = Session.of(context);
        Optional<RuleTest> found = test(session, context);
        if (found.isEmpty()) {
            invocation.proceed();
            return;
        }
        RuleTest test = found.get();
        Attempt attempt = session.scorecard().attempt(test);
        if (!attempt.applies() || !attempt.failures().isEmpty()) {
            invocation.skip();
            return;
        }
        Optional<String> spent = session.timeLimit().spent();
        if (spent.isPresent()) {
            invocation.skip();
            throw new TestAbortedException(KitContract.NOT_RUN + spent.get());
        }
        try {
            session.timeLimit().run(test.toString(), invocation::proceed);
        } catch (TestAbortedException e) {
            throw e;
        } catch (Throwable e) {
            attempt.addFailure(session.textOf(test, e));
            if (!session.scorecard().tolerates(test)) {
                throw named(test, e, session);
            }
        }
    }

    /** Returns the failure with rule, cases and seed added to its message; tools still find the expected and actual values. */
    private static AssertionFailedError named(RuleTest test, Throwable failure, Session session) {
        String seed = test.kind() == Kind.STOCHASTIC ? " [replay with -D" + Kit.SEED + "=" + session.seed() + "]" : "";
        String sentence =
                session.sentence(test).map(text -> "\n  rule: " + text).orElse("");
        String message = test + seed + ": " + session.textOf(test, failure) + sentence;
        if (failure instanceof AssertionFailedError assertion
                && assertion.isExpectedDefined()
                && assertion.isActualDefined()) {
            return new AssertionFailedError(message, assertion.getExpected(), assertion.getActual(), failure);
        }
        return new AssertionFailedError(message, failure);
    }

    private static Optional<Attempt> attempt(ExtensionContext context) {
        return Session.find(context).flatMap(session -> test(session, context).map(session.scorecard()::attempt));
    }

    private static Optional<RuleTest> test(Session session, ExtensionContext context) {
        return context.getTestMethod()
                .flatMap(method -> session.catalogue().test(context.getRequiredTestClass(), method));
    }

    private static String testName(ExtensionContext context) {
        return context.getRequiredTestClass().getSimpleName() + "."
                + context.getRequiredTestMethod().getName();
    }
}
