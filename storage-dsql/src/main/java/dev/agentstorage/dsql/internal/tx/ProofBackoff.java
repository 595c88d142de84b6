package dev.agentstorage.dsql.internal.tx;

import dev.agentstorage.spi.support.Backoff;
import dev.agentstorage.spi.support.RetryPolicy;
import java.util.concurrent.ThreadLocalRandom;

/** Waits between the attempts of a transaction, and before two final attempts that only check the outcome. Used by one thread. */
final class ProofBackoff extends Backoff {
    /** Number of attempts that only read; two, because the first may fail with a lost connection. */
    private static final int READS = 2;

    private int reads;

    ProofBackoff(RetryPolicy policy, Lifetime lifetime) {
        super(policy, lifetime, ThreadLocalRandom.current());
    }

    /**
     * Waits for the next attempt that only reads.
     *
     * @return false if there is none: both were made, or the deadline would have passed
     * @throws InterruptedException if the thread is interrupted
     */
    boolean nextRead() throws InterruptedException {
        reads++;
        return reads <= READS && nextUncounted();
    }

    /** Returns whether only read attempts are left. */
    boolean isReading() {
        return reads > 0;
    }
}
