package dev.agentstorage.dsql.local.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands between PostgreSQL clients and a server and counts what they say to each other, so that a test can hold an
 * operation to its round trips.
 *
 * <pre>{@code
 * WireCounters before = relay.counters();
 * operation();
 * assertThat(relay.counters().minus(before).roundTrips()).isEqualTo(1);
 * }</pre>
 *
 * <p>A client that has its answer finds it counted. Messages pass unchanged and are never held as a whole, so that their
 * size is not limited. Encryption is refused: a client that insists on it can't connect. Requests to cancel pass and are
 * not counted. A client that closes only its sending side still gets its answers; one that vanishes within a message, or
 * does not speak the protocol, is disconnected.
 *
 * <p>Listens on the loopback interface. Thread-safe.
 */
public final class CountingRelay implements AutoCloseable {
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int BACKLOG = 1_024;
    private static final long PAUSE_AFTER_FAILED_ACCEPT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final ServerSocket listener;
    private final InetSocketAddress server;
    private final Meter total = new Meter(null);
    private final Map<Long, Session> sessions = new ConcurrentHashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread acceptor;

    private record Session(RelayConnection connection, Thread thread) {}

    private CountingRelay(ServerSocket listener, InetSocketAddress server) {
        this.listener = listener;
        this.server = server;
        this.acceptor = new Thread(this::accept, threadName("acceptor"));
        this.acceptor.setDaemon(true);
    }

    /**
     * Starts a relay on a free port. The server need not be reachable yet.
     *
     * @param host of the server
     * @param port of the server
     * @throws UncheckedIOException if no port can be had
     */
    public static CountingRelay start(String host, int port) {
        try {
            ServerSocket listener = new ServerSocket(0, BACKLOG, InetAddress.getByAddress(LOOPBACK));
            CountingRelay relay = new CountingRelay(listener, new InetSocketAddress(host, port));
            relay.acceptor.start();
            return relay;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The TCP port on the loopback interface. */
    public int port() {
        return listener.getLocalPort();
    }

    /**
     * A URL for pgjdbc.
     *
     * @param database name of the database
     * @param user who connects, without a password
     */
    public String jdbcUrl(String database, String user) {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + encoded(database) + "?user=" + encoded(user);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The sums over all connections, closed ones too. They only grow. */
    public WireCounters counters() {
        return total.snapshot();
    }

    /** The connections that are open now, oldest first. */
    public List<OpenConnection> openConnections() {
        return sessions.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> new OpenConnection(
                        entry.getKey(), entry.getValue().connection().counters()))
                .toList();
    }

    /**
     * Disconnects all clients, stops listening, and waits until no thread is left. Does nothing when closed already. An
     * interrupted caller does not wait.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            join(acceptor);
            List<Session> open = List.copyOf(sessions.values());
            open.forEach(session -> session.connection().close());
            open.forEach(session -> join(session.thread()));
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        for (long number = 1; !closed.get(); number++) {
            try {
                serve(listener.accept(), number);
            } catch (IOException closedOrOutOfDescriptors) {
                LockSupport.parkNanos(PAUSE_AFTER_FAILED_ACCEPT_NANOS);
            }
        }
    }

    private void serve(Socket client, long number) {
        String name = threadName(Long.toString(number));
        RelayConnection connection = new RelayConnection(client, server, new Meter(total), name);
        Thread thread = new Thread(
                () -> {
                    try {
                        connection.run();
                    } finally {
                        sessions.remove(number);
                    }
                },
                name);
        thread.setDaemon(true);
        sessions.put(number, new Session(connection, thread));
        thread.start();
    }

    private String threadName(String suffix) {
        return "dsql-local-relay-" + port() + "-" + suffix;
    }
}
