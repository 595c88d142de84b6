package dev.agentstorage.dsql.local.internal.connection;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Negotiates encryption with a client, until another packet arrives. Reads no byte beyond that packet, so
 * that no plaintext data is treated as encrypted. Not thread-safe.
 */
final class TlsNegotiation {
    /** Maximum size of a startup packet, the same as PostgreSQL's. */
    private static final int MAX_PACKET = 10_000;

    private static final int LENGTH_AND_CODE = 8;
    private static final int TLS_HANDSHAKE_RECORD = 0x16;
    private static final String APPLICATION_PROTOCOL = "postgresql";

    private static final Set<String> HTTP_METHODS =
            Set.of("GET ", "HEAD", "POST", "PUT ", "DELE", "CONN", "OPTI", "TRAC", "PATC", "PRI ");
    private static final byte[] HTTP_ANSWER = """
            HTTP/1.0 400 Bad Request\r
            Content-Type: text/plain\r
            Connection: close\r
            \r
            This port speaks the PostgreSQL protocol, not HTTP.
            """.getBytes(StandardCharsets.US_ASCII);

    private final Socket rawSocket;
    private final Optional<SSLContext> tls;
    private Socket socket;
    private boolean askedForTls;
    private boolean askedForGss;

    TlsNegotiation(Socket rawSocket, Optional<SSLContext> tls) {
        this.rawSocket = rawSocket;
        this.tls = tls;
        this.socket = rawSocket;
    }

    /** The TCP connection. */
    Socket rawSocket() {
        return rawSocket;
    }

    /** The socket to read from and write to: the TLS socket once TLS is established. */
    Socket socket() {
        return socket;
    }

    boolean isEncrypted() {
        return socket != rawSocket;
    }

    /** The host name that the client has sent (SNI), if any. */
    Optional<String> serverName() {
        if (socket instanceof SSLSocket encrypted && encrypted.getSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return Optional.of(host.getAsciiName());
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Answers encryption requests until another packet arrives.
     *
     * @return that packet, without the length field
     * @throws EOFException if the client disconnects
     * @throws RefusedException if it does not send a packet, or sends unencrypted data after its request for TLS
     */
    byte[] firstOtherPacket() throws IOException, RefusedException {
        int first = firstByte();
        if (first == TLS_HANDSHAKE_RECORD && tls.isPresent()) {
            encryptDirectly(tls.get(), first);
            first = firstByte();
        }
        while (true) {
            byte[] packet = packet(first);
            switch (ByteBuffer.wrap(packet).getInt()) {
                case StartupPacket.SSL_REQUEST -> {
                    if (askedForTls) {
                        return packet;
                    }
                    askedForTls = true;
                    answerTlsRequest();
                }
                case StartupPacket.GSS_ENCRYPTION_REQUEST -> {
                    if (askedForGss) {
                        return packet;
                    }
                    askedForGss = true;
                    rawSocket.getOutputStream().write('N');
                }
                default -> {
                    return packet;
                }
            }
            first = firstByte();
        }
    }

    private void encryptDirectly(SSLContext context, int first) throws IOException, RefusedException {
        encrypt(context, new ByteArrayInputStream(new byte[] {(byte) first}));
        if (!APPLICATION_PROTOCOL.equals(((SSLSocket) socket).getApplicationProtocol())) {
            throw new RefusedException(Refusal.noApplicationProtocol());
        }
    }

    private void answerTlsRequest() throws IOException, RefusedException {
        if (tls.isEmpty()) {
            rawSocket.getOutputStream().write('N');
            return;
        }
        if (rawSocket.getInputStream().available() > 0) {
            throw new RefusedException(Refusal.unencryptedData());
        }
        rawSocket.getOutputStream().write('S');
        encrypt(tls.get(), null);
    }

    private void encrypt(SSLContext context, @Nullable InputStream alreadyRead) throws IOException {
        SSLSocket encrypted = (SSLSocket) context.getSocketFactory().createSocket(rawSocket, alreadyRead, true);
        SSLParameters parameters = encrypted.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {APPLICATION_PROTOCOL});
        encrypted.setSSLParameters(parameters);
        encrypted.startHandshake();
        socket = encrypted;
        askedForTls = true;
        askedForGss = true;
    }

    private int firstByte() throws IOException {
        int first = socket.getInputStream().read();
        if (first < 0) {
            throw new EOFException("client disconnected before the startup packet");
        }
        return first;
    }

    private byte[] packet(int first) throws IOException, RefusedException {
        byte[] head = exactly(Integer.BYTES - 1);
        ByteBuffer lengthBytes =
                ByteBuffer.allocate(Integer.BYTES).put((byte) first).put(head).flip();
        if (HTTP_METHODS.contains(new String(lengthBytes.array(), StandardCharsets.ISO_8859_1))) {
            throw new RefusedException(HTTP_ANSWER);
        }
        int length = lengthBytes.getInt();
        if (length < LENGTH_AND_CODE || length > MAX_PACKET) {
            throw new RefusedException(Refusal.invalidLength());
        }
        return exactly(length - Integer.BYTES);
    }

    private byte[] exactly(int count) throws IOException {
        byte[] bytes = socket.getInputStream().readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("client disconnected within a packet");
        }
        return bytes;
    }
}
