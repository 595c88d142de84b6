package dev.agentstorage.dsql.local.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.local.auth.TokenMode;
import dev.agentstorage.dsql.local.internal.protocol.PgError;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String TOKEN =
            "127.0.0.1/?Action=%s&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20260301T115959Z"
                    + "&X-Amz-SignedHeaders=host&X-Amz-Expires=%d"
                    + "&X-Amz-Credential=AKIA%%2F20260301%%2Feu-west-1%%2Fdsql%%2Faws4_request&X-Amz-Signature="
                    + "0123456789abcdef".repeat(4);

    private static AcceptorFixture shapeChecked() throws Exception {
        return AcceptorFixture.open(ConnectionAcceptor.builder()
                .tokens(TokenMode.SHAPE)
                .hosts(Set.of("127.0.0.1"))
                .clock(InstantSource.fixed(NOW)));
    }

    private static Map<Character, String> answerTo(AcceptorFixture fixture, byte[] sent) throws Exception {
        try (Client client = fixture.connect()) {
            client.send(Client.adminStartup());
            Client.Message question = client.receive();
            assertThat(question.type()).isEqualTo('R');
            assertThat(question.int32()).isEqualTo(3);
            client.send(sent);
            Map<Character, String> error = client.receiveError();
            assertThat(error).containsEntry('S', "FATAL");
            assertThat(client.seesTheEnd()).isTrue();
            return error;
        }
    }

    @Test
    void anyPasswordIsAcceptedWithoutATokenCheck() throws Exception {
        try (AcceptorFixture fixture = AcceptorFixture.plain();
                Client client = fixture.connect()) {
            client.login("reader");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ANY", "SHAPE"})
    void emptyPasswordIsNoToken(TokenMode mode) throws Exception {
        try (AcceptorFixture fixture =
                AcceptorFixture.open(ConnectionAcceptor.builder().tokens(mode))) {
            assertThat(answerTo(fixture, Client.password("")))
                    .containsEntry('C', "28000")
                    .containsEntry('M', "IAM authentication failed for user \"admin\"")
                    .containsEntry('D', "The password is empty.");
        }
    }

    @Test
    void noPasswordIsRequestedWhereTokensAreOff() throws Exception {
        try (AcceptorFixture fixture =
                        AcceptorFixture.open(ConnectionAcceptor.builder().tokens(TokenMode.OFF));
                Client client = fixture.connect()) {
            client.send(Client.adminStartup());
            Client.Message first = client.receive();
            assertThat(first.type()).isEqualTo('R');
            assertThat(first.int32()).isZero();
        }
    }

    @Test
    void presignedTokenAdmitsItsUser() throws Exception {
        try (AcceptorFixture fixture = shapeChecked();
                Client client = fixture.connect()) {
            client.send(Client.adminStartup());
            assertThat(client.receive().type()).isEqualTo('R');
            client.send(Client.password(TOKEN.formatted("DbConnectAdmin", 900)));
            assertThat(client.receive().int32()).isZero();
        }
    }

    @Test
    void tokenThatIsNotGoodIsRefusedWithoutRepeatingIt() throws Exception {
        try (AcceptorFixture fixture = shapeChecked()) {
            assertThat(answerTo(fixture, Client.password(TOKEN.formatted("DbConnectAdmin", 1))))
                    .containsEntry('C', "28000")
                    .containsEntry('M', "unable to accept connection, access denied")
                    .containsEntry('D', "The token has expired.")
                    .hasEntrySatisfying('H', hint -> assertThat(hint).startsWith("Signature expired: "));
            assertThat(answerTo(fixture, Client.password(TOKEN.formatted("DbConnect", 900))))
                    .containsEntry('C', "28000")
                    .containsEntry('M', "unable to accept connection, access denied")
                    .doesNotContainKey('H');
            assertThat(answerTo(fixture, Client.password(TOKEN.formatted("DbConnectAdmin", 900) + "0")))
                    .containsEntry('C', "28000")
                    .containsEntry('M', "unable to accept connection, access denied")
                    .doesNotContainKey('H');
            assertThat(answerTo(fixture, Client.password("hunter2")))
                    .containsEntry('C', "28000")
                    .doesNotContainKey('H')
                    .containsEntry('M', "IAM authentication failed for user \"admin\"")
                    .allSatisfy((field, text) -> assertThat(text).doesNotContain("hunter2"));
        }
    }

    static Stream<Arguments> notPasswords() {
        byte[] tooLong = Client.bytes(out -> {
            out.write('p');
            out.writeInt(10_001);
        });
        byte[] huge = Client.bytes(out -> {
            out.write('p');
            out.writeInt(Integer.MAX_VALUE);
        });
        byte[] negative = Client.bytes(out -> {
            out.write('p');
            out.writeInt(-1);
        });
        byte[] bodiless = Client.bytes(out -> {
            out.write('p');
            out.writeInt(4);
        });
        byte[] endless = Client.bytes(out -> {
            out.write('p');
            out.writeInt(7);
            out.write("abc".getBytes(StandardCharsets.US_ASCII));
        });
        byte[] query = Client.bytes(out -> {
            out.write('Q');
            out.writeInt(4);
        });
        String size = "invalid password packet size";
        return Stream.of(
                Arguments.of("too long", tooLong, size),
                Arguments.of("2 GiB", huge, size),
                Arguments.of("negative length", negative, size),
                Arguments.of("no body", bodiless, size),
                Arguments.of("no end", endless, size),
                Arguments.of("a zero within", Client.password("a\0b"), size),
                Arguments.of("a query", query, "expected password response, got message type 81"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("notPasswords")
    void whatIsNoPasswordMessageIsRefused(String name, byte[] sent, String message) throws Exception {
        try (AcceptorFixture fixture = AcceptorFixture.plain()) {
            assertThat(answerTo(fixture, sent)).containsEntry('C', "08P01").containsEntry('M', message);
        }
    }

    @Test
    void clientThatDisconnectsToAskForAPasswordFreesItsConnection() throws Exception {
        ConnectionLimiter admission = new ConnectionLimiter(1, 1_000, 1_000);
        try (AcceptorFixture fixture =
                AcceptorFixture.open(ConnectionAcceptor.builder().limiter(admission))) {
            for (int i = 0; i < 3; i++) {
                try (Client client = fixture.connect()) {
                    client.send(Client.adminStartup());
                    assertThat(client.receive().type()).isEqualTo('R');
                }
                fixture.awaitGone(fixture.nextClient());
            }
            assertThat(admission.open()).isZero();
        }
    }

    @Test
    void sessionCanRefuseAClientWithItsOwnError() throws Exception {
        try (AcceptorFixture fixture = AcceptorFixture.withoutSession(ConnectionAcceptor.builder());
                Client client = fixture.connect()) {
            client.send(Client.adminStartup());
            fixture.nextClient().refuse(PgError.fatal("28000", "role \"admin\" does not exist"));
            assertThat(client.receiveError())
                    .containsEntry('S', "FATAL")
                    .containsEntry('C', "28000")
                    .containsEntry('M', "role \"admin\" does not exist");
            assertThat(client.seesTheEnd()).isTrue();
        }
    }

    @Test
    void clientReportsWhetherMoreHasArrived() throws Exception {
        try (AcceptorFixture fixture = AcceptorFixture.withoutSession(ConnectionAcceptor.builder());
                Client client = fixture.connect()) {
            client.send(Client.adminStartup());
            AuthenticatedClient admittedClient = fixture.nextClient();
            assertThat(admittedClient.hasMore()).isFalse();
            client.send(new byte[] {1, 2});
            assertThat(admittedClient.in().read()).isEqualTo(1);
            assertThat(admittedClient.hasMore()).isTrue();
            assertThat(admittedClient.in().read()).isEqualTo(2);
            assertThat(admittedClient.hasMore()).isFalse();
        }
    }
}
