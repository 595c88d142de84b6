package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.backend.BackendConnection;
import dev.agentstorage.dsql.local.internal.backend.PendingResponse;
import dev.agentstorage.dsql.local.internal.backend.PendingResponse.Handler;
import dev.agentstorage.dsql.local.internal.backend.PendingResponse.Kind;
import dev.agentstorage.dsql.local.internal.protocol.FrameReader;
import dev.agentstorage.dsql.local.internal.protocol.FrontendMessages;
import dev.agentstorage.dsql.local.internal.protocol.MessageBuilder;
import dev.agentstorage.dsql.local.internal.transaction.Transaction;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ProtocolException;

/** A COPY from the client. Its data passes in pieces, so that memory does not depend on its size. Not thread-safe. */
final class CopyIn implements Handler {
    private final SessionContext session;
    private final BackendConnection backend;
    private final ResponseHandlers handlers;
    private final WriteHandlers writes;
    private final StatementAdmission admission;
    private final Transaction transaction;
    private boolean tooLarge;

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

    /** The data follows immediately, so everything before it must be answered first. */
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
            receive();
            return;
        }
        byte[] tag = frame.body();
        if (writes.countRows(transaction, WriteHandlers.rowsOf(tag))) {
            session.out().send(MessageBuilder.of('C', tag));
        }
    }

    private void receive() throws IOException {
        OutputStream target = backend.raw();
        FrameReader client = session.client();
        while (client.next()) {
            switch (client.type()) {
                case 'd' -> receiveData(client, target);
                case 'c', 'f' -> {
                    if (tooLarge) {
                        client.skip();
                    } else {
                        client.passWholeTo(target);
                    }
                    // PostgreSQL took a Flush that was sent before the data for a part of the COPY.
                    target.write(MessageBuilder.empty('H'));
                    target.flush();
                    return;
                }
                // Clients may send these without knowing that it is a COPY.
                case 'H', 'S' -> client.skip();
                default -> throw new ProtocolException("not a message of a COPY");
            }
        }
        throw new EOFException("the client disconnected within a COPY");
    }

    private void receiveData(FrameReader client, OutputStream target) throws IOException {
        transaction.size().addBytes(client.remaining());
        if (tooLarge) {
            client.skip();
        } else if (admission.isTooLarge(transaction) && !transaction.isExplicit()) {
            tooLarge = true;
            client.skip();
            target.write(new MessageBuilder('f').cstring("too large").build());
        } else {
            client.passWholeTo(target);
        }
    }

    @Override
    public void failed(byte[] error) throws IOException {
        if (tooLarge) {
            session.refuseNow(admission.sizeExceeded(transaction));
        } else {
            handlers.fail(error);
        }
    }
}
