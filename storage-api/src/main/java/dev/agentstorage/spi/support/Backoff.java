package dev.agentstorage.spi.support;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Waits between the attempts of one transaction, by exponential backoff with full jitter: each wait is random, up to a ceiling that doubles with
 * each attempt, from 15 milliseconds to one second. The jitter spreads writers that collided. Backends that retry for one reason only use {@link
 * Retry}. Used by one thread.
 */
public class Backoff {
    private static final long BASE = TimeUnit.MILLISECONDS.toNanos(15);
    private static final long CAP = TimeUnit.SECONDS.toNanos(1);

    private final RetryPolicy policy;
    private final Waiting waiting;
    private final RandomGenerator random;
    private final long start;
    private int attempt = 1;
    private int uncounted;

    /** The clock and the way to wait. */
    public interface Waiting {
        /** {@link System#nanoTime} and {@link Thread#sleep}. */
        Waiting SLEEP = new Waiting() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void pause(long nanos) throws InterruptedException {
                TimeUnit.NANOSECONDS.sleep(nanos);
            }
        };

        /** {@return the time of a monotonic clock, in nanoseconds since an arbitrary origin} */
        long nanos();

        /**
         * Waits. An exception, for example because the storage was closed, ends the retries and is thrown to the caller.
         *
         * @param nanos the time to wait, in nanoseconds
         * @throws InterruptedException when the thread is interrupted, before or while it waits
         */
        void pause(long nanos) throws InterruptedException;
    }

    /**
     * Begins the first attempt.
     *
     * @param policy how often and how long it retries
     */
    public Backoff(RetryPolicy policy) {
        this(policy, Waiting.SLEEP, ThreadLocalRandom.current());
    }

    /**
     * Begins the first attempt, with a custom clock and source of randomness.
     *
     * @param policy how often and how long it retries
     * @param waiting how to wait between two attempts
     * @param random the source of randomness
     */
    public Backoff(RetryPolicy policy, Waiting waiting, RandomGenerator random) {
        this.policy = policy;
        this.waiting = waiting;
        this.random = random;
        this.start = waiting.nanos();
    }

    /** {@return the number of the current attempt, from 1} */
    public final int attempt() {
        return attempt;
    }

    /** {@return the nanoseconds since the first attempt began} */
    public final long elapsed() {
        return waiting.nanos() - start;
    }

    /**
     * Waits for the next attempt.
     *
     * @return false without waiting when the attempts are used up or the wait would exceed the deadline
     * @throws InterruptedException when the thread is interrupted
     */
    public final boolean next() throws InterruptedException {
        return attempt - uncounted < policy.attempts() && pause();
    }

    /**
     * Waits for the next attempt without counting the last one, which could not even begin its work; only the deadline limits these attempts.
     *
     * @return false without waiting when the wait would exceed the deadline
     * @throws InterruptedException when the thread is interrupted
     */
    public final boolean nextUncounted() throws InterruptedException {
        uncounted++;
        return pause();
    }

    private boolean pause() throws InterruptedException {
        long ceiling = Math.min(CAP, BASE << Math.min(attempt - 1, 16));
        long wait = random.nextLong(ceiling + 1);
        if (elapsed() + wait > policy.deadline().toNanos()) {
            return false;
        }
        waiting.pause(wait);
        attempt++;
        return true;
    }
}
