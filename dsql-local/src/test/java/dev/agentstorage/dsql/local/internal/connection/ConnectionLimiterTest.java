package dev.agentstorage.dsql.local.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConnectionLimiterTest {
    private static final String TOO_MANY = "Unable to accept connection, too many open connections.";
    private static final String TOO_FAST = "Unable to accept connection, rate exceeded.";

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

    private ConnectionLimiter admission(int connections, int perSecond, int burst) {
        return new ConnectionLimiter(connections, perSecond, burst, nanos::get);
    }

    private void pass(long millis) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private static void assertRefused(ConnectionLimiter admission, String sqlState, String message) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(admission::enter)
                .satisfies(refused -> assertThat(new String(refused.response(), StandardCharsets.UTF_8))
                        .contains("\0C" + sqlState + "\0M" + message + "\0"));
    }

    @Test
    void oneConnectionOverTheLimitIsRefusedUntilOneCloses() throws Exception {
        ConnectionLimiter admission = admission(2, 100, 100);
        admission.enter();
        ConnectionLimiter.Permit place = admission.enter();
        assertRefused(admission, "53300", TOO_MANY);
        assertThat(admission.open()).isEqualTo(2);
        place.close();
        place.close();
        assertThat(admission.open()).isEqualTo(1);
        admission.enter();
        assertRefused(admission, "53300", TOO_MANY);
    }

    @Test
    void afterABurstClientsAreAdmittedAtTheRate() throws Exception {
        ConnectionLimiter admission = admission(1_000, 10, 3);
        for (int i = 0; i < 3; i++) {
            admission.enter();
        }
        assertRefused(admission, "53400", TOO_FAST);
        pass(99);
        assertRefused(admission, "53400", TOO_FAST);
        pass(1);
        admission.enter();
        assertRefused(admission, "53400", TOO_FAST);
        pass(200);
        admission.enter();
        admission.enter();
        assertRefused(admission, "53400", TOO_FAST);
    }

    @Test
    void idleTimeAccumulatesNoMoreThanABurst() throws Exception {
        ConnectionLimiter admission = admission(1_000, 10, 3);
        pass(TimeUnit.DAYS.toMillis(365));
        for (int i = 0; i < 3; i++) {
            admission.enter();
        }
        assertRefused(admission, "53400", TOO_FAST);
    }

    @Test
    void refusalsCostNothingOfTheRate() throws Exception {
        ConnectionLimiter admission = admission(1, 10, 2);
        ConnectionLimiter.Permit place = admission.enter();
        for (int i = 0; i < 10; i++) {
            assertRefused(admission, "53300", TOO_MANY);
        }
        place.close();
        admission.enter();
    }

    @Test
    void concurrentClientsNeverExceedTheLimit() throws Exception {
        ConnectionLimiter admission = admission(50, 1_000, 1_000);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Callable<Boolean> attempt = () -> {
                try {
                    admission.enter();
                    return true;
                } catch (RefusedException refused) {
                    return false;
                }
            };
            int entered = 0;
            List<Callable<Boolean>> attempts = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                attempts.add(attempt);
            }
            for (Future<Boolean> result : threads.invokeAll(attempts)) {
                entered += result.get() ? 1 : 0;
            }
            assertThat(entered).isEqualTo(50);
            assertThat(admission.open()).isEqualTo(50);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void limitsBelowOneAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> admission(0, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> admission(1, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> admission(1, 1, 0));
    }

    @Test
    void clientReceivesTheReasonOfItsRefusalAndAClosedConnectionFreesRoom() throws Exception {
        ConnectionLimiter admission = admission(1, 100, 2);
        try (AcceptorFixture fixture =
                AcceptorFixture.open(ConnectionAcceptor.builder().limiter(admission))) {
            try (Client first = fixture.connect();
                    Client second = fixture.connect()) {
                first.login("admin");
                second.send(Client.adminStartup());
                assertThat(second.receiveError()).containsEntry('C', "53300").containsEntry('M', TOO_MANY);
                assertThat(second.seesTheEnd()).isTrue();
            }
            fixture.awaitGone(fixture.nextClient());
            try (Client third = fixture.connect()) {
                third.login("admin");
            }
            assertThat(fixture.nextOutcome()).isEmpty();
            fixture.awaitGone(fixture.nextClient());
            try (Client fourth = fixture.connect()) {
                fourth.send(Client.adminStartup());
                assertThat(fourth.receiveError()).containsEntry('C', "53400").containsEntry('M', TOO_FAST);
            }
        }
    }

    @Test
    void clientWithoutAStartupCostsNothing() throws Exception {
        ConnectionLimiter admission = admission(1, 1, 1);
        try (AcceptorFixture fixture =
                AcceptorFixture.open(ConnectionAcceptor.builder().limiter(admission))) {
            for (int i = 0; i < 3; i++) {
                fixture.connect().close();
                assertThat(fixture.nextOutcome()).isEmpty();
            }
            try (Client client = fixture.connect()) {
                client.login("admin");
            }
        }
    }
}
