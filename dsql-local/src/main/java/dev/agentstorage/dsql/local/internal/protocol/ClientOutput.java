package dev.agentstorage.dsql.local.internal.protocol;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.IntConsumer;

/** Buffered output to a client. Messages are sent by {@link #flush()}, or when the buffer is full. Not thread-safe. */
public final class ClientOutput {
    private static final int BUFFER = 32 * 1024;

    private final OutputStream out;
    private final Closeable connection;
    private boolean ending;

    /**
     * @param connection the connection that {@link #cut()} closes
     * @param sending called before each write to {@code out}, with the number of bytes
     */
    public ClientOutput(OutputStream out, Closeable connection, IntConsumer sending) {
        this.connection = connection;
        this.out = new BufferedOutputStream(new Counted(out, sending), BUFFER);
    }

    public void send(byte[] message) throws IOException {
        out.write(message);
    }

    /** Forwards a message of the server, without buffering it as a whole. */
    public void pass(FrameReader frame) throws IOException {
        frame.passWholeTo(out);
    }

    /** Sends a CommandComplete. */
    public void tag(String tag) throws IOException {
        send(new MessageBuilder('C').cstring(tag).build());
    }

    /** Sends a NoticeResponse with severity WARNING. */
    public void warn(String sqlState, String message) throws IOException {
        send(new MessageBuilder('N')
                .int8('S')
                .cstring("WARNING")
                .int8('V')
                .cstring("WARNING")
                .int8('C')
                .cstring(sqlState)
                .int8('M')
                .cstring(message)
                .int8(0)
                .build());
    }

    /** Ends the connection after the current message was handled. Output that is not flushed by then is discarded. */
    public void endAfterMessage() {
        ending = true;
    }

    /** Whether the connection ends after the current message. */
    public boolean isEnding() {
        return ending;
    }

    /** Closes the connection. Further output is discarded. */
    public void cut() throws IOException {
        connection.close();
    }

    public void flush() throws IOException {
        out.flush();
    }

    private static final class Counted extends OutputStream {
        private final OutputStream out;
        private final IntConsumer sending;

        Counted(OutputStream out, IntConsumer sending) {
            this.out = out;
            this.sending = sending;
        }

        @Override
        public void write(int b) throws IOException {
            sending.accept(1);
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            sending.accept(length);
            out.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}
