package dev.agentstorage.dsql.local.internal.backend;

import dev.agentstorage.dsql.local.internal.protocol.FrameReader;
import dev.agentstorage.dsql.local.internal.protocol.MessageBuilder;
import dev.agentstorage.dsql.local.internal.protocol.PgError;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Opens connections to PostgreSQL as superuser, and forwards cancel requests. Thread-safe. */
public final class BackendConnector {
    private static final int CONNECT_MILLIS = 10_000;
    private static final int STARTUP_MILLIS = 60_000;
    private static final int PROTOCOL = 3 << 16;
    /** PostgreSQL's deadlock_timeout. Active sessions may deadlock; one of them then retries. */
    private static final String DEADLOCK_TIMEOUT = "50ms";

    /**
     * Maximum temporary space for the sorts and hashes of a query; {@link PgError#tempSpaceExceeded()} reports this
     * value.
     */
    private static final String TEMP_SPACE = "131072kB";
    /** Memory of each sort or hash before it spills to temporary files; PostgreSQL limits only the files. */
    private static final String SORT_MEMORY = "4MB";

    private final PostgresAddress address;

    public BackendConnector(PostgresAddress address) {
        this.address = address;
    }

    /**
     * An authenticated connection.
     *
     * @param parameters the ParameterStatus and BackendKeyData messages, for the client
     */
    record Opened(BackendConnection backend, List<byte[]> parameters) {}

    /**
     * @param settings sent in the startup packet, as the client gave them
     * @throws StartupRefusedException if PostgreSQL refuses the connection
     */
    Opened open(Map<String, String> settings) throws IOException {
        Socket socket = new Socket();
        boolean opened = false;
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(address.host(), address.port()), CONNECT_MILLIS);
            socket.setSoTimeout(STARTUP_MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write(startup(settings));
            Opened result = converse(socket, new PollingInput(socket), out);
            opened = true;
            return result;
        } finally {
            if (!opened) {
                socket.close();
            }
        }
    }

    private Opened converse(Socket socket, PollingInput stream, OutputStream out) throws IOException {
        FrameReader in = new FrameReader(stream, bytes -> {});
        List<byte[]> parameters = new ArrayList<>();
        ServerLogin login = new ServerLogin(address.user(), address.password());
        int pid = 0;
        while (true) {
            if (!in.next()) {
                throw new EOFException("PostgreSQL closed the connection");
            }
            int type = in.type();
            byte[] body = in.body();
            switch (type) {
                case 'R' -> login.answer(body, out);
                case 'S' -> parameters.add(MessageBuilder.of('S', body));
                case 'K' -> {
                    pid = ByteBuffer.wrap(body).getInt();
                    parameters.add(MessageBuilder.of('K', body));
                }
                case 'E' -> {
                    PgError error = PgError.read(body);
                    throw new StartupRefusedException(error.sqlState(), error.message());
                }
                case 'Z' -> {
                    BackendConnection backend = new BackendConnection(socket, stream, in, out, pid);
                    new InternalStatements(backend).prepare();
                    return new Opened(backend, parameters);
                }
                default -> {
                    // A notice.
                }
            }
        }
    }

    private byte[] startup(Map<String, String> settings) {
        MessageBuilder packet = new MessageBuilder(0)
                .int32(PROTOCOL)
                .cstring("user")
                .cstring(address.user())
                .cstring("database")
                .cstring("postgres")
                .cstring("deadlock_timeout")
                .cstring(DEADLOCK_TIMEOUT)
                .cstring("work_mem")
                .cstring(SORT_MEMORY)
                .cstring("temp_file_limit")
                .cstring(TEMP_SPACE)
                // The limit applies to each process of a query.
                .cstring("max_parallel_workers_per_gather")
                .cstring("0");
        settings.forEach((name, value) -> packet.cstring(name).cstring(value));
        byte[] typed = packet.int8(0).build();
        // A startup packet is a message without a type.
        return Arrays.copyOfRange(typed, 1, typed.length);
    }

    /** Forwards a cancel request. Returns when PostgreSQL has sent the signal. */
    public void cancel(int pid, int key) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.host(), address.port()), CONNECT_MILLIS);
            socket.setSoTimeout(CONNECT_MILLIS);
            byte[] request = ByteBuffer.allocate(16)
                    .putInt(16)
                    .putInt(80_877_102)
                    .putInt(pid)
                    .putInt(key)
                    .array();
            socket.getOutputStream().write(request);
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        }
    }
}
