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
 * A local endpoint that behaves as Aurora DSQL, backed by a real PostgreSQL.
 *
 * <pre>{@code
 * try (DsqlLocal local = DsqlLocal.start();
 *         Connection connection = DriverManager.getConnection(local.jdbcUrl())) {
 *     connection.createStatement().execute("CREATE TABLE account (id uuid PRIMARY KEY, cents bigint)");
 * }
 * }</pre>
 *
 * <p>By default it listens on the loopback interface, requires TLS and accepts any password; {@link DsqlLocalBuilder} has options
 * for this. The certificate is created at the start; {@link #jdbcUrl()} contains its path.
 *
 * <p>For tests and development only: clients are not authenticated, and any process that can reach the loopback interface can
 * connect to the PostgreSQL behind it without a password.
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
     * Starts an endpoint with all defaults: a free port, an empty temporary database.
     *
     * @throws DsqlLocalException as {@link DsqlLocalBuilder#start()}
     * @throws dev.agentstorage.dsql.local.postgres.LocalPostgresException as {@link DsqlLocalBuilder#start()}
     */
    public static DsqlLocal start() {
        return builder().start();
    }

    /** Returns a builder with all defaults. */
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
     * A complete URL for pgjdbc, with the user, a password that the endpoint accepts and, if TLS is on, the certificate to
     * trust. Append further parameters after an {@code &}.
     *
     * <p>The password is generated for this endpoint and valid for seven days.
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
     * A URL for pgjdbc without user and password, for clients that set the user and the {@linkplain #token(String) password}
     * separately. If TLS is on, it has the certificate to trust. Append further parameters after an {@code &}.
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
     * A password that this endpoint accepts for a user: a generated token with {@link TokenMode#SHAPE}, a constant with {@link
     * TokenMode#ANY}, and the empty string with {@link TokenMode#OFF}.
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
     * A PEM file with the certificate that clients must trust ({@code sslrootcert}). {@link #close()} deletes it unless
     * there is a data directory.
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

    /** Network traffic counters: the sums over all connections, including closed ones. They only grow. */
    public WireCounters counters() {
        return endpoint.counters();
    }

    /** Network traffic counters of each open connection, oldest first. */
    public List<OpenConnection> openConnections() {
        return endpoint.openConnections();
    }

    /** The injected faults. */
    public Faults faults() {
        return faults;
    }

    /**
     * Disconnects all clients, stops listening, stops PostgreSQL and deletes all temporary data. Does nothing if
     * already closed.
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
