package dev.agentstorage.dsql.internal.tx;

import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.spi.support.Refusals;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for a condition in the server by polling with increasing pauses. Thread-safe. */
@Singleton
public final class Polling {
    private static final long FIRST = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(500);

    private final Lifetime lifetime;

    /** Creates it. */
    @Inject
    public Polling(Lifetime lifetime) {
        this.lifetime = lifetime;
    }

    /**
     * Polls until the condition is true or the timeout has passed. The condition is checked at least once, and again at the timeout.
     *
     * @return the result of the last check
     * @throws UnavailableException {@code interrupted} if the thread is interrupted; its interrupt status is kept
     */
    public boolean until(BooleanSupplier question, Duration timeout) {
        long start = lifetime.nanos();
        long limit = nanos(timeout);
        long pause = FIRST;
        while (!question.getAsBoolean()) {
            long left = limit - (lifetime.nanos() - start);
            if (left <= 0) {
                return false;
            }
            try {
                lifetime.pause(Math.min(pause, left));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Refusals.interrupted(Map.of(), e);
            }
            pause = Math.min(LONGEST, pause * 2);
        }
        return true;
    }

    private static long nanos(Duration timeout) {
        return timeout.compareTo(Duration.ofNanos(Long.MAX_VALUE)) >= 0 ? Long.MAX_VALUE : timeout.toNanos();
    }
}
