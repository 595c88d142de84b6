package dev.agentstorage.value;

/**
 * Length, order and validity of text in UTF-8, without encoding it. Every backend compares ids by their UTF-8 bytes (rule {@code CORE-03});
 * the order of {@link String#compareTo} differs for characters outside the basic plane.
 *
 * <p>Thread-safe: there is no state.
 */
public final class Utf8 {
    private Utf8() {}

    /**
     * {@return the number of bytes of the text in UTF-8; a lone surrogate counts three}
     *
     * @param text the text
     */
    public static long length(String text) {
        long bytes = 0;
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes++;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                bytes += 3;
            }
        }
        return bytes;
    }

    /**
     * Compares two texts by their UTF-8 bytes, which is the order of their code points.
     *
     * @param a one text
     * @param b the other text
     * @return a negative number, zero or a positive number
     */
    public static int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean surrogateX = Character.isSurrogate(x);
                boolean surrogateY = Character.isSurrogate(y);
                // a surrogate encodes a code point above every other char
                return surrogateX == surrogateY ? Character.compare(x, y) : surrogateX ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /**
     * {@return the index of the first surrogate that is not part of a pair, or -1}
     *
     * @param text the text
     */
    public static int loneSurrogate(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c) || i + 1 == length || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }
}
