package dev.agentstorage.dsql.local.internal.tls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** The names that a certificate is valid for, as its extension subjectAltName. */
final class SubjectNames {
    private static final int DNS_NAME = 0x82;
    private static final int IP_ADDRESS = 0x87;

    private SubjectNames() {}

    /**
     * The body of the extension. Equal sets of names give equal bytes.
     *
     * @param names DNS names (a leading {@code *.} is allowed) and IP addresses in text
     * @throws UnusableCertificateException if one is neither
     */
    static byte[] encode(Collection<String> names) {
        TreeSet<String> sorted = new TreeSet<>();
        names.forEach(name -> sorted.add(name.toLowerCase(Locale.ROOT)));
        return Der.sequence(sorted.stream().map(SubjectNames::generalName).toArray(byte[][]::new));
    }

    private static byte[] generalName(String name) {
        if (name.indexOf(':') >= 0) {
            return Der.tagged(IP_ADDRESS, ipv6(name));
        }
        if (isIpv4(name)) {
            return Der.tagged(IP_ADDRESS, ipv4(name));
        }
        if (!isDnsName(name)) {
            throw invalid(name);
        }
        return Der.tagged(DNS_NAME, name.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] ipv6(String name) {
        // Neither brackets nor the name of a network interface belong into a certificate.
        if (!name.chars().allMatch(c -> c == ':' || c == '.' || Character.digit(c, 16) >= 0)) {
            throw invalid(name);
        }
        try {
            // With a colon in it, it is taken as an address and never looked up.
            return InetAddress.getByName(name).getAddress();
        } catch (UnknownHostException e) {
            throw invalid(name);
        }
    }

    private static boolean isIpv4(String name) {
        String[] parts = name.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            boolean digits =
                    !part.isEmpty() && part.length() <= 3 && part.chars().allMatch(c -> c >= '0' && c <= '9');
            if (!digits || Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }

    private static byte[] ipv4(String name) {
        String[] parts = name.split("\\.");
        byte[] address = new byte[4];
        for (int i = 0; i < 4; i++) {
            address[i] = (byte) Integer.parseInt(parts[i]);
        }
        return address;
    }

    private static boolean isDnsName(String name) {
        String rest = name.startsWith("*.") ? name.substring(2) : name;
        if (rest.isEmpty() || rest.length() > 253) {
            return false;
        }
        for (String label : rest.split("\\.", -1)) {
            boolean letters = label.chars()
                    .allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_');
            if (label.isEmpty() || label.length() > 63 || !letters) {
                return false;
            }
        }
        return true;
    }

    private static UnusableCertificateException invalid(String name) {
        return new UnusableCertificateException(
                "a host name for the certificate is neither a DNS name nor an IP address", Map.of("name", name));
    }
}
