package dev.agentstorage.dsql.local.internal.tls;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;

/** Makes an X.509 certificate that is its own root, with a new key. The JDK's own maker of certificates is not public. */
record SelfSigned(PrivateKey key, X509Certificate certificate) {
    private static final String COMMON_NAME = "DSQL local endpoint";
    private static final int YEARS = 10;
    /** For clients whose clock is behind. */
    private static final Duration BACKDATED = Duration.ofDays(1);

    private static final String SHA256_WITH_ECDSA = "1.2.840.10045.4.3.2";
    private static final String COMMON_NAME_ATTRIBUTE = "2.5.4.3";
    private static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
    private static final String KEY_USAGE = "2.5.29.15";
    static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
    private static final String SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";
    /** Bits digitalSignature (0) and keyCertSign (5), the highest first. */
    private static final byte[] SIGNS_DATA_AND_CERTIFICATES = {(byte) 0b1000_0100};

    private static final int SERIAL_BITS = 127;
    private static final int VERSION_TAG = 0xa0;
    private static final int VERSION_3 = 2;
    private static final int EXTENSIONS_TAG = 0xa3;

    /**
     * An EC P-256 certificate, valid for {@value #YEARS} years.
     *
     * @param names DNS names and IP addresses that it is valid for
     * @param now when it is made
     */
    static SelfSigned make(Collection<String> names, Instant now) {
        try {
            SecureRandom random = new SecureRandom();
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair pair = generator.generateKeyPair();
            byte[] content = content(pair.getPublic().getEncoded(), names, now, new BigInteger(SERIAL_BITS, random));
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(pair.getPrivate(), random);
            signature.update(content);
            byte[] der = Der.sequence(content, algorithm(), Der.bitString(0, signature.sign()));
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            return new SelfSigned(pair.getPrivate(), certificate);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks EC P-256 or X.509", e);
        }
    }

    private static byte[] content(byte[] publicKey, Collection<String> names, Instant now, BigInteger serial)
            throws GeneralSecurityException {
        byte[] name =
                Der.sequence(Der.set(Der.sequence(Der.objectIdentifier(COMMON_NAME_ATTRIBUTE), Der.utf8(COMMON_NAME))));
        Instant end = now.atZone(ZoneOffset.UTC).plusYears(YEARS).toInstant();
        return Der.sequence(
                Der.tagged(VERSION_TAG, Der.integer(VERSION_3)),
                Der.integer(serial.add(BigInteger.ONE)),
                algorithm(),
                name,
                Der.sequence(Der.time(now.minus(BACKDATED)), Der.time(end)),
                name,
                publicKey,
                Der.tagged(EXTENSIONS_TAG, extensions(publicKey, names)));
    }

    private static byte[] algorithm() {
        return Der.sequence(Der.objectIdentifier(SHA256_WITH_ECDSA));
    }

    private static byte[] extensions(byte[] publicKey, Collection<String> names) throws GeneralSecurityException {
        byte[] keyId = MessageDigest.getInstance("SHA-1").digest(publicKey);
        return Der.sequence(
                extension(BASIC_CONSTRAINTS, true, Der.sequence(Der.bool(true))),
                extension(KEY_USAGE, true, Der.bitString(2, SIGNS_DATA_AND_CERTIFICATES)),
                extension(EXTENDED_KEY_USAGE, false, Der.sequence(Der.objectIdentifier(SERVER_AUTHENTICATION))),
                extension(SUBJECT_KEY_IDENTIFIER, false, Der.octetString(keyId)),
                extension(SUBJECT_ALTERNATIVE_NAME, false, SubjectNames.encode(names)));
    }

    private static byte[] extension(String id, boolean critical, byte[] value) {
        byte[] identifier = Der.objectIdentifier(id);
        byte[] wrapped = Der.octetString(value);
        // In DER a default is left out.
        return critical ? Der.sequence(identifier, Der.bool(true), wrapped) : Der.sequence(identifier, wrapped);
    }
}
