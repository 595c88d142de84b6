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
 * The life of one storage. Everything that may wait long, for a connection or for the next attempt, waits here and is released when the
 * storage is closed; what holds a connection by then is given a moment to finish. Thread-safe.
 */
public final class Lifetime implements Backoff.Waiting {
    private final StorageLifetime life;

    // not synchronized: a virtual thread that waits must not hold its carrier
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private final Set<Waiting> waiting = new HashSet<>();
    private int connections;

    /** One thread in a wait that only an interrupt ends. Guarded by the lock. */
    private static final class Waiting {
        private final Thread thread = Thread.currentThread();
        private boolean released;
    }

    /** What may wait. */
    @FunctionalInterface
    public interface Wait<T, E extends Exception> {
        /** Waits as long as it takes, unless the thread is interrupted. */
        T run() throws E;
    }

    /**
     * Begins the life of a storage.
     *
     * @param storage the storage's id, for the errors
     */
    public Lifetime(String storage) {
        life = new StorageLifetime(storage, "dsql");
    }

    /** Returns whether the storage is closed. */
    public boolean isOver() {
        return life.isOver();
    }

    /** Returns the error of a call that came too late: nothing of it was applied. */
    public NotInitializedException closed() {
        return life.closed();
    }

    @Override
    public long nanos() {
        return life.nanos();
    }

    /**
     * Waits that long.
     *
     * @throws InterruptedException when the thread is interrupted, before or while it waits
     * @throws NotInitializedException {@code storage-closed}, as soon as that is so
     */
    @Override
    public void pause(long nanos) throws InterruptedException {
        life.pause(nanos);
    }

    /**
     * Does what may wait. The end of the storage interrupts it, which the caller's thread does not stay.
     *
     * @throws NotInitializedException {@code storage-closed}, as soon as that is so
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
     * Opens a connection, which is given back with {@link #release(Connection)}.
     *
     * @throws NotInitializedException {@code storage-closed}, as soon as that is so
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

    /** Gives a connection back. */
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
     * Ends the life of the storage: releases all that wait, and waits until no connection is in use any more.
     *
     * @param grace the maximum wait; what is in use after it is for the caller to end
     */
    public void end(Duration grace) {
        boolean interrupted = false;
        lock.lock();
        try {
            life.end();
            for (Waiting one : waiting) {
                // a thread that is interrupted already does not wait, and must stay interrupted
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
            // nothing of ours depends on it any more
        }
    }
}
