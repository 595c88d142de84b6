package dev.agentstorage.dsql.local.internal.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Writes the few ASN.1 forms that a certificate and a private key are made of, in DER. */
final class Der {
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    /** From this year on RFC 5280 asks for four digits. */
    private static final int FIRST_GENERALIZED_YEAR = 2050;

    private static final DateTimeFormatter UTC_TIME = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'");
    private static final DateTimeFormatter GENERALIZED_TIME = DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'");

    private Der() {}

    static byte[] sequence(byte[]... parts) {
        return tagged(SEQUENCE, parts);
    }

    static byte[] set(byte[]... parts) {
        return tagged(SET, parts);
    }

    /** A tag, the length of all parts, the parts. */
    static byte[] tagged(int tag, byte[]... parts) {
        byte[] body = join(parts);
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + 6);
        out.write(tag);
        if (body.length < 0x80) {
            out.write(body.length);
        } else {
            byte[] length = BigInteger.valueOf(body.length).toByteArray();
            int skip = length[0] == 0 ? 1 : 0;
            out.write(0x80 | (length.length - skip));
            out.write(length, skip, length.length - skip);
        }
        out.writeBytes(body);
        return out.toByteArray();
    }

    static byte[] integer(BigInteger value) {
        return tagged(0x02, value.toByteArray());
    }

    static byte[] integer(long value) {
        return integer(BigInteger.valueOf(value));
    }

    static byte[] bool(boolean value) {
        return tagged(0x01, new byte[] {(byte) (value ? 0xff : 0)});
    }

    /** @param unusedBits how many of the last byte's low bits mean nothing */
    static byte[] bitString(int unusedBits, byte[] bits) {
        return tagged(0x03, new byte[] {(byte) unusedBits}, bits);
    }

    static byte[] octetString(byte[] bytes) {
        return tagged(0x04, bytes);
    }

    static byte[] utf8(String text) {
        return tagged(0x0c, text.getBytes(StandardCharsets.UTF_8));
    }

    /** @param dotted the arcs, such as {@code 2.5.29.17}; from the third on each is below 2^28 */
    static byte[] objectIdentifier(String dotted) {
        String[] arcs = dotted.split("\\.");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(Integer.parseInt(arcs[0]) * 40 + Integer.parseInt(arcs[1]));
        for (int i = 2; i < arcs.length; i++) {
            int arc = Integer.parseInt(arcs[i]);
            for (int shift = 21; shift > 0; shift -= 7) {
                if (arc >>> shift != 0) {
                    out.write(0x80 | (arc >>> shift & 0x7f));
                }
            }
            out.write(arc & 0x7f);
        }
        return tagged(0x06, out.toByteArray());
    }

    /** To the second; what is finer is cut off. */
    static byte[] time(Instant instant) {
        ZonedDateTime time = instant.atZone(ZoneOffset.UTC);
        boolean generalized = time.getYear() >= FIRST_GENERALIZED_YEAR;
        String text = time.format(generalized ? GENERALIZED_TIME : UTC_TIME);
        return tagged(generalized ? 0x18 : 0x17, text.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * The first element of a sequence, header included.
     *
     * @throws IllegalArgumentException if it is not a sequence with an element
     */
    static byte[] firstElement(byte[] sequence) {
        if (sequence.length == 0 || (sequence[0] & 0xff) != SEQUENCE) {
            throw new IllegalArgumentException("not a DER sequence");
        }
        int start = bodyOffset(sequence, 0);
        int body = bodyOffset(sequence, start);
        int end = body + bodyLength(sequence, start);
        if (end > sequence.length) {
            throw new IllegalArgumentException("the DER element is cut off");
        }
        byte[] element = new byte[end - start];
        System.arraycopy(sequence, start, element, 0, element.length);
        return element;
    }

    private static int bodyOffset(byte[] der, int element) {
        int first = at(der, element + 1);
        return element + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static int bodyLength(byte[] der, int element) {
        int first = at(der, element + 1);
        if (first < 0x80) {
            return first;
        }
        if ((first & 0x7f) > 3) {
            throw new IllegalArgumentException("the DER element is too long");
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7f); i++) {
            length = length << 8 | at(der, element + 2 + i);
        }
        return length;
    }

    private static int at(byte[] der, int index) {
        if (index >= der.length) {
            throw new IllegalArgumentException("the DER element is cut off");
        }
        return der[index] & 0xff;
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
