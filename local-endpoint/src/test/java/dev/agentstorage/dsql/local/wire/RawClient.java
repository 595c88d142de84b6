package dev.agentstorage.dsql.local.wire;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A PostgreSQL client that decides itself which bytes it sends when. */
final class RawClient implements AutoCloseable {
    final Socket socket;
    private final DataInputStream in;

    RawClient(int port) throws IOException {
        socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        in = new DataInputStream(socket.getInputStream());
    }

    static RawClient introduced(int port, String applicationName) throws IOException {
        RawClient client = new RawClient(port);
        String names = "user\0postgres\0database\0postgres\0application_name\0" + applicationName + "\0\0";
        byte[] parameters = names.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(packet);
        out.writeInt(8 + parameters.length);
        out.writeInt(3 << 16);
        out.write(parameters);
        client.send(packet.toByteArray());
        client.awaitReady(1);
        return client;
    }

    static byte[] message(char type, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.write(type);
        int length = bytes.length + 4;
        message.writeBytes(
                new byte[] {(byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length});
        message.writeBytes(bytes);
        return message.toByteArray();
    }

    static byte[] queryMessage(String sql) {
        return message('Q', sql + "\0");
    }

    /** Parse, Bind, Describe, Execute of an unnamed statement, without an end. */
    static byte[] extended(String sql) {
        return join(
                message('P', "\0" + sql + "\0\0\0"),
                message('B', "\0\0\0\0\0\0\0\0"),
                message('D', "P\0"),
                message('E', "\0\0\0\0\0"));
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Reads until this many ReadyForQuery messages have come. */
    void awaitReady(int times) throws IOException {
        int left = times;
        while (left > 0) {
            if (receive() == 'Z') {
                left--;
            }
        }
    }

    /** Reads until a message of this type has come. */
    void await(char type) throws IOException {
        while (receive() != type) {
            // Others come before it.
        }
    }

    /** Reads one message and gives its type. */
    int receive() throws IOException {
        int type = in.readUnsignedByte();
        in.readNBytes(in.readInt() - 4);
        return type;
    }

    /** Whether the other side has closed the connection. */
    boolean hearsTheEnd() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    /** Resets the connection, as a crashed machine's router might. */
    void vanish() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
