package dev.agentstorage.dsql.local.internal.session;

/**
 * Where the PostgreSQL behind the endpoint is, and its superuser.
 *
 * @param password empty when none is needed
 */
public record PostgresAddress(String host, int port, String user, String password) {
    @Override
    public String toString() {
        return user + "@" + host + ":" + port;
    }
}
