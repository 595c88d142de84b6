package dev.agentstorage.recall.internal.search;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Extracts the part of a text that contains most words of a query. Immutable and thread-safe. */
final class Preview {
    private static final int CHARACTERS = 200;
    private static final int STEP = 40;
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");

    private final List<String> words;

    Preview(String query) {
        words = Arrays.stream(BETWEEN_WORDS.split(query.toLowerCase(Locale.ROOT)))
                .filter(word -> word.length() > 2)
                .distinct()
                .limit(50)
                .toList();
    }

    String of(String text) {
        String line = SPACE.matcher(text).replaceAll(" ").strip();
        if (line.length() <= CHARACTERS) {
            return line;
        }
        String lower = line.toLowerCase(Locale.ROOT);
        int best = 0;
        long most = 0;
        // in some languages the lower-case text is longer
        int last = Math.min(line.length(), lower.length()) - CHARACTERS;
        for (int start = 0; start < last + STEP; start += STEP) {
            int from = Math.max(0, Math.min(start, last));
            String part = lower.substring(from, Math.min(lower.length(), from + CHARACTERS));
            long has = words.stream().filter(part::contains).count();
            if (has > most) {
                most = has;
                best = from;
            }
        }
        return cut(line, best);
    }

    private static String cut(String line, int start) {
        int from = start > 0 && Character.isLowSurrogate(line.charAt(start)) ? start + 1 : start;
        int to = Math.min(line.length(), start + CHARACTERS);
        return line.substring(from, to < line.length() && Character.isLowSurrogate(line.charAt(to)) ? to - 1 : to);
    }
}
