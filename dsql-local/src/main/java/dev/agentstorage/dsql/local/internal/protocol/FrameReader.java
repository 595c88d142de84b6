package dev.agentstorage.dsql.local.internal.protocol;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.util.function.IntConsumer;

/**
 * Reads messages (type byte, length, body). A message can be read as a whole or streamed, so
 * that memory use does not depend on its length. Not thread-safe.
 *
 * <p>A {@link java.net.SocketTimeoutException} of the stream is propagated without losing data: the same call can be
 * repeated.
 */
public final class FrameReader {
    private static final int HEADER = 5;
    /** Maximum length of a message in PostgreSQL. */
    private static final long MAX_LENGTH = 0x3fff_ffffL;

    private final InputStream in;
    private final IntConsumer arrived;
    private final long longest;
    private final byte[] buffer = new byte[32 * 1024];
    private int position;
    private int limit;
    private int type;
    /** Number of unread bytes of the current message's body. */
    private int remaining;

    /** @param arrived is called with the number of received bytes, before they are processed */
    public FrameReader(InputStream in, IntConsumer arrived) {
        this(in, arrived, MAX_LENGTH);
    }

    /**
     * Creates a reader with a maximum message length.
     *
     * @param longest maximum value of the length field, which counts itself (four bytes) and the body, but not the type
     */
    public FrameReader(InputStream in, IntConsumer arrived, long longest) {
        this.in = in;
        this.arrived = arrived;
        this.longest = Math.min(longest, MAX_LENGTH);
    }

    /**
     * Reads the header of the next message. The previous message must have been read completely.
     *
     * @return false at the end of the stream
     * @throws EOFException if the stream ends within the header
     * @throws ProtocolException if the length is invalid
     * @throws MessageTooLongException if the length exceeds the maximum; the body was not read
     */
    public boolean next() throws IOException {
        if (position == limit && !fill()) {
            return false;
        }
        require(HEADER);
        int length = int32(position + 1);
        if (length < HEADER - 1) {
            throw new ProtocolException("impossible message length");
        }
        if (length > longest) {
            throw new MessageTooLongException(length);
        }
        type = buffer[position] & 0xff;
        position += HEADER;
        remaining = length - (HEADER - 1);
        return true;
    }

    /** The type byte of the current message. */
    public int type() {
        return type;
    }

    /** Number of unread bytes of the current message's body. */
    public int remaining() {
        return remaining;
    }

    /** Reads the rest of the body. */
    public byte[] body() throws IOException {
        byte[] body = new byte[remaining];
        int filled = 0;
        while (remaining > 0) {
            int piece = piece();
            System.arraycopy(buffer, position, body, filled, piece);
            filled += piece;
            taken(piece);
        }
        return body;
    }

    /** Reads up to and including the next zero byte of the body. */
    public byte[] cstring(int longest) throws IOException {
        byte[] text = new byte[64];
        for (int length = 0; ; length++) {
            if (remaining == 0 || length == longest) {
                throw new ProtocolException("a name in a message has no end");
            }
            if (length == text.length) {
                text = java.util.Arrays.copyOf(text, 2 * length);
            }
            piece();
            text[length] = buffer[position];
            taken(1);
            if (text[length] == 0) {
                return java.util.Arrays.copyOf(text, length + 1);
            }
        }
    }

    /** Streams the rest of the body. */
    public void passOnTo(OutputStream out) throws IOException {
        while (remaining > 0) {
            int piece = piece();
            out.write(buffer, position, piece);
            taken(piece);
        }
    }

    /** Streams header and body. Nothing of the body may have been read. */
    public void passWholeTo(OutputStream out) throws IOException {
        out.write(type);
        writeInt(out, remaining + Integer.BYTES);
        passOnTo(out);
    }

    /** Skips the rest of the body. */
    public void skip() throws IOException {
        while (remaining > 0) {
            taken(piece());
        }
    }

    /** Whether bytes of a further message are buffered. */
    public boolean hasMore() {
        return position < limit;
    }

    private int piece() throws IOException {
        if (position == limit) {
            require(1);
        }
        return Math.min(remaining, limit - position);
    }

    private void taken(int bytes) {
        position += bytes;
        remaining -= bytes;
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

    private static void writeInt(OutputStream out, int value) throws IOException {
        out.write(value >>> 24);
        out.write(value >>> 16);
        out.write(value >>> 8);
        out.write(value);
    }
}
