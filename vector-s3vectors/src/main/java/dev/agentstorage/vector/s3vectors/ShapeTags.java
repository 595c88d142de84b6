package dev.agentstorage.vector.s3vectors;

import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.vector.KeyType;
import dev.agentstorage.vector.VectorIndex;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Stores the types of the keys of an index as tags of the index: the service itself knows only which keys are not filterable. The text is {@code
 * key:type} for each key, separated by slashes. A tag value has at most 256 characters; the text continues in the next tag. Characters that tags
 * do not allow are encoded as hexadecimal bytes after an equals sign. Stateless.
 */
final class ShapeTags {
    private static final String FORMAT = "agent-storage.format";
    private static final String CURRENT = "1";
    private static final String KEYS = "agent-storage.keys.";
    private static final String PAYLOAD = "payload";
    private static final int LONGEST_VALUE = 256;

    /** An AWS resource has at most 50 tags; some are left for other uses. */
    private static final int MOST_TAGS = 40;

    private static final String PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.";
    private static final char ESCAPE = '=';

    private ShapeTags() {}

    static Map<String, String> write(VectorIndex index) {
        StringBuilder all = new StringBuilder();
        index.filterKeys().forEach((key, type) -> append(all, key, type.name().toLowerCase(Locale.ROOT)));
        index.payloadKeys().forEach(key -> append(all, key, PAYLOAD));
        if (all.length() > MOST_TAGS * LONGEST_VALUE) {
            throw new TooLargeException(
                    "metadata-keys-too-many",
                    "the names of all keys together are too long",
                    "keys",
                    MOST_TAGS * LONGEST_VALUE,
                    all.length(),
                    "declare fewer keys or shorter ones");
        }
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put(FORMAT, CURRENT);
        for (int from = 0; from < all.length(); from += LONGEST_VALUE) {
            tags.put(KEYS + from / LONGEST_VALUE, all.substring(from, Math.min(all.length(), from + LONGEST_VALUE)));
        }
        return tags;
    }

    private static void append(StringBuilder all, String key, String type) {
        if (all.length() > 0) {
            all.append('/');
        }
        for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
            if (PLAIN.indexOf(b) >= 0) {
                all.append((char) b);
            } else {
                all.append(ESCAPE).append(String.format(Locale.ROOT, "%02X", b & 0xff));
            }
        }
        all.append(':').append(type);
    }

    /** Returns whether an index with these tags was created by this store. */
    static boolean areOurs(Map<String, String> tags) {
        return tags.containsKey(FORMAT);
    }

    /**
     * Adds the keys from the tags to the index.
     *
     * @throws CorruptDataException {@code vector-index-unreadable}
     */
    static void read(Map<String, String> tags, VectorIndex.Builder index) {
        if (!CURRENT.equals(tags.get(FORMAT))) {
            throw unreadable(FORMAT);
        }
        StringBuilder all = new StringBuilder();
        for (int i = 0; tags.containsKey(KEYS + i); i++) {
            all.append(tags.get(KEYS + i));
        }
        if (all.length() == 0) {
            return;
        }
        for (String entry : all.toString().split("/", -1)) {
            int colon = entry.indexOf(':');
            if (colon < 0) {
                throw unreadable(KEYS + 0);
            }
            String key = unescaped(entry.substring(0, colon));
            String type = entry.substring(colon + 1);
            if (type.equals(PAYLOAD)) {
                index.payloadKey(key);
            } else {
                index.filterKey(key, type(type));
            }
        }
    }

    private static KeyType type(String text) {
        for (KeyType type : KeyType.values()) {
            if (type.name().toLowerCase(Locale.ROOT).equals(text)) {
                return type;
            }
        }
        throw unreadable(KEYS + 0);
    }

    private static String unescaped(String text) {
        byte[] bytes = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != ESCAPE) {
                bytes[length++] = (byte) text.charAt(i);
            } else if (i + 2 < text.length()) {
                bytes[length++] =
                        (byte) (Character.digit(text.charAt(i + 1), 16) << 4 | Character.digit(text.charAt(i + 2), 16));
                i += 2;
            } else {
                throw unreadable(KEYS + 0);
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static CorruptDataException unreadable(String tag) {
        return new CorruptDataException(
                "vector-index-unreadable",
                "the tags of an index are not those that were written when it was created",
                Map.of("key", tag));
    }
}
