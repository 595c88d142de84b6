package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.backend.BackendConnection;
import dev.agentstorage.dsql.local.internal.backend.InternalStatements;
import dev.agentstorage.dsql.local.internal.conflict.SelfCancellation;
import dev.agentstorage.dsql.local.internal.protocol.ClientOutput;
import dev.agentstorage.dsql.local.internal.protocol.FrameReader;
import dev.agentstorage.dsql.local.internal.protocol.PgError;
import dev.agentstorage.dsql.local.internal.transaction.CurrentTransaction;
import dev.agentstorage.dsql.local.internal.transaction.Transaction;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a session, its current unit of messages and its current transaction. Used under the session's
 * lock.
 */
final class SessionContext {
    private final EndpointState endpoint;
    private final BackendConnection backend;
    private final InternalStatements internalStatements;
    private final FrameReader client;
    private final ClientOutput out;
    private final MessageUnit unit = new MessageUnit();
    private final CurrentTransaction transactions = new CurrentTransaction();
    private final PreparedStatements preparedStatements = new PreparedStatements();
    private final SelfCancellation cancellation = new SelfCancellation();
    private final ReentrantLock handling;
    private @Nullable ClientTransfer transfer;

    /** A statement that needs further messages from the client before PostgreSQL can complete it. */
    interface ClientTransfer {
        /** Receives the messages. Called without the session's lock. */
        void receive() throws IOException;

        /** Makes the statement fail in PostgreSQL. Called under the session's lock, also by other threads. */
        void abort() throws IOException;
    }

    /** A step of a transfer. */
    interface Step {
        void run() throws IOException;
    }

    /** @param handling the session's lock */
    SessionContext(
            EndpointState endpoint,
            BackendConnection backend,
            FrameReader client,
            ClientOutput out,
            ReentrantLock handling) {
        this.handling = handling;
        this.endpoint = endpoint;
        this.backend = backend;
        this.internalStatements = new InternalStatements(backend);
        this.client = client;
        this.out = out;
    }

    EndpointState endpoint() {
        return endpoint;
    }

    BackendConnection backend() {
        return backend;
    }

    InternalStatements internalStatements() {
        return internalStatements;
    }

    FrameReader client() {
        return client;
    }

    ClientOutput out() {
        return out;
    }

    MessageUnit unit() {
        return unit;
    }

    CurrentTransaction transactions() {
        return transactions;
    }

    /** The current transaction; idle if none is open. */
    Transaction transaction() {
        return transactions.get();
    }

    PreparedStatements preparedStatements() {
        return preparedStatements;
    }

    SelfCancellation cancellation() {
        return cancellation;
    }

    /** Receives the client's messages within a statement. The transaction can be evicted while it waits for them. */
    void receive(ClientTransfer messages) throws IOException {
        transfer = messages;
        handling.unlock();
        try {
            messages.receive();
        } finally {
            handling.lock();
            transfer = null;
        }
    }

    /** Runs a step of a transfer under the session's lock. */
    void locked(Step step) throws IOException {
        handling.lock();
        try {
            step.run();
        } finally {
            handling.unlock();
        }
    }

    /** Aborts the statement that waits for the client, if there is one. */
    void abortTransfer() throws IOException {
        ClientTransfer waiting = transfer;
        if (waiting != null) {
            waiting.abort();
        }
    }

    /** Sends an error of the endpoint after all pending responses, and ignores the rest of the unit. */
    void refuse(PgError error) {
        unit.skip();
        backend.then(() -> refuseNow(error));
    }

    /** Like {@link #refuse}, if no response is pending. */
    void refuseNow(PgError error) throws IOException {
        unit.refuse();
        out.send(error.encode());
    }
}
