package dev.agentstorage.spi.support;

import dev.agentstorage.error.NotInitializedException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The life of one storage of a backend, and the waits of its calls, which end when the storage is closed (rule {@code CORE-14}): to be given to
 * {@link Retry} and {@link Backoff}, and asked before each statement. Thread-safe.
 */
public final class StorageLifetime implements Backoff.Waiting {
    private final String storage;
    private final String backend;
    private final CountDownLatch end = new CountDownLatch(1);

    /**
     * Begins the life of a storage.
     *
     * @param storage the storage's id, for the error
     * @param backend the backend's name, for the error
     */
    public StorageLifetime(String storage, String backend) {
        this.storage = storage;
        this.backend = backend;
    }

    /** Ends it, and all waits; nothing happens when it has ended. */
    public void end() {
        end.countDown();
    }

    /** {@return whether the storage is closed} */
    public boolean isOver() {
        return end.getCount() == 0;
    }

    /** {@return the error of a call that came too late: nothing of it was applied} */
    public NotInitializedException closed() {
        return Refusals.storageClosed(storage, backend);
    }

    /**
     * Checks that the storage is not closed.
     *
     * @throws NotInitializedException {@code storage-closed} otherwise
     */
    public void requireOpen() {
        if (isOver()) {
            throw closed();
        }
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    /**
     * Waits that long.
     *
     * @throws InterruptedException when the thread is interrupted, before or while it waits
     * @throws NotInitializedException {@code storage-closed}, as soon as that is so
     */
    @Override
    public void pause(long nanos) throws InterruptedException {
        if (end.await(nanos, TimeUnit.NANOSECONDS)) {
            throw closed();
        }
    }
}
