package dev.agentstorage.dsql.local.rawclient;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * A PostgreSQL client that shows what no driver shows: exact tags, columns, errors and messages, in either protocol. One
 * thread at a time.
 */
public final class RawConnection implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int PROTOCOL_3_0 = 3 << 16;
    private static final int SSL_REQUEST = 80877103;
    private static final int CANCEL_REQUEST = 80877102;
    private static final int CLEARTEXT_PASSWORD = 3;

    private final Socket transport;
    private final Socket socket;
    private final DataInputStream in;
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private final List<PgError> notices = new ArrayList<>();
    private int processId;
    private int secretKey;
    private char status = '?';

    private RawConnection(Socket transport, Socket socket) throws IOException {
        this.transport = transport;
        this.socket = socket;
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    }

    /**
     * A client that has logged in.
     *
     * @throws RefusedException if the server refuses the login
     */
    public static RawConnection open(Target target) throws IOException {
        return open(target, Map.of());
    }

    /** As {@link #open(Target)}, with further startup parameters. */
    public static RawConnection open(Target target, Map<String, String> more) throws IOException {
        RawConnection connection = secured(target);
        try {
            connection.startUp(target, more);
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    /** A client that has sent no startup packet, with TLS if the target requires it. */
    public static RawConnection secured(Target target) throws IOException {
        Socket plain = socket(target);
        try {
            switch (target.security()) {
                case PLAIN -> {
                    return new RawConnection(plain, plain);
                }
                case TLS -> {
                    plain.getOutputStream().write(Pipeline.untyped(out -> out.writeInt(SSL_REQUEST)));
                    int answer = plain.getInputStream().read();
                    if (answer != 'S') {
                        throw new IOException("no TLS: the server answered " + answer);
                    }
                    return new RawConnection(plain, target.secured(plain));
                }
                case DIRECT_TLS -> {
                    return new RawConnection(plain, target.secured(plain));
                }
            }
            throw new AssertionError(target.security());
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    /** A client that has not sent anything yet. */
    public static RawConnection withoutStartup(Target target) throws IOException {
        Socket socket = socket(target);
        return new RawConnection(socket, socket);
    }

    private static Socket socket(Target target) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.connect(new InetSocketAddress(target.host(), target.port()), (int) PATIENCE.toMillis());
        return socket;
    }

    /** The packet that begins a session. */
    public static byte[] startup(Map<String, String> parameters) {
        return Pipeline.untyped(out -> {
            out.writeInt(PROTOCOL_3_0);
            for (Map.Entry<String, String> parameter : parameters.entrySet()) {
                Pipeline.text(out, parameter.getKey());
                Pipeline.text(out, parameter.getValue());
            }
            out.writeByte(0);
        });
    }

    private void startUp(Target target, Map<String, String> more) throws IOException {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("user", target.user());
        all.put("database", target.database());
        all.put("client_encoding", "UTF8");
        all.putAll(more);
        send(startup(all));
        while (status == '?') {
            Frame frame = receive();
            switch (frame.type()) {
                case 'R' -> authenticate(frame, target);
                case 'K' -> {
                    processId = frame.int32(0);
                    secretKey = frame.int32(4);
                }
                case 'E' -> throw new RefusedException(frame.error());
                default -> {
                    // The rest is kept by receive().
                }
            }
        }
    }

    private void authenticate(Frame request, Target target) throws IOException {
        int method = request.int32(0);
        if (method == CLEARTEXT_PASSWORD) {
            String password = target.password().orElseThrow(() -> new IOException("the server asks for a password"));
            send(new Pipeline().password(password));
        } else if (method != 0) {
            throw new IOException("authentication method " + method);
        }
    }

    /** Requests, on a separate connection, that this connection's statement is cancelled. */
    public void cancel(Target target) throws IOException {
        try (RawConnection messenger = secured(target)) {
            messenger.send(Pipeline.untyped(out -> {
                out.writeInt(CANCEL_REQUEST);
                out.writeInt(processId);
                out.writeInt(secretKey);
            }));
            messenger.seesTheEnd();
        }
    }

    /** One Query message: a result for each statement in it, the last of which may be an error. */
    public List<Result> simple(String sql) throws IOException {
        return run(new Pipeline().query(sql));
    }

    /** One statement by the extended protocol, all of it in one packet. */
    public Result extended(String sql) throws IOException {
        return only(run(new Pipeline().statement(sql).sync()));
    }

    /** One statement by the extended protocol, described in one round trip and executed in the next. */
    public Result prepared(String sql) throws IOException {
        List<Result> prepared =
                run(new Pipeline().parse("", sql).describeStatement("").sync());
        if (!prepared.isEmpty() && !prepared.get(0).ok()) {
            return only(prepared);
        }
        return only(
                run(new Pipeline().bind("", "").describePortal("").execute("").sync()));
    }

    private static Result only(List<Result> results) {
        if (results.size() != 1) {
            throw new IllegalStateException("one statement, but these answers: " + results);
        }
        return results.get(0);
    }

    /** Sends what must hold one Sync or Query, and gives the results up to ReadyForQuery. */
    public List<Result> run(Pipeline pipeline) throws IOException {
        send(pipeline);
        return results();
    }

    /** The results up to the next ReadyForQuery. */
    public List<Result> results() throws IOException {
        Results results = new Results();
        while (true) {
            Frame frame = receive();
            if (frame.type() == 'Z') {
                return results.list();
            }
            if (frame.type() == 'G') {
                send(new Pipeline().copyFail("no data here"));
            }
            results.add(frame);
        }
    }

    /** The messages up to and with the next one of this type. */
    public List<Frame> framesUntil(char type) throws IOException {
        List<Frame> frames = new ArrayList<>();
        Frame frame;
        do {
            frame = receive();
            frames.add(frame);
        } while (frame.type() != type);
        return frames;
    }

    public void send(Pipeline pipeline) throws IOException {
        send(pipeline.toBytes());
    }

    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** The next message. */
    public Frame receive() throws IOException {
        char type = (char) in.readUnsignedByte();
        int length = in.readInt() - 4;
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the connection ended within a message");
        }
        Frame frame = new Frame(type, body);
        switch (type) {
            case 'Z' -> status = frame.letter();
            case 'S' -> {
                Map.Entry<String, String> parameter = frame.parameter();
                parameters.put(parameter.getKey(), parameter.getValue());
            }
            case 'N' -> notices.add(frame.error());
            default -> {
                // The caller reads it.
            }
        }
        return frame;
    }

    /** The next byte, or empty at the end. */
    public Optional<Integer> receiveByte() throws IOException {
        try {
            int next = in.read();
            return next < 0 ? Optional.empty() : Optional.of(next);
        } catch (SocketException | SSLException reset) {
            return Optional.empty();
        }
    }

    /** Whether the server has closed the connection, regardless of what it has sent before. */
    public boolean seesTheEnd() throws IOException {
        try {
            in.transferTo(OutputStream.nullOutputStream());
            return true;
        } catch (SocketException | SSLException reset) {
            return true;
        }
    }

    /** I: idle, T: in a transaction, E: in a failed one. */
    public char status() {
        return status;
    }

    public Map<String, String> parameters() {
        return Collections.unmodifiableMap(parameters);
    }

    public List<PgError> notices() {
        return Collections.unmodifiableList(notices);
    }

    public int processId() {
        return processId;
    }

    public Socket socket() {
        return socket;
    }

    /** Resets the connection, as a crashed machine's router might. */
    public void vanish() throws IOException {
        transport.setSoLinger(true, 0);
        transport.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
