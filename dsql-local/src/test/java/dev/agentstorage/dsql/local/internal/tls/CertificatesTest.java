package dev.agentstorage.dsql.local.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificatesTest {
    private static final int DNS = 2;
    private static final int IP = 7;

    @TempDir
    private Path directory;

    @Test
    void certificateIsItsOwnRootForTenYears() throws Exception {
        X509Certificate certificate = Certificates.selfSigned(List.of()).certificate();

        certificate.verify(certificate.getPublicKey());
        assertThat(certificate.getVersion()).isEqualTo(3);
        assertThat(certificate.getSerialNumber()).isPositive();
        assertThat(certificate.getBasicConstraints()).isEqualTo(Integer.MAX_VALUE);
        assertThat(certificate.getSubjectX500Principal()).isEqualTo(certificate.getIssuerX500Principal());
        assertThat(certificate.getPublicKey().getAlgorithm()).isEqualTo("EC");
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        boolean[] usage = certificate.getKeyUsage();
        assertThat(usage[0]).as("signs data").isTrue();
        assertThat(usage[5]).as("signs certificates").isTrue();
        assertThat(certificate.getCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.15", "2.5.29.19");
        Instant end = certificate.getNotAfter().toInstant();
        assertThat(end)
                .isAfter(Instant.now()
                        .atZone(ZoneOffset.UTC)
                        .plusYears(10)
                        .toInstant()
                        .minus(Duration.ofMinutes(10)));
        assertThatCode(certificate::checkValidity).doesNotThrowAnyException();
        assertThatCode(() -> new PKIXParameters(Set.of(new TrustAnchor(certificate, null))))
                .doesNotThrowAnyException();
    }

    @Test
    void certificateIsGoodForLoopbackAndTheNamesAskedFor() throws Exception {
        X509Certificate certificate = Certificates.selfSigned(
                        List.of("Db.Example.com", "*.example.org", "10.0.0.255", "2001:db8::7"))
                .certificate();

        assertThat(certificate.getSubjectAlternativeNames())
                .containsExactlyInAnyOrder(
                        List.of(IP, "127.0.0.1"),
                        List.of(IP, "0:0:0:0:0:0:0:1"),
                        List.of(DNS, "localhost"),
                        List.of(DNS, "db.example.com"),
                        List.of(DNS, "*.example.org"),
                        List.of(IP, "10.0.0.255"),
                        List.of(IP, "2001:db8:0:0:0:0:0:7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a..b", "*", "a.*.b", "host/x", "1:2", "[::1]", "häuser.de", "a@b"})
    void whatIsNoHostNameIsRefused(String name) {
        assertThatExceptionOfType(UnusableCertificateException.class)
                .isThrownBy(() -> Certificates.selfSigned(List.of(name)))
                .satisfies(refused -> assertThat(refused.details()).containsEntry("name", name));
    }

    @Test
    void eachCertificateHasItsOwnKeyAndSerialNumber() {
        X509Certificate one = Certificates.selfSigned(List.of()).certificate();
        X509Certificate other = Certificates.selfSigned(List.of()).certificate();
        assertThat(one.getSerialNumber()).isNotEqualTo(other.getSerialNumber());
        assertThat(one.getPublicKey()).isNotEqualTo(other.getPublicKey());
    }

    @Test
    void pemIsWhatOthersReadAsTheCertificate() throws Exception {
        Certificates certificates = Certificates.selfSigned(List.of());
        Path file = directory.resolve("root.pem");
        certificates.export(file);

        byte[] pem = Files.readAllBytes(file);
        assertThat(CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem)))
                .isEqualTo(certificates.certificate());
        assertThat(new String(pem, StandardCharsets.US_ASCII))
                .doesNotContain("PRIVATE")
                .endsWith("\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r--r--");
    }

    @Test
    void certificateInADirectoryIsKept() {
        Certificates first = Certificates.keptIn(directory, List.of("db.example.com"));
        Certificates again = Certificates.keptIn(directory, List.of("DB.example.com", "localhost"));
        assertThat(again.certificate()).isEqualTo(first.certificate());
    }

    @Test
    void certificateIsReplacedForOtherNames() {
        Certificates first = Certificates.keptIn(directory, List.of());
        Certificates other = Certificates.keptIn(directory, List.of("db.example.com"));
        assertThat(other.certificate()).isNotEqualTo(first.certificate());
        assertThat(Certificates.keptIn(directory, List.of("db.example.com")).certificate())
                .isEqualTo(other.certificate());
    }

    @Test
    void certificateIsReplacedBeforeItExpires() throws Exception {
        Instant longAgo = Instant.now().atZone(ZoneOffset.UTC).minusYears(10).toInstant();
        SelfSigned ending = SelfSigned.make(Certificates.LOOPBACK_NAMES, longAgo.plus(Duration.ofDays(29)));
        SelfSigned lasting = SelfSigned.make(Certificates.LOOPBACK_NAMES, longAgo.plus(Duration.ofDays(31)));

        write(ending);
        assertThat(Certificates.keptIn(directory, List.of()).certificate()).isNotEqualTo(ending.certificate());
        write(lasting);
        assertThat(Certificates.keptIn(directory, List.of()).certificate()).isEqualTo(lasting.certificate());
    }

    private void write(SelfSigned pair) throws Exception {
        Files.writeString(
                directory.resolve("tls.pem"),
                Pem.write(Pem.PKCS8_KEY, pair.key().getEncoded())
                        + Pem.write(Pem.CERTIFICATE, pair.certificate().getEncoded()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "-----BEGIN CERTIFICATE-----\n", "-----BEGIN PRIVATE KEY-----\nAAAA\n"})
    void damagedFileIsReplaced(String content) throws IOException {
        Path file = directory.resolve("tls.pem");
        Files.writeString(file, content);
        Certificates made = Certificates.keptIn(directory, List.of());
        assertThat(Certificates.keptIn(directory, List.of()).certificate()).isEqualTo(made.certificate());
    }

    @Test
    void onlyItsOwnerReadsTheKeptKey() throws IOException {
        Certificates.keptIn(directory, List.of());
        Path file = directory.resolve("tls.pem");
        assertThat(file).content().contains("PRIVATE KEY");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void directoryThatIsNotThereIsNamed() {
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> Certificates.keptIn(missing, List.of()))
                .isInstanceOf(UnusableCertificateException.class)
                .hasMessage("the certificate cannot be written")
                .asString()
                .contains(missing.toString());
    }

    @Test
    void timeOfTheNextHalfCenturyIsWrittenInItsOwnForm() throws Exception {
        Instant late = Instant.parse("2049-06-01T00:00:00Z");
        X509Certificate certificate = SelfSigned.make(Set.of("localhost"), late).certificate();
        assertThat(certificate.getNotBefore().toInstant()).isEqualTo("2049-05-31T00:00:00Z");
        assertThat(certificate.getNotAfter().toInstant()).isEqualTo("2059-06-01T00:00:00Z");
    }
}
