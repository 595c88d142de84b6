package dev.agentstorage.tck.cli;

import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Reports the progress of a run: in one line on a terminal, otherwise after every tenth of the tests. Failures are reported immediately. */
final class Progress implements TestExecutionListener {
    private final PrintWriter out;
    private final boolean terminal;
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger notRun = new AtomicInteger();
    private volatile long total;

    Progress(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    int failed() {
        return failed.get();
    }

    int done() {
        return done.get();
    }

    /** Returns the number of tests without a result, for example because they need more rows than the run may store. */
    int notRun() {
        return notRun.get();
    }

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        total = plan.countTestIdentifiers(TestIdentifier::isTest);
        out.println(total + " tests");
        out.flush();
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        switch (result.getStatus()) {
            case SUCCESSFUL -> {}
            case ABORTED -> {
                notRun.incrementAndGet();
                say("NOT RUN", test, result);
            }
            case FAILED -> {
                failed.incrementAndGet();
                say("FAILED", test, result);
            }
        }
        if (test.isTest()) {
            tell(done.incrementAndGet());
        }
    }

    private void say(String what, TestIdentifier test, TestExecutionResult result) {
        result.getThrowable()
                .ifPresent(failure -> say(what + " " + test.getDisplayName() + " "
                        + String.valueOf(failure.getMessage()).strip()));
    }

    private void tell(int count) {
        String line = "%d of %d tests, %d failed".formatted(count, total, failed.get());
        if (terminal) {
            out.print("\r" + line + (count == total ? "\n" : ""));
            out.flush();
        } else if (count == total || count % Math.max(1, total / 10) == 0) {
            say(line);
        }
    }

    private void say(String line) {
        out.println((terminal ? "\r" : "") + line);
        out.flush();
    }
}
