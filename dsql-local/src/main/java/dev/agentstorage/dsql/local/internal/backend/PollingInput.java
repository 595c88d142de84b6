package dev.agentstorage.dsql.local.internal.backend;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's messages to a session. Calls a listener repeatedly while a read blocks, also within a message. Not
 * thread-safe.
 */
final class PollingInput extends InputStream {
    private static final int FIRST_WAIT_MILLIS = 2;
    private static final int LONGER_WAIT_MILLIS = 25;
    private static final int LONGEST_WAIT_MILLIS = 200;
    private static final long SHORT_STATEMENT_NANOS = 2_000_000_000;

    private final Socket socket;
    private final InputStream in;
    private @Nullable WaitListener listener;

    PollingInput(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    /** Installs the listener. From then on reads have no timeout; before, the socket's own timeout applies. */
    void listen(WaitListener whileWaiting) {
        listener = whileWaiting;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        WaitListener current = listener;
        if (current == null) {
            return in.read(bytes, offset, length);
        }
        int wait = FIRST_WAIT_MILLIS;
        long started = System.nanoTime();
        while (true) {
            socket.setSoTimeout(wait);
            try {
                return in.read(bytes, offset, length);
            } catch (SocketTimeoutException nothingYet) {
                long waited = System.nanoTime() - started;
                current.waited(waited);
                wait = Math.min(2 * wait, waited < SHORT_STATEMENT_NANOS ? LONGER_WAIT_MILLIS : LONGEST_WAIT_MILLIS);
            }
        }
    }
}
