package dev.agentstorage.dsql.local.internal.session;

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

/** Opens sessions on PostgreSQL as its superuser and lets them go on as the client's role. Thread-safe. */
final class BackendConnector {
    private static final int CONNECT_MILLIS = 10_000;
    private static final int STARTUP_MILLIS = 60_000;
    private static final int PROTOCOL = 3 << 16;
    /** Sessions that work may wait for each other in a ring; one of them starts again then. */
    private static final String DEADLOCK_TIMEOUT = "50ms";

    /** The most that sorts and hashes of a query may take; {@link PgError#tempSpaceExceeded()} tells it. */
    private static final String TEMP_SPACE = "131072kB";
    /** What they take in memory before they take files, which are what PostgreSQL limits. */
    private static final String SORT_MEMORY = "4MB";

    private final PostgresAddress address;

    BackendConnector(PostgresAddress address) {
        this.address = address;
    }

    /**
     * A connection that PostgreSQL let in.
     *
     * @param greeting the ParameterStatus and BackendKeyData messages, for the client
     */
    record Opened(Backend backend, List<byte[]> greeting) {}

    /** PostgreSQL refused the connection. */
    static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1;
        private final transient PgError error;

        RefusedException(PgError error) {
            super("PostgreSQL refused the connection: " + error.sqlState() + " " + error.message());
            this.error = error;
        }

        PgError error() {
            return error;
        }
    }

    /**
     * @param settings sent in the startup packet, as the client gave them
     * @throws RefusedException if PostgreSQL answers with an error
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
            Opened result = converse(socket, new PatientInput(socket), out);
            opened = true;
            return result;
        } finally {
            if (!opened) {
                socket.close();
            }
        }
    }

    private Opened converse(Socket socket, PatientInput stream, OutputStream out) throws IOException {
        FrameReader in = new FrameReader(stream, bytes -> {});
        List<byte[]> greeting = new ArrayList<>();
        Login login = new Login(address.user(), address.password());
        int pid = 0;
        while (true) {
            if (!in.next()) {
                throw new EOFException("PostgreSQL closed the connection");
            }
            int type = in.type();
            byte[] body = in.body();
            switch (type) {
                case 'R' -> login.answer(body, out);
                case 'S' -> greeting.add(MessageBuilder.of('S', body));
                case 'K' -> {
                    pid = ByteBuffer.wrap(body).getInt();
                    greeting.add(MessageBuilder.of('K', body));
                }
                case 'E' -> throw new RefusedException(PgError.read(body));
                case 'Z' -> {
                    Backend backend = new Backend(socket, stream, in, out, pid);
                    new Hidden(backend).prepare();
                    return new Opened(backend, greeting);
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
                // Each process of a query would have the limit for itself.
                .cstring("max_parallel_workers_per_gather")
                .cstring("0");
        settings.forEach((name, value) -> packet.cstring(name).cstring(value));
        byte[] typed = packet.int8(0).build();
        // A startup packet is a message without a type.
        return Arrays.copyOfRange(typed, 1, typed.length);
    }

    /** Passes a request to cancel on; the connection closes once PostgreSQL has sent the signal. */
    void cancel(int pid, int key) throws IOException {
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
