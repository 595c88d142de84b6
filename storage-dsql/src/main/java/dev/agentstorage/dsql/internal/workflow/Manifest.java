package dev.agentstorage.dsql.internal.workflow;

import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.error.Details;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The manifest of the chunks of a large snapshot, in a column of its row.
 *
 * @param generation the random id that the chunks share
 * @param count the number of chunks
 * @param bytes the total length of the chunks, in bytes of UTF-8
 * @param sha256 the hash of the whole snapshot
 * @param outline the hash of the outline in the row; if it differs, another program has changed the text
 */
record Manifest(String generation, int count, long bytes, String sha256, String outline) {
    private static final int PARTS = 5;

    /**
     * Reads the column.
     *
     * @throws CorruptDataException {@code chunks-unreadable}
     */
    static Manifest parse(String text, String table, String key) {
        String[] parts = text.split(":", -1);
        try {
            if (parts.length == PARTS) {
                return new Manifest(parts[0], Integer.parseInt(parts[1]), Long.parseLong(parts[2]), parts[3], parts[4]);
            }
        } catch (NumberFormatException e) {
            // reported below, as for any other invalid text
        }
        throw new CorruptDataException(
                "chunks-unreadable",
                "the manifest of a snapshot is invalid",
                Details.of("table", table, "key", key, "column", "as_chunks"));
    }

    /** Returns the text of the column. */
    String text() {
        return generation + ':' + count + ':' + bytes + ':' + sha256 + ':' + outline;
    }

    static String hash(String text) {
        return hex(digest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    static String finish(MessageDigest digest) {
        return hex(digest.digest());
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }
}
