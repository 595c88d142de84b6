package dev.agentstorage.examples.quickstart;

import dev.agentstorage.value.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * One file, cut so that it can be stored and put together again: the objects of its message list, those of its step list, and the text
 * around them. {@code text = frame[0] + entry[0] + frame[1] + entry[1] + … + frame[n]}, entries in the order of the file.
 *
 * @param file where it came from
 * @param text the whole file
 * @param entries messages and steps, in the order of the file
 * @param frame the text before, between and after the entries, one piece more than there are entries
 */
record Transcript(Path file, String text, List<Entry> entries, List<String> frame) {
    /**
     * One object of the file.
     *
     * @param kind a message of the conversation, or a step of the run
     * @param json the object, exactly as it is in the file
     * @param place its line and column
     */
    record Entry(Kind kind, Json json, String place) {
        /** Who speaks in a message; empty for a step. */
        String role() {
            return kind == Kind.MESSAGE ? json.path("role").string().orElse("") : "";
        }
    }

    /** What an entry is. */
    enum Kind {
        MESSAGE,
        STEP
    }

    /** The entries of one kind, in order. */
    List<Entry> entries(Kind kind) {
        return entries.stream().filter(entry -> entry.kind() == kind).toList();
    }

    /** The length of the file in bytes. */
    int sizeInBytes() {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The file's name and the beginning of its hash: the same file always gets the same threads. */
    String id() {
        Path name = file.getFileName();
        String shortName = name == null ? "file" : name.toString().replaceAll("[^A-Za-z0-9._-]", "_");
        return shortName.substring(0, Math.min(100, shortName.length())) + "-"
                + sha256(text).substring(0, 12);
    }

    static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
