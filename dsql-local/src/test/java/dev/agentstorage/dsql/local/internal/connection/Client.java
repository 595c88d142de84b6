package dev.agentstorage.dsql.local.internal.connection;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A PostgreSQL client that decides itself which bytes it sends when. */
final class Client implements AutoCloseable {
    static final int SSL_REQUEST = 80_877_103;
    static final int GSS_REQUEST = 80_877_104;
    static final int CANCEL_REQUEST = 80_877_102;
    static final int VERSION_3 = 3 << 16;

    private final Socket rawSocket;
    private Socket socket;
    private DataInputStream in;

    /**
     * A message of the server.
     *
     * @param body its bytes as ISO 8859-1 reads them
     */
    record Message(char type, String body) {
        int int32() {
            return ByteBuffer.wrap(body.getBytes(StandardCharsets.ISO_8859_1)).getInt();
        }
    }

    Client(Socket rawSocket) throws IOException {
        this.rawSocket = rawSocket;
        rawSocket.setTcpNoDelay(true);
        rawSocket.setSoTimeout(20_000);
        this.socket = rawSocket;
        this.in = new DataInputStream(rawSocket.getInputStream());
    }

    Socket socket() {
        return socket;
    }

    /** Length and body, as packets of the startup have them. */
    static byte[] packet(byte[] body) {
        return bytes(out -> {
            out.writeInt(body.length + Integer.BYTES);
            out.write(body);
        });
    }

    static byte[] request(int code) {
        return packet(bytes(out -> out.writeInt(code)));
    }

    static byte[] cancelRequest(int processId, int secretKey) {
        return packet(bytes(out -> {
            out.writeInt(CANCEL_REQUEST);
            out.writeInt(processId);
            out.writeInt(secretKey);
        }));
    }

    /** @param parameters names and values in turn */
    static byte[] startup(int version, String... parameters) {
        return packet(bytes(out -> {
            out.writeInt(version);
            for (String text : parameters) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
                out.write(0);
            }
            out.write(0);
        }));
    }

    static byte[] adminStartup() {
        return startup(VERSION_3, "user", "admin", "database", "postgres");
    }

    static byte[] password(String text) {
        byte[] body = (text + '\0').getBytes(StandardCharsets.UTF_8);
        return bytes(out -> {
            out.write('p');
            out.writeInt(body.length + Integer.BYTES);
            out.write(body);
        });
    }

    /** Something that writes bytes. */
    interface Writer {
        void writeTo(DataOutputStream out) throws IOException;
    }

    static byte[] bytes(Writer writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            writer.writeTo(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static byte[] join(byte[]... parts) {
        return bytes(out -> {
            for (byte[] part : parts) {
                out.write(part);
            }
        });
    }

    Client send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** The next byte, which is the answer to a request for encryption. */
    char receiveByte() throws IOException {
        return (char) in.readUnsignedByte();
    }

    Message receive() throws IOException {
        char type = (char) in.readUnsignedByte();
        byte[] body = new byte[in.readInt() - Integer.BYTES];
        in.readFully(body);
        return new Message(type, new String(body, StandardCharsets.ISO_8859_1));
    }

    /** The next message must be an ErrorResponse: its fields by their letters. */
    Map<Character, String> receiveError() throws IOException {
        Message message = receive();
        if (message.type() != 'E') {
            throw new AssertionError("not an error: " + message.type());
        }
        Map<Character, String> fields = new HashMap<>();
        String body = new String(message.body().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        for (String field : body.split("\0")) {
            fields.put(field.charAt(0), field.substring(1));
        }
        return fields;
    }

    /** All that comes until the connection is closed. */
    byte[] receiveRest() throws IOException {
        return in.readAllBytes();
    }

    /** Whether the other side has closed the connection. */
    boolean seesTheEnd() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    /** Reads what comes, until the end of the connection, which may be a reset. */
    void receiveUntilEnd() throws IOException {
        while (!seesTheEnd()) {
            // Answers to what was sent before.
        }
    }

    /** Encrypts from here on. */
    Client encrypt(SSLContext context, Consumer<SSLParameters> settings) throws IOException {
        SSLSocket encrypted =
                (SSLSocket) context.getSocketFactory().createSocket(rawSocket, "127.0.0.1", rawSocket.getPort(), true);
        SSLParameters parameters = encrypted.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        settings.accept(parameters);
        encrypted.setSSLParameters(parameters);
        encrypted.startHandshake();
        socket = encrypted;
        in = new DataInputStream(encrypted.getInputStream());
        return this;
    }

    static void withAlpn(SSLParameters parameters) {
        parameters.setApplicationProtocols(new String[] {"postgresql"});
    }

    static Consumer<SSLParameters> withServerName(String name) {
        return parameters -> parameters.setServerNames(List.of(new SNIHostName(name)));
    }

    /** Shows any token and waits until it may send queries. */
    Client login(String user) throws IOException {
        send(startup(VERSION_3, "user", user, "database", "postgres"));
        expect('R', receive());
        send(password("token"));
        expect('R', receive());
        expect('Z', receive());
        return this;
    }

    private static void expect(char type, Message message) {
        if (message.type() != type) {
            throw new AssertionError("not " + type + ": " + message.type() + message.body());
        }
    }

    /** Goes without a word. */
    void leave() throws IOException {
        rawSocket.close();
    }

    /** Resets the connection, as a crashed machine's router might. */
    void vanish() throws IOException {
        rawSocket.setSoLinger(true, 0);
        rawSocket.close();
    }

    @Override
    public void close() throws IOException {
        rawSocket.close();
    }
}
