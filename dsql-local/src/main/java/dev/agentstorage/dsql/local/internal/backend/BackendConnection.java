package dev.agentstorage.dsql.local.internal.backend;

import dev.agentstorage.dsql.local.internal.protocol.FrameReader;
import dev.agentstorage.dsql.local.internal.protocol.FrontendMessages;
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
 * A session's connection to PostgreSQL. Each message is sent with a handler for its response; {@link #flush()} and
 * {@link #sync} read the responses. Not thread-safe: used under the session's lock.
 */
public final class BackendConnection implements AutoCloseable {
    /**
     * Maximum number of bytes sent before responses are read: less than the socket buffers, so that no write blocks.
     */
    private static final int UNREAD_BYTES = 16 * 1024;

    private final Socket socket;
    private final PollingInput stream;
    private final FrameReader in;
    private final CountedOutput out;
    private final int pid;
    private final Deque<PendingResponse> pending = new ArrayDeque<>();
    private AsyncMessageHandler asyncMessages = FrameReader::skip;
    private boolean unsynced;
    private boolean ignoring;

    /** Handles NoticeResponse, ParameterStatus and NotificationResponse. */
    public interface AsyncMessageHandler {
        void frame(FrameReader frame) throws IOException;
    }

    BackendConnection(Socket socket, PollingInput stream, FrameReader in, OutputStream out, int pid) {
        this.socket = socket;
        this.stream = stream;
        this.in = in;
        this.out = new CountedOutput(out);
        this.pid = pid;
    }

    /** The process id of the PostgreSQL backend of this connection. */
    public int pid() {
        return pid;
    }

    public void listen(AsyncMessageHandler messages, WaitListener whileWaiting) {
        asyncMessages = messages;
        stream.listen(whileWaiting);
    }

    /** Whether no response is pending. */
    public boolean isQuiet() {
        return pending.isEmpty();
    }

    public void send(byte[] message, PendingResponse response) throws IOException {
        out.write(message);
        unsynced = true;
        pending.add(response);
        if (out.unread > UNREAD_BYTES && response.kind() == PendingResponse.Kind.EXECUTE) {
            out.write(MessageBuilder.empty('H'));
            readResponses();
        }
    }

    /** Sends a Bind message and streams its parameters from the client. */
    public void sendInPieces(String portal, String statement, FrameReader rest, PendingResponse response)
            throws IOException {
        flush();
        byte[] header = FrontendMessages.bind(portal, statement, new byte[0]);
        ByteBuffer.wrap(header).putInt(1, header.length - 1 + rest.remaining());
        out.write(header);
        rest.passOnTo(out);
        pending.add(response);
        unsynced = true;
    }

    /** Runs an action of the endpoint after all responses that are pending now. */
    public void then(PendingResponse.Action action) {
        pending.add(PendingResponse.local(action));
    }

    /** Sends Sync and reads all responses. If no message was sent since the last Sync, sends nothing. */
    public void sync(PendingResponse response) throws IOException {
        if (unsynced) {
            send(MessageBuilder.empty('S'), response);
            unsynced = false;
            ignoring = false;
        }
        readResponses();
    }

    /** Whether messages were sent since the last Sync. */
    public boolean isUnsynced() {
        return unsynced;
    }

    /** Whether PostgreSQL has answered with an error and ignores messages up to the next Sync. */
    boolean isIgnoring() {
        return ignoring;
    }

    /** Sends Flush and reads all pending responses, without ending an implicit transaction. */
    public void flush() throws IOException {
        if (!pending.isEmpty()) {
            out.write(MessageBuilder.empty('H'));
            readResponses();
        }
    }

    /** The raw output, for the data of a COPY. */
    public OutputStream raw() {
        return out;
    }

    private void readResponses() throws IOException {
        out.flush();
        out.unread = 0;
        for (PendingResponse head = pending.peek(); head != null; head = pending.peek()) {
            if (head.kind() == PendingResponse.Kind.LOCAL) {
                pending.remove();
                head.runAction();
            } else {
                readMessageOf(head);
            }
        }
    }

    private void readMessageOf(PendingResponse head) throws IOException {
        if (!in.next()) {
            throw new EOFException("PostgreSQL closed the connection");
        }
        int type = in.type();
        if (type == 'N' || type == 'S' || type == 'A') {
            asyncMessages.frame(in);
        } else if (type == 'E') {
            failed(head, in.body());
        } else {
            boolean last = head.isCompletedBy(type);
            if (last) {
                pending.remove();
            }
            head.handler().frame(in, last);
            if (in.remaining() > 0) {
                throw new IllegalStateException("a message was not taken whole");
            }
        }
    }

    private void failed(PendingResponse head, byte[] error) throws IOException {
        head.handler().failed(error);
        if (head.kind() == PendingResponse.Kind.SYNC) {
            return;
        }
        pending.remove();
        while (!pending.isEmpty() && pending.element().kind() != PendingResponse.Kind.SYNC) {
            pending.remove();
        }
        ignoring = pending.isEmpty();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException closedAnyway) {
            // The file descriptor is released nevertheless.
        }
    }

    /** Counts the bytes that were written since responses were last read. */
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
