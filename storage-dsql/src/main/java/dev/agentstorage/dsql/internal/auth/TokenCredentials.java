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
 * Signs a new token for each connection. Signing is local and takes microseconds, and a token is checked only when a connection is
 * opened, so tokens are not cached and cannot expire before use. Thread-safe.
 *
 * <p>The SDK's own token utility is not used, because it converts each token to a URI, and the SDK's URI cache logs them.
 */
public final class TokenCredentials {
    private static final String ADMIN = "admin";
    private static final Duration VALIDITY = Duration.ofMinutes(15);

    private final Endpoint.Cluster cluster;
    private final AwsCredentialsProvider provider;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

    /** Creates it. The credentials are resolved when the first connection is opened. */
    public TokenCredentials(Endpoint.Cluster cluster) {
        this.cluster = cluster;
        this.provider = cluster.credentials()
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
    }

    /**
     * Returns a token for the database role.
     *
     * @throws SdkException if no token can be signed, for any exception of the credentials provider
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
                // the role admin needs a different action
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
