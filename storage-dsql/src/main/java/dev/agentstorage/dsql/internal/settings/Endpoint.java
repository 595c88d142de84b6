package dev.agentstorage.dsql.internal.settings;

import java.nio.file.Path;
import java.util.Optional;
import javax.sql.DataSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** The server to connect to. No {@code toString} shows a secret. */
public sealed interface Endpoint {
    /**
     * A DSQL cluster, logged in to with tokens over TLS.
     *
     * @param host the cluster's host name
     * @param port the port
     * @param database the database
     * @param user the database role
     * @param region the region that signs the tokens
     * @param credentials who signs them; the SDK's default chain when empty
     * @param trust a PEM file with the certificates to trust; those that the JVM trusts when empty
     */
    record Cluster(
            String host,
            int port,
            String database,
            String user,
            String region,
            Optional<AwsCredentialsProvider> credentials,
            Optional<Path> trust)
            implements Endpoint {}

    /**
     * A server given by its JDBC URL.
     *
     * @param url the URL, without a password
     * @param user the role; the URL's when empty
     * @param password the password, if there is one
     */
    record Url(String url, Optional<String> user, Optional<String> password) implements Endpoint {
        @Override
        public String toString() {
            return "Url[user=" + user.orElse("") + "]";
        }
    }

    /**
     * The caller's own data source.
     *
     * @param dataSource never changed or closed
     */
    record Given(DataSource dataSource) implements Endpoint {}
}
