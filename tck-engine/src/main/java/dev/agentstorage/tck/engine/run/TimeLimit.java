package dev.agentstorage.tck.engine.run;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * Runs each method of a test in a separate thread and abandons it when it does not end in time, so that a backend that waits or loops forever
 * does not prevent the report. Thread-safe.
 */
final class TimeLimit {
    /** After this number of timeouts no further test is run, because each might wait as long. */
    private static final int MOST_EXCEEDED = 3;

    /** How long to wait for an interrupted thread to end, so that it does not interfere with the next test. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final int SHOWN_FRAMES = 15;

    private final Duration limit;
    private final AtomicInteger exceeded = new AtomicInteger();

    /** The work to run with a time limit. */
    @FunctionalInterface
    interface Work {
        void run() throws Throwable;
    }

    TimeLimit(Duration limit) {
        this.limit = limit;
    }

    Duration limit() {
        return limit;
    }

    /** Returns why no further tests are run; empty while tests are run. */
    Optional<String> spent() {
        return exceeded.get() < MOST_EXCEEDED
                ? Optional.empty()
                : Optional.of(MOST_EXCEEDED + " tests before it did not end within " + limit);
    }

    /**
     * Runs the work to its end.
     *
     * @throws AssertionFailedError when it does not end in time, with its stack trace
     * @throws Throwable the error of the work
     */
    void run(String name, Work work) throws Throwable {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (Throwable e) {
                        failure.set(e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        try {
            thread.join(Math.max(1, limit.toMillis()));
            if (thread.isAlive()) {
                exceeded.incrementAndGet();
                AssertionFailedError late = new AssertionFailedError("not done within " + limit + "; its thread was at"
                        + stack(thread) + "\n(a backend that is only slow gets more with -D" + Kit.TIME_LIMIT + ")");
                thread.interrupt();
                thread.join(GRACE.toMillis());
                throw late;
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            throw e;
        }
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw thrown;
        }
    }

    private static String stack(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .limit(SHOWN_FRAMES)
                .map(frame -> "\n    " + frame)
                .collect(Collectors.joining());
    }
}
