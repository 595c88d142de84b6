package dev.agentstorage.dsql.local.internal.connection;

import dev.agentstorage.dsql.local.auth.TokenMode;
import dev.agentstorage.dsql.local.internal.auth.TokenCheck;
import dev.agentstorage.dsql.local.internal.auth.TokenFault;
import dev.agentstorage.dsql.local.internal.protocol.MessageBuilder;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import javax.net.ssl.SSLContext;

/**
 * Accepts connections, and turns a socket into an {@link AuthenticatedClient}.
 *
 * <p>A client has one minute for TLS, startup packet and token, and 10,000 bytes per packet. A refused client gets an
 * ErrorResponse (FATAL) and is disconnected; a client that does not speak the protocol is disconnected.
 *
 * <p>Thread-safe: each connection is handled on the calling thread.
 */
public final class ConnectionAcceptor implements AutoCloseable {
    private static final int PASSWORD = 'p';
    private static final int AUTHENTICATION = 'R';
    private static final int CLEARTEXT_PASSWORD = 3;
    private static final int NEGOTIATE_PROTOCOL_VERSION = 'v';
    private static final int CANCEL_REQUEST_LENGTH = 12;
    private static final int MAX_PASSWORD = 10_000;

    private final Optional<SSLContext> tls;
    private final boolean requireSni;
    private final TokenMode tokens;
    private final Set<String> hosts;
    private final ConnectionLimiter limiter;
    private final CancelHandler cancelHandler;
    private final InstantSource clock;
    private final Duration timeout;
    private final ScheduledThreadPoolExecutor deadlines;

    private ConnectionAcceptor(Builder builder) {
        tls = builder.tls;
        requireSni = builder.requireSni;
        tokens = builder.tokens;
        hosts = Set.copyOf(builder.hosts);
        limiter = builder.limiter;
        cancelHandler = builder.cancelHandler;
        clock = builder.clock;
        timeout = builder.timeout;
        deadlines = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "dsql-local-startup-deadlines");
            thread.setDaemon(true);
            return thread;
        });
        deadlines.setRemoveOnCancelPolicy(true);
        deadlines.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Returns a builder. Defaults: no TLS, any token, 10,000 clients. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Receives a client, up to and including its startup packet.
     *
     * @param rawSocket the accepted socket; closed unless a client is returned
     * @return the client; empty if it was refused, has disconnected, or requested only to cancel a statement
     */
    public Optional<AuthenticatedClient> admit(Socket rawSocket) {
        Optional<AuthenticatedClient> client = Optional.empty();
        try {
            Deadline deadline = new Deadline(deadlines, rawSocket, timeout);
            try {
                client = receive(rawSocket, deadline);
            } finally {
                if (client.isEmpty()) {
                    deadline.cancel();
                }
            }
        } catch (IOException goneOrGarbage) {
            // The client is gone, so no error can be sent.
        } catch (RejectedExecutionException closedMeanwhile) {
            // The acceptor was closed: the same as a connection after close.
        } finally {
            if (client.isEmpty()) {
                Deadline.close(rawSocket);
            }
        }
        return client;
    }

    private Optional<AuthenticatedClient> receive(Socket rawSocket, Deadline deadline) throws IOException {
        rawSocket.setTcpNoDelay(true);
        rawSocket.setKeepAlive(true);
        TlsNegotiation negotiation = new TlsNegotiation(rawSocket, tls);
        try {
            byte[] packet = negotiation.firstOtherPacket();
            if (ByteBuffer.wrap(packet).getInt() == StartupPacket.CANCEL_REQUEST) {
                cancel(packet);
                return Optional.empty();
            }
            requireEncryption(negotiation);
            StartupPacket startup = StartupPacket.read(packet);
            if (startup.isNegotiated()) {
                negotiation.socket().getOutputStream().write(negotiateVersion(startup));
            }
            startup.requireOrdinaryConnection();
            return Optional.of(enter(negotiation, startup, deadline));
        } catch (RefusedException refused) {
            ErrorAndClose.send(refused.response(), negotiation.socket(), rawSocket);
            return Optional.empty();
        }
    }

    private AuthenticatedClient enter(TlsNegotiation negotiation, StartupPacket startup, Deadline deadline)
            throws IOException, RefusedException {
        ConnectionLimiter.Permit permit = limiter.enter();
        try {
            return new AuthenticatedClient(negotiation, startup, permit, deadline);
        } catch (IOException closedMeanwhile) {
            permit.close();
            throw closedMeanwhile;
        }
    }

    private void cancel(byte[] packet) {
        if (packet.length == CANCEL_REQUEST_LENGTH) {
            ByteBuffer in = ByteBuffer.wrap(packet, Integer.BYTES, 2 * Integer.BYTES);
            cancelHandler.cancel(in.getInt(), in.getInt());
        }
    }

    private void requireEncryption(TlsNegotiation negotiation) throws RefusedException {
        if (tls.isEmpty()) {
            return;
        }
        if (!negotiation.isEncrypted()) {
            throw new RefusedException(Refusal.tlsRequired());
        }
        if (requireSni && negotiation.serverName().isEmpty()) {
            throw new RefusedException(Refusal.noServerName());
        }
    }

    private static byte[] negotiateVersion(StartupPacket startup) {
        MessageBuilder message = new MessageBuilder(NEGOTIATE_PROTOCOL_VERSION)
                .int32(StartupPacket.VERSION_3_0)
                .int32(startup.unknownOptions().size());
        startup.unknownOptions().forEach(message::cstring);
        return message.build();
    }

    /**
     * Requests and checks a client's token, unless tokens are off. The session sends AuthenticationOk.
     *
     * @return whether the token was accepted; otherwise the client gets an error and is disconnected
     */
    public boolean authenticate(AuthenticatedClient client) {
        try {
            if (tokens != TokenMode.OFF) {
                client.out()
                        .write(new MessageBuilder(AUTHENTICATION)
                                .int32(CLEARTEXT_PASSWORD)
                                .build());
                client.out().flush();
                Optional<TokenFault> fault = fault(password(client), client.user());
                if (fault.isPresent()) {
                    throw new RefusedException(Refusal.authenticationFailed(client.user(), fault.get()));
                }
            }
            client.authenticated();
            return true;
        } catch (RefusedException refused) {
            client.refuse(refused);
        } catch (IOException gone) {
            client.close();
        }
        return false;
    }

    private static String password(AuthenticatedClient client) throws IOException, RefusedException {
        int type = client.in().read();
        if (type < 0) {
            throw new EOFException("the client disconnected before its password");
        }
        if (type != PASSWORD) {
            throw new RefusedException(Refusal.notAPassword(type));
        }
        int length = ByteBuffer.wrap(exactly(client, Integer.BYTES)).getInt();
        if (length <= Integer.BYTES || length > MAX_PASSWORD) {
            throw new RefusedException(Refusal.invalidPassword());
        }
        byte[] text = exactly(client, length - Integer.BYTES);
        int end = 0;
        while (end < text.length && text[end] != 0) {
            end++;
        }
        if (end != text.length - 1) {
            throw new RefusedException(Refusal.invalidPassword());
        }
        return new String(Arrays.copyOf(text, end), StandardCharsets.UTF_8);
    }

    private static byte[] exactly(AuthenticatedClient client, int count) throws IOException {
        byte[] bytes = client.in().readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the client disconnected within its password");
        }
        return bytes;
    }

    private Optional<TokenFault> fault(String token, String user) {
        if (token.isEmpty()) {
            return Optional.of(TokenFault.EMPTY);
        }
        return tokens == TokenMode.SHAPE ? TokenCheck.check(token, user, hosts, clock.instant()) : Optional.empty();
    }

    /** Accepts no more clients. Accepted clients stay connected, without a deadline. */
    @Override
    public void close() {
        deadlines.shutdownNow();
    }

    /** Builds a {@link ConnectionAcceptor}. Not thread-safe. */
    public static final class Builder {
        private static final int CONNECTIONS = 10_000;
        private static final int CONNECTIONS_PER_SECOND = 100;
        private static final int BURST = 1_000;
        /** PostgreSQL's authentication_timeout. */
        private static final Duration TIMEOUT = Duration.ofSeconds(60);

        private Optional<SSLContext> tls = Optional.empty();
        private boolean requireSni;
        private TokenMode tokens = TokenMode.ANY;
        private Set<String> hosts = Set.of();
        private ConnectionLimiter limiter = new ConnectionLimiter(CONNECTIONS, CONNECTIONS_PER_SECOND, BURST);
        private CancelHandler cancelHandler = (processId, secretKey) -> {};
        private InstantSource clock = InstantSource.system();
        private Duration timeout = TIMEOUT;

        private Builder() {}

        /** Requires TLS of every client. */
        public Builder tls(SSLContext context) {
            tls = Optional.of(context);
            return this;
        }

        /** Whether a client must send a host name in the TLS handshake (SNI). Default: false. */
        public Builder requireSni(boolean required) {
            requireSni = required;
            return this;
        }

        /** How strictly tokens are checked. By default any token is accepted. */
        public Builder tokens(TokenMode mode) {
            tokens = mode;
            return this;
        }

        /** The host names and addresses, without ports, that tokens are accepted for with {@link TokenMode#SHAPE}. */
        public Builder hosts(Set<String> names) {
            hosts = names;
            return this;
        }

        /** The limits of connections. Default: those of DSQL. */
        public Builder limiter(ConnectionLimiter limits) {
            limiter = limits;
            return this;
        }

        /** The handler of cancel requests. By default they are ignored. */
        public Builder cancelHandler(CancelHandler handler) {
            cancelHandler = handler;
            return this;
        }

        /** The clock that decides whether a token has expired. */
        public Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        /** The maximum time for TLS, startup packet and token. Default: one minute. */
        public Builder timeout(Duration longest) {
            timeout = longest;
            return this;
        }

        public ConnectionAcceptor build() {
            return new ConnectionAcceptor(this);
        }
    }
}
