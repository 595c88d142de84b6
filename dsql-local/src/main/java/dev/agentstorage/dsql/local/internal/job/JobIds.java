package dev.agentstorage.dsql.local.internal.job;

import java.nio.ByteBuffer;
import java.util.UUID;

/** Generates ids of jobs: a random UUID in lower-case base32, 26 characters. Thread-safe. */
public final class JobIds {
    private static final int LENGTH = 26;
    private static final String DIGITS = "abcdefghijklmnopqrstuvwxyz234567";

    private JobIds() {}

    /** Returns a new, unique id. */
    public static String next() {
        UUID uuid = UUID.randomUUID();
        byte[] bytes = ByteBuffer.allocate(17)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
        char[] id = new char[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            int bit = i * 5;
            int window = (bytes[bit / 8] & 0xff) << 8;
            if (bit / 8 + 1 < bytes.length) {
                window |= bytes[bit / 8 + 1] & 0xff;
            }
            id[i] = DIGITS.charAt((window >> (11 - bit % 8)) & 31);
        }
        return new String(id);
    }

    /** Whether a text has the format of a job id. */
    public static boolean isValid(String text) {
        return text.length() == LENGTH && text.chars().allMatch(digit -> DIGITS.indexOf(digit) >= 0);
    }
}
