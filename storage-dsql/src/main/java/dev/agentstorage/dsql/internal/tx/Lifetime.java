package dev.agentstorage.dsql.internal.tx;

import dev.agentstorage.error.NotInitializedException;
import dev.agentstorage.spi.support.Backoff;
import dev.agentstorage.spi.support.StorageLifetime;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The lifetime of a storage. All long waits, for a connection or the next attempt, are registered here and end when the
 * storage is closed. Calls that hold a connection then get a grace period to finish. Thread-safe.
 */
public final class Lifetime implements Backoff.Waiting {
    private final StorageLifetime life;

    // not synchronized, because a waiting virtual thread would pin its carrier
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private final Set<Waiting> waiting = new HashSet<>();
    private int connections;

    /** A thread in a wait that only an interrupt can end. Guarded by the lock. */
    private static final class Waiting {
        private final Thread thread = Thread.currentThread();
        private boolean released;
    }

    /** An operation that may block. */
    @FunctionalInterface
    public interface Wait<T, E extends Exception> {
        /** Runs until it completes or the thread is interrupted. */
        T run() throws E;
    }

    /**
     * Creates the lifetime of an open storage.
     *
     * @param storage the storage's id, for error messages
     */
    public Lifetime(String storage) {
        life = new StorageLifetime(storage, "dsql");
    }

    /** Returns whether the storage is closed. */
    public boolean isOver() {
        return life.isOver();
    }

    /** Returns the error of a call after the storage was closed: nothing was applied. */
    public NotInitializedException closed() {
        return life.closed();
    }

    @Override
    public long nanos() {
        return life.nanos();
    }

    /**
     * Waits for this many nanoseconds.
     *
     * @throws InterruptedException if the thread is interrupted before or while it waits
     * @throws NotInitializedException {@code storage-closed}, as soon as the storage is closed
     */
    @Override
    public void pause(long nanos) throws InterruptedException {
        life.pause(nanos);
    }

    /**
     * Runs an operation that may block. Closing the storage interrupts it; that interrupt is cleared before this method returns.
     *
     * @throws NotInitializedException {@code storage-closed}, as soon as the storage is closed
     */
    public <T, E extends Exception> T await(Wait<T, E> wait) throws E {
        Waiting self = begin();
        try {
            return wait.run();
        } catch (Exception e) {
            if (isOver()) {
                NotInitializedException closed = closed();
                closed.addSuppressed(e);
                throw closed;
            }
            throw e;
        } finally {
            end(self);
        }
    }

    /**
     * Opens a connection, which must be released with {@link #release(Connection)}.
     *
     * @throws NotInitializedException {@code storage-closed}, as soon as the storage is closed
     */
    Connection open(Connections source) throws SQLException {
        Connection connection = await(source::open);
        lock.lock();
        try {
            if (!isOver()) {
                connections++;
                return connection;
            }
        } finally {
            lock.unlock();
        }
        close(connection);
        throw closed();
    }

    /** Closes a connection that {@link #open} has returned. */
    void release(Connection connection) {
        close(connection);
        lock.lock();
        try {
            connections--;
            if (connections == 0) {
                idle.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the lifetime of the storage: interrupts all waits, then waits until no connection is in use.
     *
     * @param grace the maximum wait; the caller must close connections that are still in use afterwards
     */
    public void end(Duration grace) {
        boolean interrupted = false;
        lock.lock();
        try {
            life.end();
            for (Waiting one : waiting) {
                // a thread that is already interrupted does not block, and must stay interrupted
                if (!one.thread.isInterrupted()) {
                    one.released = true;
                    one.thread.interrupt();
                }
            }
            long left = grace.toNanos();
            while (connections > 0 && left > 0) {
                left = idle.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            lock.unlock();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Waiting begin() {
        Waiting self = new Waiting();
        lock.lock();
        try {
            life.requireOpen();
            waiting.add(self);
        } finally {
            lock.unlock();
        }
        return self;
    }

    private void end(Waiting self) {
        lock.lock();
        try {
            waiting.remove(self);
            if (self.released) {
                Thread.interrupted();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // nothing depends on this connection any more
        }
    }
}
