package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.backend.BackendConnection;
import dev.agentstorage.dsql.local.internal.backend.PendingResponse;
import dev.agentstorage.dsql.local.internal.backend.PendingResponse.Handler;
import dev.agentstorage.dsql.local.internal.backend.PendingResponse.Kind;
import dev.agentstorage.dsql.local.internal.conflict.LockWaitTimer;
import dev.agentstorage.dsql.local.internal.protocol.FrameReader;
import dev.agentstorage.dsql.local.internal.protocol.FrontendMessages;
import dev.agentstorage.dsql.local.internal.protocol.MessageBuilder;
import dev.agentstorage.dsql.local.internal.protocol.PgError;
import dev.agentstorage.dsql.local.internal.transaction.Transaction;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;

/**
 * A COPY FROM STDIN. Its data is streamed, so that memory use does not depend on its size. While the client sends
 * nothing, the transaction can be evicted, as between two messages. Used under the session's lock.
 */
final class CopyIn implements Handler, SessionContext.ClientTransfer {
    private static final int COPY_DATA_HEADER = 5;

    private final SessionContext session;
    private final BackendConnection backend;
    private final ResponseHandlers handlers;
    private final WriteHandlers writes;
    private final StatementAdmission admission;
    private final Transaction transaction;
    /** PostgreSQL has ended the COPY with an error; the rest of the data is discarded. */
    private boolean aborted;
    /** The client has sent all data: only PostgreSQL can still fail the COPY. */
    private boolean complete;

    CopyIn(
            SessionContext session,
            ResponseHandlers handlers,
            WriteHandlers writes,
            StatementAdmission admission,
            Transaction transaction) {
        this.session = session;
        this.backend = session.backend();
        this.handlers = handlers;
        this.writes = writes;
        this.admission = admission;
        this.transaction = transaction;
    }

    /** Executes the portal of a COPY. First reads all pending responses, because the data follows immediately. */
    void execute(String portal) throws IOException {
        transaction.log().markIncomplete();
        backend.flush();
        if (!session.unit().isSkipping()) {
            backend.send(FrontendMessages.execute(portal, 0), PendingResponse.of(Kind.EXECUTE, this));
            backend.flush();
        }
    }

    @Override
    public void frame(FrameReader frame, boolean last) throws IOException {
        if (frame.type() == 'G') {
            session.out().pass(frame);
            session.out().flush();
            LockWaitTimer.Watch watch = session.endpoint().lockWaitTimer().watch(backend.pid(), transaction);
            try {
                session.receive(this);
            } finally {
                watch.close();
            }
            if (aborted) {
                session.refuseNow(reason());
            }
            return;
        }
        byte[] tag = frame.body();
        if (writes.countRows(transaction, WriteHandlers.rowsOf(tag))) {
            session.out().send(MessageBuilder.of('C', tag));
        }
    }

    @Override
    public void receive() throws IOException {
        FrameReader client = session.client();
        OutputStream pieces = new Pieces();
        while (client.next()) {
            switch (client.type()) {
                case 'd' -> client.passOnTo(pieces);
                case 'c', 'f' -> {
                    byte[] end = MessageBuilder.of(client.type(), client.body());
                    session.locked(() -> end(end));
                    return;
                }
                // Clients may send Flush or Sync without knowing that the statement is a COPY.
                case 'H', 'S' -> client.skip();
                default -> throw new ProtocolException("not a message of a COPY");
            }
        }
        throw new EOFException("the client disconnected within a COPY");
    }

    private void end(byte[] message) throws IOException {
        complete = true;
        if (!aborted) {
            backend.raw().write(message);
            // PostgreSQL treated a Flush before the data as part of the COPY.
            backend.raw().write(MessageBuilder.empty('H'));
            backend.raw().flush();
        }
    }

    /**
     * Sends each chunk of data as a separate CopyData message, so that no message is incomplete while the client
     * stalls.
     */
    private final class Pieces extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] data, int offset, int length) throws IOException {
            session.locked(() -> {
                transaction.size().addBytes(length);
                if (!aborted && admission.isTooLarge(transaction) && !transaction.isExplicit()) {
                    abort();
                }
                if (!aborted) {
                    byte[] header = ByteBuffer.allocate(COPY_DATA_HEADER)
                            .put((byte) 'd')
                            .putInt(Integer.BYTES + length)
                            .array();
                    backend.raw().write(header);
                    backend.raw().write(data, offset, length);
                }
            });
        }
    }

    @Override
    public void abort() throws IOException {
        if (!aborted && !complete) {
            aborted = true;
            backend.raw().write(new MessageBuilder('f').cstring("aborted").build());
            backend.sync(PendingResponse.discardedSync());
        }
    }

    /** The error that aborted the COPY. */
    private PgError reason() {
        return transaction.lostBecause().orElseGet(() -> admission.sizeExceeded(transaction));
    }

    @Override
    public void failed(byte[] error) throws IOException {
        if (!aborted) {
            handlers.fail(error);
        }
    }
}
