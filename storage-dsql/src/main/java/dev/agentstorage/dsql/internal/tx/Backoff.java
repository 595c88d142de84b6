package dev.agentstorage.dsql.internal.tx;

import dev.agentstorage.dsql.internal.settings.DsqlSettings.RetrySettings;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Waits between two attempts of one piece of work: a random part of a time that doubles with each attempt up to one second. Full jitter
 * spreads writers that collided. Used by one thread.
 */
final class Backoff {
    private static final long BASE = TimeUnit.MILLISECONDS.toNanos(15);
    private static final long CAP = TimeUnit.SECONDS.toNanos(1);

    /** A lost connection may cost the first of them. */
    private static final int READS = 2;

    private final RetrySettings settings;
    private final Lifetime lifetime;
    private final RandomGenerator random;
    private final long start;
    private int attempt = 1;
    private int uncounted;
    private int reads;

    Backoff(RetrySettings settings, Lifetime lifetime, RandomGenerator random) {
        this.settings = settings;
        this.lifetime = lifetime;
        this.random = random;
        this.start = lifetime.nanos();
    }

    /** Returns the number of the current attempt, from 1. */
    int attempt() {
        return attempt;
    }

    /** Returns the nanoseconds since the first attempt began. */
    long elapsed() {
        return lifetime.nanos() - start;
    }

    /**
     * Waits for the next attempt.
     *
     * @return false when there is none: too many attempts, or the deadline would have passed
     * @throws InterruptedException when the thread is interrupted
     */
    boolean next() throws InterruptedException {
        return attempt - uncounted < settings.attempts() && pause();
    }

    /**
     * Waits for the next attempt, however many there were: the last one has not begun anything, and does not count.
     *
     * @return false when there is none: the deadline would have passed
     * @throws InterruptedException when the thread is interrupted
     */
    boolean nextUncounted() throws InterruptedException {
        uncounted++;
        return pause();
    }

    /**
     * Waits for one of the two attempts that only read, after all others.
     *
     * @return false when there is none: both were made, or the deadline would have passed
     * @throws InterruptedException when the thread is interrupted
     */
    boolean nextRead() throws InterruptedException {
        reads++;
        return reads <= READS && nextUncounted();
    }

    /** Returns whether only attempts that read are left. */
    boolean isReading() {
        return reads > 0;
    }

    private boolean pause() throws InterruptedException {
        long ceiling = Math.min(CAP, BASE << Math.min(attempt - 1, 16));
        long wait = random.nextLong(ceiling + 1);
        if (elapsed() + wait > settings.deadline().toNanos()) {
            return false;
        }
        lifetime.pause(wait);
        attempt++;
        return true;
    }
}
