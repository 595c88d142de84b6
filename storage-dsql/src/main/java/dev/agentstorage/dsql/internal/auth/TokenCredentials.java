package dev.agentstorage.dsql.internal.auth;

import dev.agentstorage.dsql.internal.settings.Endpoint;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/**
 * Signs one token for each new connection. Signing is local work of microseconds, and a token is looked at only while a connection is
 * made, so there is no cache that could hand out an expired one. Thread-safe.
 *
 * <p>The SDK's own utility for tokens makes a URI of each, and its cache of URIs logs them.
 */
public final class TokenCredentials {
    private static final String ADMIN = "admin";
    private static final Duration VALIDITY = Duration.ofMinutes(15);

    private final Endpoint.Cluster cluster;
    private final AwsCredentialsProvider provider;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

    /** Creates it; the credentials are not resolved before the first connection. */
    public TokenCredentials(Endpoint.Cluster cluster) {
        this.cluster = cluster;
        this.provider = cluster.credentials()
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
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
            throw SdkClientException.create("the credentials provider has failed", e);
        }
    }

    private String signed() {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.GET)
                .protocol("https")
                .host(cluster.host())
                .encodedPath("/")
                // administrators have another kind of token
                .putRawQueryParameter("Action", cluster.user().equals(ADMIN) ? "DbConnectAdmin" : "DbConnect")
                .build();
        SdkHttpRequest signed = signer.sign(signing -> signing.identity(provider.resolveCredentials())
                        .request(request)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "dsql")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, cluster.region())
                        .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, VALIDITY))
                .request();
        return signed.host() + "/?" + signed.encodedQueryParameters().orElse("");
    }
}
