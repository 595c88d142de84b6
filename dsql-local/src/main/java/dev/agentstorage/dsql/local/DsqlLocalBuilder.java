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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Options of an endpoint. Defaults are the documented values of the service, where there are any.
 *
 * <pre>{@code
 * DsqlLocal local = DsqlLocal.builder()
 *         .port(15432)
 *         .dataDirectory(Path.of("target/dsql"))
 *         .transactionRows(100)
 *         .start();
 * }</pre>
 *
 * <p>Not thread-safe. May be used for several starts, unless it has a {@linkplain #postgres server} or a fixed {@link #port}.
 */
public final class DsqlLocalBuilder {
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

    DsqlLocalBuilder() {}

    /**
     * The TCP port to listen on. Default: 0, any free one.
     *
     * @throws IllegalArgumentException if it is not within 0 and 65535
     */
    public DsqlLocalBuilder port(int newPort) {
        if (newPort < 0 || newPort > 65_535) {
            throw new IllegalArgumentException("a port must be within 0 and 65535");
        }
        port = newPort;
        return this;
    }

    /** The address to listen on. Default: 127.0.0.1. Any other makes the endpoint reachable for other machines. */
    public DsqlLocalBuilder address(InetAddress newAddress) {
        address = Objects.requireNonNull(newAddress);
        return this;
    }

    /**
     * Keeps data and certificate in this directory, across restarts and crashes. It is created if it is missing. Default:
     * none, all data is deleted when the endpoint is closed.
     */
    public DsqlLocalBuilder dataDirectory(Path directory) {
        dataDirectory = directory.toAbsolutePath().normalize();
        return this;
    }

    /** Whether connections must be encrypted. Default: true, as in the service; false is for tools without TLS. */
    public DsqlLocalBuilder tls(boolean wanted) {
        tls = wanted;
        return this;
    }

    /**
     * The server certificate. Default: a self-signed one created at the start, valid for 127.0.0.1, ::1, localhost and the {@linkplain
     * #hostName host names}.
     *
     * @param pem the certificate, followed by its chain
     * @param key PEM with its private key, EC or RSA, not encrypted
     */
    public DsqlLocalBuilder certificate(Path pem, Path key) {
        certificate = Objects.requireNonNull(pem);
        certificateKey = Objects.requireNonNull(key);
        return this;
    }

    /** What a password must be. Default: {@link TokenMode#ANY}. */
    public DsqlLocalBuilder tokens(TokenMode mode) {
        tokens = Objects.requireNonNull(mode);
        return this;
    }

    /** A further name or address of this endpoint: the certificate is valid for it, and tokens may name it. Repeatable. */
    public DsqlLocalBuilder hostName(String name) {
        hostNames.add(name);
        return this;
    }

    /** Whether clients must send SNI (the host name in the TLS ClientHello), as the service requires. Default: false. */
    public DsqlLocalBuilder requireSni(boolean required) {
        requireSni = required;
        return this;
    }

    /**
     * The PostgreSQL behind the endpoint. Default: an embedded one. The endpoint closes it, also if the start
     * fails.
     */
    public DsqlLocalBuilder postgres(PostgresServer server) {
        postgres = Objects.requireNonNull(server);
        return this;
    }

    /**
     * Maximum number of open connections; further ones fail with 53300. Default: 10,000. The embedded PostgreSQL supports
     * 1,000.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public DsqlLocalBuilder maxConnections(int open) {
        connections = new ConnectionLimits(
                atLeastOne(open), connections.perSecond(), connections.burst(), connections.life());
        return this;
    }

    /**
     * Maximum rate of new connections; further ones fail with 53400. Default: 100 a second, with bursts of 1,000.
     *
     * @param perSecond the sustained rate
     * @param burst maximum number of connections in a burst; the allowance refills at the sustained rate
     * @throws IllegalArgumentException if one is less than 1
     */
    public DsqlLocalBuilder connectionRate(int perSecond, int burst) {
        connections =
                new ConnectionLimits(connections.open(), atLeastOne(perSecond), atLeastOne(burst), connections.life());
        return this;
    }

    /**
     * Maximum lifetime of a connection; then it is closed. Default: 60 minutes.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public DsqlLocalBuilder connectionLife(Duration life) {
        connections =
                new ConnectionLimits(connections.open(), connections.perSecond(), connections.burst(), positive(life));
        return this;
    }

    /**
     * Maximum duration of a transaction; a longer one fails with 54000. Default: 300 seconds.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public DsqlLocalBuilder transactionAge(Duration age) {
        transactions = new TransactionLimits(positive(age), transactions.rows(), transactions.bytes());
        return this;
    }

    /**
     * Maximum number of rows that a transaction may insert, update and delete; more fail with 54000. Default: 3,000.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public DsqlLocalBuilder transactionRows(int rows) {
        transactions = new TransactionLimits(transactions.age(), atLeastOne(rows), transactions.bytes());
        return this;
    }

    /**
     * Maximum number of bytes that a transaction may write, an estimate; more fail with 54000, at COMMIT or, outside of a
     * transaction block, at the statement. Error messages show the limit in MiB, rounded up. Default: 10 MiB.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public DsqlLocalBuilder transactionBytes(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a limit must be at least 1");
        }
        transactions = new TransactionLimits(transactions.age(), transactions.rows(), bytes);
        return this;
    }

    /**
     * Minimum duration of an asynchronous index build or validation. Default: 100 ms; the service takes most of a minute
     * for an empty table.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public DsqlLocalBuilder indexBuildTime(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("a duration must not be negative");
        }
        indexBuildTime = time;
        return this;
    }

    /**
     * Whether a changed schema also fails the next statement of sessions that were idle meanwhile, with 40001, OC001. The
     * service may do so. Default: false, only transactions that were open.
     */
    public DsqlLocalBuilder staleCatalogs(boolean stale) {
        staleCatalogs = stale;
        return this;
    }

    /** Injects a fault before the first connection. Repeatable. */
    public DsqlLocalBuilder fault(Fault rule) {
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
     * @throws DsqlLocalException if the endpoint cannot be started; its reason says what to do
     * @throws dev.agentstorage.dsql.local.postgres.LocalPostgresException if the embedded PostgreSQL cannot be started
     * @throws IllegalStateException if options conflict: a data directory and a PostgreSQL server; SNI or a
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
