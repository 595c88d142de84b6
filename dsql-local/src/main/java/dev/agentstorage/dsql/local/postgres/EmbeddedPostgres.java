package dev.agentstorage.dsql.local.postgres;

import dev.agentstorage.dsql.local.postgres.LocalPostgresException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server that runs as a child process of this JVM and listens on the loopback interface.
 *
 * <p>{@link #start()} starts a server with an empty, temporary data directory: fast, without fsync, deleted by
 * {@link #close()}. A configured {@linkplain Builder#dataDirectory(Path) data directory} is kept, and written with
 * fsync. The first start of a user unpacks the binaries and prepares a data directory in the
 * {@linkplain Builder#cacheDirectory(Path) cache}; later starts copy it and take well under a second.
 *
 * <p>Encoding UTF8, locale C, time zone UTC. Any process that can reach the loopback interface of this machine can
 * connect as superuser without a password: use it for tests and development only.
 *
 * <p>The server stops when this JVM exits or is killed. The next start deletes files that a killed JVM has left in the
 * cache. Runs as an ordinary user or as root; as root, it runs the server as another user.
 *
 * <p>Thread-safe.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    /** The name of the superuser, which needs no password. */
    public static final String SUPERUSER = DataDirectories.SUPERUSER;

    private static final String LOOPBACK = "127.0.0.1";
    private static final int PORT_ATTEMPTS = 10;

    private final ServerProcess server;
    private final int port;
    private final Workspace workspace;
    private final @Nullable PersistentDirectory persistent;
    private final ReentrantLock closing = new ReentrantLock();
    private final Thread shutdownHook = new Thread(this::stopAndClean, "dsql-local-postgres-shutdown");
    private boolean closed;

    private EmbeddedPostgres(
            ServerProcess server, int port, Workspace workspace, @Nullable PersistentDirectory persistent) {
        this.server = server;
        this.port = port;
        this.workspace = workspace;
        this.persistent = persistent;
    }

    /**
     * Starts a temporary server with the default options.
     *
     * @throws LocalPostgresException as {@link Builder#start()}
     */
    public static EmbeddedPostgres start() {
        return builder().start();
    }

    /** Returns a builder with the default options. */
    public static Builder builder() {
        return new Builder();
    }

    /** The TCP port on the loopback interface. */
    public int port() {
        return port;
    }

    /** The process id of the server, for diagnostics. */
    public long pid() {
        return server.pid();
    }

    /** Whether the server is running; false after {@link #close()} and after a crash. */
    public boolean isRunning() {
        return server.isAlive();
    }

    /**
     * A URL for pgjdbc that connects as superuser.
     *
     * @param database name of the database; a new server has {@code postgres}
     */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + LOOPBACK + ":" + port + "/" + URLEncoder.encode(database, StandardCharsets.UTF_8)
                + "?user=" + SUPERUSER;
    }

    /**
     * Stops the server immediately (running transactions are rolled back, clients disconnected), waits until it has
     * exited, and deletes a temporary data directory. Does nothing if already closed.
     *
     * @throws LocalPostgresException if the thread is interrupted while it waits; the server is then killed
     */
    @Override
    public void close() {
        stopAndClean();
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException shuttingDown) {
            // The shutdown hook is running, and will find nothing left to do.
        }
    }

    private void stopAndClean() {
        closing.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            try {
                server.stop();
            } finally {
                if (persistent != null) {
                    persistent.close();
                }
                workspace.close();
            }
        } finally {
            closing.unlock();
        }
    }

    /** Options of a server. Not thread-safe. Can start several servers. */
    public static final class Builder {
        private static final Pattern SETTING_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");

        private static final Set<String> FIXED_SETTINGS = Set.of("port", "listen_addresses", "unix_socket_directories");

        private final Map<String, String> settings = new LinkedHashMap<>();
        private Path cacheDirectory = CacheDirectory.defaultLocation();
        private Duration startupTimeout = Duration.ofSeconds(60);
        private @Nullable Path dataDirectory;
        private int port;

        private Builder() {}

        /**
         * Keeps the data in this directory, across restarts and crashes: fsync is on. A missing or empty directory is
         * initialized. Default: a temporary directory.
         */
        public Builder dataDirectory(Path directory) {
            dataDirectory = directory.toAbsolutePath().normalize();
            return this;
        }

        /**
         * The directory for unpacked binaries and temporary data. Processes of the same user can share it. It must
         * belong to this user and must not be writable by other users. Default: a directory named after the user in
         * {@code java.io.tmpdir}.
         */
        public Builder cacheDirectory(Path directory) {
            cacheDirectory = Objects.requireNonNull(directory);
            return this;
        }

        /**
         * The TCP port. Default: 0, any free port.
         *
         * @throws IllegalArgumentException if it is not between 0 and 65535
         */
        public Builder port(int newPort) {
            if (newPort < 0 || newPort > 65_535) {
                throw new IllegalArgumentException("port must be within 0 and 65535");
            }
            port = newPort;
            return this;
        }

        /**
         * A server setting, as in {@code postgresql.conf}. Overrides the defaults of this class; if set several times,
         * the last value is used.
         *
         * @throws IllegalArgumentException if the name is not a valid setting name, or is {@code port},
         *     {@code listen_addresses} or {@code unix_socket_directories}, which keep the server on the loopback
         *     interface
         */
        public Builder setting(String name, String value) {
            if (!SETTING_NAME.matcher(name).matches() || FIXED_SETTINGS.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("not the name of a setting that can be changed");
            }
            settings.put(name, Objects.requireNonNull(value));
            return this;
        }

        /**
         * Maximum time until the server accepts connections, not counting the time to unpack the binaries. Default: 60
         * seconds.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder startupTimeout(Duration timeout) {
            if (timeout.isZero() || timeout.isNegative()) {
                throw new IllegalArgumentException("the startup timeout must be positive");
            }
            startupTimeout = timeout;
            return this;
        }

        /**
         * Starts the server and waits until it accepts connections.
         *
         * @throws LocalPostgresException if it cannot be started; see its {@linkplain LocalPostgresException#reason()
         *     reason}
         */
        public EmbeddedPostgres start() {
            PostgresArchive archive = PostgresArchive.forThisMachine();
            CacheDirectory cache = CacheDirectory.open(cacheDirectory);
            String binaries = "postgres-" + archive.fingerprint();
            try {
                return start(archive, cache, binaries);
            } catch (LocalPostgresException e) {
                if (e.reason() == Reason.START_FAILED && cache.discardIfDamaged(binaries)) {
                    return start(archive, cache, binaries);
                }
                throw e;
            }
        }

        private EmbeddedPostgres start(PostgresArchive archive, CacheDirectory cache, String binaries) {
            RunAs runAs = chooseUser(cache);
            Path home = cache.provide(binaries, "rwxr-xr-x", archive::unpackInto);
            DataDirectories data = DataDirectories.prepare(cache, archive.fingerprint(), home, runAs);
            Workspace workspace = cache.newWorkspace();
            PersistentDirectory persistent = null;
            EmbeddedPostgres started = null;
            try {
                Path directory;
                if (dataDirectory == null) {
                    directory = workspace.directory().resolve("data");
                    data.copyTo(directory);
                } else {
                    persistent = PersistentDirectory.open(dataDirectory, data, runAs, startupTimeout);
                    directory = persistent.directory();
                }
                started = launch(home, runAs, directory, workspace, persistent);
                return started;
            } catch (IOException e) {
                throw new LocalPostgresException(
                        Reason.CACHE_NOT_USABLE,
                        Map.of("cacheDirectory", cache.root().toString()),
                        e);
            } finally {
                if (started == null) {
                    if (persistent != null) {
                        persistent.close();
                    }
                    workspace.close();
                }
            }
        }

        private RunAs chooseUser(CacheDirectory cache) {
            Path parent = dataDirectory == null ? null : dataDirectory.getParent();
            if (dataDirectory == null || parent == null) {
                return RunAs.choose(cache.root());
            }
            PersistentDirectory.createParents(dataDirectory);
            return RunAs.choose(cache.root(), parent);
        }

        private EmbeddedPostgres launch(
                Path home, RunAs runAs, Path data, Workspace workspace, @Nullable PersistentDirectory persistent) {
            int portAttempts = 0;
            while (true) {
                int candidate = port == 0 ? freePort() : port;
                try {
                    ServerProcess server = ServerProcess.start(
                            command(home, data, candidate),
                            runAs,
                            data,
                            workspace.directory().resolve("server.log"),
                            startupTimeout);
                    EmbeddedPostgres postgres = new EmbeddedPostgres(server, candidate, workspace, persistent);
                    Runtime.getRuntime().addShutdownHook(postgres.shutdownHook);
                    return postgres;
                } catch (LocalPostgresException e) {
                    if (e.reason() == Reason.DATA_DIRECTORY_IN_USE && persistent != null) {
                        persistent.awaitRelease(e);
                        continue;
                    }
                    if (e.reason() != Reason.PORT_IN_USE) {
                        throw e;
                    }
                    // Another process may bind the free port before the server does.
                    portAttempts++;
                    if (port != 0 || portAttempts == PORT_ATTEMPTS) {
                        throw new LocalPostgresException(
                                Reason.PORT_IN_USE, Map.of("port", Integer.toString(candidate)), e.serverLog(), null);
                    }
                }
            }
        }

        private List<String> command(Path home, Path data, int candidate) {
            Map<String, String> all = new LinkedHashMap<>();
            all.put("listen_addresses", LOOPBACK);
            all.put("port", Integer.toString(candidate));
            all.put("unix_socket_directories", "");
            all.put("shared_buffers", "32MB");
            all.put("jit", "off");
            all.put("timezone", "UTC");
            all.put("log_timezone", "UTC");
            if (dataDirectory == null) {
                all.put("fsync", "off");
                all.put("synchronous_commit", "off");
                all.put("full_page_writes", "off");
            }
            all.putAll(settings);
            List<String> command =
                    new ArrayList<>(List.of(home.resolve("bin/postgres").toString(), "-D", data.toString()));
            all.forEach((name, value) -> {
                command.add("-c");
                command.add(name + "=" + value);
            });
            return command;
        }

        private static int freePort() {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
                return socket.getLocalPort();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
