package dev.agentstorage.dsql.local.postgres;

import java.nio.file.Path;

/**
 * The PostgreSQL that does the work behind an endpoint: version 16 or later, its database {@code postgres} for the
 * endpoint alone.
 *
 * <p>An endpoint changes the whole database: it makes roles, schemas and event triggers in it. Whoever is given a server
 * by {@code DsqlLocal.builder().postgres(...)} closes it in the end.
 */
public interface PostgresServer extends AutoCloseable {

    /** Name or address, from here. */
    String host();

    /** TCP port. */
    int port();

    /** A superuser. */
    String user();

    /** The superuser's password, empty if none is asked for. */
    String password();

    /** Stops it, or lets go of it if it was not started here. Does nothing when closed already. */
    @Override
    void close();

    /**
     * Starts a throwaway server with an empty database.
     *
     * @throws LocalPostgresException if it can't be started; its reason says what to do
     */
    static PostgresServer embedded() {
        return EmbeddedServer.start(EmbeddedPostgres.builder());
    }

    /**
     * Starts a server whose data survives it.
     *
     * @param dataDirectory missing, empty, or what an earlier server left
     * @throws LocalPostgresException if it can't be started; its reason says what to do
     */
    static PostgresServer embedded(Path dataDirectory) {
        return EmbeddedServer.start(EmbeddedPostgres.builder().dataDirectory(dataDirectory));
    }

    /**
     * A server that runs already, and goes on when this is closed.
     *
     * @param jdbcUrl as pgjdbc takes it, of one host, with a superuser and his password, for the database {@code postgres}
     *     or none, without TLS: {@code jdbc:postgresql://localhost:5432/postgres?user=postgres&password=secret}
     * @throws IllegalArgumentException if it is anything else
     */
    static PostgresServer url(String jdbcUrl) {
        return RunningServer.of(jdbcUrl);
    }
}
