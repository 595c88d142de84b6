package dev.agentstorage.dsql.local.internal.tls;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Reads and writes the PEM form: Base64 between a line that begins and a line that ends a block. */
final class Pem {
    static final String CERTIFICATE = "CERTIFICATE";
    static final String PKCS8_KEY = "PRIVATE KEY";

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";
    private static final int LINE = 64;

    /** One block. It has no bytes if its body is encrypted. */
    static final class Block {
        private final String label;
        private final byte[] der;

        private Block(String label, byte[] der) {
            this.label = label;
            this.der = der;
        }

        String label() {
            return label;
        }

        byte[] der() {
            return der.clone();
        }
    }

    private Pem() {}

    static String write(String label, byte[] der) {
        byte[] lineEnd = "\n".getBytes(StandardCharsets.US_ASCII);
        return BEGIN + label + DASHES + "\n"
                + Base64.getMimeEncoder(LINE, lineEnd).encodeToString(der) + "\n" + END + label + DASHES + "\n";
    }

    /**
     * The blocks in the order of the text. What stands between them is a comment.
     *
     * @throws IllegalArgumentException if a block has no end, or holds what is not Base64
     */
    static List<Block> read(String text) {
        List<Block> blocks = new ArrayList<>();
        int from = 0;
        while ((from = text.indexOf(BEGIN, from)) >= 0) {
            int labelEnd = text.indexOf(DASHES, from + BEGIN.length());
            if (labelEnd < 0) {
                throw new IllegalArgumentException("a PEM block has no label");
            }
            String label = text.substring(from + BEGIN.length(), labelEnd);
            int bodyStart = labelEnd + DASHES.length();
            int bodyEnd = text.indexOf(END + label + DASHES, bodyStart);
            if (bodyEnd < 0) {
                throw new IllegalArgumentException("a PEM block has no end");
            }
            String body = text.substring(bodyStart, bodyEnd);
            // Headers such as DEK-Info stand only before keys that are encrypted in the old way.
            byte[] der =
                    body.indexOf(':') >= 0 ? new byte[0] : Base64.getDecoder().decode(body.replaceAll("\\s", ""));
            blocks.add(new Block(label, der));
            from = bodyEnd;
        }
        return blocks;
    }
}
