package dev.agentstorage.dsql.local.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentstorage.dsql.local.internal.protocol.PgError;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DeadlineTest {
    /** The JVM's own pool may have no more than one. */
    private static final Executor THREAD_EACH = task -> new Thread(task).start();

    private static final Duration TIMEOUT = Duration.ofMillis(300);

    private static ConnectionAcceptor.Builder impatient() {
        return ConnectionAcceptor.builder().timeout(TIMEOUT);
    }

    static Stream<byte[]> beginnings() {
        return Stream.of(
                new byte[0],
                new byte[] {0},
                Client.request(Client.SSL_REQUEST),
                new byte[] {0x16},
                new byte[] {0x16, 3, 1, 2, 0, 1},
                java.util.Arrays.copyOf(Client.adminStartup(), 20));
    }

    @ParameterizedTest
    @MethodSource("beginnings")
    void silentClientIsDisconnected(byte[] beginning) throws Exception {
        try (AcceptorFixture fixture =
                        AcceptorFixture.open(impatient().tls(AcceptorFixture.CERTIFICATES.sslContext()));
                Client client = fixture.connect()) {
            client.send(beginning);
            assertThat(fixture.nextOutcome()).isEmpty();
            client.receiveUntilEnd();
        }
    }

    @Test
    void clientThatSendsBytesSlowlyGetsNoExtension() throws Exception {
        byte[] startup = Client.startup(
                Client.VERSION_3, "user", "admin", "database", "postgres", "application_name", "x".repeat(5_000));
        Iterator<Byte> bytes = Stream.iterate(0, i -> i < startup.length, i -> i + 1)
                .map(i -> startup[i])
                .iterator();
        try (AcceptorFixture fixture = AcceptorFixture.open(impatient());
                Client client = fixture.connect()) {
            await().pollInterval(Duration.ofMillis(10))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> {
                        try {
                            client.send(new byte[] {bytes.next()});
                            return false;
                        } catch (IOException disconnected) {
                            return true;
                        }
                    });
            assertThat(fixture.nextOutcome()).isEmpty();
        }
    }

    @Test
    void clientThatKeepsItsPasswordIsDisconnected() throws Exception {
        try (AcceptorFixture fixture = AcceptorFixture.open(impatient());
                Client client = fixture.connect()) {
            client.send(Client.adminStartup());
            assertThat(client.receive().type()).isEqualTo('R');
            assertThat(client.seesTheEnd()).isTrue();
        }
    }

    @Test
    void admittedClientHasNoTimeout() throws Exception {
        try (AcceptorFixture fixture = AcceptorFixture.open(impatient());
                Client admittedClient = fixture.connect();
                Client silent = fixture.connect()) {
            admittedClient.login("admin");
            assertThat(silent.seesTheEnd()).isTrue();
            try (Client later = fixture.connect()) {
                assertThat(later.seesTheEnd()).isTrue();
            }
            admittedClient.send(new byte[] {7});
            assertThat(admittedClient.receiveByte()).isEqualTo((char) 7);
        }
    }

    @Test
    void clientThatDoesNotReadItsRefusalHoldsNothingUp() throws Exception {
        try (AcceptorFixture fixture = AcceptorFixture.plain();
                Client client = fixture.connect()) {
            client.send(Client.startup(Client.VERSION_3, "user", "admin", "database", "other"));
            assertThat(fixture.nextOutcome()).isEmpty();
        }
    }

    @Test
    void clientThatReadsNothingCanBeRefused() throws Exception {
        try (AcceptorFixture fixture = AcceptorFixture.withoutSession(ConnectionAcceptor.builder());
                Client client = fixture.connect()) {
            client.send(Client.adminStartup());
            AuthenticatedClient admittedClient = fixture.nextClient();
            admittedClient.rawSocket().setSendBufferSize(1_024);
            CompletableFuture<Void> writer = CompletableFuture.runAsync(
                    () -> {
                        byte[] answers = new byte[1 << 20];
                        try {
                            for (int i = 0; i < 64; i++) {
                                admittedClient.out().write(answers);
                            }
                            throw new IllegalStateException("the system takes more than the test has");
                        } catch (IOException closed) {
                            admittedClient.close();
                        }
                    },
                    THREAD_EACH);
            CompletableFuture.runAsync(
                            () -> admittedClient.refuse(PgError.fatal("57P01", "terminating connection")), THREAD_EACH)
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
            assertThat(admittedClient.rawSocket().isClosed()).isTrue();
            writer.join();
        }
    }

    @Test
    void closedAcceptorAdmitsNoClient() throws Exception {
        try (AcceptorFixture fixture = AcceptorFixture.plain()) {
            fixture.acceptor().close();
            try (Client client = fixture.connect()) {
                client.send(Client.adminStartup());
                assertThat(fixture.nextOutcome()).isEmpty();
                assertThat(client.seesTheEnd()).isTrue();
            }
        }
    }

    @Test
    void requestToCancelIsPassedOnAlsoInPlainText() throws Exception {
        ConcurrentLinkedQueue<String> cancelled = new ConcurrentLinkedQueue<>();
        ConnectionAcceptor.Builder acceptor = ConnectionAcceptor.builder()
                .tls(AcceptorFixture.CERTIFICATES.sslContext())
                .cancelHandler((processId, secretKey) -> cancelled.add(processId + "/" + secretKey));
        try (AcceptorFixture fixture = AcceptorFixture.open(acceptor)) {
            try (Client client = fixture.connect()) {
                client.send(Client.cancelRequest(42, -7));
                assertThat(client.seesTheEnd()).isTrue();
                assertThat(cancelled).containsExactly("42/-7");
            }
            try (Client client = fixture.connect()) {
                client.send(Client.request(Client.SSL_REQUEST));
                assertThat(client.receiveByte()).isEqualTo('S');
                client.encrypt(AcceptorFixture.trusting(AcceptorFixture.CERTIFICATES), parameters -> {});
                client.send(Client.cancelRequest(43, 8));
                assertThat(fixture.nextOutcome()).isEmpty();
                assertThat(fixture.nextOutcome()).isEmpty();
                assertThat(cancelled).containsExactly("42/-7", "43/8");
            }
        }
    }

    @Test
    void requestToCancelOfAnotherLengthIsIgnored() throws Exception {
        ConcurrentLinkedQueue<Integer> cancelled = new ConcurrentLinkedQueue<>();
        ConnectionAcceptor.Builder acceptor =
                ConnectionAcceptor.builder().cancelHandler((processId, secretKey) -> cancelled.add(processId));
        try (AcceptorFixture fixture = AcceptorFixture.open(acceptor);
                Client client = fixture.connect()) {
            client.send(Client.packet(Client.bytes(out -> {
                out.writeInt(Client.CANCEL_REQUEST);
                out.writeInt(1);
            })));
            assertThat(client.seesTheEnd()).isTrue();
            assertThat(cancelled).isEmpty();
        }
    }
}
