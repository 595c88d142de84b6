package dev.agentstorage.dsql.local.postgres;

/** An embedded server, set up for an endpoint. */
record EmbeddedServer(EmbeddedPostgres postgres) implements PostgresServer {
    /**
     * Fewer than the endpoint may promise: each is a process, and shared memory is set aside for all of them at the
     * start. The error of the one too many has the SQLSTATE that the service gives.
     */
    private static final String CONNECTIONS = "1000";

    static EmbeddedServer start(EmbeddedPostgres.Builder builder) {
        return new EmbeddedServer(
                builder.setting("max_connections", CONNECTIONS).start());
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public int port() {
        return postgres.port();
    }

    @Override
    public String user() {
        return EmbeddedPostgres.SUPERUSER;
    }

    @Override
    public String password() {
        return "";
    }

    @Override
    public void close() {
        postgres.close();
    }
}
