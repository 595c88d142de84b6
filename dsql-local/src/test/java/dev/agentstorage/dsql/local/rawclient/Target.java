package dev.agentstorage.dsql.local.rawclient;

import dev.agentstorage.dsql.local.DsqlLocal;
import dev.agentstorage.dsql.local.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Where a raw client connects to, as whom, and how. */
public record Target(
        String host,
        int port,
        Security security,
        Optional<Path> rootCertificate,
        String user,
        String database,
        Optional<String> password) {

    /** How the connection is made safe. */
    public enum Security {
        /** Not at all. */
        PLAIN,
        /** An SSLRequest first. */
        TLS,
        /** TLS from the first byte, with ALPN. */
        DIRECT_TLS
    }

    public static Target of(EmbeddedPostgres server) {
        return new Target(
                "127.0.0.1",
                server.port(),
                Security.PLAIN,
                Optional.empty(),
                EmbeddedPostgres.SUPERUSER,
                "postgres",
                Optional.empty());
    }

    public static Target of(DsqlLocal endpoint) {
        return new Target(
                endpoint.host(),
                endpoint.port(),
                endpoint.wantsTls() ? Security.TLS : Security.PLAIN,
                endpoint.wantsTls() ? Optional.of(endpoint.certificate()) : Optional.empty(),
                DsqlLocal.ADMIN,
                DsqlLocal.DATABASE,
                Optional.of(endpoint.token(DsqlLocal.ADMIN)));
    }

    public Target with(Security other) {
        return new Target(host, port, other, rootCertificate, user, database, password);
    }

    public Target withUser(String other) {
        return new Target(host, port, security, rootCertificate, other, database, password);
    }

    public Target withDatabase(String other) {
        return new Target(host, port, security, rootCertificate, user, other, password);
    }

    public Target withPassword(String other) {
        return new Target(host, port, security, rootCertificate, user, database, Optional.of(other));
    }

    /** The socket with TLS around it, the server's certificate and name checked. */
    SSLSocket secured(Socket socket) throws IOException {
        SSLSocket secured = (SSLSocket) context().getSocketFactory().createSocket(socket, host, port, true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (security == Security.DIRECT_TLS) {
            parameters.setApplicationProtocols(new String[] {"postgresql"});
        }
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private SSLContext context() throws IOException {
        Path pem = rootCertificate.orElseThrow(() -> new IllegalStateException("TLS needs a root certificate"));
        try (InputStream certificate = Files.newInputStream(pem)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "root", CertificateFactory.getInstance("X.509").generateCertificate(certificate));
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }
}
