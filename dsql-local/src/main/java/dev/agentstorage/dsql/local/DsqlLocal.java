package dev.agentstorage.dsql.local;

import dev.agentstorage.dsql.local.auth.TokenMode;
import dev.agentstorage.dsql.local.faults.Faults;
import dev.agentstorage.dsql.local.internal.endpoint.Endpoint;
import dev.agentstorage.dsql.local.postgres.PostgresServer;
import dev.agentstorage.dsql.local.wire.OpenConnection;
import dev.agentstorage.dsql.local.wire.WireCounters;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An endpoint that answers PostgreSQL clients as Aurora DSQL answers them, with a real PostgreSQL behind it.
 *
 * <pre>{@code
 * try (DsqlLocal local = DsqlLocal.start();
 *         Connection connection = DriverManager.getConnection(local.jdbcUrl())) {
 *     connection.createStatement().execute("CREATE TABLE account (id uuid PRIMARY KEY, cents bigint)");
 * }
 * }</pre>
 *
 * <p>It listens on the loopback interface, wants TLS, and lets {@code admin} in with any password; all that is an {@linkplain
 * DsqlLocalBuilder option}. The certificate is made at the start: {@link #jdbcUrl()} names it.
 *
 * <p>For tests and development only: nothing checks who a client is, and whoever reaches the loopback interface can reach the
 * PostgreSQL behind it without a password.
 *
 * <p>Thread-safe. Ends with the JVM, also without {@link #close()}.
 */
public final class DsqlLocal implements AutoCloseable {
    /** The role that owns the database, as in a new cluster. */
    public static final String ADMIN = "admin";

    /** The one database of a cluster. */
    public static final String DATABASE = "postgres";

    private static final Duration PATIENCE_OF_RESET = Duration.ofSeconds(30);

    private final Endpoint endpoint;
    private final PostgresServer postgres;
    private final InetAddress address;
    private final Identity identity;
    private final TokenMode tokens;
    private final Faults faults;
    private final AtomicBoolean closed = new AtomicBoolean();

    DsqlLocal(
            Endpoint endpoint,
            PostgresServer postgres,
            InetAddress address,
            Identity identity,
            TokenMode tokens,
            Faults faults) {
        this.endpoint = endpoint;
        this.postgres = postgres;
        this.address = address;
        this.identity = identity;
        this.tokens = tokens;
        this.faults = faults;
    }

    /**
     * Starts an endpoint with all defaults: a free port, an empty throwaway database.
     *
     * @throws DsqlLocalException as {@link DsqlLocalBuilder#start()}
     * @throws dev.agentstorage.dsql.local.postgres.LocalPostgresException as {@link DsqlLocalBuilder#start()}
     */
    public static DsqlLocal start() {
        return builder().start();
    }

    /** Options for an endpoint. */
    public static DsqlLocalBuilder builder() {
        return new DsqlLocalBuilder();
    }

    /** The address that a client on this machine connects to. */
    public String host() {
        return Addresses.reachable(address);
    }

    /** The TCP port. */
    public int port() {
        return endpoint.port();
    }

    /** {@link #jdbcUrl(String)} for {@link #ADMIN}. */
    public String jdbcUrl() {
        return jdbcUrl(ADMIN);
    }

    /**
     * A URL for pgjdbc that needs nothing else: with a password that the endpoint takes and, if it wants TLS, with the
     * certificate to trust. Further parameters may follow after an {@code &}.
     *
     * <p>The password is made up for this endpoint and good for seven days.
     *
     * @param user {@code admin}, or a role that was created
     */
    public String jdbcUrl(String user) {
        StringBuilder url =
                new StringBuilder(jdbcUrlWithoutLogin()).append("&user=").append(encoded(user));
        if (tokens != TokenMode.OFF) {
            url.append("&password=").append(encoded(token(user)));
        }
        return url.toString();
    }

    /**
     * A URL for pgjdbc that says where the endpoint is and which certificate to trust, for clients that are given the user and the
     * {@linkplain #token(String) password} apart. Further parameters may follow after an {@code &}.
     */
    public String jdbcUrlWithoutLogin() {
        StringBuilder url = new StringBuilder("jdbc:postgresql://")
                .append(Addresses.inUrl(host()))
                .append(':')
                .append(port())
                .append('/')
                .append(DATABASE);
        if (wantsTls()) {
            url.append("?sslmode=verify-full&sslrootcert=")
                    .append(encoded(certificate().toString()));
        } else {
            url.append("?sslmode=disable");
        }
        return url.toString();
    }

    /**
     * A password that this endpoint takes from a user: a made-up token where it must have the {@linkplain TokenMode#SHAPE
     * shape} of one, any word where there must be one, and the empty string otherwise.
     *
     * @param user {@code admin}, or a role that was created
     */
    public String token(String user) {
        return switch (tokens) {
            case ANY -> "local";
            case SHAPE -> MadeUpToken.of(host(), user);
            case OFF -> "";
        };
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Whether connections must be encrypted. */
    public boolean wantsTls() {
        return identity.certificates().isPresent();
    }

    /**
     * A PEM file with the certificate that a client is to trust ({@code sslrootcert}). It goes with {@link #close()}
     * unless there is a data directory.
     *
     * @throws IllegalStateException if the endpoint was started without TLS
     */
    public Path certificate() {
        return identity.pemFile();
    }

    /**
     * Empties all tables and lets all sequences, those of identity columns too, begin again: for tests that share an endpoint.
     * Tables, indexes, views, roles and grants stay, and so do {@code sys.jobs}, {@link #faults()} and {@link #counters()}. No table and no
     * row is too much: there is no limit as for a transaction.
     *
     * <p>Connections stay open. A transaction that has used a table that is emptied, or a sequence, and is idle, loses: its next
     * statement or its {@code COMMIT} fails with 40001 (OC001). A statement that runs is waited for, at most for 30 seconds.
     * When this returns, every client sees the tables empty; what clients write while it runs may be there or not.
     *
     * <p>The time is that of the tables that were used since the last time; one that has never had a row costs next to nothing.
     *
     * @throws DsqlLocalException {@link DsqlLocalException.Reason#RESET_FAILED} if a statement runs for longer, or the endpoint is
     *     closed; nothing has changed then
     */
    public void reset() {
        try {
            endpoint.reset(PATIENCE_OF_RESET);
        } catch (SQLException e) {
            throw new DsqlLocalException(DsqlLocalException.Reason.RESET_FAILED, Map.of(), e);
        }
    }

    /** What went over the wire: the sums over all connections, closed ones too. They only grow. */
    public WireCounters counters() {
        return endpoint.counters();
    }

    /** What went over the wire on each connection that is open now, oldest first. */
    public List<OpenConnection> openConnections() {
        return endpoint.openConnections();
    }

    /** What goes wrong on purpose. */
    public Faults faults() {
        return faults;
    }

    /**
     * Disconnects all clients, stops listening, stops PostgreSQL and removes what was a throwaway. Does nothing when
     * closed already.
     *
     * @throws dev.agentstorage.dsql.local.postgres.LocalPostgresException if the thread is interrupted while it waits for
     *     the end of PostgreSQL
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            endpoint.close();
        } finally {
            try {
                postgres.close();
            } finally {
                identity.close();
            }
        }
    }
}
