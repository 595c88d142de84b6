package dev.agentstorage.dsql.internal.settings;

import java.nio.file.Path;
import java.util.Optional;
import javax.sql.DataSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** The server to connect to. {@code toString} never contains a secret. */
public sealed interface Endpoint {
    /**
     * A DSQL cluster, which uses IAM tokens over TLS.
     *
     * @param host the cluster's host name
     * @param port the port
     * @param database the database
     * @param user the database role
     * @param region the region to sign tokens for
     * @param credentials provider of the credentials that sign tokens; empty for the SDK's default chain
     * @param trust a PEM file with the certificates to trust; empty for those that the JVM trusts
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
     * @param user the role; empty to use the URL's
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
     * @param dataSource the data source; never changed or closed
     */
    record Given(DataSource dataSource) implements Endpoint {}
}
