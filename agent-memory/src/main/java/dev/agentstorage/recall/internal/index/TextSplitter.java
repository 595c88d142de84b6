package dev.agentstorage.recall.internal.index;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Splits a text into parts that fit, at white space if possible. Only white space between parts is lost. Stateless. */
final class TextSplitter {
    private static final int FIRST_GUESS = 1_024;

    private TextSplitter() {}

    /**
     * Returns the parts in order.
     *
     * @param fits whether a part is short enough; every prefix of a text that fits must fit
     */
    static List<String> split(String text, Predicate<String> fits) {
        List<String> parts = new ArrayList<>();
        int start = skipSpace(text, 0);
        while (start < text.length()) {
            int end = cut(text, start, longest(text, start, fits));
            String part = text.substring(start, end).strip();
            if (!part.isEmpty()) {
                parts.add(part);
            }
            start = skipSpace(text, end);
        }
        return parts;
    }

    /** Returns the end of the longest part that begins at {@code start} and fits; at least one character. */
    private static int longest(String text, int start, Predicate<String> fits) {
        int good = text.offsetByCodePoints(start, 1);
        int length = FIRST_GUESS;
        int bad = text.length() + 1;
        while (good < bad - 1) {
            int end = Math.min(text.length(), start + length);
            if (end <= good || !fits.test(text.substring(start, end))) {
                bad = Math.max(end, good + 1);
                break;
            }
            good = end;
            length = length > Integer.MAX_VALUE / 2 ? length : length * 2;
        }
        while (bad - good > 1) {
            int middle = (good + bad) >>> 1;
            if (fits.test(text.substring(start, middle))) {
                good = middle;
            } else {
                bad = middle;
            }
        }
        return good;
    }

    /** Moves the end of a part back to white space, unless that would leave less than half of it. */
    private static int cut(String text, int start, int end) {
        if (end >= text.length()) {
            return text.length();
        }
        for (int i = end; i > start + (end - start) / 2; i--) {
            if (Character.isWhitespace(text.charAt(i))) {
                return i;
            }
        }
        // not inside a surrogate pair
        boolean inPair = Character.isLowSurrogate(text.charAt(end)) && end - 1 > start;
        return inPair ? end - 1 : end;
    }

    private static int skipSpace(String text, int start) {
        int i = start;
        while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
            i++;
        }
        return i;
    }
}
