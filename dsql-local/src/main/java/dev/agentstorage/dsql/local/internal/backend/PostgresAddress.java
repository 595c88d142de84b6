package dev.agentstorage.dsql.local.internal.backend;

/**
 * The address of the PostgreSQL behind the endpoint, and its superuser.
 *
 * @param password empty if none is needed
 */
public record PostgresAddress(String host, int port, String user, String password) {
    @Override
    public String toString() {
        return user + "@" + host + ":" + port;
    }
}
