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
 * A client whose startup packet was accepted, and, after {@link ConnectionAcceptor#authenticate}, its token. The caller of
 * {@link ConnectionAcceptor#admit} closes it, which closes its sockets and releases its permit.
 *
 * <p>Its streams are for one thread; {@link #close()} may be called by any thread and ends a read or write of that one.
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

    /** From the client, decrypted. Not buffered: everything that it has sent after the startup packet is there. */
    public InputStream in() {
        return in;
    }

    /** To the client. Not buffered: with TLS every write costs a record. */
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
     * Whether more bytes of the client have arrived. With TLS they may be a part of a record, whose rest the client sends
     * without waiting for an answer.
     */
    public boolean hasMore() throws IOException {
        return in.available() > 0 || (in != rawIn && rawIn.available() > 0);
    }

    /** The startup parameters in the order sent, {@code user} and {@code database} always among them. Immutable. */
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
     * Sends an error with severity FATAL, and closes. Waits up to a second for the client to close its side, so that the
     * error reaches it, and at most two if the client does not read.
     */
    public void refuse(PgError error) {
        refuse(Refusal.of(error));
    }

    /** Refuses the client as the limit of connections does. */
    public void refuseAsTooMany() {
        refuse(Refusal.tooManyConnections());
    }

    /** Refuses the client as the limit of new connections per second does. */
    public void refuseAsTooFast() {
        refuse(Refusal.rateExceeded());
    }

    /** Refuses the client as an expired token does. */
    public void refuseAsExpired() {
        refuse(Refusal.authenticationFailed(user(), TokenFault.EXPIRED));
    }

    /** Refuses the client as a cluster does that was idle and must be started. */
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

    /** The token was accepted: there is no deadline any more. */
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
