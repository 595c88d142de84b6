package dev.agentstorage.transfer;

import java.io.IOException;
import java.io.Reader;

/**
 * Reads the lines of a text without holding them in memory: it reads as one line at a time, up to a limit. A line ends where {@link
 * java.io.BufferedReader} ends it; a byte order mark before the first one is left out. Not thread-safe.
 */
final class LineReader extends Reader {
    private static final char BYTE_ORDER_MARK = '\ufeff';

    /** A line has more characters than its limit. */
    static final class TooLong extends IOException {
        private static final long serialVersionUID = 1L;

        TooLong(long limit) {
            super("the line has more than " + limit + " characters");
        }
    }

    private final Reader in;
    private final char[] buffer = new char[8192];
    private int at;
    private int end;
    private boolean begun;
    private boolean ended = true;
    private boolean afterReturn;
    private long length;
    private long limit;

    LineReader(Reader in) {
        this.in = in;
    }

    /**
     * Continues with the next line; what is left of this one has been read.
     *
     * @param most maximum number of characters that it may have
     * @return whether there is one
     */
    boolean next(long most) throws IOException {
        if (!ended) {
            throw new IllegalStateException("the line has not been read to its end");
        }
        if (afterReturn) {
            afterReturn = false;
            skip('\n');
        }
        if (!begun) {
            begun = true;
            skip(BYTE_ORDER_MARK);
        }
        ended = !available();
        length = 0;
        limit = most;
        return !ended;
    }

    /** Sets the maximum number of characters that the line may have, with those that were read already. */
    void limit(long most) {
        limit = most;
    }

    /**
     * Returns characters of this line.
     *
     * @throws TooLong when it has more than its limit
     */
    @Override
    public int read(char[] target, int offset, int count) throws IOException {
        if (ended || !available()) {
            ended = true;
            return -1;
        }
        int to = at;
        int last = Math.min(end, at + count);
        while (to < last && buffer[to] != '\n' && buffer[to] != '\r') {
            to++;
        }
        int read = to - at;
        if (read == 0 && count > 0) {
            ended = true;
            afterReturn = buffer[at] == '\r';
            at++;
            return -1;
        }
        length += read;
        if (length > limit) {
            throw new TooLong(limit);
        }
        System.arraycopy(buffer, at, target, offset, read);
        at = to;
        return read;
    }

    private void skip(char c) throws IOException {
        if (available() && buffer[at] == c) {
            at++;
        }
    }

    private boolean available() throws IOException {
        while (at == end) {
            at = 0;
            end = in.read(buffer);
            if (end < 0) {
                end = 0;
                return false;
            }
        }
        return true;
    }

    /** Does nothing: the text belongs to the caller. */
    @Override
    public void close() {
        // see above
    }
}
