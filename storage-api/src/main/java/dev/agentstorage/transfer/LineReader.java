package dev.agentstorage.transfer;

import java.io.IOException;
import java.io.Reader;

/**
 * Streams a text line by line without holding lines in memory: as a {@link Reader}, it ends at the end of the current line. Each line has a size
 * limit. Line terminators are those of {@link java.io.BufferedReader}; a byte order mark before the first line is skipped. Not thread-safe.
 */
final class LineReader extends Reader {
    private static final char BYTE_ORDER_MARK = '\ufeff';

    /** The line exceeds its limit. */
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
     * Moves to the next line. The current line must have been read to its end.
     *
     * @param most maximum number of characters of the line
     * @return whether there is a next line
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

    /** Sets the maximum number of characters of the current line, including those already read. */
    void limit(long most) {
        limit = most;
    }

    /**
     * Reads characters of the current line.
     *
     * @throws TooLong when the line exceeds its limit
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
