package dev.agentstorage.spi.support;

import dev.agentstorage.error.NotInitializedException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tracks whether one storage of a backend is open, and ends the waits of its calls when it is closed (rule {@code CORE-14}). Pass it to {@link
 * Retry} and {@link Backoff}, and call {@link #requireOpen} before each statement. Thread-safe.
 */
public final class StorageLifetime implements Backoff.Waiting {
    private final String storage;
    private final String backend;
    private final CountDownLatch end = new CountDownLatch(1);

    /**
     * Creates the lifetime of an open storage.
     *
     * @param storage the storage's id, for the error
     * @param backend the backend's name, for the error
     */
    public StorageLifetime(String storage, String backend) {
        this.storage = storage;
        this.backend = backend;
    }

    /** Marks the storage as closed and ends all waits. Idempotent. */
    public void end() {
        end.countDown();
    }

    /** {@return whether the storage is closed} */
    public boolean isOver() {
        return end.getCount() == 0;
    }

    /** {@return the {@code storage-closed} error, for a call that changed nothing} */
    public NotInitializedException closed() {
        return Refusals.storageClosed(storage, backend);
    }

    /**
     * Checks that the storage is open.
     *
     * @throws NotInitializedException {@code storage-closed} when it is closed
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
     * Waits until the time has passed or the storage is closed.
     *
     * @throws InterruptedException when the thread is interrupted, before or while it waits
     * @throws NotInitializedException {@code storage-closed}, as soon as the storage is closed
     */
    @Override
    public void pause(long nanos) throws InterruptedException {
        if (end.await(nanos, TimeUnit.NANOSECONDS)) {
            throw closed();
        }
    }
}
