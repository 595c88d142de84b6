package dev.agentstorage.dsql.local.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartupTest {
    private static final int LONGEST_PACKET = 10_000;

    private static Map<Character, String> refusalOf(byte[] sent) throws Exception {
        try (AcceptorFixture fixture = AcceptorFixture.plain()) {
            try (Client client = fixture.connect()) {
                client.send(sent);
                Map<Character, String> error = client.receiveError();
                assertThat(error).containsEntry('S', "FATAL").containsEntry('V', "FATAL");
                assertThat(client.seesTheEnd()).isTrue();
                return error;
            } finally {
                assertThat(fixture.nextOutcome()).isEmpty();
            }
        }
    }

    @Test
    void parametersAreKeptInOrderAsSent() throws Exception {
        try (AcceptorFixture fixture = AcceptorFixture.plain();
                Client client = fixture.connect()) {
            client.send(Client.startup(
                    Client.VERSION_3,
                    "user",
                    "märta",
                    "application_name",
                    "two words",
                    "database",
                    "postgres",
                    "options",
                    "-c search_path=a"));
            AuthenticatedClient admittedClient = fixture.nextClient();
            assertThat(admittedClient.parameters())
                    .containsExactly(
                            entry("user", "märta"),
                            entry("application_name", "two words"),
                            entry("database", "postgres"),
                            entry("options", "-c search_path=a"));
            assertThat(admittedClient.user()).isEqualTo("märta");
        }
    }

    @Test
    void databaseIsTheUsersNameUnlessGiven() throws Exception {
        try (AcceptorFixture fixture = AcceptorFixture.plain();
                Client client = fixture.connect()) {
            client.send(Client.startup(Client.VERSION_3, "user", "postgres"));
            assertThat(fixture.nextClient().parameters()).containsEntry("database", "postgres");
        }
        assertThat(refusalOf(Client.startup(Client.VERSION_3, "user", "admin")))
                .containsEntry('C', "3D000")
                .containsEntry('M', "database \"admin\" does not exist");
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(
                        "no user",
                        Client.startup(Client.VERSION_3, "database", "postgres"),
                        "28000",
                        "no PostgreSQL user name specified in startup packet"),
                Arguments.of(
                        "an empty name ends the parameters",
                        Client.startup(Client.VERSION_3, "", "admin"),
                        "08P01",
                        "invalid startup packet layout: expected terminator as last byte"),
                Arguments.of(
                        "empty user",
                        Client.startup(Client.VERSION_3, "user", "", "database", "postgres"),
                        "28000",
                        "no PostgreSQL user name specified in startup packet"),
                Arguments.of(
                        "another database",
                        Client.startup(Client.VERSION_3, "user", "admin", "database", "Postgres"),
                        "3D000",
                        "database \"Postgres\" does not exist"),
                Arguments.of(
                        "replication",
                        Client.startup(
                                Client.VERSION_3, "user", "admin", "database", "postgres", "replication", "database"),
                        "0A000",
                        "replication connections are not supported"),
                Arguments.of(
                        "version 2",
                        Client.startup(2 << 16, "user", "admin"),
                        "0A000",
                        "unsupported frontend protocol 2.0: server supports 3.0 to 3.0"),
                Arguments.of(
                        "version 4",
                        Client.startup(4 << 16 | 1, "user", "admin"),
                        "0A000",
                        "unsupported frontend protocol 4.1: server supports 3.0 to 3.0"),
                Arguments.of(
                        "no terminator",
                        Client.packet(Client.bytes(out -> {
                            out.writeInt(Client.VERSION_3);
                            out.write("user\0admin\0".getBytes(StandardCharsets.US_ASCII));
                        })),
                        "08P01",
                        "invalid startup packet layout: expected terminator as last byte"),
                Arguments.of(
                        "name without value",
                        Client.startup(Client.VERSION_3, "user"),
                        "08P01",
                        "invalid startup packet layout: expected terminator as last byte"),
                Arguments.of(
                        "nothing but a version",
                        Client.request(Client.VERSION_3),
                        "08P01",
                        "invalid startup packet layout: expected terminator as last byte"),
                Arguments.of(
                        "bytes after the terminator",
                        Client.startup(Client.VERSION_3, "user", "admin", "", "x"),
                        "08P01",
                        "invalid startup packet layout: expected terminator as last byte"),
                Arguments.of(
                        "not UTF-8",
                        Client.packet(Client.bytes(out -> {
                            out.writeInt(Client.VERSION_3);
                            out.write("user\0adm\u00ffin\0\0".getBytes(StandardCharsets.ISO_8859_1));
                        })),
                        "22021",
                        "invalid byte sequence for encoding \"UTF8\""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void badStartupIsRefusedWithAReason(String name, byte[] sent, String sqlState, String message) throws Exception {
        assertThat(refusalOf(sent)).containsEntry('C', sqlState).containsEntry('M', message);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 4, 7, LONGEST_PACKET + 1, 0x7fff_ffff})
    void impossibleLengthIsRefusedBeforeAnythingElseIsRead(int length) throws Exception {
        assertThat(refusalOf(Client.bytes(out -> out.writeInt(length))))
                .containsEntry('C', "08P01")
                .containsEntry('M', "invalid length of startup packet");
    }

    @Test
    void longestPacketIsAccepted() throws Exception {
        int frame = Client.startup(Client.VERSION_3, "user", "admin", "database", "postgres", "application_name", "")
                .length;
        String name = "x".repeat(LONGEST_PACKET - frame);
        try (AcceptorFixture fixture = AcceptorFixture.plain();
                Client client = fixture.connect()) {
            client.send(Client.startup(
                    Client.VERSION_3, "user", "admin", "database", "postgres", "application_name", name));
            assertThat(fixture.nextClient().parameters()).containsEntry("application_name", name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "off", "no", "0"})
    void startupThatWantsNoReplicationIsOrdinary(String value) throws Exception {
        try (AcceptorFixture fixture = AcceptorFixture.plain();
                Client client = fixture.connect()) {
            client.send(
                    Client.startup(Client.VERSION_3, "user", "admin", "database", "postgres", "replication", value));
            assertThat(fixture.nextClient().user()).isEqualTo("admin");
        }
    }

    @Test
    void newerMinorVersionAndUnknownOptionsAreNegotiatedDown() throws Exception {
        try (AcceptorFixture fixture = AcceptorFixture.plain();
                Client client = fixture.connect()) {
            client.send(Client.startup(
                    Client.VERSION_3 | 2, "user", "admin", "_pq_.command_tag", "1", "database", "postgres"));
            Client.Message negotiation = client.receive();
            assertThat(negotiation.type()).isEqualTo('v');
            assertThat(negotiation.body()).isEqualTo("\0\3\0\0\0\0\0\1_pq_.command_tag\0");
            Client.Message question = client.receive();
            assertThat(question.type()).isEqualTo('R');
            assertThat(question.int32()).isEqualTo(3);
            assertThat(fixture.nextClient().parameters()).containsOnlyKeys("user", "database");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "POST /x HTTP/1.1\r\n\r\n", "OPTIONS * H"})
    void plainHttpIsAnsweredThatThisIsNoWebServer(String request) throws Exception {
        try (AcceptorFixture fixture = AcceptorFixture.withTls()) {
            try (Client client = fixture.connect()) {
                client.send(request.getBytes(StandardCharsets.US_ASCII));
                assertThat(client.receiveRest())
                        .asString()
                        .startsWith("HTTP/1.0 400 Bad Request\r\n")
                        .contains("\r\n\r\nThis port speaks the PostgreSQL protocol");
            }
            assertThat(fixture.nextOutcome()).isEmpty();
        }
    }

    static Stream<byte[]> beginnings() {
        byte[] whole = Client.adminStartup();
        return Stream.of(0, 1, 3, 4, 7, 8, whole.length - 1).map(length -> java.util.Arrays.copyOf(whole, length));
    }

    @ParameterizedTest
    @MethodSource("beginnings")
    void clientThatGoesWithinItsStartupIsForgotten(byte[] sent) throws Exception {
        try (AcceptorFixture fixture = AcceptorFixture.plain()) {
            try (Client client = fixture.connect()) {
                client.send(sent);
            }
            assertThat(fixture.nextOutcome()).isEmpty();
            try (Client client = fixture.connect()) {
                client.send(sent).vanish();
            }
            assertThat(fixture.nextOutcome()).isEmpty();
            try (Client neighbour = fixture.connect()) {
                neighbour.login("admin");
            }
        }
    }
}
