package dev.agentstorage.dsql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * What a PgBouncer in transaction mode does to connections, in front of the plain PostgreSQL: it passes no {@code options} on, or refuses them
 * in the words of PgBouncer 1.18, and every transaction has a connection to the server that none had before. Thread-safe.
 */
final class TransactionPooler implements AutoCloseable {
    private static final String OPTIONS = "options";
    private static final int PROTOCOL_3 = 196_608;
    /** Requests for encryption, of either kind. */
    private static final Set<Integer> ENCRYPTION = Set.of(80_877_103, 80_877_104);

    private final boolean ignoresOptions;
    private final ServerSocket door;
    private final ConcurrentLinkedQueue<Socket> sockets = new ConcurrentLinkedQueue<>();

    private record Wire(Socket socket, DataInputStream in, DataOutputStream out) {
        Wire(Socket socket) throws IOException {
            this(
                    socket,
                    new DataInputStream(new BufferedInputStream(socket.getInputStream())),
                    new DataOutputStream(new BufferedOutputStream(socket.getOutputStream())));
        }
    }

    private static final class Packet {
        private final int type;
        private final byte[] body;

        Packet(int type, byte[] body) {
            this.type = type;
            this.body = body;
        }

        int type() {
            return type;
        }

        static Packet read(DataInputStream in) throws IOException {
            int type = in.readUnsignedByte();
            return new Packet(type, in.readNBytes(in.readInt() - Integer.BYTES));
        }

        void write(DataOutputStream out) throws IOException {
            out.writeByte(type);
            out.writeInt(body.length + Integer.BYTES);
            out.write(body);
        }

        boolean ends() {
            return type == 'Z';
        }

        boolean endsOutsideOfTransactions() {
            return ends() && body[0] == 'I';
        }
    }

    private TransactionPooler(boolean ignoresOptions, ServerSocket door) {
        this.ignoresOptions = ignoresOptions;
        this.door = door;
        daemon(this::accept);
    }

    static TransactionPooler ignoringOptions() {
        return new TransactionPooler(true, door());
    }

    static TransactionPooler refusingOptions() {
        return new TransactionPooler(false, door());
    }

    private static ServerSocket door() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the URL with parameters, which may be none. */
    String url(String parameters) {
        return "jdbc:postgresql://127.0.0.1:" + door.getLocalPort() + "/postgres?" + parameters;
    }

    private interface Task {
        void run() throws IOException;
    }

    /** A socket that is closed ends the task. */
    private static void daemon(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (EOFException | SocketException e) {
                        // one side has gone
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                "transaction-pooler");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = door.accept();
            sockets.add(client);
            daemon(() -> {
                try (client) {
                    serve(new Wire(client));
                }
            });
        }
    }

    private void serve(Wire client) throws IOException {
        Map<String, String> parameters = greet(client);
        if (!ignoresOptions && parameters.containsKey(OPTIONS)) {
            refuse(client);
            return;
        }
        parameters.remove(OPTIONS);
        Wire server = connect(parameters);
        try {
            answer(server, client);
            while (true) {
                Packet packet = Packet.read(client.in());
                if (packet.type() == 'X') {
                    return;
                }
                if (server == null) {
                    server = connect(parameters);
                    answer(server, null);
                }
                packet.write(server.out());
                if (packet.type() == 'S' || packet.type() == 'Q') {
                    server.out().flush();
                    if (answer(server, client)) {
                        server.socket().close();
                        server = null;
                    }
                }
            }
        } finally {
            if (server != null) {
                server.socket().close();
            }
        }
    }

    /** Passes on what the server answers, and returns whether no transaction is open after it. */
    private static boolean answer(Wire server, @Nullable Wire client) throws IOException {
        Packet packet;
        do {
            packet = Packet.read(server.in());
            if (client != null) {
                packet.write(client.out());
            }
        } while (!packet.ends());
        if (client != null) {
            client.out().flush();
        }
        return packet.endsOutsideOfTransactions();
    }

    /** Returns the parameters that a connection begins with. */
    private static Map<String, String> greet(Wire client) throws IOException {
        int length = client.in().readInt();
        while (ENCRYPTION.contains(client.in().readInt())) {
            client.out().writeByte('N');
            client.out().flush();
            length = client.in().readInt();
        }
        String[] words = new String(client.in().readNBytes(length - 2 * Integer.BYTES), UTF_8).split("\0");
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 0; i + 1 < words.length; i += 2) {
            parameters.put(words[i], words[i + 1]);
        }
        return parameters;
    }

    private Wire connect(Map<String, String> parameters) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), Server.postgresqlPort());
        sockets.add(socket);
        Wire server = new Wire(socket);
        ByteArrayOutputStream words = new ByteArrayOutputStream();
        parameters.forEach((name, value) -> words.writeBytes((name + "\0" + value + "\0").getBytes(UTF_8)));
        words.write(0);
        server.out().writeInt(words.size() + 2 * Integer.BYTES);
        server.out().writeInt(PROTOCOL_3);
        words.writeTo(server.out());
        server.out().flush();
        return server;
    }

    private static void refuse(Wire client) throws IOException {
        String error = "SFATAL\0C08P01\0Munsupported startup parameter: options\0\0";
        new Packet('E', error.getBytes(UTF_8)).write(client.out());
        client.out().flush();
    }

    @Override
    public void close() {
        try {
            door.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
