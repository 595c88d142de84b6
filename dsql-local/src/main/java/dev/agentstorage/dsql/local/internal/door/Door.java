package dev.agentstorage.dsql.local.internal.door;

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
 * Where clients come in: from an accepted socket to a {@link Guest} that has introduced itself and shown its token.
 *
 * <p>A client gets a minute for all of it, however slowly it sends, and no more than 10,000 bytes per packet. One that
 * is not let in is told why, as PostgreSQL does (ErrorResponse, FATAL), and disconnected; one that does not speak the
 * protocol is disconnected.
 *
 * <p>Thread-safe: each connection is served on the thread that brings it.
 */
public final class Door implements AutoCloseable {
    private static final int PASSWORD = 'p';
    private static final int AUTHENTICATION = 'R';
    private static final int CLEARTEXT_PASSWORD = 3;
    private static final int NEGOTIATE_PROTOCOL_VERSION = 'v';
    private static final int CANCEL_REQUEST_LENGTH = 12;
    private static final int LONGEST_PASSWORD = 10_000;

    private final Optional<SSLContext> tls;
    private final boolean requireSni;
    private final TokenMode tokens;
    private final Set<String> hosts;
    private final Admission admission;
    private final CancelHandler cancelHandler;
    private final InstantSource clock;
    private final Duration patience;
    private final ScheduledThreadPoolExecutor deadlines;

    private Door(Builder builder) {
        tls = builder.tls;
        requireSni = builder.requireSni;
        tokens = builder.tokens;
        hosts = Set.copyOf(builder.hosts);
        admission = builder.admission;
        cancelHandler = builder.cancelHandler;
        clock = builder.clock;
        patience = builder.patience;
        deadlines = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "dsql-local-door");
            thread.setDaemon(true);
            return thread;
        });
        deadlines.setRemoveOnCancelPolicy(true);
        deadlines.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** A door without TLS, for any token and 10,000 clients, until told otherwise. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Receives a client up to and with its startup packet.
     *
     * @param rawSocket as accepted; it is closed when this returns without a guest
     * @return the guest, or empty if there is none to serve: it was refused, or went, or wanted only to cancel what another
     *     connection does
     */
    public Optional<Guest> admit(Socket rawSocket) {
        Optional<Guest> guest = Optional.empty();
        try {
            Deadline deadline = new Deadline(deadlines, rawSocket, patience);
            try {
                guest = receive(rawSocket, deadline);
            } finally {
                if (guest.isEmpty()) {
                    deadline.cancel();
                }
            }
        } catch (IOException goneOrGarbage) {
            // Nobody is left to tell; closing is the answer.
        } catch (RejectedExecutionException closedMeanwhile) {
            // As if it had come a moment later.
        } finally {
            if (guest.isEmpty()) {
                Deadline.close(rawSocket);
            }
        }
        return guest;
    }

    private Optional<Guest> receive(Socket rawSocket, Deadline deadline) throws IOException {
        rawSocket.setTcpNoDelay(true);
        rawSocket.setKeepAlive(true);
        Greeting greeting = new Greeting(rawSocket, tls);
        try {
            byte[] packet = greeting.firstOtherPacket();
            if (ByteBuffer.wrap(packet).getInt() == StartupPacket.CANCEL_REQUEST) {
                cancel(packet);
                return Optional.empty();
            }
            requireEncryption(greeting);
            StartupPacket startup = StartupPacket.read(packet);
            if (startup.isNegotiated()) {
                greeting.socket().getOutputStream().write(negotiation(startup));
            }
            startup.requireOrdinaryConnection();
            return Optional.of(enter(greeting, startup, deadline));
        } catch (RefusedException refused) {
            LastWords.say(refused.words(), greeting.socket(), rawSocket);
            return Optional.empty();
        }
    }

    private Guest enter(Greeting greeting, StartupPacket startup, Deadline deadline)
            throws IOException, RefusedException {
        Admission.Place place = admission.enter();
        try {
            return new Guest(greeting, startup, place, deadline);
        } catch (IOException closedMeanwhile) {
            place.close();
            throw closedMeanwhile;
        }
    }

    private void cancel(byte[] packet) {
        if (packet.length == CANCEL_REQUEST_LENGTH) {
            ByteBuffer in = ByteBuffer.wrap(packet, Integer.BYTES, 2 * Integer.BYTES);
            cancelHandler.cancel(in.getInt(), in.getInt());
        }
    }

    private void requireEncryption(Greeting greeting) throws RefusedException {
        if (tls.isEmpty()) {
            return;
        }
        if (!greeting.isEncrypted()) {
            throw new RefusedException(Refusal.tlsRequired());
        }
        if (requireSni && greeting.serverName().isEmpty()) {
            throw new RefusedException(Refusal.noServerName());
        }
    }

    private static byte[] negotiation(StartupPacket startup) {
        MessageBuilder message = new MessageBuilder(NEGOTIATE_PROTOCOL_VERSION)
                .int32(StartupPacket.VERSION_3_0)
                .int32(startup.unknownOptions().size());
        startup.unknownOptions().forEach(message::cstring);
        return message.build();
    }

    /**
     * Asks a guest for its token, if tokens are asked for, and judges it. AuthenticationOk is left to the session.
     *
     * @return whether the guest is who it says it is; otherwise it is told so, and closed
     */
    public boolean authenticate(Guest guest) {
        try {
            if (tokens != TokenMode.OFF) {
                guest.out()
                        .write(new MessageBuilder(AUTHENTICATION)
                                .int32(CLEARTEXT_PASSWORD)
                                .build());
                guest.out().flush();
                Optional<TokenFault> fault = fault(password(guest), guest.user());
                if (fault.isPresent()) {
                    throw new RefusedException(Refusal.authenticationFailed(guest.user(), fault.get()));
                }
            }
            guest.welcome();
            return true;
        } catch (RefusedException refused) {
            guest.refuse(refused);
        } catch (IOException gone) {
            guest.close();
        }
        return false;
    }

    private static String password(Guest guest) throws IOException, RefusedException {
        int type = guest.in().read();
        if (type < 0) {
            throw new EOFException("the client went when it was asked for a password");
        }
        if (type != PASSWORD) {
            throw new RefusedException(Refusal.notAPassword(type));
        }
        int length = ByteBuffer.wrap(exactly(guest, Integer.BYTES)).getInt();
        if (length <= Integer.BYTES || length > LONGEST_PASSWORD) {
            throw new RefusedException(Refusal.invalidPassword());
        }
        byte[] text = exactly(guest, length - Integer.BYTES);
        int end = 0;
        while (end < text.length && text[end] != 0) {
            end++;
        }
        if (end != text.length - 1) {
            throw new RefusedException(Refusal.invalidPassword());
        }
        return new String(Arrays.copyOf(text, end), StandardCharsets.UTF_8);
    }

    private static byte[] exactly(Guest guest, int count) throws IOException {
        byte[] bytes = guest.in().readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the client went within its password");
        }
        return bytes;
    }

    private Optional<TokenFault> fault(String token, String user) {
        if (token.isEmpty()) {
            return Optional.of(TokenFault.EMPTY);
        }
        return tokens == TokenMode.SHAPE ? TokenCheck.check(token, user, hosts, clock.instant()) : Optional.empty();
    }

    /** Lets nobody in any more. Guests stay, and are no longer bounded in time. */
    @Override
    public void close() {
        deadlines.shutdownNow();
    }

    /** How a {@link Door} is built. Not thread-safe. */
    public static final class Builder {
        private static final int CONNECTIONS = 10_000;
        private static final int CONNECTIONS_PER_SECOND = 100;
        private static final int BURST = 1_000;
        /** As long as PostgreSQL gives a client to authenticate. */
        private static final Duration PATIENCE = Duration.ofSeconds(60);

        private Optional<SSLContext> tls = Optional.empty();
        private boolean requireSni;
        private TokenMode tokens = TokenMode.ANY;
        private Set<String> hosts = Set.of();
        private Admission admission = new Admission(CONNECTIONS, CONNECTIONS_PER_SECOND, BURST);
        private CancelHandler cancelHandler = (processId, secretKey) -> {};
        private InstantSource clock = InstantSource.system();
        private Duration patience = PATIENCE;

        private Builder() {}

        /** Requires TLS of every client, and serves it with this. */
        public Builder tls(SSLContext context) {
            tls = Optional.of(context);
            return this;
        }

        /** Whether a client must name the host that it wants in the TLS handshake. By default it need not. */
        public Builder requireSni(boolean required) {
            requireSni = required;
            return this;
        }

        /** How strictly tokens are looked at. By default any will do. */
        public Builder tokens(TokenMode mode) {
            tokens = mode;
            return this;
        }

        /** The names and addresses, without ports, that a token may be for with {@link TokenMode#SHAPE}. */
        public Builder hosts(Set<String> names) {
            hosts = names;
            return this;
        }

        /** How many clients may come. By default what DSQL allows. */
        public Builder admission(Admission limits) {
            admission = limits;
            return this;
        }

        /** Who is told of requests to cancel. By default they are ignored. */
        public Builder cancelHandler(CancelHandler handler) {
            cancelHandler = handler;
            return this;
        }

        /** What tells whether a token has expired. */
        public Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        /** How long a client may take to introduce itself and show its token. By default a minute. */
        public Builder patience(Duration longest) {
            patience = longest;
            return this;
        }

        /** Opens the door. */
        public Door build() {
            return new Door(this);
        }
    }
}
