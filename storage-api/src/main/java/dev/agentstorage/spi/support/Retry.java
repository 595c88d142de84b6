package dev.agentstorage.spi.support;

import dev.agentstorage.error.UnavailableException;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

/**
 * Retries a transaction after a conflict with another writer. An attempt is one whole transaction: it begins, reads the current rows, writes and
 * commits, and rolls back before it throws.
 *
 * <pre>{@code
 * retry.run(() -> transfer(dataSource), e -> e instanceof SQLException sql && "40001".equals(sql.getSQLState()))
 * }</pre>
 *
 * <p>Treat an error as a conflict only if the attempt was certainly not applied. When the response to a commit is lost, throw {@code
 * OutcomeUnknownException} or read back the stored rows. Immutable and thread-safe.
 */
public final class Retry {
    private final RetryPolicy policy;
    private final Backoff.Waiting waiting;

    /**
     * One attempt at the work.
     *
     * @param <T> what the work returns
     * @param <E> the checked exception that it may throw
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
     * Retries with this policy; sleeps between attempts.
     *
     * @param policy how often and how long it retries
     */
    public Retry(RetryPolicy policy) {
        this(policy, Backoff.Waiting.SLEEP);
    }

    /**
     * Retries with this policy and a custom clock and wait, for example a {@link StorageLifetime}, whose waits end when the storage is closed.
     *
     * @param policy how often and how long it retries
     * @param waiting how to wait between two attempts
     */
    public Retry(RetryPolicy policy, Backoff.Waiting waiting) {
        this.policy = policy;
        this.waiting = waiting;
    }

    /**
     * Runs the work until an attempt succeeds or fails with an error that is not a conflict.
     *
     * @param <T> the type of the result
     * @param <E> the checked exception that the work may throw
     * @param work the work of one attempt
     * @param isConflict whether an exception means that the attempt conflicted with another writer and was not applied
     * @return the result of the successful attempt
     * @throws E the exception of an attempt that is not a conflict
     * @throws dev.agentstorage.error.ConflictException {@code retries-exhausted} with {@code attempts} when conflicts continued until the policy
     *     allowed no further attempt; the last conflict is its cause
     * @throws UnavailableException {@code interrupted} when the thread is interrupted while it waits; its interrupt flag stays set
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
