package dev.agentstorage.dsql.local.internal.sql;

import java.nio.charset.StandardCharsets;

/** Normalizes identifiers as PostgreSQL does. */
final class Names {
    private static final int MAX_BYTES = 63;

    private Names() {}

    /** Folds an unquoted identifier: ASCII letters to lower case, truncated to 63 bytes. */
    static String folded(String identifier) {
        for (int i = 0; i < identifier.length(); i++) {
            char c = identifier.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                return truncated(lowerAscii(identifier));
            }
        }
        return truncated(identifier);
    }

    private static String lowerAscii(String identifier) {
        char[] chars = identifier.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            if (chars[i] >= 'A' && chars[i] <= 'Z') {
                chars[i] = (char) (chars[i] - 'A' + 'a');
            }
        }
        return new String(chars);
    }

    /** Truncates an identifier to 63 bytes of UTF-8, without splitting a character. */
    static String truncated(String identifier) {
        if (identifier.length() * 3 <= MAX_BYTES || identifier.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES) {
            return identifier;
        }
        int bytes = 0;
        int end = 0;
        while (end < identifier.length()) {
            int codePoint = identifier.codePointAt(end);
            bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
            if (bytes > MAX_BYTES) {
                break;
            }
            end += Character.charCount(codePoint);
        }
        return identifier.substring(0, end);
    }
}
