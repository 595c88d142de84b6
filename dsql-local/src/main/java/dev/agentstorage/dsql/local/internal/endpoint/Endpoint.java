package dev.agentstorage.dsql.local.internal.endpoint;

import dev.agentstorage.dsql.local.internal.backend.BackendConnector;
import dev.agentstorage.dsql.local.internal.backend.MonitorConnection;
import dev.agentstorage.dsql.local.internal.backend.SessionStartup;
import dev.agentstorage.dsql.local.internal.catalog.ServerLimits;
import dev.agentstorage.dsql.local.internal.catalog.ServerSetup;
import dev.agentstorage.dsql.local.internal.catalog.TableReset;
import dev.agentstorage.dsql.local.internal.conflict.CommitOrder;
import dev.agentstorage.dsql.local.internal.conflict.LockWaitResolver;
import dev.agentstorage.dsql.local.internal.conflict.LockWaitTimer;
import dev.agentstorage.dsql.local.internal.connection.AuthenticatedClient;
import dev.agentstorage.dsql.local.internal.connection.ConnectionAcceptor;
import dev.agentstorage.dsql.local.internal.connection.ConnectionLimiter;
import dev.agentstorage.dsql.local.internal.job.JobRunner;
import dev.agentstorage.dsql.local.internal.session.EndpointOptions;
import dev.agentstorage.dsql.local.internal.session.EndpointState;
import dev.agentstorage.dsql.local.internal.session.Session;
import dev.agentstorage.dsql.local.internal.session.Traffic;
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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Listens for clients and serves each of them on a separate thread. Thread-safe. */
public final class Endpoint implements AutoCloseable {
    private static final int BACKLOG = 1_024;
    private static final long PAUSE_AFTER_FAILED_ACCEPT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final ServerSocket listener;
    private final ConnectionAcceptor connectionAcceptor;
    private final MonitorConnection monitor;
    private final EndpointState shared;
    private final JobRunner jobs;
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

    private Endpoint(
            ServerSocket listener,
            ConnectionAcceptor connectionAcceptor,
            MonitorConnection monitor,
            EndpointState shared,
            JobRunner jobs) {
        this.listener = listener;
        this.connectionAcceptor = connectionAcceptor;
        this.monitor = monitor;
        this.shared = shared;
        this.jobs = jobs;
        this.acceptor = daemon(this::accept, "acceptor");
    }

    /**
     * Prepares the database, then starts to listen.
     *
     * @throws UncheckedIOException if the port cannot be bound (the cause is then a {@link java.net.BindException}), or
     *     the database cannot be reached
     */
    public static Endpoint open(EndpointOptions options) {
        ServerSocket listener = null;
        MonitorConnection monitor = new MonitorConnection(options.postgres());
        boolean opened = false;
        try {
            listener = new ServerSocket();
            listener.bind(new InetSocketAddress(options.address(), options.port()), BACKLOG);
            ServerSetup.install(
                    monitor.dataSource(),
                    ServerLimits.ofTheService()
                            .withTransactionBytes(options.transactions().bytes()));
            Endpoint endpoint = open(options, listener, monitor);
            opened = true;
            return endpoint;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new UncheckedIOException(new IOException("the database behind the endpoint cannot be prepared", e));
        } finally {
            if (!opened) {
                monitor.close();
                close(listener);
            }
        }
    }

    private static Endpoint open(EndpointOptions options, ServerSocket listener, MonitorConnection monitor)
            throws SQLException {
        BackendConnector connector = new BackendConnector(options.postgres());
        LockWaitResolver lockWaits = new LockWaitResolver(monitor);
        LockWaitTimer lockWaitTimer = new LockWaitTimer(lockWaits);
        JobRunner jobs = JobRunner.start(
                monitor.dataSource(),
                options.indexBuildTime(),
                jobId -> options.faults().failsIndexJob(),
                (jobId, relations) -> outdate(lockWaits, relations));
        lockWaitTimer.watchSchemaChange(jobs::backendPid);
        EndpointState shared = new EndpointState(
                options,
                new SessionStartup(connector),
                options.faults(),
                lockWaits,
                lockWaitTimer,
                new CommitOrder(lockWaits),
                jobs::submitted);
        EndpointOptions.ConnectionLimits limits = options.connections();
        ConnectionAcceptor.Builder builder = ConnectionAcceptor.builder()
                .requireSni(options.entrance().requireSni())
                .tokens(options.entrance().tokens())
                .hosts(options.entrance().hostNames())
                .limiter(new ConnectionLimiter(limits.open(), limits.perSecond(), limits.burst()))
                .cancelHandler((pid, key) -> cancel(connector, pid, key));
        options.tls().ifPresent(builder::tls);
        Endpoint endpoint = new Endpoint(listener, builder.build(), monitor, shared, jobs);
        endpoint.acceptor.start();
        return endpoint;
    }

    private static void outdate(LockWaitResolver lockWaits, Set<Long> relations) {
        try {
            lockWaits.schemaChanged(relations);
        } catch (IOException e) {
            // If the database is unreachable, there are no open transactions.
        }
    }

    private static void cancel(BackendConnector connector, int pid, int key) {
        try {
            connector.cancel(pid, key);
        } catch (IOException e) {
            // Cancelling is best effort.
        }
    }

    /** The TCP port it listens on. */
    public int port() {
        return listener.getLocalPort();
    }

    /** The totals of all connections, including closed ones. */
    public WireCounters counters() {
        return total.snapshot();
    }

    /** The open connections, oldest first. */
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
     * Empties all tables. Conflicting idle transactions fail with OC001.
     *
     * @throws SQLException if a client's statement blocks the reset for longer than {@code patience}, or the database
     *     cannot be reached
     */
    public void reset(Duration patience) throws SQLException {
        TableReset.run(
                monitor.dataSource(), pid -> shared.lockWaitTimer().watchSchemaChange(() -> pid)::close, patience);
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
            Optional<AuthenticatedClient> client = connectionAcceptor.admit(socket);
            if (client.isPresent() && connectionAcceptor.authenticate(client.get())) {
                Session session = new Session(client.get(), shared, new Traffic(total));
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

    /** Disconnects all clients, stops listening, and waits until all threads have ended. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        close(listener);
        connectionAcceptor.close();
        join(acceptor);
        List<Connection> open = List.copyOf(connections.values());
        for (Connection each : open) {
            each.session.ifPresent(Session::close);
            close(each.socket);
        }
        open.forEach(each -> join(each.thread));
        shared.lockWaitTimer().close();
        try {
            jobs.close();
        } finally {
            monitor.close();
        }
    }

    private static void close(java.io.@org.jspecify.annotations.Nullable Closeable closeable) {
        if (closeable == null) {
            return;
        }
        try {
            closeable.close();
        } catch (IOException closedAnyway) {
            // The file descriptor is released nevertheless.
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
