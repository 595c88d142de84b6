package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.protocol.FrameReader;
import dev.agentstorage.dsql.local.internal.protocol.MessageBuilder;
import dev.agentstorage.dsql.local.internal.protocol.PgError;
import dev.agentstorage.dsql.local.internal.server.ServerErrors;
import dev.agentstorage.dsql.local.internal.sql.Statement;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** What happens to PostgreSQL's answers on their way to the client. */
final class Answers {
    /** So much of a write's answer is held back until it is known that the write stays. */
    private static final int MOST_HELD = 16 * 1024 * 1024;

    static final String CANCELLED = "57014";
    /** PostgreSQL has other limits with this SQLSTATE, but none that a statement of a client can reach. */
    private static final String OVER_TEMP_FILE_LIMIT = "53400";

    private final State state;

    Answers(State state) {
        this.state = state;
    }

    /** Passed on as it comes. */
    Expected passed(Expected.Of of) {
        return Expected.of(of, new Passed());
    }

    /** As {@link #passed}, for a change of a prepared statement's name. */
    Expected named(Expected.Of of, String name) {
        return Expected.of(of, new Passed() {
            @Override
            public void frame(FrameReader frame, boolean last) throws IOException {
                state.statements.confirm(name);
                super.frame(frame, last);
            }
        });
    }

    /** The answer to a Close that the client has not sent: nothing is passed on. */
    Expected closed(String name) {
        return Expected.of(Expected.Of.CLOSE, new Expected.Sink() {
            @Override
            public void frame(FrameReader frame, boolean last) throws IOException {
                frame.skip();
                state.statements.confirm(name);
            }

            @Override
            public void failed(byte[] error) throws IOException {
                fail(error);
            }
        });
    }

    /**
     * Passed on when it is known to stay; counted against the limits.
     *
     * @param count reads the number of rows after it, for a write whose tag does not tell them
     */
    Expected written(State.Portal portal, Transaction transaction, @Nullable RowCount count) {
        return Expected.of(
                Expected.Of.EXECUTE,
                transaction.isExplicit()
                        ? new HeldWrite(portal, transaction, count, state.steps.size() - 1)
                        : new PassedWrite(transaction, count));
    }

    /** The answer to a statement that starts a job. */
    Expected job(String jobId, String tag) {
        return Expected.of(Expected.Of.EXECUTE, new JobAnswer(jobId, tag));
    }

    /** Nothing but a command tag. */
    Expected tagOnly(String tag) {
        return Expected.of(Expected.Of.EXECUTE, new JobAnswer(null, tag));
    }

    /** The description of a statement that PostgreSQL knows as another one. */
    Expected otherDescription(Statement statement) {
        boolean job =
                statement.kind() == Statement.Kind.ASYNC_INDEX || statement.kind() == Statement.Kind.ASYNC_VALIDATE;
        return Expected.of(Expected.Of.DESCRIBE, new OtherDescription(job));
    }

    /** Nothing is passed on but errors. */
    Expected.Sink onlyErrors() {
        return new Expected.Sink() {
            @Override
            public void frame(FrameReader frame, boolean last) throws IOException {
                frame.skip();
            }

            @Override
            public void failed(byte[] error) throws IOException {
                fail(error);
            }
        };
    }

    /** Reads how many rows the transaction has changed; with an earlier reading, counts the difference. */
    RowCount rowCount(Transaction transaction, @Nullable RowCount earlier) {
        return new RowCount(transaction, earlier);
    }

    /** A reading of PostgreSQL's own count of changed rows. */
    final class RowCount implements Expected.Sink {
        private final Transaction transaction;
        private final @Nullable RowCount earlier;
        private byte[] held = {};
        private long rows;

        RowCount(Transaction transaction, @Nullable RowCount earlier) {
            this.transaction = transaction;
            this.earlier = earlier;
        }

        /** What the client gets when the limit holds. */
        void hold(byte[] answer) {
            held = answer;
        }

        @Override
        public void frame(FrameReader frame, boolean last) throws IOException {
            if (frame.type() != 'D') {
                frame.skip();
                return;
            }
            String count = Hidden.columns(frame.body()).get(0);
            rows = count == null ? 0 : Long.parseLong(count);
            if (earlier != null && !state.refused && countRows(transaction, rows - earlier.rows)) {
                state.out.send(held);
            }
        }

        @Override
        public void failed(byte[] error) throws IOException {
            fail(error);
        }
    }

    /** An error of PostgreSQL: the client hears it, and the unit is over. */
    void fail(byte[] body) throws IOException {
        state.skipping = true;
        boolean gaveUp = state.yielding && PgError.read(body).sqlState().equals(CANCELLED);
        state.out.send(gaveUp ? PgError.dataConflict().encode() : shown(body));
    }

    /**
     * An ErrorResponse as the client sees it: a conflict and a query that needs too much room have the service's texts, and
     * nothing tells of functions of ours.
     */
    static byte[] shown(byte[] body) {
        PgError error = PgError.read(body);
        if (isConflict(error)) {
            return PgError.dataConflict().encode();
        }
        if (error.sqlState().equals(OVER_TEMP_FILE_LIMIT)) {
            return PgError.tempSpaceExceeded().encode();
        }
        return ServerErrors.areOurs(body) ? error.encode() : MessageBuilder.of('E', body);
    }

    static boolean isConflict(PgError error) {
        return error.sqlState().equals("40001") || error.sqlState().equals("40P01");
    }

    /** The number of changed rows in a command tag; rows that were read or locked do not count. */
    static long rowsOf(byte[] commandComplete) {
        String tag = new String(commandComplete, 0, commandComplete.length - 1, StandardCharsets.US_ASCII);
        int space = tag.lastIndexOf(' ');
        if (space < 0 || !Character.isDigit(tag.charAt(space + 1)) || tag.startsWith("SELECT ")) {
            return 0;
        }
        return Long.parseLong(tag.substring(space + 1));
    }

    boolean countRows(Transaction transaction, long rows) throws IOException {
        transaction.rows += rows;
        if (transaction.rows > state.shared.options().transactions().rows()) {
            state.answerRefusal(PgError.of("54000", "transaction row limit exceeded"));
            return false;
        }
        return true;
    }

    private class Passed implements Expected.Sink {
        @Override
        public void frame(FrameReader frame, boolean last) throws IOException {
            int type = frame.type();
            boolean hidden = state.refused || (state.simple && (type == '1' || type == '2' || type == 'n'));
            if (hidden) {
                frame.skip();
            } else {
                state.out.pass(frame);
            }
        }

        @Override
        public void failed(byte[] error) throws IOException {
            if (!state.refused) {
                fail(error);
            }
        }
    }

    /** In an implicit transaction: rows pass at once, the tag when the limits hold. */
    private final class PassedWrite extends Passed {
        private final Transaction transaction;
        private final @Nullable RowCount count;

        PassedWrite(Transaction transaction, @Nullable RowCount count) {
            this.transaction = transaction;
            this.count = count;
        }

        @Override
        public void frame(FrameReader frame, boolean last) throws IOException {
            if (last) {
                state.unreadWrites--;
            }
            if (frame.type() != 'C' || state.refused) {
                super.frame(frame, last);
                return;
            }
            byte[] tag = frame.body();
            if (count != null) {
                count.hold(MessageBuilder.of('C', tag));
            } else if (countRows(transaction, rowsOf(tag))) {
                state.out.send(MessageBuilder.of('C', tag));
            }
        }

        @Override
        public void failed(byte[] error) throws IOException {
            state.unreadWrites = 0;
            super.failed(error);
        }
    }

    /** In an explicit transaction: nothing passes before the end, and the write is logged. */
    private final class HeldWrite implements Expected.Sink {
        private final State.Portal portal;
        private final Transaction transaction;
        private final @Nullable RowCount count;
        private final int step;
        private final ByteArrayOutputStream held = new ByteArrayOutputStream(256);
        private final CRC32C digest = new CRC32C();
        private boolean passing;

        HeldWrite(State.Portal portal, Transaction transaction, @Nullable RowCount count, int step) {
            this.portal = portal;
            this.transaction = transaction;
            this.count = count;
            this.step = step;
        }

        @Override
        public void frame(FrameReader frame, boolean last) throws IOException {
            if (state.refused) {
                frame.skip();
                return;
            }
            int type = frame.type();
            byte[] body = frame.body();
            Hidden.digest(digest, type, body);
            if (last) {
                state.unreadWrites--;
                if (type == 'C' && count == null && !countRows(transaction, rowsOf(body))) {
                    return;
                }
                if (!portal.started) {
                    transaction.log.add(new Transaction.Logged(
                            portal.prepared, portal.binding, type == 'C' ? digest.getValue() : null));
                }
                portal.started = true;
            }
            keep(MessageBuilder.of(type, body));
            if (last && count != null) {
                count.hold(held.toByteArray());
            } else if (last) {
                release();
            }
        }

        private void keep(byte[] message) throws IOException {
            held.write(message);
            if (held.size() > MOST_HELD) {
                passing = true;
                release();
            }
        }

        private void release() throws IOException {
            state.out.send(held.toByteArray());
            held.reset();
        }

        @Override
        public void failed(byte[] body) throws IOException {
            state.unreadWrites = 0;
            if (state.refused) {
                return;
            }
            PgError error = PgError.read(body);
            if (!passing && mayBeMeeting(error)) {
                state.skipping = true;
                state.meeting = new State.Meeting(step, error);
            } else {
                fail(body);
            }
        }

        private boolean mayBeMeeting(PgError error) {
            if (!transaction.savepoint || transaction.unlogged) {
                return false;
            }
            return switch (error.sqlState()) {
                case "40001", "40P01" -> transaction.place == Transaction.Place.REAL;
                case CANCELLED -> state.yielding;
                case "23505", "23503" ->
                    transaction.place == Transaction.Place.REAL
                            && transaction.commitsSeen != state.shared.commits().get();
                default -> false;
            };
        }
    }

    private final class OtherDescription implements Expected.Sink {
        private final boolean job;

        OtherDescription(boolean job) {
            this.job = job;
        }

        @Override
        public void frame(FrameReader frame, boolean last) throws IOException {
            if (frame.type() == 't' && !state.refused) {
                state.out.pass(frame);
                return;
            }
            frame.skip();
            if (state.refused) {
                return;
            }
            if (job) {
                state.out.send(JOB_COLUMN);
            } else if (!state.simple) {
                state.out.send(MessageBuilder.empty('n'));
            }
        }

        @Override
        public void failed(byte[] error) throws IOException {
            fail(error);
        }
    }

    private static final byte[] JOB_COLUMN = new MessageBuilder('T')
            .int16(1)
            .cstring("job_id")
            .int32(0)
            .int16(0)
            .int32(25)
            .int16(-1)
            .int32(-1)
            .int16(0)
            .build();

    private final class JobAnswer implements Expected.Sink {
        private final @Nullable String jobId;
        private final String tag;

        JobAnswer(@Nullable String jobId, String tag) {
            this.jobId = jobId;
            this.tag = tag;
        }

        @Override
        public void frame(FrameReader frame, boolean last) throws IOException {
            frame.skip();
            if (last && !state.refused) {
                if (jobId != null) {
                    state.out.send(new MessageBuilder('D').int16(1).value(jobId).build());
                }
                state.out.tag(tag);
            }
        }

        @Override
        public void failed(byte[] error) throws IOException {
            fail(error);
        }
    }
}
