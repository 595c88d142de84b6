package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.faults.ConnectFault;
import dev.agentstorage.dsql.local.internal.door.Guest;
import dev.agentstorage.dsql.local.internal.protocol.FrameReader;
import dev.agentstorage.dsql.local.internal.protocol.MessageBuilder;
import dev.agentstorage.dsql.local.internal.protocol.MessageTooLongException;
import dev.agentstorage.dsql.local.internal.protocol.PgError;
import dev.agentstorage.dsql.local.wire.WireCounters;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One client's connection, served on one thread. */
final class Session {
    /** The service takes no longer message; as {@link FrameReader} counts it. */
    private static final long LONGEST_MESSAGE = 10 << 20;

    private final Guest guest;
    private final Shared shared;
    private final Traffic traffic;
    /** Held while this session works; whoever gets it without waiting may make the session give way. */
    private final ReentrantLock working = new ReentrantLock();

    private final long bornNanos = System.nanoTime();
    private volatile @Nullable State state;
    private volatile @Nullable Backend backend;
    private volatile boolean closed;

    Session(Guest guest, Shared shared, Traffic traffic) {
        this.guest = guest;
        this.shared = shared;
        this.traffic = traffic;
    }

    WireCounters counters() {
        return traffic.snapshot();
    }

    /** Serves the client to its end. */
    void run() {
        Backend opened = null;
        try {
            if (turnedAway()) {
                return;
            }
            traffic.connected();
            Greeter.Greeted greeted = new Greeter(shared.connector()).greet(guest.user(), guest.parameters());
            opened = greeted.backend();
            backend = opened;
            if (closed) {
                return;
            }
            converse(opened, greeted.greeting());
        } catch (Greeter.NotWelcomeException refused) {
            guest.refuse(refused.error());
        } catch (BackendConnector.RefusedException refused) {
            guest.refuse(
                    PgError.fatal(refused.error().sqlState(), refused.error().message()));
        } catch (ProtocolException garbage) {
            guest.refuse(PgError.fatal("08P01", "invalid message: " + garbage.getMessage()));
        } catch (SocketTimeoutException oldAge) {
            guest.refuse(PgError.fatal("57P01", "terminating connection: it has reached its greatest age"));
        } catch (MessageTooLongException endsItWithoutAWord) {
            // As the service does.
        } catch (IOException goneOrClosed) {
            // Nobody is left to tell.
        } finally {
            if (opened != null) {
                shared.arbiter().remove(opened.pid());
            }
            State last = state;
            if (last != null && last.transaction != null) {
                shared.committedLocks().ended(last.transaction);
            }
            close();
        }
    }

    private boolean turnedAway() {
        Optional<ConnectFault> fault = shared.faults().onConnect();
        if (fault.isEmpty()) {
            return false;
        }
        switch (fault.get()) {
            case TOO_MANY_CONNECTIONS -> guest.refuseAsTooMany();
            case RATE_EXCEEDED -> guest.refuseAsTooFast();
            case EXPIRED_TOKEN -> guest.refuseAsExpired();
            case WAKING_UP -> guest.refuseAsWakingUp();
        }
        return true;
    }

    private void converse(Backend opened, List<byte[]> greeting) throws IOException {
        FrameReader client = new FrameReader(guest.in(), traffic::received, LONGEST_MESSAGE);
        ClientOutput out = new ClientOutput(guest.out(), guest::close, traffic::sent);
        State current = new State(shared, opened, out, client);
        opened.listen(out::pass, waited -> noAnswerYet(current, waited));
        state = current;
        shared.arbiter().add(opened.pid(), this);
        out.send(new MessageBuilder('R').int32(0).build());
        for (byte[] message : greeting) {
            out.send(message);
        }
        out.send(new MessageBuilder('Z').int8('I').build());
        out.flush();
        serve(current, new Messages(current, new Pipeline(current)));
    }

    private void serve(State current, Messages messages) throws IOException {
        FrameReader client = current.client;
        boolean owes = false;
        while (true) {
            guest.rawSocket().setSoTimeout(millisLeft(current));
            if (!client.next()) {
                // It may have closed no more than its own side.
                current.out.flush();
                return;
            }
            int type = client.type();
            if (type == 'X') {
                return;
            }
            if (type == 'Q' || type == 'E') {
                traffic.statement();
            }
            messages.read();
            working.lock();
            try {
                messages.handle();
            } finally {
                working.unlock();
            }
            if (current.cut) {
                return;
            }
            owes |= isAwaited(type);
            if (owes && !client.hasMore() && !guest.hasMore()) {
                answer(current);
                owes = false;
            }
        }
    }

    /** Whether the client reads before it sends more: Query, Sync, Flush, FunctionCall. */
    private static boolean isAwaited(int type) {
        return type == 'Q' || type == 'S' || type == 'H' || type == 'F';
    }

    private void answer(State current) throws IOException {
        traffic.roundTrip();
        long latency = shared.faults().latency().toNanos();
        for (long end = System.nanoTime() + latency; latency > 0; latency = end - System.nanoTime()) {
            LockSupport.parkNanos(latency);
        }
        current.out.flush();
    }

    /** A connection has an end; a transaction that is open then may still be ended within its own age. */
    private int millisLeft(State current) throws SocketTimeoutException {
        long life = shared.options().connections().life().toNanos() - (System.nanoTime() - bornNanos);
        Transaction open = current.transaction;
        if (open != null && open.isExplicit()) {
            long age = shared.options().transactions().age().toNanos() - (System.nanoTime() - open.startedNanos);
            life = Math.max(life, age);
        }
        if (life <= 0) {
            throw new SocketTimeoutException("end of life");
        }
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, life / 1_000_000));
    }

    private void noAnswerYet(State current, long waitedNanos) throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        Transaction mine = current.transaction;
        boolean forSchema = mine != null && mine.changesSchema;
        int pid = current.backend.pid();
        if (shared.arbiter().clearTheWay(pid, mine, forSchema, waitedNanos) && !current.yielding) {
            current.yielding = true;
            shared.arbiter().cancel(pid);
        }
    }

    /** Whether the condition still holds. */
    interface StillInTheWay {
        boolean test() throws IOException;
    }

    /**
     * Makes this session's transaction let go of its locks, if the session has nothing to do at the moment.
     *
     * @return false if the session works
     */
    boolean giveWay(StillInTheWay inTheWay, @Nullable Transaction waiting, boolean forSchema) throws IOException {
        if (!working.tryLock()) {
            return false;
        }
        try {
            State current = state;
            return current == null || !inTheWay.test() || new Eviction(current).giveWay(waiting, forSchema);
        } finally {
            working.unlock();
        }
    }

    /** Whether this session has nothing to do and may hold a lock that the other waits for. A guess, at no cost. */
    boolean mayBeInTheWayOf(Transaction waiting) {
        State current = state;
        Transaction mine = current == null ? null : current.transaction;
        if (mine == null || mine == waiting || working.isLocked()) {
            return false;
        }
        return waiting.changesSchema || mine.changesSchema || (waiting.changesData && mine.changesData);
    }

    boolean isOlderThan(Transaction other) {
        State current = state;
        Transaction mine = current == null ? null : current.transaction;
        return mine != null && mine.number < other.number;
    }

    /** How many commits the open transaction's snapshot has seen; all of them if there is none. */
    long commitsSeen(long commits) {
        State current = state;
        Transaction mine = current == null ? null : current.transaction;
        return mine == null ? commits : Math.max(0, mine.commitsSeen);
    }

    /** A job has changed the definition of a table that the open transaction has used. */
    void schemaChanged() {
        State current = state;
        Transaction mine = current == null ? null : current.transaction;
        if (mine != null) {
            mine.outdate();
        }
    }

    /** Disconnects. May be called at any time by any thread. */
    void close() {
        closed = true;
        guest.close();
        Backend open = backend;
        if (open != null) {
            open.close();
        }
    }
}
