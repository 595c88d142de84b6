package dev.agentstorage.dsql.local.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnCertificateTest {
    private final Instant now = Instant.now();
    private final SelfSigned ec = SelfSigned.make(Set.of("own.test"), now);
    private final String ecPem = certificatePem(ec.certificate());

    @TempDir
    private Path directory;

    private Certificates read(String certificate, String key) throws Exception {
        Path certificateFile = directory.resolve("own.crt");
        Path keyFile = directory.resolve("own.key");
        Files.writeString(certificateFile, certificate, StandardCharsets.ISO_8859_1);
        Files.writeString(keyFile, key, StandardCharsets.ISO_8859_1);
        return Certificates.read(certificateFile, keyFile);
    }

    private void assertRefused(String certificate, String key, String message) {
        assertThatExceptionOfType(UnusableCertificateException.class)
                .isThrownBy(() -> read(certificate, key))
                .withMessageContaining(message)
                .satisfies(refused -> assertThat(refused.details())
                        .isEqualTo(Map.of(
                                "certificate",
                                directory.resolve("own.crt").toString(),
                                "key",
                                directory.resolve("own.key").toString())));
    }

    @Test
    void ecKeyInPkcs8IsRead() throws Exception {
        Certificates own = read(ecPem, Pem.write(Pem.PKCS8_KEY, ec.key().getEncoded()));
        assertThat(own.certificate()).isEqualTo(ec.certificate());
        assertThat(Handshake.shownCertificate(own)).isEqualTo(ec.certificate());
    }

    @Test
    void ecKeyInSec1IsReadAlsoBehindTheParametersOfItsCurve() throws Exception {
        Certificates own = read(
                ecPem,
                Pem.write("EC PARAMETERS", Der.objectIdentifier("1.2.840.10045.3.1.7"))
                        + Pem.write("EC PRIVATE KEY", sec1(ec.key())));
        assertThat(Handshake.shownCertificate(own)).isEqualTo(ec.certificate());
    }

    private static byte[] sec1(PrivateKey key) {
        byte[] number = ((ECPrivateKey) key).getS().toByteArray();
        byte[] fixed = new byte[32];
        int length = Math.min(number.length, fixed.length);
        System.arraycopy(number, number.length - length, fixed, fixed.length - length, length);
        return Der.sequence(Der.integer(1), Der.octetString(fixed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PRIVATE KEY", "RSA PRIVATE KEY"})
    void rsaKeyIsReadInBothForms(String form) throws Exception {
        KeyPair pair = rsa();
        Certificate certificate = certificate(pair);
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) pair.getPrivate();
        Certificates own = read(
                certificatePem(certificate),
                Pem.write(form, form.equals(Pem.PKCS8_KEY) ? key.getEncoded() : pkcs1(key)));
        assertThat(Handshake.shownCertificate(own)).isEqualTo(certificate);
    }

    private static KeyPair rsa() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private static byte[] pkcs1(RSAPrivateCrtKey key) {
        return Der.sequence(
                Der.integer(0),
                Der.integer(key.getModulus()),
                Der.integer(key.getPublicExponent()),
                Der.integer(key.getPrivateExponent()),
                Der.integer(key.getPrimeP()),
                Der.integer(key.getPrimeQ()),
                Der.integer(key.getPrimeExponentP()),
                Der.integer(key.getPrimeExponentQ()),
                Der.integer(key.getCrtCoefficient()));
    }

    private Certificate certificate(KeyPair pair) throws GeneralSecurityException {
        byte[] algorithm = Der.sequence(Der.objectIdentifier("1.2.840.113549.1.1.11"), new byte[] {5, 0});
        byte[] name = Der.sequence(Der.set(Der.sequence(Der.objectIdentifier("2.5.4.3"), Der.utf8("own"))));
        byte[] content = Der.sequence(
                Der.integer(BigInteger.TEN),
                algorithm,
                name,
                Der.sequence(Der.time(now), Der.time(now.plus(Duration.ofDays(400)))),
                name,
                pair.getPublic().getEncoded());
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(pair.getPrivate());
        signature.update(content);
        byte[] der = Der.sequence(content, algorithm, Der.bitString(0, signature.sign()));
        return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    private static String certificatePem(Certificate certificate) {
        try {
            return Pem.write(Pem.CERTIFICATE, certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void commentsAndWindowsLineEndsAreLeftOut() throws Exception {
        String key = Pem.write(Pem.PKCS8_KEY, ec.key().getEncoded());
        Certificates own = read(
                "subject=\u00e9\r\n" + ecPem.replace("\n", "\r\n"), "Bag Attributes: x\n" + key.replace("\n", "\r\n"));
        assertThat(own.certificate()).isEqualTo(ec.certificate());
    }

    @Test
    void oneFileMayHoldBoth() throws Exception {
        String both = Pem.write(Pem.PKCS8_KEY, ec.key().getEncoded()) + ecPem;
        assertThat(read(both, both).certificate()).isEqualTo(ec.certificate());
    }

    @Test
    void certificatesThatVouchForTheFirstAreShownToo() throws Exception {
        String root = certificatePem(SelfSigned.make(Set.of("root.test"), now).certificate());
        Certificates own = read(ecPem + root, Pem.write(Pem.PKCS8_KEY, ec.key().getEncoded()));
        assertThat(own.certificate()).isEqualTo(ec.certificate());
        assertThat(own.pem()).isEqualTo(ecPem + root);
    }

    @Test
    void keyOfAnotherCertificateIsRefused() throws Exception {
        SelfSigned other = SelfSigned.make(Set.of("other.test"), now);
        String message = "the private key is not that of the certificate";
        assertRefused(ecPem, Pem.write(Pem.PKCS8_KEY, other.key().getEncoded()), message);
        assertRefused(ecPem, Pem.write("EC PRIVATE KEY", sec1(other.key())), message);
    }

    @Test
    void keyOfAnotherKindIsRefused() throws Exception {
        PrivateKey rsa = rsa().getPrivate();
        assertRefused(ecPem, Pem.write(Pem.PKCS8_KEY, rsa.getEncoded()), "cannot be read");
        assertRefused(ecPem, Pem.write("RSA PRIVATE KEY", pkcs1((RSAPrivateCrtKey) rsa)), "cannot be read");
    }

    @Test
    void encryptedKeyIsRefusedAsSuch() {
        String message = "the private key is encrypted";
        assertRefused(ecPem, Pem.write("ENCRYPTED PRIVATE KEY", new byte[100]), message);
        String old = Pem.write("EC PRIVATE KEY", new byte[100])
                .replaceFirst("\n", "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n");
        assertRefused(ecPem, old, message);
    }

    @Test
    void filesWithoutWhatTheyShouldHoldAreRefused() {
        String key = Pem.write(Pem.PKCS8_KEY, ec.key().getEncoded());
        assertRefused("", key, "the PEM file holds no certificate");
        assertRefused(key, key, "the PEM file holds no certificate");
        assertRefused(ecPem, "", "the PEM file holds no private key");
        assertRefused(ecPem, ecPem, "the PEM file holds no private key");
        assertRefused(ecPem.substring(0, 200), key, "cannot be read");
        assertRefused(ecPem, key.replace("\n-----END", "!\n-----END"), "cannot be read");
        byte[] cut = Arrays.copyOf(ec.key().getEncoded(), 20);
        assertRefused(ecPem, Pem.write(Pem.PKCS8_KEY, cut), "cannot be read");
    }

    @Test
    void fileThatIsNotThereIsNamed() {
        Path missing = directory.resolve("missing.pem");
        assertThatExceptionOfType(UnusableCertificateException.class)
                .isThrownBy(() -> Certificates.read(missing, missing))
                .satisfies(refused -> assertThat(refused.toString()).contains(missing.toString()));
    }
}
