package dev.agentstorage.dsql.local.postgres;

import java.nio.file.Path;

/**
 * The PostgreSQL server behind an endpoint: version 16 or later, with a database {@code postgres} that only the endpoint
 * uses.
 *
 * <p>An endpoint changes the whole database: it creates roles, schemas and event triggers. An endpoint closes the server that
 * was passed to {@code DsqlLocal.builder().postgres(...)}.
 */
public interface PostgresServer extends AutoCloseable {

    /** Host name or address, as this process connects to it. */
    String host();

    /** TCP port. */
    int port();

    /** The name of a superuser. */
    String user();

    /** The superuser's password, empty if none is needed. */
    String password();

    /** Stops the server if this process has started it. Does nothing if already closed. */
    @Override
    void close();

    /**
     * Starts a temporary server with an empty database.
     *
     * @throws LocalPostgresException if it cannot be started; its reason says what to do
     */
    static PostgresServer embedded() {
        return EmbeddedServer.start(EmbeddedPostgres.builder());
    }

    /**
     * Starts a server with a persistent data directory.
     *
     * @param dataDirectory missing, empty, or that of an earlier server
     * @throws LocalPostgresException if it cannot be started; its reason says what to do
     */
    static PostgresServer embedded(Path dataDirectory) {
        return EmbeddedServer.start(EmbeddedPostgres.builder().dataDirectory(dataDirectory));
    }

    /**
     * Returns a running server, which {@link #close()} does not stop.
     *
     * @param jdbcUrl as pgjdbc takes it, of one host, with a superuser and its password, for the database {@code postgres}
     *     or none, without TLS: {@code jdbc:postgresql://localhost:5432/postgres?user=postgres&password=secret}
     * @throws IllegalArgumentException if it is anything else
     */
    static PostgresServer url(String jdbcUrl) {
        return RunningServer.of(jdbcUrl);
    }
}
