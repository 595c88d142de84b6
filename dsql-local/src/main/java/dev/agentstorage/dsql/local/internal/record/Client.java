package dev.agentstorage.dsql.local.internal.record;

import dev.agentstorage.dsql.local.internal.protocol.FrameReader;
import dev.agentstorage.dsql.local.internal.protocol.MessageBuilder;
import dev.agentstorage.dsql.local.internal.protocol.PgError;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** A connection that returns raw tags, columns and errors, which drivers hide. Not thread-safe. */
final class Client implements AutoCloseable {
    private static final int PROTOCOL = 3 << 16;
    private static final int SSL_REQUEST = 80_877_103;
    private static final int CLEARTEXT_PASSWORD = 3;
    private static final Duration CONNECT = Duration.ofSeconds(20);
    /** An index of a cluster may take minutes. */
    private static final Duration ANSWER = Duration.ofMinutes(15);

    private final Socket socket;
    private final FrameReader in;

    private Client(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new FrameReader(socket.getInputStream(), bytes -> {});
    }

    /** @throws IOException also if the server refuses the connection; the message has the reason */
    static Client open(Cluster cluster, SSLSocketFactory tls) throws IOException {
        Socket plain = new Socket();
        try {
            plain.setTcpNoDelay(true);
            plain.connect(new InetSocketAddress(cluster.host(), cluster.port()), (int) CONNECT.toMillis());
            plain.setSoTimeout((int) ANSWER.toMillis());
            plain.getOutputStream()
                    .write(ByteBuffer.allocate(8).putInt(8).putInt(SSL_REQUEST).array());
            if (plain.getInputStream().read() != 'S') {
                throw new IOException("the server has no TLS");
            }
            SSLSocket secured = (SSLSocket) tls.createSocket(plain, cluster.host(), cluster.port(), true);
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
            secured.startHandshake();
            Client client = new Client(secured);
            client.introduce(cluster);
            return client;
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private void introduce(Cluster cluster) throws IOException {
        byte[] typed = new MessageBuilder(0)
                .int32(PROTOCOL)
                .cstring("user")
                .cstring(cluster.user())
                .cstring("database")
                .cstring("postgres")
                .cstring("client_encoding")
                .cstring("UTF8")
                .int8(0)
                .build();
        // A startup packet is a message without a type.
        send(Arrays.copyOfRange(typed, 1, typed.length));
        while (next() != 'Z') {
            byte[] body = in.body();
            if (in.type() == 'E') {
                PgError error = PgError.read(body);
                throw new IOException("the server refuses the connection: " + error.sqlState() + " " + error.message());
            }
            if (in.type() == 'R') {
                authenticate(ByteBuffer.wrap(body).getInt(), cluster.password());
            }
        }
        in.skip();
    }

    private void authenticate(int method, String password) throws IOException {
        if (method == CLEARTEXT_PASSWORD) {
            send(new MessageBuilder('p').cstring(password).build());
        } else if (method != 0) {
            throw new IOException("the server requires authentication method " + method + ", not a token");
        }
    }

    /** One Query message: an answer for each statement in it, the last of which may be an error. */
    List<Answer> simple(String sql) throws IOException {
        return ask(new MessageBuilder('Q').cstring(sql).build());
    }

    /** One statement by the extended protocol, in one packet. */
    Answer extended(String sql) throws IOException {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(new MessageBuilder('P').cstring("").cstring(sql).int16(0).build());
        packet.write(new MessageBuilder('B')
                .cstring("")
                .cstring("")
                .int16(0)
                .int16(0)
                .int16(0)
                .build());
        packet.write(new MessageBuilder('D').int8('P').cstring("").build());
        packet.write(new MessageBuilder('E').cstring("").int32(0).build());
        packet.write(MessageBuilder.empty('S'));
        List<Answer> answers = ask(packet.toByteArray());
        if (answers.size() != 1) {
            throw new IOException(answers.size() + " answers to one statement");
        }
        return answers.get(0);
    }

    private List<Answer> ask(byte[] messages) throws IOException {
        send(messages);
        List<Answer> answers = new ArrayList<>();
        List<String> columns = null;
        List<List<@Nullable String>> rows = new ArrayList<>();
        while (next() != 'Z') {
            int type = in.type();
            byte[] body = in.body();
            switch (type) {
                case 'T' -> columns = columns(body);
                case 'D' -> rows.add(row(body));
                case 'G' -> send(new MessageBuilder('f').cstring("no data here").build());
                case 'C', 'I', 'E' -> {
                    answers.add(
                            type == 'E'
                                    ? new Answer(PgError.read(body), "", null, List.of())
                                    : new Answer(null, type == 'C' ? text(body) : "", columns, rows));
                    columns = null;
                    rows = new ArrayList<>();
                }
                default -> {
                    // Not a part of a result.
                }
            }
        }
        in.skip();
        return answers;
    }

    private int next() throws IOException {
        if (!in.next()) {
            throw new EOFException("the server closed the connection");
        }
        return in.type();
    }

    private static List<String> columns(byte[] body) {
        ByteBuffer buffer = ByteBuffer.wrap(body);
        List<String> names = new ArrayList<>();
        for (int left = buffer.getShort(); left > 0; left--) {
            int begin = buffer.position();
            while (buffer.get() != 0) {
                // up to the end of the name
            }
            names.add(new String(body, begin, buffer.position() - begin - 1, StandardCharsets.UTF_8));
            // table, column, type, its length and modifier, format
            buffer.position(buffer.position() + 18);
        }
        return names;
    }

    private static List<@Nullable String> row(byte[] body) {
        ByteBuffer buffer = ByteBuffer.wrap(body);
        List<@Nullable String> values = new ArrayList<>();
        for (int left = buffer.getShort(); left > 0; left--) {
            int length = buffer.getInt();
            if (length < 0) {
                values.add(null);
            } else {
                values.add(new String(body, buffer.position(), length, StandardCharsets.UTF_8));
                buffer.position(buffer.position() + length);
            }
        }
        return values;
    }

    private static String text(byte[] body) {
        return new String(body, 0, body.length - 1, StandardCharsets.UTF_8);
    }

    private void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
