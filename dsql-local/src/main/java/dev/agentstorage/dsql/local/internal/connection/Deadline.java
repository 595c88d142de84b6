package dev.agentstorage.dsql.local.internal.connection;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Closes a socket after a timeout, which ends any operation on it: slow reads, a TLS handshake, a blocked write.
 * Thread-safe.
 */
final class Deadline {
    private final ScheduledExecutorService timer;
    private final Socket socket;
    private Future<?> closing;

    /**
     * @throws RejectedExecutionException if the timer is shut down
     */
    Deadline(ScheduledExecutorService timer, Socket socket, Duration time) {
        this.timer = timer;
        this.socket = socket;
        this.closing = schedule(time);
    }

    private Future<?> schedule(Duration time) {
        return timer.schedule(() -> close(socket), time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Replaces the deadline. Closes the socket immediately if the timer is shut down. */
    synchronized void restart(Duration time) {
        cancel();
        try {
            closing = schedule(time);
        } catch (RejectedExecutionException shutDown) {
            close(socket);
        }
    }

    /** Removes the deadline, unless the socket is already closed. */
    synchronized void cancel() {
        closing.cancel(false);
    }

    static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException closedAnyway) {
            // The file descriptor is released nevertheless.
        }
    }
}
