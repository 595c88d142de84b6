package dev.agentstorage.dsql.local.internal.connection;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Sends an error to a client and closes its socket so that the client can still read the error: closing a socket with
 * unread data resets the connection, and on some systems a reset discards data that the client has not read yet.
 */
final class ErrorAndClose {
    /** The deadline that the caller must set. */
    static final Duration MAX_DURATION = Duration.ofSeconds(2);

    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MAX_BYTES = 256 * 1024;

    private ErrorAndClose() {}

    /**
     * Sends the error and waits up to one second for the client to close its side.
     *
     * @param socket the socket to write to
     * @param rawSocket with TLS, the underlying TCP socket; otherwise the same socket
     */
    static void send(byte[] response, Socket socket, Socket rawSocket) {
        try (rawSocket) {
            socket.getOutputStream().write(response);
            socket.getOutputStream().flush();
            if (socket != rawSocket) {
                socket.shutdownOutput();
            }
            if (!rawSocket.isOutputShutdown()) {
                rawSocket.shutdownOutput();
            }
            drain(rawSocket);
        } catch (IOException disconnected) {
            // The client has already closed.
        }
    }

    private static void drain(Socket rawSocket) throws IOException {
        InputStream in = rawSocket.getInputStream();
        byte[] rest = new byte[1024];
        long end = System.nanoTime() + MAX_NANOS;
        int left = MAX_BYTES;
        for (long nanos = MAX_NANOS; nanos > 0 && left > 0; nanos = end - System.nanoTime()) {
            rawSocket.setSoTimeout((int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
            int count = in.read(rest);
            if (count < 0) {
                return;
            }
            left -= count;
        }
    }
}
