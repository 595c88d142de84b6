package dev.agentstorage.dsql.local.postgres;

import java.nio.file.Path;

/**
 * The PostgreSQL server behind an endpoint: version 16, with a database {@code postgres} that only the
 * endpoint uses.
 *
 * <p>The endpoint modifies the database: it creates roles, schemas and event triggers. It closes the server that was
 * passed to {@code DsqlLocal.builder().postgres(...)}.
 */
public interface PostgresServer extends AutoCloseable {

    /** Host name or address that this process connects to. */
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
     * @param dataDirectory missing, empty, or the data directory of a previous server
     * @throws LocalPostgresException if it cannot be started; its reason says what to do
     */
    static PostgresServer embedded(Path dataDirectory) {
        return EmbeddedServer.start(EmbeddedPostgres.builder().dataDirectory(dataDirectory));
    }

    /**
     * Uses a server that is already running. {@link #close()} does not stop it.
     *
     * @param jdbcUrl a pgjdbc URL with one host, a superuser and its password, the database {@code postgres} or none,
     *     and no TLS: {@code jdbc:postgresql://localhost:5432/postgres?user=postgres&password=secret}
     * @throws IllegalArgumentException if the URL is not of this form
     */
    static PostgresServer url(String jdbcUrl) {
        return RunningServer.of(jdbcUrl);
    }
}
