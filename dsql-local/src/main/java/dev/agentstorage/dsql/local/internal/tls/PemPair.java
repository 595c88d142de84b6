package dev.agentstorage.dsql.local.internal.tls;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A private key and its certificate chain, the certificate of the key first, read from PEM. */
record PemPair(PrivateKey key, List<X509Certificate> chain) {
    PemPair {
        chain = List.copyOf(chain);
    }

    /**
     * Reads a pair and proves that its halves belong together.
     *
     * @param certificates PEM text with at least one certificate
     * @param keys PEM text with one unencrypted private key: PKCS#8, PKCS#1 or SEC 1
     * @param details where the texts come from, for the error
     * @throws UnusableCertificateException if that fails
     */
    static PemPair read(String certificates, String keys, Map<String, String> details) {
        try {
            List<X509Certificate> chain = chain(certificates);
            if (chain.isEmpty()) {
                throw new UnusableCertificateException("the PEM file holds no certificate", details);
            }
            PrivateKey key = key(keys, chain.get(0).getPublicKey(), details);
            if (!belongTogether(key, chain.get(0).getPublicKey())) {
                throw new UnusableCertificateException("the private key is not that of the certificate", details);
            }
            return new PemPair(key, chain);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new UnusableCertificateException(
                    "the certificate and its private key cannot be read; give two PEM files, the key not encrypted",
                    details,
                    e);
        }
    }

    private static List<X509Certificate> chain(String text) throws GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> chain = new ArrayList<>();
        for (Pem.Block block : Pem.read(text)) {
            if (block.label().equals(Pem.CERTIFICATE)) {
                chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der())));
            }
        }
        return chain;
    }

    private static PrivateKey key(String text, PublicKey counterpart, Map<String, String> details)
            throws GeneralSecurityException {
        for (Pem.Block block : Pem.read(text)) {
            switch (block.label()) {
                case Pem.PKCS8_KEY -> {
                    return pkcs8(block.der(), counterpart);
                }
                case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> {
                    if (block.der().length == 0) {
                        throw encrypted(details);
                    }
                    return pkcs8(asPkcs8(block.der(), counterpart), counterpart);
                }
                case "ENCRYPTED PRIVATE KEY" -> throw encrypted(details);
                default -> {
                    // Parameters of a curve, or certificates.
                }
            }
        }
        throw new UnusableCertificateException("the PEM file holds no private key", details);
    }

    private static UnusableCertificateException encrypted(Map<String, String> details) {
        return new UnusableCertificateException("the private key is encrypted; give it without a passphrase", details);
    }

    private static PrivateKey pkcs8(byte[] der, PublicKey counterpart) throws GeneralSecurityException {
        return KeyFactory.getInstance(counterpart.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    /** The older forms lack the name of the algorithm and of the curve; the certificate has both. */
    private static byte[] asPkcs8(byte[] bareKey, PublicKey counterpart) {
        byte[] algorithm = Der.firstElement(counterpart.getEncoded());
        return Der.sequence(Der.integer(0), algorithm, Der.octetString(bareKey));
    }

    private static boolean belongTogether(PrivateKey key, PublicKey counterpart) throws GeneralSecurityException {
        String algorithm = switch (counterpart.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> counterpart.getAlgorithm();
        };
        byte[] sample = {1, 2, 3};
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(sample);
        byte[] signed = signature.sign();
        signature.initVerify(counterpart);
        signature.update(sample);
        return signature.verify(signed);
    }
}
