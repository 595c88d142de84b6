package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.backend.ErrorTranslation;
import dev.agentstorage.dsql.local.internal.backend.InternalResult;
import dev.agentstorage.dsql.local.internal.backend.PendingResponse;
import dev.agentstorage.dsql.local.internal.backend.PendingResponse.Handler;
import dev.agentstorage.dsql.local.internal.backend.PendingResponse.Kind;
import dev.agentstorage.dsql.local.internal.protocol.FrameReader;
import dev.agentstorage.dsql.local.internal.protocol.MessageBuilder;
import dev.agentstorage.dsql.local.internal.protocol.PgError;
import dev.agentstorage.dsql.local.internal.transaction.Transaction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Handlers of PostgreSQL's responses to writes: they count rows, log the write and detect conflicts. Not thread-safe.
 */
final class WriteHandlers {
    /** Maximum number of bytes of a write's response that are held back until the write has succeeded. */
    private static final int MAX_HELD = 16 * 1024 * 1024;

    private final SessionContext session;
    private final MessageUnit unit;
    private final ResponseHandlers handlers;

    WriteHandlers(SessionContext session, ResponseHandlers handlers) {
        this.session = session;
        this.unit = session.unit();
        this.handlers = handlers;
    }

    /**
     * The response to a write.
     *
     * @param count reads the number of changed rows afterwards; null if the command tag contains it
     */
    PendingResponse written(Portal portal, Transaction transaction, @Nullable RowCount count) {
        return PendingResponse.of(
                Kind.EXECUTE,
                transaction.isExplicit()
                        ? new HeldWrite(portal, transaction, count)
                        : new PassedWrite(transaction, count));
    }

    /**
     * Reads PostgreSQL's count of changed rows. With an earlier count, adds the difference to the transaction's rows.
     */
    RowCount rowCount(Transaction transaction, @Nullable RowCount earlier) {
        return new RowCount(transaction, earlier);
    }

    /**
     * Counts changed rows.
     *
     * @return false if they exceed the limit; the client then gets an error
     */
    boolean countRows(Transaction transaction, long rows) throws IOException {
        long limit = session.endpoint().options().transactions().rows();
        if (transaction.size().addRows(rows) > limit) {
            session.refuseNow(PgError.of("54000", "transaction row limit exceeded"));
            return false;
        }
        return true;
    }

    /** The number of changed rows in a command tag; 0 for reads and locking reads. */
    static long rowsOf(byte[] commandComplete) {
        String tag = new String(commandComplete, 0, commandComplete.length - 1, StandardCharsets.US_ASCII);
        int space = tag.lastIndexOf(' ');
        if (space < 0 || !Character.isDigit(tag.charAt(space + 1)) || tag.startsWith("SELECT ")) {
            return 0;
        }
        return Long.parseLong(tag.substring(space + 1));
    }

    final class RowCount implements Handler {
        private final Transaction transaction;
        private final @Nullable RowCount earlier;
        private byte[] held = {};
        private long rows;

        RowCount(Transaction transaction, @Nullable RowCount earlier) {
            this.transaction = transaction;
            this.earlier = earlier;
        }

        /** Holds a response back; the client gets it unless the rows exceed the limit. */
        void hold(byte[] response) {
            held = response;
        }

        @Override
        public void frame(FrameReader frame, boolean last) throws IOException {
            if (frame.type() != 'D') {
                frame.skip();
                return;
            }
            String count = InternalResult.columns(frame.body()).get(0);
            rows = count == null ? 0 : Long.parseLong(count);
            if (earlier != null && !unit.isRefused() && countRows(transaction, rows - earlier.rows)) {
                session.out().send(held);
            }
        }

        @Override
        public void failed(byte[] error) throws IOException {
            handlers.fail(error);
        }
    }

    /** For an implicit transaction: forwards rows immediately, and the tag unless the rows exceed the limit. */
    private final class PassedWrite implements Handler {
        private final Handler passed = handlers.new Passed();
        private final Transaction transaction;
        private final @Nullable RowCount count;

        PassedWrite(Transaction transaction, @Nullable RowCount count) {
            this.transaction = transaction;
            this.count = count;
        }

        @Override
        public void frame(FrameReader frame, boolean last) throws IOException {
            if (last) {
                unit.writeAnswered();
            }
            if (frame.type() != 'C' || unit.isRefused()) {
                passed.frame(frame, last);
                return;
            }
            byte[] tag = frame.body();
            if (count != null) {
                count.hold(MessageBuilder.of('C', tag));
            } else if (countRows(transaction, rowsOf(tag))) {
                session.out().send(MessageBuilder.of('C', tag));
            }
        }

        @Override
        public void failed(byte[] error) throws IOException {
            unit.writesIgnored();
            passed.failed(error);
        }
    }

    /** For a transaction block: forwards the response when it is complete, and logs the write. */
    private final class HeldWrite implements Handler {
        private final Portal portal;
        private final Transaction transaction;
        private final @Nullable RowCount count;
        private final int step = unit.lastStep();
        private final ByteArrayOutputStream held = new ByteArrayOutputStream(256);
        private final CRC32C digest = new CRC32C();
        private boolean passing;

        HeldWrite(Portal portal, Transaction transaction, @Nullable RowCount count) {
            this.portal = portal;
            this.transaction = transaction;
            this.count = count;
        }

        @Override
        public void frame(FrameReader frame, boolean last) throws IOException {
            if (unit.isRefused()) {
                frame.skip();
                return;
            }
            int type = frame.type();
            byte[] body = frame.body();
            InternalResult.update(digest, type, body);
            if (last && !complete(type, body)) {
                return;
            }
            held.write(MessageBuilder.of(type, body));
            if (held.size() > MAX_HELD) {
                passing = true;
                release();
            }
            if (last && count != null) {
                count.hold(held.toByteArray());
            } else if (last) {
                release();
            }
        }

        /** @return false if the rows exceed the limit */
        private boolean complete(int type, byte[] body) throws IOException {
            unit.writeAnswered();
            boolean wholeResult = type == 'C';
            if (wholeResult && count == null && !countRows(transaction, rowsOf(body))) {
                return false;
            }
            if (!portal.isStarted()) {
                transaction.log().addWrite(portal.logged(wholeResult ? digest.getValue() : null));
            }
            portal.start();
            return true;
        }

        private void release() throws IOException {
            session.out().send(held.toByteArray());
            held.reset();
        }

        @Override
        public void failed(byte[] body) throws IOException {
            unit.writesIgnored();
            if (unit.isRefused()) {
                return;
            }
            PgError error = PgError.read(body);
            if (!passing && transaction.log().isReplayable() && isConflict(error)) {
                unit.conflict(error, step);
            } else {
                handlers.fail(body);
            }
        }

        private boolean isConflict(PgError error) {
            if (ErrorTranslation.isCancel(error)) {
                return session.cancellation().isRequested();
            }
            if (!transaction.isActive()) {
                return false;
            }
            return switch (error.sqlState()) {
                case "23505", "23503" ->
                    transaction.commitsSeen()
                            != session.endpoint().commitOrder().commits();
                default -> ErrorTranslation.isConflict(error);
            };
        }
    }
}
