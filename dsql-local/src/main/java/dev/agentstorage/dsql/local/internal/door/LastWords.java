package dev.agentstorage.dsql.local.internal.door;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Says a last thing to a client and closes its socket such that the client can read it: a socket that is closed while
 * bytes of the client lie there unread is reset, and on some systems a reset throws away what the client has not read yet.
 */
final class LastWords {
    /** What whoever speaks them grants for all of it. */
    static final Duration LONGEST = Duration.ofSeconds(2);

    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST_BYTES = 256 * 1024;

    private LastWords() {}

    /**
     * Waits for the client to close, but no more than a second.
     *
     * @param socket that the client is spoken to through
     * @param rawSocket the same, or what lies under it
     */
    static void say(byte[] words, Socket socket, Socket rawSocket) {
        try (rawSocket) {
            socket.getOutputStream().write(words);
            socket.getOutputStream().flush();
            if (socket != rawSocket) {
                socket.shutdownOutput();
            }
            if (!rawSocket.isOutputShutdown()) {
                rawSocket.shutdownOutput();
            }
            drain(rawSocket);
        } catch (IOException nobodyListens) {
            // Closing is all that is left.
        }
    }

    private static void drain(Socket rawSocket) throws IOException {
        InputStream in = rawSocket.getInputStream();
        byte[] rest = new byte[1024];
        long end = System.nanoTime() + MOST_NANOS;
        int left = MOST_BYTES;
        for (long nanos = MOST_NANOS; nanos > 0 && left > 0; nanos = end - System.nanoTime()) {
            rawSocket.setSoTimeout((int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
            int count = in.read(rest);
            if (count < 0) {
                return;
            }
            left -= count;
        }
    }
}
