package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.door.Admission;
import dev.agentstorage.dsql.local.internal.door.Door;
import dev.agentstorage.dsql.local.internal.door.Guest;
import dev.agentstorage.dsql.local.internal.server.JobRunner;
import dev.agentstorage.dsql.local.internal.server.ServerLimits;
import dev.agentstorage.dsql.local.internal.server.ServerSetup;
import dev.agentstorage.dsql.local.internal.server.TableReset;
import dev.agentstorage.dsql.local.wire.OpenConnection;
import dev.agentstorage.dsql.local.wire.WireCounters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Listens, and serves each client on a thread of its own. Thread-safe. */
public final class Endpoint implements AutoCloseable {
    private static final int BACKLOG = 1_024;
    private static final long PAUSE_AFTER_FAILED_ACCEPT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final ServerSocket listener;
    private final Door door;
    private final Side side;
    private final Shared shared;
    private final JobRunner jobs;
    private final JobWatch jobWatch;
    private final Traffic total = new Traffic(null);
    private final Map<Long, Connection> connections = new ConcurrentHashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread acceptor;

    private static final class Connection {
        private final Socket socket;
        private final Thread thread;
        private volatile Optional<Session> session = Optional.empty();

        Connection(Socket socket, Thread thread) {
            this.socket = socket;
            this.thread = thread;
        }
    }

    private Endpoint(ServerSocket listener, Door door, Side side, Shared shared, JobRunner jobs, JobWatch jobWatch) {
        this.listener = listener;
        this.door = door;
        this.side = side;
        this.shared = shared;
        this.jobs = jobs;
        this.jobWatch = jobWatch;
        this.acceptor = daemon(this::accept, "acceptor");
    }

    /**
     * Prepares the database, then starts to listen.
     *
     * @throws UncheckedIOException if the port can't be had (its cause is a {@link java.net.BindException} then), or the
     *     database can't be reached
     */
    public static Endpoint open(EndpointOptions options) {
        ServerSocket listener = null;
        Side side = new Side(options.postgres());
        boolean opened = false;
        try {
            listener = new ServerSocket();
            listener.bind(new InetSocketAddress(options.address(), options.port()), BACKLOG);
            ServerSetup.install(
                    side.dataSource(),
                    ServerLimits.ofTheService()
                            .withTransactionBytes(options.transactions().bytes()));
            Endpoint endpoint = open(options, listener, side);
            opened = true;
            return endpoint;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new UncheckedIOException(new IOException("the database behind the endpoint can't be prepared", e));
        } finally {
            if (!opened) {
                side.close();
                close(listener);
            }
        }
    }

    private static Endpoint open(EndpointOptions options, ServerSocket listener, Side side) throws SQLException {
        BackendConnector connector = new BackendConnector(options.postgres());
        Arbiter arbiter = new Arbiter(side);
        JobWatch watch = new JobWatch(side, arbiter);
        JobRunner jobs = JobRunner.start(
                side.dataSource(),
                options.indexBuildTime(),
                jobId -> options.faults().failsIndexJob(),
                (jobId, relations) -> watch.changed(relations));
        watch.start(jobs::backendPid);
        Shared shared = new Shared(
                options,
                connector,
                options.faults(),
                arbiter,
                new AtomicLong(),
                new AtomicLong(),
                new ReentrantLock(),
                new CommittedLocks(),
                jobs::submitted);
        EndpointOptions.ConnectionLimits limits = options.connections();
        Door.Builder builder = Door.builder()
                .requireSni(options.entrance().requireSni())
                .tokens(options.entrance().tokens())
                .hosts(options.entrance().hostNames())
                .admission(new Admission(limits.open(), limits.perSecond(), limits.burst()))
                .cancelHandler((pid, key) -> cancel(connector, pid, key));
        options.tls().ifPresent(builder::tls);
        Endpoint endpoint = new Endpoint(listener, builder.build(), side, shared, jobs, watch);
        endpoint.acceptor.start();
        return endpoint;
    }

    private static void cancel(BackendConnector connector, int pid, int key) {
        try {
            connector.cancel(pid, key);
        } catch (IOException e) {
            // A request to cancel promises nothing.
        }
    }

    /** The TCP port it listens on. */
    public int port() {
        return listener.getLocalPort();
    }

    /** The sums over all connections, closed ones too. */
    public WireCounters counters() {
        return total.snapshot();
    }

    /** The connections that are open now, oldest first. */
    public List<OpenConnection> openConnections() {
        return connections.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .flatMap(
                        entry -> entry
                                .getValue()
                                .session
                                .map(session -> new OpenConnection(entry.getKey(), session.counters()))
                                .stream())
                .toList();
    }

    /**
     * Empties all tables. Idle transactions that are in the way fail with OC001.
     *
     * @throws SQLException if a statement of a client is in the way for longer than {@code patience}, or the database cannot be reached
     */
    public void reset(Duration patience) throws SQLException {
        TableReset.run(side.dataSource(), jobWatch::watch, patience);
    }

    private void accept() {
        for (long number = 1; !closed.get(); number++) {
            try {
                receive(listener.accept(), number);
            } catch (IOException closedOrOutOfDescriptors) {
                LockSupport.parkNanos(PAUSE_AFTER_FAILED_ACCEPT_NANOS);
            }
        }
    }

    private void receive(Socket socket, long number) {
        Thread thread = daemon(() -> serve(socket, number), Long.toString(number));
        connections.put(number, new Connection(socket, thread));
        thread.start();
    }

    private void serve(Socket socket, long number) {
        try {
            Optional<Guest> guest = door.admit(socket);
            if (guest.isPresent() && door.authenticate(guest.get())) {
                Session session = new Session(guest.get(), shared, new Traffic(total));
                Connection connection = connections.get(number);
                if (connection != null) {
                    connection.session = Optional.of(session);
                }
                session.run();
            }
        } finally {
            connections.remove(number);
        }
    }

    private Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, "dsql-local-" + listener.getLocalPort() + "-" + name);
        thread.setDaemon(true);
        return thread;
    }

    /** Disconnects all clients, stops listening, and waits until no thread is left. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        close(listener);
        door.close();
        join(acceptor);
        List<Connection> open = List.copyOf(connections.values());
        for (Connection each : open) {
            each.session.ifPresent(Session::close);
            close(each.socket);
        }
        open.forEach(each -> join(each.thread));
        jobWatch.close();
        try {
            jobs.close();
        } finally {
            side.close();
        }
    }

    private static void close(java.io.@org.jspecify.annotations.Nullable Closeable closeable) {
        if (closeable == null) {
            return;
        }
        try {
            closeable.close();
        } catch (IOException closedAnyway) {
            // The descriptor is released even so.
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
