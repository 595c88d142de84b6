package dev.agentstorage.dsql.local.internal.door;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Closes a socket when its time is over, which ends whatever a thread does with it: reading byte by byte, a handshake, a
 * write that nobody reads. Thread-safe.
 */
final class Deadline {
    private final ScheduledExecutorService timer;
    private final Socket socket;
    private Future<?> closing;

    /**
     * Starts it.
     *
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

    /** Gives the socket this time from now on, in place of what it had. Closes it at once if the timer is shut down. */
    synchronized void restart(Duration time) {
        cancel();
        try {
            closing = schedule(time);
        } catch (RejectedExecutionException shutDown) {
            close(socket);
        }
    }

    /** Gives the socket all the time there is, unless it is closed already. */
    synchronized void cancel() {
        closing.cancel(false);
    }

    static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException closedAnyway) {
            // The descriptor is released even so.
        }
    }
}
