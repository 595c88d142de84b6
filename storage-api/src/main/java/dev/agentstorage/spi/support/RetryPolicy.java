package dev.agentstorage.spi.support;

import java.time.Duration;

/**
 * How often and how long a transaction is retried. Immutable and thread-safe.
 *
 * @param attempts maximum number of attempts, including the first one
 * @param deadline the time since the start of the first attempt, after which no further attempt begins
 */
public record RetryPolicy(int attempts, Duration deadline) {
    /** 16 attempts within 30 seconds: enough for 16 concurrent writers of one row. */
    public static final RetryPolicy STANDARD = new RetryPolicy(16, Duration.ofSeconds(30));
}
