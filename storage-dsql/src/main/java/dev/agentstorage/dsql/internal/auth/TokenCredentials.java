package dev.agentstorage.dsql.internal.auth;

import dev.agentstorage.dsql.internal.settings.Endpoint;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dsql.DsqlUtilities;

/**
 * Signs one token for each new connection. Signing is local work of microseconds, and a token is looked at only while a connection is
 * made, so there is no cache that could hand out an expired one. Thread-safe.
 */
public final class TokenCredentials {
    private static final String ADMIN = "admin";
    private static final Duration VALIDITY = Duration.ofMinutes(15);

    private final Endpoint.Cluster cluster;
    private final Region region;
    private final DsqlUtilities utilities;

    /** Creates it; the credentials are not asked for before the first connection. */
    public TokenCredentials(Endpoint.Cluster cluster) {
        this.cluster = cluster;
        this.region = Region.of(cluster.region());
        AwsCredentialsProvider signer = cluster.credentials()
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
        this.utilities = DsqlUtilities.builder()
                .region(region)
                .credentialsProvider(signer)
                .build();
    }

    /**
     * Returns a token of the kind of the database role.
     *
     * @throws SdkException when no token can be signed, whatever the provider of the credentials throws
     */
    public String token() {
        try {
            return signed();
        } catch (SdkException e) {
            throw e;
        } catch (RuntimeException e) {
            throw SdkClientException.create("the provider of the credentials has failed", e);
        }
    }

    /** Administrators have a kind of their own. */
    private String signed() {
        return cluster.user().equals(ADMIN)
                ? utilities.generateDbConnectAdminAuthToken(request ->
                        request.hostname(cluster.host()).region(region).expiresIn(VALIDITY))
                : utilities.generateDbConnectAuthToken(request ->
                        request.hostname(cluster.host()).region(region).expiresIn(VALIDITY));
    }
}
