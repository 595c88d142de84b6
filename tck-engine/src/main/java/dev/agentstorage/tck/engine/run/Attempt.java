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

    /** Takes why the test does not apply; empty when it does. */
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

    /** The test's methods are over; JUnit has not judged it yet. */
    synchronized void end() {
        ended = true;
    }

    synchronized void addFailure(String text) {
        failures.add(text);
    }

    /** What a reader of the result must know, although it is no failure. */
    synchronized void addRemark(String text) {
        remarks.add(text);
    }

    synchronized List<String> remarks() {
        return List.copyOf(remarks);
    }

    /** JUnit's word: the test is green. */
    synchronized void succeed() {
        succeeded = true;
        nanos = System.nanoTime() - begun;
    }

    /** JUnit's word: the test is red. */
    synchronized void fail(String text) {
        failed = true;
        nanos = System.nanoTime() - begun;
        if (failures.isEmpty()) {
            failures.add(text);
        }
    }

    /** JUnit's word: the test was aborted or disabled, which is no result. */
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
