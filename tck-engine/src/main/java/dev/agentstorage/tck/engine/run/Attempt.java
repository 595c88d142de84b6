package dev.agentstorage.tck.engine.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One test of a rule in one run. Thread-safe. */
final class Attempt {
    private final Optional<String> notApplicable;
    private final List<String> failures = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private boolean ended;
    private boolean succeeded;
    private boolean failed;
    private long begun;
    private long nanos;

    /** Sets the reason why the test does not apply; empty when it does. */
    Attempt(Optional<String> notApplicable) {
        this.notApplicable = notApplicable;
    }

    Optional<String> notApplicable() {
        return notApplicable;
    }

    boolean applies() {
        return notApplicable.isEmpty();
    }

    synchronized void begin() {
        begun = System.nanoTime();
    }

    /** The test's methods have ended; JUnit has not yet reported the result. */
    synchronized void end() {
        ended = true;
    }

    synchronized void addFailure(String text) {
        failures.add(text);
    }

    /** Adds a remark to the result that is not a failure. */
    synchronized void addRemark(String text) {
        remarks.add(text);
    }

    synchronized List<String> remarks() {
        return List.copyOf(remarks);
    }

    /** JUnit reports that the test passed. */
    synchronized void succeed() {
        succeeded = true;
        nanos = System.nanoTime() - begun;
    }

    /** JUnit reports that the test failed. */
    synchronized void fail(String text) {
        failed = true;
        nanos = System.nanoTime() - begun;
        if (failures.isEmpty()) {
            failures.add(text);
        }
    }

    /** JUnit reports that the test was aborted or disabled, which is not a result. */
    synchronized void noResult(String reason) {
        failures.add(reason);
    }

    synchronized boolean ended() {
        return ended;
    }

    synchronized boolean succeeded() {
        return succeeded;
    }

    synchronized boolean failed() {
        return failed;
    }

    synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    synchronized long nanos() {
        return nanos;
    }
}
