package dev.agentstorage.dsql.local.internal.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A TLS handshake over loopback. */
final class Handshake {
    private Handshake() {}

    /** What a client sees that trusts the certificate itself. */
    static Certificate shownCertificate(Certificates served) throws Exception {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        try (ServerSocket listener =
                served.sslContext().getServerSocketFactory().createServerSocket(0, 1, loopback)) {
            CompletableFuture<Void> server = CompletableFuture.runAsync(() -> greet(listener));
            SSLContext trusting = SSLContext.getInstance("TLS");
            trusting.init(null, trustIn(served.certificate()).getTrustManagers(), null);
            try (SSLSocket client =
                    (SSLSocket) trusting.getSocketFactory().createSocket(loopback, listener.getLocalPort())) {
                client.setSoTimeout(20_000);
                client.startHandshake();
                Certificate shown = client.getSession().getPeerCertificates()[0];
                client.getOutputStream().write(1);
                server.join();
                return shown;
            }
        }
    }

    private static void greet(ServerSocket listener) {
        try (Socket socket = listener.accept()) {
            if (socket.getInputStream().read() != 1) {
                throw new IllegalStateException("something else arrived than was sent");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TrustManagerFactory trustIn(Certificate certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("root", certificate);
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        return managers;
    }
}
