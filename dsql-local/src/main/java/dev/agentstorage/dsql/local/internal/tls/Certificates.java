package dev.agentstorage.dsql.local.internal.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * What the endpoint shows to its clients over TLS: a private key and its certificates.
 *
 * <p>A certificate that is made here is an EC P-256 certificate, its own root, valid for ten years and for {@code
 * 127.0.0.1}, {@code ::1}, {@code localhost} and the host names asked for. A client trusts it by its PEM form.
 *
 * <p>Immutable and thread-safe.
 */
public final class Certificates {
    /** The names of every certificate that is created here. */
    public static final Set<String> LOOPBACK_NAMES = Set.of("127.0.0.1", "::1", "localhost");

    private static final String KEPT_FILE = "tls.pem";
    /** A kept certificate that expires sooner is replaced. */
    private static final Duration LEFT_AT_LEAST = Duration.ofDays(30);

    private static final int SESSIONS_REMEMBERED = 1_000;

    private final PemPair pair;
    private final SSLContext context;

    private Certificates(PemPair pair) {
        this.pair = pair;
        this.context = context(pair);
    }

    /**
     * Creates a certificate in memory.
     *
     * @param hostNames further DNS names or IP addresses that it is valid for
     * @throws UnusableCertificateException if a host name is neither
     */
    public static Certificates selfSigned(Collection<String> hostNames) {
        SelfSigned made = SelfSigned.make(withLoopback(hostNames), Instant.now());
        return new Certificates(new PemPair(made.key(), List.of(made.certificate())));
    }

    /**
     * The certificate kept in a directory, in {@value #KEPT_FILE} together with its key, so that clients can trust it
     * after a restart. A new one is created if there is none, or it cannot be read, expires within 30 days, or is valid for
     * other host names than these. Only the owner of the file may read it, where the file system knows owners.
     *
     * @param directory must exist
     * @param hostNames further DNS names or IP addresses that it is valid for
     * @throws UnusableCertificateException if the directory cannot be written, or a host name is neither
     */
    public static Certificates keptIn(Path directory, Collection<String> hostNames) {
        Set<String> names = withLoopback(hostNames);
        Path file = directory.resolve(KEPT_FILE);
        try {
            if (Files.exists(file)) {
                String text = Files.readString(file, StandardCharsets.US_ASCII);
                PemPair kept = PemPair.read(text, text, Map.of("file", file.toString()));
                if (isGood(kept.chain().get(0), names)) {
                    return new Certificates(kept);
                }
            }
        } catch (IOException | UnusableCertificateException damaged) {
            // A new one replaces it.
        }
        SelfSigned made = SelfSigned.make(names, Instant.now());
        PemPair fresh = new PemPair(made.key(), List.of(made.certificate()));
        keep(fresh, file);
        return new Certificates(fresh);
    }

    /**
     * The user's own certificate.
     *
     * @param certificate PEM file, the endpoint's certificate first, followed by its chain
     * @param key PEM file with the private key, EC or RSA, not encrypted, in the form PKCS#8, PKCS#1 or SEC 1
     * @throws UnusableCertificateException if a file cannot be read, or the two do not belong together
     */
    public static Certificates read(Path certificate, Path key) {
        Map<String, String> details = Map.of("certificate", certificate.toString(), "key", key.toString());
        try {
            // Comments between the blocks may be in any encoding.
            String certificates = Files.readString(certificate, StandardCharsets.ISO_8859_1);
            String keys = Files.readString(key, StandardCharsets.ISO_8859_1);
            return new Certificates(PemPair.read(certificates, keys, details));
        } catch (IOException e) {
            throw new UnusableCertificateException(
                    "the PEM file of the certificate or of its key cannot be read", details, e);
        }
    }

    /** What serves connections with this certificate. */
    public SSLContext sslContext() {
        return context;
    }

    /** The certificate itself, without its chain. */
    public X509Certificate certificate() {
        return pair.chain().get(0);
    }

    /** All certificates in PEM, the endpoint's first, without the key: what a client takes as {@code sslrootcert}. */
    public String pem() {
        StringBuilder text = new StringBuilder();
        for (X509Certificate certificate : pair.chain()) {
            text.append(Pem.write(Pem.CERTIFICATE, encoded(certificate)));
        }
        return text.toString();
    }

    /**
     * Writes {@link #pem()} into a file, replacing its contents.
     *
     * @throws UnusableCertificateException if the file cannot be written
     */
    public void export(Path file) {
        write(pem(), file, "rw-r--r--");
    }

    private static Set<String> withLoopback(Collection<String> hostNames) {
        Set<String> names = new TreeSet<>(LOOPBACK_NAMES);
        names.addAll(hostNames);
        return names;
    }

    private static boolean isGood(X509Certificate certificate, Set<String> names) {
        byte[] wanted = Der.octetString(SubjectNames.encode(names));
        return Arrays.equals(wanted, certificate.getExtensionValue(SelfSigned.SUBJECT_ALTERNATIVE_NAME))
                && certificate.getNotAfter().toInstant().isAfter(Instant.now().plus(LEFT_AT_LEAST));
    }

    private static void keep(PemPair pair, Path file) {
        String text = Pem.write(Pem.PKCS8_KEY, pair.key().getEncoded())
                + Pem.write(Pem.CERTIFICATE, encoded(pair.chain().get(0)));
        write(text, file, "rw-------");
    }

    private static void write(String text, Path file, String permissions) {
        try {
            // Only its owner can read it from the first moment.
            Path draft = Files.createTempFile(file.toAbsolutePath().getParent(), ".tls", ".pem");
            try {
                if (draft.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                    Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString(permissions));
                }
                Files.writeString(draft, text, StandardCharsets.US_ASCII);
                Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw new UnusableCertificateException(
                    "the certificate cannot be written", Map.of("file", file.toString()), e);
        }
    }

    private static SSLContext context(PemPair pair) {
        try {
            char[] password = new char[0];
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, password);
            store.setKeyEntry("endpoint", pair.key(), password, pair.chain().toArray(new Certificate[0]));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            // The JDK's default remembers 20,480 sessions for a day, most of them of clients that never return.
            context.getServerSessionContext().setSessionCacheSize(SESSIONS_REMEMBERED);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new UnusableCertificateException("this JDK cannot serve the certificate", Map.of(), e);
        }
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was decoded cannot be encoded", e);
        }
    }
}
