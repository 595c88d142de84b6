package dev.agentstorage.tck.engine.run;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Shows where the texts of two values differ. The texts of records, lists and maps are split at commas, and only the different parts are shown.
 */
final class Differences {
    /** Texts up to this total length are as easy to read as their differences. */
    private static final int SHORT = 200;

    private static final int MOST = 5;
    private static final int LONGEST_PART = 160;
    private static final Pattern COMMA = Pattern.compile(",\\s+");

    private Differences() {}

    /** Returns one line for each different part, a few at most; empty when the texts are short. */
    static List<String> between(String expected, String actual) {
        if (expected.length() + actual.length() <= SHORT) {
            return List.of();
        }
        List<String> left = List.of(COMMA.split(expected, -1));
        List<String> right = List.of(COMMA.split(actual, -1));
        if (left.size() != right.size()) {
            return List.of(line(left.size() + " parts: " + expected, right.size() + " parts: " + actual));
        }
        List<String> lines = new ArrayList<>();
        int different = 0;
        for (int i = 0; i < left.size(); i++) {
            if (!left.get(i).equals(right.get(i)) && ++different <= MOST) {
                lines.add(line(left.get(i), right.get(i)));
            }
        }
        if (different > MOST) {
            lines.add((different - MOST) + " more parts differ");
        }
        return lines;
    }

    private static String line(String expected, String actual) {
        int from = Math.max(0, common(expected, actual) - LONGEST_PART / 2);
        return "expected " + window(expected, from) + "\n         was " + window(actual, from);
    }

    /** Returns the length of the common prefix. */
    private static int common(String one, String other) {
        int length = Math.min(one.length(), other.length());
        int same = 0;
        while (same < length && one.charAt(same) == other.charAt(same)) {
            same++;
        }
        return same;
    }

    private static String window(String text, int from) {
        int end = Math.min(text.length(), from + LONGEST_PART);
        return (from > 0 ? "..." : "") + text.substring(from, end) + (end < text.length() ? "..." : "");
    }
}
