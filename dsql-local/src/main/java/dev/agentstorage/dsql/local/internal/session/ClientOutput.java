package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.protocol.FrameReader;
import dev.agentstorage.dsql.local.internal.protocol.MessageBuilder;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.IntConsumer;

/** What goes to a client; it leaves with {@link #flush()}, or when the buffer is full. Not thread-safe. */
final class ClientOutput {
    private static final int BUFFER = 32 * 1024;

    private final OutputStream out;
    private final Closeable cutter;

    /**
     * @param cutter closes the connection
     * @param left is told of every piece that leaves, by its length, before it leaves
     */
    ClientOutput(OutputStream out, Closeable cutter, IntConsumer left) {
        this.cutter = cutter;
        this.out = new BufferedOutputStream(new Counted(out, left), BUFFER);
    }

    void send(byte[] message) throws IOException {
        out.write(message);
    }

    /** Passes on a message that PostgreSQL sent, in pieces. */
    void pass(FrameReader frame) throws IOException {
        frame.passWholeTo(out);
    }

    void tag(String tag) throws IOException {
        send(new MessageBuilder('C').cstring(tag).build());
    }

    /** Lets go of the client: nothing that is sent from now on arrives. */
    void cut() throws IOException {
        cutter.close();
    }

    void flush() throws IOException {
        out.flush();
    }

    private static final class Counted extends OutputStream {
        private final OutputStream out;
        private final IntConsumer left;

        Counted(OutputStream out, IntConsumer left) {
            this.out = out;
            this.left = left;
        }

        @Override
        public void write(int b) throws IOException {
            left.accept(1);
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            left.accept(length);
            out.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}
