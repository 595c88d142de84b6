package dev.agentstorage.dsql.local.internal.door;

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
 * A client that has introduced itself. Whoever takes it from {@link Door#admit} closes it, which closes its sockets and
 * gives its place to another.
 *
 * <p>Its streams are for one thread; {@link #close()} may be called at any time by any thread and wakes that one.
 */
public final class Guest implements AutoCloseable {
    private final Socket socket;
    private final Socket rawSocket;
    private final InputStream in;
    private final InputStream rawIn;
    private final OutputStream out;
    private final StartupPacket packet;
    private final Optional<String> serverName;
    private final Admission.Place place;
    private final Deadline deadline;

    Guest(Greeting greeting, StartupPacket packet, Admission.Place place, Deadline deadline) throws IOException {
        this.socket = greeting.socket();
        this.rawSocket = greeting.rawSocket();
        this.serverName = greeting.serverName();
        this.deadline = deadline;
        this.in = socket.getInputStream();
        this.rawIn = rawSocket.getInputStream();
        this.out = socket.getOutputStream();
        this.packet = packet;
        this.place = place;
    }

    /** What the client says next, in plain text. Not buffered; nothing that it sent after the startup is lost. */
    public InputStream in() {
        return in;
    }

    /** To the client. Not buffered: with TLS every write costs a record. */
    public OutputStream out() {
        return out;
    }

    /** What the client is spoken to through: an {@link SSLSocket}, or {@link #rawSocket()}. */
    public Socket socket() {
        return socket;
    }

    /** The TCP connection. Timeouts are set here; closing it never waits. */
    public Socket rawSocket() {
        return rawSocket;
    }

    /**
     * Whether more of the client's bytes have arrived, so that a read would not wait for the client to decide something.
     *
     * <p>With TLS the bytes may be a part of a record, whose rest the client sends without being asked.
     */
    public boolean hasMore() throws IOException {
        return in.available() > 0 || (in != rawIn && rawIn.available() > 0);
    }

    /** The startup parameters in the order sent, {@code user} and {@code database} always among them. Immutable. */
    public Map<String, String> parameters() {
        return packet.parameters();
    }

    /** Who it says it is. */
    public String user() {
        return packet.parameters().getOrDefault(StartupPacket.USER, "");
    }

    /** The host name that the client asked for in the TLS handshake (SNI); empty for an address, and without TLS. */
    public Optional<String> serverName() {
        return serverName;
    }

    /** Whether what is said can't be read on the way. */
    public boolean isEncrypted() {
        return socket != rawSocket;
    }

    /**
     * Tells the client why it must go, with severity FATAL, and closes. Waits up to a second for the client to close its
     * side, so that the words reach it, and never more than two, also if the client does not read.
     */
    public void refuse(PgError error) {
        refuse(Refusal.of(error));
    }

    /** As a limit of connections does. */
    public void refuseAsTooMany() {
        refuse(Refusal.tooManyConnections());
    }

    /** As a limit of new connections per second does. */
    public void refuseAsTooFast() {
        refuse(Refusal.rateExceeded());
    }

    /** As a token whose time is over does. */
    public void refuseAsExpired() {
        refuse(Refusal.authenticationFailed(user(), TokenFault.EXPIRED));
    }

    /** As a cluster that was idle and has to be started does. */
    public void refuseAsWakingUp() {
        refuse(Refusal.wakingUp());
    }

    void refuse(RefusedException refused) {
        say(refused.words());
    }

    private void refuse(Refusal refusal) {
        say(refusal.encode());
    }

    private void say(byte[] words) {
        // A client that does not read what it was sent before would hold up the writer.
        deadline.restart(LastWords.LONGEST);
        LastWords.say(words, socket, rawSocket);
        close();
    }

    /** The client is in: from now on nothing bounds the time it takes. */
    void welcome() {
        deadline.cancel();
    }

    @Override
    public void close() {
        deadline.cancel();
        place.close();
        Deadline.close(rawSocket);
    }
}
