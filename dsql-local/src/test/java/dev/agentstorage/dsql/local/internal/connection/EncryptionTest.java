package dev.agentstorage.dsql.local.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptionTest {
    private static final byte[] SSL_REQUEST = Client.request(Client.SSL_REQUEST);
    private static final byte[] GSS_REQUEST = Client.request(Client.GSS_REQUEST);

    private static Client encrypted(AcceptorFixture fixture) throws Exception {
        Client client = fixture.connect();
        client.send(SSL_REQUEST);
        assertThat(client.receiveByte()).isEqualTo('S');
        return client.encrypt(AcceptorFixture.trusting(AcceptorFixture.CERTIFICATES), parameters -> {});
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void requestForTlsIsGranted(String version) throws Exception {
        try (AcceptorFixture fixture = AcceptorFixture.withTls();
                Client client = fixture.connect()) {
            client.send(SSL_REQUEST);
            assertThat(client.receiveByte()).isEqualTo('S');
            client.encrypt(
                    AcceptorFixture.trusting(AcceptorFixture.CERTIFICATES),
                    parameters -> parameters.setProtocols(new String[] {version}));

            client.login("admin");

            AuthenticatedClient admittedClient = fixture.nextClient();
            assertThat(admittedClient.isEncrypted()).isTrue();
            assertThat(admittedClient.socket()).isInstanceOf(SSLSocket.class).isNotSameAs(admittedClient.rawSocket());
            assertThat(((SSLSocket) client.socket()).getSession().getProtocol()).isEqualTo(version);
        }
    }

    @Test
    void whatFollowsTheStartupReachesTheSession() throws Exception {
        try (AcceptorFixture fixture = AcceptorFixture.withTls();
                Client client = encrypted(fixture)) {
            client.login("admin");
            client.send("queries".getBytes(StandardCharsets.US_ASCII));
            ((SSLSocket) client.socket()).shutdownOutput();
            assertThat(client.receiveRest()).asString().isEqualTo("queries");
        }
    }

    @Test
    void directTlsIsServedToOneWhoNamesTheProtocol() throws Exception {
        try (AcceptorFixture fixture = AcceptorFixture.withTls();
                Client client = fixture.connect()) {
            client.encrypt(AcceptorFixture.trusting(AcceptorFixture.CERTIFICATES), Client::withAlpn);
            client.login("admin");
            assertThat(fixture.nextClient().isEncrypted()).isTrue();
            assertThat(((SSLSocket) client.socket()).getApplicationProtocol()).isEqualTo("postgresql");
        }
    }

    @Test
    void directTlsWithoutTheNameOfTheProtocolIsRefused() throws Exception {
        try (AcceptorFixture fixture = AcceptorFixture.withTls();
                Client client = fixture.connect()) {
            client.encrypt(AcceptorFixture.trusting(AcceptorFixture.CERTIFICATES), parameters -> {});
            client.send(Client.adminStartup());
            assertThat(client.receiveError()).containsEntry('C', "08P01").containsEntry('S', "FATAL");
            assertThat(client.seesTheEnd()).isTrue();
            client.leave();
            assertThat(fixture.nextOutcome()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anotherProtocolThanPostgresqlFailsInTheHandshake(boolean direct) throws Exception {
        SSLContext trusting = AcceptorFixture.trusting(AcceptorFixture.CERTIFICATES);
        try (AcceptorFixture fixture = AcceptorFixture.withTls();
                Client client = fixture.connect()) {
            if (!direct) {
                client.send(SSL_REQUEST);
                assertThat(client.receiveByte()).isEqualTo('S');
            }
            assertThatThrownBy(() -> client.encrypt(
                            trusting,
                            parameters -> parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"})))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("no_application_protocol");
            assertThat(fixture.nextOutcome()).isEmpty();
        }
    }

    @Test
    void clientThatDoesNotTrustTheCertificateJustGoes() throws Exception {
        try (AcceptorFixture fixture = AcceptorFixture.withTls();
                Client client = fixture.connect()) {
            client.send(SSL_REQUEST);
            assertThat(client.receiveByte()).isEqualTo('S');
            assertThatThrownBy(() -> client.encrypt(SSLContext.getDefault(), parameters -> {}))
                    .isInstanceOf(SSLException.class);
            assertThat(fixture.nextOutcome()).isEmpty();
        }
    }

    @Test
    void plainTextIsRefusedWhereTlsIsServed() throws Exception {
        try (AcceptorFixture fixture = AcceptorFixture.withTls();
                Client client = fixture.connect()) {
            client.send(Client.adminStartup());
            Map<Character, String> error = client.receiveError();
            assertThat(error)
                    .containsEntry('S', "FATAL")
                    .containsEntry('V', "FATAL")
                    .containsEntry('C', "28000")
                    .containsEntry('M', "unable to accept connection, TLS is required");
            assertThat(client.seesTheEnd()).isTrue();
            client.leave();
            assertThat(fixture.nextOutcome()).isEmpty();
        }
    }

    @Test
    void requestForTlsIsDeniedWhereThereIsNone() throws Exception {
        try (AcceptorFixture fixture = AcceptorFixture.plain();
                Client client = fixture.connect()) {
            client.send(SSL_REQUEST);
            assertThat(client.receiveByte()).isEqualTo('N');
            client.login("admin");
            AuthenticatedClient admittedClient = fixture.nextClient();
            assertThat(admittedClient.isEncrypted()).isFalse();
            assertThat(admittedClient.socket()).isSameAs(admittedClient.rawSocket());
            assertThat(admittedClient.serverName()).isEmpty();
        }
    }

    @Test
    void requestForGssEncryptionIsDeniedAndTlsStillGranted() throws Exception {
        try (AcceptorFixture fixture = AcceptorFixture.withTls();
                Client client = fixture.connect()) {
            client.send(GSS_REQUEST);
            assertThat(client.receiveByte()).isEqualTo('N');
            client.send(SSL_REQUEST);
            assertThat(client.receiveByte()).isEqualTo('S');
            client.encrypt(AcceptorFixture.trusting(AcceptorFixture.CERTIFICATES), parameters -> {});
            client.login("admin");
        }
    }

    @Test
    void bothRequestsMayComeInEitherOrder() throws Exception {
        try (AcceptorFixture fixture = AcceptorFixture.plain();
                Client client = fixture.connect()) {
            client.send(SSL_REQUEST);
            assertThat(client.receiveByte()).isEqualTo('N');
            client.send(GSS_REQUEST);
            assertThat(client.receiveByte()).isEqualTo('N');
            client.login("admin");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Client.SSL_REQUEST, Client.GSS_REQUEST})
    void requestThatWasDeniedIsNoRequestTheSecondTime(int request) throws Exception {
        try (AcceptorFixture fixture = AcceptorFixture.plain();
                Client client = fixture.connect()) {
            client.send(Client.request(request));
            assertThat(client.receiveByte()).isEqualTo('N');
            client.send(Client.request(request));
            assertThat(client.receiveError())
                    .containsEntry('C', "0A000")
                    .containsEntry(
                            'M',
                            "unsupported frontend protocol 1234." + (request & 0xffff)
                                    + ": server supports 3.0 to 3.0");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Client.SSL_REQUEST, Client.GSS_REQUEST})
    void encryptionIsNotNegotiatedWithinEncryption(int request) throws Exception {
        try (AcceptorFixture fixture = AcceptorFixture.withTls();
                Client client = encrypted(fixture)) {
            client.send(Client.request(request));
            assertThat(client.receiveError()).containsEntry('C', "0A000");
        }
    }

    @Test
    void plainTextSentAlongWithTheRequestForTlsIsAnAttack() throws Exception {
        try (AcceptorFixture fixture = AcceptorFixture.withTls();
                Client client = fixture.connect()) {
            client.send(Client.join(SSL_REQUEST, Client.adminStartup()));
            assertThat(client.receiveError())
                    .containsEntry('C', "08P01")
                    .containsEntry('M', "received unencrypted data after SSL request");
            assertThat(client.seesTheEnd()).isTrue();
            client.leave();
            assertThat(fixture.nextOutcome()).isEmpty();
        }
    }

    @Test
    void plainTextSentAfterTlsWasGrantedIsNotTakenForTheStartup() throws Exception {
        try (AcceptorFixture fixture = AcceptorFixture.withTls();
                Client client = fixture.connect()) {
            client.send(SSL_REQUEST);
            assertThat(client.receiveByte()).isEqualTo('S');
            client.send(Client.adminStartup());
            assertThat(fixture.nextOutcome()).isEmpty();
        }
    }

    @Test
    void tlsWithoutARequestIsDisconnectedWhereThereIsNone() throws Exception {
        SSLContext trusting = AcceptorFixture.trusting(AcceptorFixture.CERTIFICATES);
        try (AcceptorFixture fixture = AcceptorFixture.plain();
                Client client = fixture.connect()) {
            assertThatThrownBy(() -> client.encrypt(trusting, Client::withAlpn)).isInstanceOf(SSLException.class);
            assertThat(fixture.nextOutcome()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void nameOfTheHostIsKnownAlsoWhenTheTlsSessionIsResumed(String version) throws Exception {
        SSLContext trusting = AcceptorFixture.trusting(AcceptorFixture.CERTIFICATES);
        Set<Long> sessionsMadeAt = new HashSet<>();
        try (AcceptorFixture fixture = AcceptorFixture.open(ConnectionAcceptor.builder()
                .tls(AcceptorFixture.CERTIFICATES.sslContext())
                .requireSni(true))) {
            for (int i = 0; i < 3; i++) {
                try (Client client = fixture.connect()) {
                    client.send(SSL_REQUEST);
                    assertThat(client.receiveByte()).isEqualTo('S');
                    client.encrypt(trusting, parameters -> {
                        Client.withServerName("endpoint.test").accept(parameters);
                        parameters.setProtocols(new String[] {version});
                    });
                    client.login("admin");
                    assertThat(fixture.nextClient().serverName()).contains("endpoint.test");
                    sessionsMadeAt.add(
                            ((SSLSocket) client.socket()).getSession().getCreationTime());
                }
            }
        }
        assertThat(sessionsMadeAt).as("the session was resumed").hasSize(1);
    }

    @Test
    void clientThatDoesNotNameTheHostIsRefusedWhereItMust() throws Exception {
        try (AcceptorFixture fixture = AcceptorFixture.open(ConnectionAcceptor.builder()
                        .tls(AcceptorFixture.CERTIFICATES.sslContext())
                        .requireSni(true));
                Client client = encrypted(fixture)) {
            client.send(Client.adminStartup());
            assertThat(client.receiveError())
                    .containsEntry('M', "unable to accept connection, sni was not received")
                    .containsEntry('S', "FATAL");
            assertThat(client.seesTheEnd()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusalIsReadableThoughTheClientHasSentMore(boolean overTls) throws Exception {
        byte[] noise = new byte[20_000];
        try (AcceptorFixture fixture = overTls ? AcceptorFixture.withTls() : AcceptorFixture.plain();
                Client client = overTls ? encrypted(fixture) : fixture.connect()) {
            client.send(Client.join(Client.startup(Client.VERSION_3, "user", "admin", "database", "other"), noise));
            assertThat(fixture.nextOutcome()).isEmpty();
            assertThat(client.receiveError()).containsEntry('C', "3D000");
            assertThat(client.receiveRest()).as("and no reset").isEmpty();
        }
    }
}
