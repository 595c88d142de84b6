package dev.agentstorage.dsql.local.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.local.auth.TokenMode;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AcceptorFuzzTest {
    private static final int CLIENTS = 400;
    /** Replays a failure: {@code -Dacceptor.seed=N}. */
    private static final long SEED = Long.getLong("acceptor.seed", System.nanoTime());

    private static final List<byte[]> SENSIBLE = List.of(
            Client.adminStartup(),
            Client.request(Client.SSL_REQUEST),
            Client.request(Client.GSS_REQUEST),
            Client.cancelRequest(1, 2),
            Client.password("token"),
            Client.startup(Client.VERSION_3 | 9, "user", "admin", "_pq_.x", "y", "database", "postgres"),
            new byte[] {0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3});

    @Test
    void noBytesBlockTheAcceptorOrAffectANeighbour() throws Exception {
        Random random = new Random(SEED);
        ConnectionLimiter admission = new ConnectionLimiter(2, 1_000_000, 1_000_000);
        ConnectionAcceptor.Builder acceptor = ConnectionAcceptor.builder()
                .tls(AcceptorFixture.CERTIFICATES.sslContext())
                .tokens(TokenMode.ANY)
                .limiter(admission)
                .timeout(Duration.ofSeconds(10));
        try (AcceptorFixture fixture = AcceptorFixture.open(acceptor);
                Client neighbour = fixture.connect()) {
            neighbour.send(Client.request(Client.SSL_REQUEST));
            assertThat(neighbour.receiveByte()).isEqualTo('S');
            neighbour.encrypt(AcceptorFixture.trusting(AcceptorFixture.CERTIFICATES), parameters -> {});
            neighbour.login("admin");
            assertThat(fixture.nextOutcome()).isPresent();

            for (int i = 0; i < CLIENTS; i++) {
                try (Client client = fixture.connect()) {
                    sendQuietly(client, noise(random));
                    client.leave();
                    assertThat(fixture.nextOutcome())
                            .as("client %d of seed %d", i, SEED)
                            .isEmpty();
                }
            }

            neighbour.send(new byte[] {42});
            assertThat(neighbour.receiveByte()).isEqualTo((char) 42);
            assertThat(admission.open()).isEqualTo(1);
        }
    }

    private static void sendQuietly(Client client, byte[] bytes) throws IOException {
        try {
            client.send(bytes);
        } catch (SocketException disconnectedAlready) {
            // The acceptor has closed the connection.
        }
    }

    /** Sensible packets in any order, with some of their bytes changed, cut off somewhere. */
    private static byte[] noise(Random random) {
        byte[] bytes = new byte[0];
        for (int i = random.nextInt(4); i >= 0; i--) {
            bytes = Client.join(bytes, SENSIBLE.get(random.nextInt(SENSIBLE.size())));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return random.nextBoolean() ? bytes : Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
    }
}
