package dev.agentstorage.dsql.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.agentstorage.dsql.local.internal.auth.TokenCheck;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DsqlLocalBuilderTest {
    private final DsqlLocal.Builder builder = DsqlLocal.builder();

    @Test
    void invalidValuesAreRefusedImmediately() {
        refuses(() -> builder.port(-1));
        refuses(() -> builder.port(65_536));
        refuses(() -> builder.maxConnections(0));
        refuses(() -> builder.connectionRate(0, 1));
        refuses(() -> builder.connectionRate(1, 0));
        refuses(() -> builder.connectionLife(Duration.ZERO));
        refuses(() -> builder.transactionAge(Duration.ofSeconds(-1)));
        refuses(() -> builder.transactionRows(0));
        refuses(() -> builder.transactionBytes(0));
        refuses(() -> builder.indexBuildTime(Duration.ofMillis(-1)));
    }

    private static void refuses(ThrowingCallable option) {
        assertThatIllegalArgumentException().isThrownBy(option);
    }

    @Test
    void optionsThatExcludeEachOtherAreRefusedAtTheStart() {
        Path pem = Path.of("any.pem");
        assertThatIllegalStateException()
                .isThrownBy(DsqlLocal.builder().tls(false).certificate(pem, pem)::start);
        assertThatIllegalStateException()
                .isThrownBy(DsqlLocal.builder().tls(false).requireSni(true)::start);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.1, 127.0.0.1", "0.0.0.0, 127.0.0.1, 127.0.0.1", "::, ::1, [::1]"})
    void aClientGetsAnAddressThatItCanReach(String listening, String reachable, String inUrl)
            throws UnknownHostException {
        assertThat(Addresses.reachable(InetAddress.getByName(listening))).isEqualTo(reachable);
        assertThat(Addresses.inUrl(reachable)).isEqualTo(inUrl);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, admin", "127.0.0.1, app", "::1, admin"})
    void aMadeUpTokenPassesForOneOfTheSdk(String host, String user) {
        String token = MadeUpToken.of(host, user.equals(DsqlLocal.ADMIN));
        assertThat(TokenCheck.check(token, user, Set.of(host), Instant.now())).isEmpty();
        assertThat(TokenCheck.check(token, user + "2", Set.of("elsewhere"), Instant.now()))
                .isPresent();
    }
}
