package dev.agentstorage.spi.support;

import dev.agentstorage.error.UnavailableException;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

/**
 * Retries a transaction after a conflict with another writer. The whole transaction is the attempt: it begins, reads again what others
 * may have changed, writes and commits, and rolls back before it throws.
 *
 * <pre>{@code
 * retry.run(() -> transfer(dataSource), e -> e instanceof SQLException sql && "40001".equals(sql.getSQLState()))
 * }</pre>
 *
 * <p>Only what was certainly not applied is a conflict. When the answer to a commit was lost, throw {@code OutcomeUnknownException} or read
 * back what is stored. Immutable and thread-safe.
 */
public final class Retry {
    private final RetryPolicy policy;
    private final Backoff.Waiting waiting;

    /**
     * One attempt at the work.
     *
     * @param <T> what the work returns
     * @param <E> what it throws besides unchecked exceptions
     */
    @FunctionalInterface
    public interface Attempt<T, E extends Exception> {
        /**
         * Does the work once, from its beginning to its commit.
         *
         * @return the result
         * @throws E if the work fails
         */
        T run() throws E;
    }

    /**
     * Repeats by this policy; waits by sleeping.
     *
     * @param policy how often and how long it retries
     */
    public Retry(RetryPolicy policy) {
        this(policy, Backoff.Waiting.SLEEP);
    }

    /**
     * Repeats by this policy, with its own clock and way to wait, which may end when the storage is closed.
     *
     * @param policy how often and how long it retries
     * @param waiting how to wait between two attempts
     */
    public Retry(RetryPolicy policy, Backoff.Waiting waiting) {
        this.policy = policy;
        this.waiting = waiting;
    }

    /**
     * Runs the work until an attempt ends otherwise than by a conflict.
     *
     * @param <T> the type of the value
     * @param <E> the type of the error
     * @param work the work of one attempt
     * @param isConflict whether an exception of an attempt says that it conflicted with another writer and that nothing was applied
     * @return what the attempt that succeeded returned
     * @throws E what an attempt threw, unless it was a conflict
     * @throws dev.agentstorage.error.ConflictException {@code retries-exhausted} with {@code attempts} when conflicts continued until the policy
     *     allowed no further attempt; the last conflict is its cause
     * @throws UnavailableException {@code interrupted} when the thread is interrupted while it waits, which it then still is
     */
    public <T, E extends Exception> T run(Attempt<T, E> work, Predicate<? super Exception> isConflict) throws E {
        Backoff backoff = new Backoff(policy, waiting, ThreadLocalRandom.current());
        while (true) {
            try {
                return work.run();
            } catch (Exception e) {
                if (!isConflict.test(e)) {
                    throw e;
                }
                await(backoff, e);
            }
        }
    }

    private static void await(Backoff backoff, Exception conflict) {
        Map<String, Object> details = Map.of("attempts", backoff.attempt());
        try {
            if (!backoff.next()) {
                throw Refusals.retriesExhausted(details, conflict);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusals.interrupted(details, conflict);
        }
    }
}
