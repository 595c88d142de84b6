package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.backend.BackendConnection;
import dev.agentstorage.dsql.local.internal.conflict.LockHolder;
import dev.agentstorage.dsql.local.internal.conflict.LockWaitResolver;
import dev.agentstorage.dsql.local.internal.connection.AuthenticatedClient;
import dev.agentstorage.dsql.local.internal.protocol.ClientOutput;
import dev.agentstorage.dsql.local.internal.protocol.FrameReader;
import dev.agentstorage.dsql.local.internal.protocol.MessageBuilder;
import dev.agentstorage.dsql.local.internal.transaction.Transaction;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads and answers a client's messages in order. Runs on the session's thread; other threads can evict its
 * transaction while it waits for the client.
 */
final class Conversation implements LockHolder {
    /** The service's limit on the size of a message, as counted by {@link FrameReader}. */
    private static final long MAX_MESSAGE = 10 << 20;

    private final AuthenticatedClient connection;
    private final EndpointState endpoint;
    private final LockWaitResolver lockWaits;
    private final Traffic traffic;
    private final BackendConnection backend;
    private final BooleanSupplier closed;
    private final SessionContext context;
    private final StatementPipeline pipeline;
    private final MessageReader messages;
    /** Held while a message is handled, and while the transaction is evicted. */
    private final ReentrantLock handling = new ReentrantLock();

    private final long startedNanos = System.nanoTime();

    /** @param closed whether another thread has closed the session */
    Conversation(
            AuthenticatedClient connection,
            EndpointState endpoint,
            Traffic traffic,
            BackendConnection backend,
            BooleanSupplier closed) {
        this.connection = connection;
        this.endpoint = endpoint;
        this.lockWaits = endpoint.lockWaits();
        this.traffic = traffic;
        this.backend = backend;
        this.closed = closed;
        FrameReader client = new FrameReader(connection.in(), traffic::received, MAX_MESSAGE);
        this.context = new SessionContext(
                endpoint,
                backend,
                client,
                new ClientOutput(connection.out(), connection::close, traffic::sent),
                handling);
        this.pipeline = new StatementPipeline(context);
        this.messages = new MessageReader(context, pipeline);
    }

    /**
     * Answers the startup packet, then each message until the connection ends.
     *
     * @param parameters PostgreSQL's messages that are part of the answer to the startup packet
     * @throws SocketTimeoutException if the connection has reached its maximum lifetime
     */
    void run(List<byte[]> parameters) throws IOException {
        backend.listen(context.out()::pass, this::waitedForPostgres);
        lockWaits.add(backend.pid(), this);
        try {
            answerStartup(parameters);
            serve();
        } finally {
            lockWaits.remove(backend.pid());
            endpoint.commitOrder().ended(context.transaction());
        }
    }

    private void answerStartup(List<byte[]> parameters) throws IOException {
        ClientOutput out = context.out();
        out.send(new MessageBuilder('R').int32(0).build());
        for (byte[] message : parameters) {
            out.send(message);
        }
        out.send(new MessageBuilder('Z').int8('I').build());
        out.flush();
    }

    private void serve() throws IOException {
        FrameReader client = context.client();
        boolean awaited = false;
        while (awaitMessage()) {
            int type = client.type();
            if (type == 'X') {
                return;
            }
            if (type == 'Q' || type == 'E') {
                traffic.statement();
            }
            messages.read();
            handling.lock();
            try {
                messages.handle();
            } finally {
                handling.unlock();
            }
            if (context.out().isEnding()) {
                return;
            }
            awaited |= isAnswerAwaited(type);
            if (awaited && !client.hasMore() && !connection.hasMore()) {
                answer();
                awaited = false;
            }
        }
        // The client may have closed only its sending side.
        context.out().flush();
    }

    private boolean awaitMessage() throws IOException {
        connection.rawSocket().setSoTimeout(millisLeft());
        return context.client().next();
    }

    /**
     * A transaction that is open when the connection reaches its maximum lifetime may continue until its own maximum
     * age.
     */
    private int millisLeft() throws SocketTimeoutException {
        long left = endpoint.options().connections().life().toNanos() - (System.nanoTime() - startedNanos);
        Transaction open = context.transaction();
        if (open.isExplicit()) {
            long age = endpoint.options().transactions().age().toNanos() - open.ageNanos();
            left = Math.max(left, age);
        }
        if (left <= 0) {
            throw new SocketTimeoutException("maximum connection lifetime exceeded");
        }
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, left / 1_000_000));
    }

    /** Whether the client waits for an answer to the message: Query, Sync, Flush and FunctionCall. */
    private static boolean isAnswerAwaited(int type) {
        return type == 'Q' || type == 'S' || type == 'H' || type == 'F';
    }

    private void answer() throws IOException {
        traffic.roundTrip();
        long latency = endpoint.faults().latency().toNanos();
        for (long end = System.nanoTime() + latency; latency > 0; latency = end - System.nanoTime()) {
            LockSupport.parkNanos(latency);
        }
        context.out().flush();
    }

    private void waitedForPostgres(long waitedNanos) throws IOException {
        if (closed.getAsBoolean()) {
            throw new IOException("closed");
        }
        Transaction open = context.transaction();
        int pid = backend.pid();
        boolean mustRelease = lockWaits.resolve(pid, open.isIdle() ? null : open, open.changesSchema(), waitedNanos);
        if (mustRelease && context.cancellation().request()) {
            lockWaits.cancel(pid);
        }
    }

    @Override
    public Transaction transaction() {
        return context.transaction();
    }

    @Override
    public boolean isActive() {
        return handling.isLocked();
    }

    @Override
    public boolean evict(Condition stillBlocks, @Nullable Transaction waiting, boolean forSchema) throws IOException {
        if (!handling.tryLock()) {
            return false;
        }
        try {
            return !stillBlocks.holds() || pipeline.transactions().releaseLocks(waiting, forSchema);
        } finally {
            handling.unlock();
        }
    }
}
