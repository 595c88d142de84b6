package dev.agentstorage.dsql.local.internal.session;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Between the endpoint and PostgreSQL: passes every byte on and records the messages to PostgreSQL, connection by connection.
 * A message is recorded before it is passed on, so before its response. Thread-safe.
 */
final class BackendRelay implements AutoCloseable {
    private static final int SSL_REQUEST = 80_877_103;
    private static final int GSS_ENCRYPTION_REQUEST = 80_877_104;

    private final ServerSocket listener;
    private final int postgresPort;
    private final List<Recorded> connections = new CopyOnWriteArrayList<>();

    BackendRelay(int postgresPort) throws IOException {
        this.postgresPort = postgresPort;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The connection on which a statement with this text was prepared. */
    Recorded connectionWith(String text) {
        return connections.stream()
                .filter(each -> each.hasParsed(text))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no connection has prepared " + text));
    }

    /** The messages of one connection. */
    static final class Recorded {
        private final StringBuilder types = new StringBuilder();
        private final List<String> parsed = new ArrayList<>();

        private synchronized void add(char type, byte[] body) {
            types.append(type);
            if (type == 'P') {
                parsed.add(new String(body, StandardCharsets.UTF_8));
            }
        }

        private synchronized boolean hasParsed(String text) {
            return parsed.stream().anyMatch(each -> each.contains(text));
        }

        /** The types of the messages since the last call, a letter each. */
        synchronized String take() {
            String taken = types.toString();
            types.setLength(0);
            return taken;
        }
    }

    private void accept() {
        try {
            while (!listener.isClosed()) {
                Socket client = listener.accept();
                Socket postgres = new Socket(InetAddress.getLoopbackAddress(), postgresPort);
                client.setTcpNoDelay(true);
                postgres.setTcpNoDelay(true);
                Recorded connection = new Recorded();
                connections.add(connection);
                daemon(() -> passRequests(client, postgres, connection));
                daemon(() -> passResponses(postgres, client));
            }
        } catch (IOException closed) {
            // The test has ended.
        }
    }

    private static void passRequests(Socket from, Socket to, Recorded connection) {
        try (from;
                to) {
            DataInputStream in = new DataInputStream(new BufferedInputStream(from.getInputStream()));
            DataOutputStream out = new DataOutputStream(to.getOutputStream());
            int code;
            do {
                code = passUntyped(in, out);
            } while (code == SSL_REQUEST || code == GSS_ENCRYPTION_REQUEST);
            while (true) {
                char type = (char) in.readUnsignedByte();
                byte[] body = new byte[in.readInt() - Integer.BYTES];
                in.readFully(body);
                connection.add(type, body);
                out.write(ByteBuffer.allocate(1 + Integer.BYTES + body.length)
                        .put((byte) type)
                        .putInt(Integer.BYTES + body.length)
                        .put(body)
                        .array());
            }
        } catch (IOException ended) {
            // One of the two has disconnected, so the other is disconnected, too.
        }
    }

    /** @return the code of a packet before or at the startup */
    private static int passUntyped(DataInputStream in, DataOutputStream out) throws IOException {
        int length = in.readInt();
        byte[] body = new byte[length - Integer.BYTES];
        in.readFully(body);
        out.write(ByteBuffer.allocate(length).putInt(length).put(body).array());
        return ByteBuffer.wrap(body).getInt();
    }

    private static void passResponses(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException ended) {
            // As above.
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "backend-relay");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
