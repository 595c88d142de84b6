package dev.agentstorage.dsql.local.internal.session;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL sends to a session. While nothing comes, also in the middle of a message, somebody is told so again and again.
 * Not thread-safe.
 */
final class PatientInput extends InputStream {
    private static final int FIRST_WAIT_MILLIS = 2;
    private static final int LONGER_WAIT_MILLIS = 25;
    private static final int LONGEST_WAIT_MILLIS = 200;
    private static final long SHORT_STATEMENT_NANOS = 2_000_000_000;

    private final Socket socket;
    private final InputStream in;
    private @Nullable NothingYet listener;

    /** Called again and again while a read waits. */
    interface NothingYet {
        void waited(long nanos) throws IOException;
    }

    PatientInput(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    /** From now on a read has no end before something comes; until then the socket's own timeout holds. */
    void tell(NothingYet whileNothingComes) {
        listener = whileNothingComes;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        NothingYet told = listener;
        if (told == null) {
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
                told.waited(waited);
                wait = Math.min(2 * wait, waited < SHORT_STATEMENT_NANOS ? LONGER_WAIT_MILLIS : LONGEST_WAIT_MILLIS);
            }
        }
    }
}
