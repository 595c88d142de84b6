package dev.agentstorage.dsql.internal.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentstorage.dsql.internal.settings.Endpoint;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dsql.DsqlUtilities;
import software.amazon.awssdk.services.dsql.model.GenerateAuthTokenRequest;

class TokenCredentialsTest {
    private static final String HOST = "abc123.dsql.eu-central-1.on.aws";
    private static final Pattern DATE = Pattern.compile("X-Amz-Date=([^&]+)");

    private static final AwsCredentials KEYS = AwsBasicCredentials.create("key", "secret");
    private static final AwsCredentials SESSION = AwsSessionCredentials.create("key", "secret", "se/ss+ion=");

    @Test
    void anAdministratorGetsATokenOfHisOwnKind() {
        assertThat(tokenOf("admin", KEYS))
                .startsWith(HOST)
                .contains("Action=DbConnectAdmin", "X-Amz-Expires=900", "eu-central-1");
    }

    @Test
    void anotherRoleGetsAnOrdinaryToken() {
        assertThat(tokenOf("app", KEYS)).contains("Action=DbConnect&");
    }

    /** Tokens of one second with the same parts and the same signature are the same to a cluster. */
    @ParameterizedTest
    @ValueSource(strings = {"admin", "app"})
    void aTokenIsTheOneThatTheSdkWouldMake(String user) {
        for (AwsCredentials credentials : new AwsCredentials[] {KEYS, SESSION}) {
            await().pollInSameThread().untilAsserted(() -> {
                String ours = tokenOf(user, credentials);
                String theirs = ofSdk(user, credentials);
                // of another second, which is tried again
                assertThat(dateOf(ours)).isEqualTo(dateOf(theirs));
                assertThat(partsOf(ours)).isEqualTo(partsOf(theirs));
            });
        }
    }

    private static String dateOf(String token) {
        Matcher date = DATE.matcher(token);
        assertThat(date.find()).isTrue();
        return date.group(1);
    }

    private static Set<String> partsOf(String token) {
        return Set.of(token.split("[?&]"));
    }

    private static String tokenOf(String user, AwsCredentials credentials) {
        return new TokenCredentials(new Endpoint.Cluster(
                        HOST,
                        5432,
                        "postgres",
                        user,
                        "eu-central-1",
                        Optional.of(StaticCredentialsProvider.create(credentials)),
                        Optional.empty()))
                .token();
    }

    private static String ofSdk(String user, AwsCredentials credentials) {
        DsqlUtilities utilities = DsqlUtilities.builder()
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .build();
        GenerateAuthTokenRequest request =
                GenerateAuthTokenRequest.builder().hostname(HOST).build();
        return user.equals("admin")
                ? utilities.generateDbConnectAdminAuthToken(request)
                : utilities.generateDbConnectAuthToken(request);
    }
}
