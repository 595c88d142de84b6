package dev.agentstorage.dsql.local;

import dev.agentstorage.dsql.local.DsqlLocalException.Reason;
import dev.agentstorage.dsql.local.internal.tls.Certificates;
import dev.agentstorage.dsql.local.internal.tls.UnusableCertificateException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The certificate of an endpoint and the file that clients read it from. */
final class Identity implements AutoCloseable {
    private static final String PEM_FILE = "certificate.pem";

    private final @Nullable Certificates certificates;
    private final @Nullable Path pemFile;
    private final @Nullable Path throwawayDirectory;

    private Identity(@Nullable Certificates certificates, @Nullable Path pemFile, @Nullable Path throwawayDirectory) {
        this.certificates = certificates;
        this.pemFile = pemFile;
        this.throwawayDirectory = throwawayDirectory;
    }

    /** No certificate: TLS is off. */
    static Identity none() {
        return new Identity(null, null, null);
    }

    /** A temporary certificate, deleted when this JVM exits. */
    static Identity throwaway(Collection<String> hostNames) {
        try {
            return exported(Certificates.selfSigned(hostNames));
        } catch (UnusableCertificateException e) {
            throw unusable(e);
        }
    }

    /** A certificate stored in a directory, so that clients still trust it after a restart. */
    static Identity keptIn(Path directory, Collection<String> hostNames) {
        try {
            Files.createDirectories(directory);
            Certificates kept = Certificates.keptIn(directory, hostNames);
            Path pem = directory.resolve(PEM_FILE);
            kept.export(pem);
            return new Identity(kept, pem, null);
        } catch (UnusableCertificateException e) {
            throw unusable(e);
        } catch (IOException e) {
            throw new DsqlLocalException(Reason.DATA_DIRECTORY_UNUSABLE, Map.of("directory", directory.toString()), e);
        }
    }

    /** A certificate supplied by the user. Clients get only the certificates in its file, not its other contents. */
    static Identity read(Path certificate, Path key) {
        try {
            return exported(Certificates.read(certificate, key));
        } catch (UnusableCertificateException e) {
            throw unusable(e);
        }
    }

    private static Identity exported(Certificates certificates) {
        try {
            Path directory = Files.createTempDirectory("dsql-local-");
            Path pem = directory.resolve(PEM_FILE);
            // If close is never called, the JVM deletes them at exit, in reverse order.
            directory.toFile().deleteOnExit();
            pem.toFile().deleteOnExit();
            certificates.export(pem);
            return new Identity(certificates, pem, directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DsqlLocalException unusable(UnusableCertificateException e) {
        return new DsqlLocalException(Reason.CERTIFICATE_UNUSABLE, e.details(), e);
    }

    Optional<Certificates> certificates() {
        return Optional.ofNullable(certificates);
    }

    Path pemFile() {
        if (pemFile == null) {
            throw new IllegalStateException("there is no certificate: the endpoint was started without TLS");
        }
        return pemFile;
    }

    @Override
    public void close() {
        if (throwawayDirectory == null || pemFile == null) {
            return;
        }
        try {
            Files.deleteIfExists(pemFile);
            Files.deleteIfExists(throwawayDirectory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
