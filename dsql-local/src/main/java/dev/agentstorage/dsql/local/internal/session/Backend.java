package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.protocol.FrameReader;
import dev.agentstorage.dsql.local.internal.protocol.MessageBuilder;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A session's own connection to PostgreSQL. Messages are written with what is expected as their answer; {@link #drain()}
 * reads all answers that are due. Not thread-safe: whoever uses it holds the session's lock.
 */
final class Backend implements AutoCloseable {
    /** So much may wait for its answer before it is read: less than the sockets' buffers hold, so that nobody blocks. */
    private static final int UNREAD_BYTES = 16 * 1024;

    private final Socket socket;
    private final PatientInput stream;
    private final FrameReader in;
    private final CountedOutput out;
    private final int pid;
    private final Deque<Expected> expected = new ArrayDeque<>();
    private Unsolicited unsolicited = FrameReader::skip;
    private boolean unsynced;
    private boolean ignoring;

    /** What to do with notices and changed parameters. */
    interface Unsolicited {
        void frame(FrameReader frame) throws IOException;
    }

    Backend(Socket socket, PatientInput stream, FrameReader in, OutputStream out, int pid) {
        this.socket = socket;
        this.stream = stream;
        this.in = in;
        this.out = new CountedOutput(out);
        this.pid = pid;
    }

    /** The process that serves this connection. */
    int pid() {
        return pid;
    }

    void listen(Unsolicited whatComesUnasked, PatientInput.NothingYet whileNoAnswer) {
        unsolicited = whatComesUnasked;
        stream.tell(whileNoAnswer);
    }

    /** Whether every message was answered. */
    boolean isQuiet() {
        return expected.isEmpty();
    }

    void send(byte[] message, Expected answer) throws IOException {
        out.write(message);
        unsynced = true;
        expected.add(answer);
        if (out.unread > UNREAD_BYTES && answer.of() == Expected.Of.EXECUTE) {
            out.write(MessageBuilder.empty('H'));
            drain();
        }
    }

    /** Sends a Bind message whose parameters still come from the client. */
    void sendInPieces(String portal, String statement, FrameReader rest, Expected answer) throws IOException {
        flush();
        byte[] header = Prepared.bind(portal, statement, new byte[0]);
        ByteBuffer.wrap(header).putInt(1, header.length - 1 + rest.remaining());
        out.write(header);
        rest.passOnTo(out);
        expected.add(answer);
        unsynced = true;
    }

    /** Something to be done here, in its turn. */
    void then(Expected.Local action) {
        expected.add(Expected.local(action));
    }

    /** Ends the unit. Where PostgreSQL was sent nothing, it is not asked. */
    void sync(Expected answer) throws IOException {
        if (unsynced) {
            send(MessageBuilder.empty('S'), answer);
            unsynced = false;
            ignoring = false;
        }
        drain();
    }

    /** Whether messages were sent since the last Sync. */
    boolean isUnsynced() {
        return unsynced;
    }

    /** Whether PostgreSQL has answered with an error and ignores what is sent up to the next Sync. */
    boolean isIgnoring() {
        return ignoring;
    }

    /** Reads all answers that are due without ending a transaction. */
    void flush() throws IOException {
        if (!expected.isEmpty()) {
            out.write(MessageBuilder.empty('H'));
            drain();
        }
    }

    /** Raw bytes in the middle of a command, as COPY data. */
    OutputStream raw() {
        return out;
    }

    private void drain() throws IOException {
        out.flush();
        out.unread = 0;
        while (true) {
            Expected head = expected.peek();
            if (head == null) {
                return;
            }
            if (head.of() == Expected.Of.LOCAL) {
                expected.remove();
                head.run();
                continue;
            }
            next();
            int type = in.type();
            if (type == 'N' || type == 'S' || type == 'A') {
                unsolicited.frame(in);
            } else if (type == 'E') {
                failed(head, in.body());
            } else {
                boolean last = head.endsWith(type);
                if (last) {
                    expected.remove();
                }
                head.sink().frame(in, last);
                if (in.remaining() > 0) {
                    throw new IllegalStateException("an answer was not taken whole");
                }
            }
        }
    }

    private void failed(Expected head, byte[] error) throws IOException {
        head.sink().failed(error);
        if (head.of() == Expected.Of.SYNC) {
            return;
        }
        expected.remove();
        while (!expected.isEmpty() && expected.element().of() != Expected.Of.SYNC) {
            expected.remove();
        }
        ignoring = expected.isEmpty();
    }

    private void next() throws IOException {
        if (!in.next()) {
            throw new EOFException("PostgreSQL closed the connection");
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException closedAnyway) {
            // The descriptor is released even so.
        }
    }

    /** Counts what was written since answers were last read. */
    private static final class CountedOutput extends BufferedOutputStream {
        private int unread;

        CountedOutput(OutputStream out) {
            super(out, 32 * 1024);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
            unread += length;
            super.write(bytes, offset, length);
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            write(bytes, 0, bytes.length);
        }
    }
}
