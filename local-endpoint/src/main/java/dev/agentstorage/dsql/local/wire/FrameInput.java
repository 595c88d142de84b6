package dev.agentstorage.dsql.local.wire;

import java.io.EOFException;
import java.io.Flushable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.util.function.IntConsumer;

/**
 * Reads messages (type byte, length, body) and passes them on without holding more than a buffer of them, whatever
 * their length. Not thread-safe.
 *
 * <p>What was passed on is flushed before this waits for more, so that neither side waits for bytes that lie here.
 */
final class FrameInput {
    private static final int HEADER = 5;

    private final InputStream in;
    private final Flushable flushedBeforeWaiting;
    private final IntConsumer arrived;
    private final byte[] buffer = new byte[32 * 1024];
    private int position;
    private int limit;
    private int type;
    /** Bytes of the current message, header included, that were not passed on. */
    private long remaining;

    /** @param arrived is told of every piece that arrives, by its length, before anybody sees it */
    FrameInput(InputStream in, Flushable flushedBeforeWaiting, IntConsumer arrived) {
        this.in = in;
        this.flushedBeforeWaiting = flushedBeforeWaiting;
        this.arrived = arrived;
    }

    /**
     * Reads the header of the next message; the one before must have been passed on.
     *
     * @return false at the end of the stream
     * @throws EOFException if the stream ends within the header
     * @throws ProtocolException if the length is impossible
     */
    boolean next() throws IOException {
        if (position == limit && !fill()) {
            return false;
        }
        require(HEADER);
        type = buffer[position] & 0xff;
        long length = int32(position + 1) & 0xffff_ffffL;
        if (length < HEADER - 1 || length > Integer.MAX_VALUE) {
            throw new ProtocolException("impossible message length");
        }
        remaining = length + 1;
        return true;
    }

    /** Type of the current message. */
    int type() {
        return type;
    }

    /** Passes on the current message, or what is left of it. */
    void passOnTo(OutputStream out) throws IOException {
        passOnTo(out, 0);
    }

    /** Passes on the current message but for its last byte, which is here when this returns. */
    void passOnAllButLastByteTo(OutputStream out) throws IOException {
        passOnTo(out, 1);
        if (position == limit) {
            require(1);
        }
    }

    private void passOnTo(OutputStream out, int keep) throws IOException {
        while (remaining > keep) {
            if (position == limit) {
                require(1);
            }
            int piece = (int) Math.min(remaining - keep, limit - position);
            out.write(buffer, position, piece);
            position += piece;
            remaining -= piece;
        }
    }

    /** Whether the last byte of the current message is the last one that has arrived. */
    boolean nothingFollows() throws IOException {
        return remaining == limit - position && in.available() == 0;
    }

    /**
     * Reads a packet of the startup phase, which has no type: length, body.
     *
     * @return the whole packet, length included
     * @throws EOFException if the stream ends before or within it
     * @throws ProtocolException if the length is not that of a startup packet
     */
    byte[] startupPacket() throws IOException {
        require(4);
        int length = int32(position);
        if (length < 8 || length > Messages.MAX_STARTUP_LENGTH) {
            throw new ProtocolException("not a startup packet");
        }
        require(length);
        byte[] packet = new byte[length];
        System.arraycopy(buffer, position, packet, 0, length);
        position += length;
        return packet;
    }

    private void require(int bytes) throws IOException {
        while (limit - position < bytes) {
            if (!fill()) {
                throw new EOFException("the stream ends within a message");
            }
        }
    }

    private boolean fill() throws IOException {
        if (position == limit) {
            position = 0;
            limit = 0;
        } else if (position > 0) {
            System.arraycopy(buffer, position, buffer, 0, limit - position);
            limit -= position;
            position = 0;
        }
        if (in.available() == 0) {
            flushedBeforeWaiting.flush();
        }
        int count = in.read(buffer, limit, buffer.length - limit);
        if (count < 0) {
            return false;
        }
        arrived.accept(count);
        limit += count;
        return true;
    }

    private int int32(int at) {
        return (buffer[at] & 0xff) << 24
                | (buffer[at + 1] & 0xff) << 16
                | (buffer[at + 2] & 0xff) << 8
                | (buffer[at + 3] & 0xff);
    }
}
