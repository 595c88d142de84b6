package dev.agentstorage.dsql.internal.tx;

import dev.agentstorage.spi.support.Backoff;
import dev.agentstorage.spi.support.RetryPolicy;
import java.util.concurrent.ThreadLocalRandom;

/** Waits between the attempts of one transaction, and before two more that only check the outcome of the others. Used by one thread. */
final class ProofBackoff extends Backoff {
    /** A lost connection may cost the first of them. */
    private static final int READS = 2;

    private int reads;

    ProofBackoff(RetryPolicy policy, Lifetime lifetime) {
        super(policy, lifetime, ThreadLocalRandom.current());
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
}
