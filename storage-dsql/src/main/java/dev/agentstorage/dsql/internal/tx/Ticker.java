package dev.agentstorage.dsql.internal.tx;

import java.util.concurrent.TimeUnit;

/** Elapsed time, and waiting for it to pass. Thread-safe. */
public interface Ticker {
    /** The ticker of this machine. */
    Ticker SYSTEM = new Ticker() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void pause(long nanos) throws InterruptedException {
            TimeUnit.NANOSECONDS.sleep(nanos);
        }
    };

    /** Returns nanoseconds since an unknown moment. */
    long nanos();

    /** Waits so long. @throws InterruptedException when the thread is interrupted, before or while it waits */
    void pause(long nanos) throws InterruptedException;
}
