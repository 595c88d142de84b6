package dev.agentstorage.dsql.local;

import dev.agentstorage.dsql.local.DsqlLocalException.Reason;
import dev.agentstorage.dsql.local.auth.TokenMode;
import dev.agentstorage.dsql.local.faults.Fault;
import dev.agentstorage.dsql.local.faults.Faults;
import dev.agentstorage.dsql.local.internal.backend.PostgresAddress;
import dev.agentstorage.dsql.local.internal.endpoint.Endpoint;
import dev.agentstorage.dsql.local.internal.session.EndpointOptions;
import dev.agentstorage.dsql.local.internal.session.EndpointOptions.ConnectionLimits;
import dev.agentstorage.dsql.local.internal.session.EndpointOptions.Entrance;
import dev.agentstorage.dsql.local.internal.session.EndpointOptions.TransactionLimits;
import dev.agentstorage.dsql.local.postgres.PostgresServer;
import dev.agentstorage.dsql.local.wire.OpenConnection;
import dev.agentstorage.dsql.local.wire.WireCounters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A local endpoint that emulates Aurora DSQL, backed by PostgreSQL.
 *
 * <pre>{@code
 * try (DsqlLocal local = DsqlLocal.start();
 *         Connection connection = DriverManager.getConnection(local.jdbcUrl())) {
 *     connection.createStatement().execute("CREATE TABLE account (id uuid PRIMARY KEY, cents bigint)");
 * }
 * }</pre>
 *
 * <p>By default it listens on the loopback interface, requires TLS and accepts any password; see {@link Builder} for
 * other settings. The certificate is generated at startup; {@link #jdbcUrl()} contains its path.
 *
 * <p>For tests and development only: clients are not authenticated, and any process that can reach the loopback
 * interface can connect to the PostgreSQL server without a password.
 *
 * <p>Thread-safe. Stops when the JVM exits, even without {@link #close()}.
 */
public final class DsqlLocal implements AutoCloseable {
    /** The role that owns the database, as in a new Aurora DSQL cluster. */
    public static final String ADMIN = "admin";

    /** The only database, as in Aurora DSQL. */
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
     * Starts an endpoint with the default options: a free port and an empty temporary database.
     *
     * @throws DsqlLocalException as {@link Builder#start()}
     * @throws dev.agentstorage.dsql.local.postgres.LocalPostgresException as {@link Builder#start()}
     */
    public static DsqlLocal start() {
        return builder().start();
    }

    /** Returns a builder with the default options. */
    public static Builder builder() {
        return new Builder();
    }

    /** The address for clients on this machine, without brackets if it is IPv6. */
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
     * A complete URL for pgjdbc: user, a password that the endpoint accepts and, with TLS, the path of the certificate
     * to trust. Append further parameters with {@code &}.
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
     * A URL for pgjdbc without user and password, for clients that set the user and the
     * {@linkplain #token(String) password} separately. With TLS, it contains the path of the certificate to trust.
     * Append further parameters with {@code &}.
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
     * A password that this endpoint accepts for a user: a generated token with {@link TokenMode#SHAPE}, a constant with
     * {@link TokenMode#ANY}, and the empty string with {@link TokenMode#OFF}.
     *
     * @param user {@code admin}, or a role that was created
     */
    public String token(String user) {
        return switch (tokens) {
            case ANY -> "local";
            case SHAPE -> MadeUpToken.of(host(), user.equals(ADMIN));
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
     * Empties all tables and restarts all sequences, including those of identity columns, for tests that share an
     * endpoint. Keeps tables, indexes, views, roles, grants, {@code sys.jobs}, {@link #faults()} and
     * {@link #counters()}. The limits of a transaction do not apply.
     *
     * <p>Connections stay open. If an idle transaction has used an emptied table or a sequence, its next statement or
     * its {@code COMMIT} fails with 40001 (OC001). A running statement delays the reset, at most for 30 seconds. When
     * this method returns, all clients see empty tables; rows that clients write while it runs may or may not be
     * deleted.
     *
     * <p>The duration depends on the number of tables that were used since the last reset; tables that never had a row
     * cost almost nothing.
     *
     * @throws DsqlLocalException {@link DsqlLocalException.Reason#RESET_FAILED} if a statement runs for longer than 30
     *     seconds, or the endpoint is closed; nothing has changed then
     */
    public void reset() {
        try {
            endpoint.reset(PATIENCE_OF_RESET);
        } catch (SQLException e) {
            throw new DsqlLocalException(DsqlLocalException.Reason.RESET_FAILED, Map.of(), e);
        }
    }

    /** Network traffic counters: the totals of all connections, including closed ones. They are never reset. */
    public WireCounters counters() {
        return endpoint.counters();
    }

    /** Network traffic counters of each open connection, oldest first. */
    public List<OpenConnection> openConnections() {
        return endpoint.openConnections();
    }

    /** Injects, lists and removes faults. */
    public Faults faults() {
        return faults;
    }

    /**
     * Disconnects all clients, stops listening, stops PostgreSQL and deletes all temporary data. Does nothing if
     * already closed.
     *
     * @throws dev.agentstorage.dsql.local.postgres.LocalPostgresException if the thread is interrupted while it waits
     *     for PostgreSQL to stop
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

    /**
     * Options of an endpoint. Where Aurora DSQL documents a value, it is the default.
     *
     * <pre>{@code
     * DsqlLocal local = DsqlLocal.builder()
     *         .port(15432)
     *         .dataDirectory(Path.of("target/dsql"))
     *         .transactionRows(100)
     *         .start();
     * }</pre>
     *
     * <p>Not thread-safe. Can start several endpoints, unless it has a {@linkplain #postgres server} or a fixed
     * {@link #port}.
     */
    public static final class Builder {
        private final Set<String> hostNames = new TreeSet<>();
        private final List<Fault> faults = new ArrayList<>();
        private InetAddress address = Addresses.loopback();
        private TokenMode tokens = TokenMode.ANY;
        private ConnectionLimits connections = new ConnectionLimits(10_000, 100, 1_000, Duration.ofMinutes(60));
        private TransactionLimits transactions = new TransactionLimits(Duration.ofMinutes(5), 3_000, 10L << 20);
        private Duration indexBuildTime = Duration.ofMillis(100);
        private boolean tls = true;
        private int port;
        private boolean requireSni;
        private boolean staleCatalogs;
        private @Nullable Path dataDirectory;
        private @Nullable Path certificate;
        private @Nullable Path certificateKey;
        private @Nullable PostgresServer postgres;

        private Builder() {}

        /**
         * The TCP port to listen on. Default: 0, any free port.
         *
         * @throws IllegalArgumentException if it is not between 0 and 65535
         */
        public Builder port(int newPort) {
            if (newPort < 0 || newPort > 65_535) {
                throw new IllegalArgumentException("a port must be within 0 and 65535");
            }
            port = newPort;
            return this;
        }

        /** The address to listen on. Default: 127.0.0.1. With a non-loopback address other machines can connect. */
        public Builder address(InetAddress newAddress) {
            address = Objects.requireNonNull(newAddress);
            return this;
        }

        /**
         * Keeps data and certificate in this directory, across restarts and crashes. It is created if it is missing.
         * Default: none; all data is deleted when the endpoint is closed.
         */
        public Builder dataDirectory(Path directory) {
            dataDirectory = directory.toAbsolutePath().normalize();
            return this;
        }

        /** Whether connections must be encrypted. Default: true, as in the service. Use false for tools without TLS. */
        public Builder tls(boolean wanted) {
            tls = wanted;
            return this;
        }

        /**
         * The server certificate. Default: a self-signed certificate generated at startup, valid for 127.0.0.1, ::1,
         * localhost and the {@linkplain #hostName host names}.
         *
         * @param pem PEM file with the certificate, followed by its chain
         * @param key PEM file with the private key: EC or RSA, not encrypted
         */
        public Builder certificate(Path pem, Path key) {
            certificate = Objects.requireNonNull(pem);
            certificateKey = Objects.requireNonNull(key);
            return this;
        }

        /** How passwords are checked. Default: {@link TokenMode#ANY}. */
        public Builder tokens(TokenMode mode) {
            tokens = Objects.requireNonNull(mode);
            return this;
        }

        /**
         * An additional name or address of this endpoint: the certificate is valid for it, and tokens may name it.
         * Repeatable.
         */
        public Builder hostName(String name) {
            hostNames.add(name);
            return this;
        }

        /**
         * Whether clients must send SNI (the host name in the TLS ClientHello), as the service requires. Default:
         * false.
         */
        public Builder requireSni(boolean required) {
            requireSni = required;
            return this;
        }

        /**
         * The PostgreSQL server behind the endpoint. Default: an embedded one. The endpoint closes it, even if it fails
         * to start.
         */
        public Builder postgres(PostgresServer server) {
            postgres = Objects.requireNonNull(server);
            return this;
        }

        /**
         * Maximum number of open connections; further ones fail with 53300. Default: 10,000, but the embedded
         * PostgreSQL supports only 1,000.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder maxConnections(int open) {
            connections = new ConnectionLimits(
                    atLeastOne(open), connections.perSecond(), connections.burst(), connections.life());
            return this;
        }

        /**
         * Maximum rate of new connections; further ones fail with 53400. Default: 100 a second, with bursts of 1,000.
         *
         * @param perSecond the sustained rate
         * @param burst maximum number of connections in a burst; the allowance refills at the sustained rate
         * @throws IllegalArgumentException if either is less than 1
         */
        public Builder connectionRate(int perSecond, int burst) {
            connections = new ConnectionLimits(
                    connections.open(), atLeastOne(perSecond), atLeastOne(burst), connections.life());
            return this;
        }

        /**
         * Maximum lifetime of a connection; then it is closed. Default: 60 minutes.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder connectionLife(Duration life) {
            connections = new ConnectionLimits(
                    connections.open(), connections.perSecond(), connections.burst(), positive(life));
            return this;
        }

        /**
         * Maximum duration of a transaction; a longer one fails with 54000. Default: 300 seconds.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder transactionAge(Duration age) {
            transactions = new TransactionLimits(positive(age), transactions.rows(), transactions.bytes());
            return this;
        }

        /**
         * Maximum number of rows that a transaction may insert, update and delete; more fail with 54000. Default:
         * 3,000.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder transactionRows(int rows) {
            transactions = new TransactionLimits(transactions.age(), atLeastOne(rows), transactions.bytes());
            return this;
        }

        /**
         * Maximum number of bytes that a transaction may write, as estimated by the endpoint. More fail with 54000: at
         * COMMIT or, outside of a transaction block, at the statement. Error messages show the limit in MiB, rounded
         * up. Default: 10 MiB.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder transactionBytes(long bytes) {
            if (bytes < 1) {
                throw new IllegalArgumentException("a limit must be at least 1");
            }
            transactions = new TransactionLimits(transactions.age(), transactions.rows(), bytes);
            return this;
        }

        /**
         * Minimum duration of an asynchronous index build or validation. Default: 100 ms. The service takes almost a
         * minute even for an empty table.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder indexBuildTime(Duration time) {
            if (time.isNegative()) {
                throw new IllegalArgumentException("a duration must not be negative");
            }
            indexBuildTime = time;
            return this;
        }

        /**
         * Whether a schema change also fails the next statement of sessions without an open transaction, with 40001
         * (OC001), as the service may do. Default: false; only open transactions fail.
         */
        public Builder staleCatalogs(boolean stale) {
            staleCatalogs = stale;
            return this;
        }

        /** Injects a fault before the first connection. Repeatable. */
        public Builder fault(Fault rule) {
            faults.add(Objects.requireNonNull(rule));
            return this;
        }

        private static int atLeastOne(int value) {
            if (value < 1) {
                throw new IllegalArgumentException("a limit must be at least 1");
            }
            return value;
        }

        private static Duration positive(Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException("a duration must be positive");
            }
            return value;
        }

        /**
         * Starts the endpoint. Clients can connect when this method returns.
         *
         * @throws DsqlLocalException if the endpoint cannot be started; see its reason
         * @throws dev.agentstorage.dsql.local.postgres.LocalPostgresException if the embedded PostgreSQL cannot be
         *     started
         * @throws IllegalStateException if options conflict: a data directory with a PostgreSQL server; SNI or a
         *     certificate without TLS
         */
        public DsqlLocal start() {
            PostgresServer server = postgres;
            CompletableFuture<Identity> identity = CompletableFuture.completedFuture(Identity.none());
            DsqlLocal started = null;
            try {
                requireThatOptionsFit();
                makeDataDirectory();
                // In a cold JVM, generating a key takes as long as starting PostgreSQL.
                identity = CompletableFuture.supplyAsync(this::identity);
                if (server == null) {
                    server = dataDirectory == null
                            ? PostgresServer.embedded()
                            : PostgresServer.embedded(dataDirectory.resolve("postgres"));
                }
                started = open(identity.join(), server);
                return started;
            } catch (CompletionException e) {
                throw e.getCause() instanceof DsqlLocalException unusable
                        ? unusable
                        : new DsqlLocalException(Reason.START_FAILED, Map.of(), e.getCause());
            } finally {
                if (started == null) {
                    closeAll(server, identity);
                }
            }
        }

        private void requireThatOptionsFit() {
            if (dataDirectory != null && postgres != null) {
                throw new IllegalStateException(
                        "a data directory cannot be combined with a PostgreSQL server, which stores its own data");
            }
            if (!tls && (requireSni || certificate != null)) {
                throw new IllegalStateException("SNI and a certificate require TLS");
            }
        }

        private void makeDataDirectory() {
            if (dataDirectory == null) {
                return;
            }
            try {
                Files.createDirectories(dataDirectory);
            } catch (IOException e) {
                throw new DsqlLocalException(
                        Reason.DATA_DIRECTORY_UNUSABLE, Map.of("directory", dataDirectory.toString()), e);
            }
        }

        private Identity identity() {
            if (!tls) {
                return Identity.none();
            }
            if (certificate != null && certificateKey != null) {
                return Identity.read(certificate, certificateKey);
            }
            return dataDirectory == null
                    ? Identity.throwaway(hostNames)
                    : Identity.keptIn(dataDirectory.resolve("tls"), hostNames);
        }

        private DsqlLocal open(Identity identity, PostgresServer server) {
            Faults injected = new Faults();
            faults.forEach(injected::inject);
            EndpointOptions options = new EndpointOptions(
                    address,
                    port,
                    new PostgresAddress(server.host(), server.port(), server.user(), server.password()),
                    identity.certificates().map(certificates -> certificates.sslContext()),
                    new Entrance(tokens, allNames(), requireSni),
                    connections,
                    transactions,
                    indexBuildTime,
                    staleCatalogs,
                    injected);
            try {
                return new DsqlLocal(Endpoint.open(options), server, address, identity, tokens, injected);
            } catch (UncheckedIOException e) {
                throw e.getCause() instanceof SocketException
                        ? new DsqlLocalException(Reason.PORT_NOT_AVAILABLE, Map.of("port", Integer.toString(port)), e)
                        : new DsqlLocalException(Reason.START_FAILED, Map.of(), e);
            }
        }

        private Set<String> allNames() {
            Set<String> names = new TreeSet<>(hostNames);
            names.addAll(List.of("localhost", "127.0.0.1", "::1", Addresses.reachable(address)));
            return names;
        }

        private static void closeAll(@Nullable PostgresServer server, CompletableFuture<Identity> identity) {
            try {
                if (server != null) {
                    server.close();
                }
            } finally {
                identity.exceptionally(failed -> Identity.none()).join().close();
            }
        }
    }
}
