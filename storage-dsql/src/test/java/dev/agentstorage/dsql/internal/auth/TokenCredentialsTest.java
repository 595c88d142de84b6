package dev.agentstorage.dsql.internal.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.internal.settings.Endpoint;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

class TokenCredentialsTest {
    private static final String HOST = "abc123.dsql.eu-central-1.on.aws";

    @Test
    void anAdministratorGetsATokenOfHisOwnKind() {
        assertThat(tokenOf("admin"))
                .startsWith(HOST)
                .contains("Action=DbConnectAdmin", "X-Amz-Expires=900", "eu-central-1");
    }

    @Test
    void anotherRoleGetsAnOrdinaryToken() {
        assertThat(tokenOf("app")).contains("Action=DbConnect&");
    }

    private static String tokenOf(String user) {
        return new TokenCredentials(new Endpoint.Cluster(
                        HOST,
                        5432,
                        "postgres",
                        user,
                        "eu-central-1",
                        Optional.of(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret"))),
                        Optional.empty()))
                .token();
    }
}
