package dev.agentstorage.dsql.local.wire;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.ByteBuffer;

/**
 * One client and, once it has introduced itself, its session on the server: a thread for each direction.
 *
 * <p>The thread of the client's direction owns both sockets. Whatever ends one direction for good closes both sockets,
 * which wakes the other thread; only an orderly end of the client's stream lets the server finish its answers.
 */
final class RelayConnection implements Runnable {
    private static final int BUFFER = 32 * 1024;
    private static final int CONNECT_MILLIS = 10_000;
    /** As long as PostgreSQL gives a client to authenticate. */
    private static final int STARTUP_MILLIS = 60_000;

    private final Socket client;
    private final Socket server = new Socket();
    private final InetSocketAddress serverAddress;
    private final Meter meter;
    private final String name;

    RelayConnection(Socket client, InetSocketAddress serverAddress, Meter meter, String name) {
        this.client = client;
        this.serverAddress = serverAddress;
        this.meter = meter;
        this.name = name;
    }

    WireCounters counters() {
        return meter.snapshot();
    }

    /** Serves the client to its end. */
    @Override
    public void run() {
        try {
            client.setTcpNoDelay(true);
            client.setKeepAlive(true);
            client.setSoTimeout(STARTUP_MILLIS);
            LateOutput toServer = new LateOutput();
            FrameInput fromClient = new FrameInput(client.getInputStream(), toServer, meter::received);
            byte[] packet = introduction(fromClient);
            if (requestCode(packet) == Messages.CANCEL_REQUEST) {
                cancel(packet);
                return;
            }
            if (requestCode(packet) >>> 16 != Messages.PROTOCOL_MAJOR) {
                throw new ProtocolException("not version 3 of the protocol");
            }
            meter.connected();
            client.setSoTimeout(0);
            connectServer();
            toServer.open(server.getOutputStream());
            toServer.write(packet);
            Thread answers = new Thread(this::relayAnswers, name + "-answers");
            answers.setDaemon(true);
            answers.start();
            try {
                relayRequests(fromClient, toServer);
                answers.join();
            } finally {
                close();
                answers.join();
            }
        } catch (IOException vanishedOrGarbage) {
            // Nobody is left to tell; closing is the answer.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    /** Refuses encryption until the client introduces itself in plain text. */
    private byte[] introduction(FrameInput fromClient) throws IOException {
        while (true) {
            byte[] packet = fromClient.startupPacket();
            int code = requestCode(packet);
            if (code != Messages.SSL_REQUEST && code != Messages.GSS_ENCRYPTION_REQUEST) {
                return packet;
            }
            client.getOutputStream().write('N');
            meter.answered(1);
        }
    }

    private static int requestCode(byte[] packet) {
        return ByteBuffer.wrap(packet).getInt(Integer.BYTES);
    }

    private void connectServer() throws IOException {
        server.setTcpNoDelay(true);
        server.connect(serverAddress, CONNECT_MILLIS);
    }

    /** The server closes the connection once the signal is sent, and only then may the client hear the end. */
    private void cancel(byte[] packet) throws IOException {
        connectServer();
        server.getOutputStream().write(packet);
        server.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    private void relayRequests(FrameInput fromClient, OutputStream toServer) throws IOException {
        while (fromClient.next()) {
            int type = fromClient.type();
            if (!Messages.isFrontend(type)) {
                throw new ProtocolException("not a message of a client");
            }
            if (type == Messages.EXECUTE || type == Messages.QUERY) {
                meter.statement();
            }
            if (Messages.asksForAnswer(type)) {
                fromClient.passOnAllButLastByteTo(toServer);
                if (fromClient.nothingFollows()) {
                    meter.flushEnded(type);
                }
            }
            fromClient.passOnTo(toServer);
            if (type == Messages.TERMINATE) {
                break;
            }
        }
        toServer.flush();
        server.shutdownOutput();
    }

    private void relayAnswers() {
        try {
            OutputStream toClient = new BufferedOutputStream(client.getOutputStream(), BUFFER);
            FrameInput fromServer = new FrameInput(server.getInputStream(), toClient, meter::answered);
            while (fromServer.next()) {
                meter.serverSent(fromServer.type());
                fromServer.passOnTo(toClient);
            }
            toClient.flush();
            client.shutdownOutput();
        } catch (IOException oneSideIsGone) {
            // Closing tells the other side.
        } finally {
            close();
        }
    }

    /** Closes both sockets; both threads then end. May be called at any time by any thread. */
    void close() {
        closeQuietly(client);
        closeQuietly(server);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException closedAnyway) {
            // The descriptor is released even so.
        }
    }

    /** Exists before the connection that it writes to. */
    private static final class LateOutput extends OutputStream {
        private OutputStream out = OutputStream.nullOutputStream();

        void open(OutputStream target) {
            out = new BufferedOutputStream(target, BUFFER);
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}
