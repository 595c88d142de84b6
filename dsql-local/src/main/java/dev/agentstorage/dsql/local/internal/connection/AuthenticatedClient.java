package dev.agentstorage.dsql.local.internal.connection;

import dev.agentstorage.dsql.local.internal.auth.TokenFault;
import dev.agentstorage.dsql.local.internal.protocol.PgError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocket;

/**
 * A client whose startup packet was accepted, and, after {@link ConnectionAcceptor#authenticate}, its token. The caller
 * of {@link ConnectionAcceptor#admit} closes it, which closes its sockets and releases its permit.
 *
 * <p>Its streams must be used by one thread; {@link #close()} may be called by any thread, and ends a pending read or
 * write.
 */
public final class AuthenticatedClient implements AutoCloseable {
    private final Socket socket;
    private final Socket rawSocket;
    private final InputStream in;
    private final InputStream rawIn;
    private final OutputStream out;
    private final StartupPacket packet;
    private final Optional<String> serverName;
    private final ConnectionLimiter.Permit permit;
    private final Deadline deadline;

    AuthenticatedClient(
            TlsNegotiation negotiation, StartupPacket packet, ConnectionLimiter.Permit permit, Deadline deadline)
            throws IOException {
        this.socket = negotiation.socket();
        this.rawSocket = negotiation.rawSocket();
        this.serverName = negotiation.serverName();
        this.deadline = deadline;
        this.in = socket.getInputStream();
        this.rawIn = rawSocket.getInputStream();
        this.out = socket.getOutputStream();
        this.packet = packet;
        this.permit = permit;
    }

    /** Decrypted data from the client. Not buffered: begins directly after the startup packet. */
    public InputStream in() {
        return in;
    }

    /** Output to the client. Not buffered: with TLS, each write creates a TLS record. */
    public OutputStream out() {
        return out;
    }

    /** An {@link SSLSocket}, or {@link #rawSocket()} without TLS. */
    public Socket socket() {
        return socket;
    }

    /** The TCP connection, where timeouts are set. Closing it never blocks. */
    public Socket rawSocket() {
        return rawSocket;
    }

    /**
     * Whether more bytes from the client have arrived. With TLS they may be an incomplete record, whose rest the client
     * sends without waiting for an answer.
     */
    public boolean hasMore() throws IOException {
        return in.available() > 0 || (in != rawIn && rawIn.available() > 0);
    }

    /** The startup parameters, in the order sent; always include {@code user} and {@code database}. Immutable. */
    public Map<String, String> parameters() {
        return packet.parameters();
    }

    /** The user in the startup packet. */
    public String user() {
        return packet.parameters().getOrDefault(StartupPacket.USER, "");
    }

    /** The host name that the client asked for in the TLS handshake (SNI); empty for an address, and without TLS. */
    public Optional<String> serverName() {
        return serverName;
    }

    /** Whether the connection uses TLS. */
    public boolean isEncrypted() {
        return socket != rawSocket;
    }

    /**
     * Sends an error with severity FATAL, and closes. Waits up to a second for the client to close its side, so that
     * the error reaches it, and at most two if the client does not read.
     */
    public void refuse(PgError error) {
        refuse(Refusal.of(error));
    }

    /** Refuses the client as if the limit of open connections were reached. */
    public void refuseAsTooMany() {
        refuse(Refusal.tooManyConnections());
    }

    /** Refuses the client as if the limit of new connections per second were exceeded. */
    public void refuseAsTooFast() {
        refuse(Refusal.rateExceeded());
    }

    /** Refuses the client as if its token had expired. */
    public void refuseAsExpired() {
        refuse(Refusal.authenticationFailed(user(), TokenFault.EXPIRED));
    }

    /** Refuses the client as if the cluster were idle and had to be started. */
    public void refuseAsWakingUp() {
        refuse(Refusal.wakingUp());
    }

    void refuse(RefusedException refused) {
        respond(refused.response());
    }

    private void refuse(Refusal refusal) {
        respond(refusal.encode());
    }

    private void respond(byte[] response) {
        // A client that does not read earlier responses would block the writer.
        deadline.restart(ErrorAndClose.MAX_DURATION);
        ErrorAndClose.send(response, socket, rawSocket);
        close();
    }

    /** Removes the deadline, after the token was accepted. */
    void authenticated() {
        deadline.cancel();
    }

    @Override
    public void close() {
        deadline.cancel();
        permit.close();
        Deadline.close(rawSocket);
    }
}
