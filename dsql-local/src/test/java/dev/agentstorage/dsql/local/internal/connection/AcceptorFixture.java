package dev.agentstorage.dsql.local.internal.connection;

import dev.agentstorage.dsql.local.internal.protocol.MessageBuilder;
import dev.agentstorage.dsql.local.internal.tls.Certificates;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;

/**
 * A {@link ConnectionAcceptor} on a port. An admitted client receives AuthenticationOk and ReadyForQuery, then its own bytes, and is
 * closed after them.
 */
final class AcceptorFixture implements AutoCloseable {
    static final Certificates CERTIFICATES = Certificates.selfSigned(Set.of("endpoint.test"));

    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final ConnectionAcceptor acceptor;
    private final ServerSocket listener;
    private final BlockingQueue<Optional<AuthenticatedClient>> admitted = new LinkedBlockingQueue<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final Thread listening = new Thread(this::accept, "acceptor-fixture");

    private final boolean hasSessions;

    private AcceptorFixture(ConnectionAcceptor acceptor, boolean hasSessions) throws IOException {
        this.acceptor = acceptor;
        this.hasSessions = hasSessions;
        this.listener = new ServerSocket(0, 100, loopback());
        listening.start();
    }

    static AcceptorFixture open(ConnectionAcceptor.Builder builder) throws IOException {
        return new AcceptorFixture(builder.build(), true);
    }

    /** A fixture that only admits clients: the test handles them. */
    static AcceptorFixture withoutSession(ConnectionAcceptor.Builder builder) throws IOException {
        return new AcceptorFixture(builder.build(), false);
    }

    static AcceptorFixture withTls() throws IOException {
        return open(ConnectionAcceptor.builder().tls(CERTIFICATES.sslContext()));
    }

    static AcceptorFixture plain() throws IOException {
        return open(ConnectionAcceptor.builder());
    }

    private static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(LOOPBACK);
    }

    ConnectionAcceptor acceptor() {
        return acceptor;
    }

    int port() {
        return listener.getLocalPort();
    }

    Client connect() throws IOException {
        return new Client(new Socket(loopback(), port()));
    }

    /** Waits until the next client is admitted or refused; empty if it was refused. */
    Optional<AuthenticatedClient> nextOutcome() throws InterruptedException {
        Optional<AuthenticatedClient> outcome = admitted.poll(20, TimeUnit.SECONDS);
        if (outcome == null) {
            throw new AssertionError("the client was neither admitted nor refused");
        }
        return outcome;
    }

    AuthenticatedClient nextClient() throws InterruptedException {
        return nextOutcome().orElseThrow();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                Thread thread = new Thread(() -> serve(socket), "acceptor-fixture-client");
                threads.add(thread);
                thread.start();
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket socket) {
        Optional<AuthenticatedClient> outcome = acceptor.admit(socket);
        admitted.add(outcome);
        if (outcome.isEmpty() || !hasSessions) {
            return;
        }
        try (AuthenticatedClient inside = outcome.get()) {
            if (acceptor.authenticate(inside)) {
                inside.out().write(new MessageBuilder('R').int32(0).build());
                inside.out().write(new MessageBuilder('Z').int8('I').build());
                inside.in().transferTo(inside.out());
            }
        } catch (IOException gone) {
            // The test sees it from the other side.
        }
    }

    static SSLContext trusting(Certificates certificates) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "root",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(certificates.pem().getBytes(StandardCharsets.US_ASCII))));
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    /** Waits until the session of a client has ended. */
    void awaitGone(AuthenticatedClient client) {
        Awaitility.await().until(() -> threads.stream().noneMatch(Thread::isAlive));
        if (!client.rawSocket().isClosed()) {
            throw new AssertionError("the socket is open after the session has ended");
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        acceptor.close();
        admitted.forEach(outcome -> outcome.ifPresent(AuthenticatedClient::close));
        try {
            listening.join();
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
