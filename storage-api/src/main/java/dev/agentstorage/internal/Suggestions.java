package dev.agentstorage.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Suggests the nearest known name. Not part of the API. */
public final class Suggestions {
    private static final int BEGINNING = 3;

    private Suggestions() {}

    /** Returns the name nearest to the given text, if one is similar enough. */
    public static Optional<String> nearest(String written, Collection<String> names) {
        String plain = plain(written);
        int allowed = Math.max(1, plain.length() / 3);
        Comparator<String> nearest = Comparator.<String>comparingInt(name -> distance(plain, plain(name)))
                .thenComparing(Comparator.naturalOrder());
        return names.stream()
                .filter(name -> distance(plain, plain(name)) <= allowed)
                .min(nearest)
                .or(() -> names.stream()
                        .filter(name -> begins(plain, plain(name)))
                        .min(nearest));
    }

    /** Returns whether one is a prefix of the other, and long enough for this not to be a coincidence. */
    private static boolean begins(String a, String b) {
        return Math.min(a.length(), b.length()) >= BEGINNING && (a.startsWith(b) || b.startsWith(a));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_. ]", "");
    }

    /** The edit distance: insertions, deletions, replacements and swaps of adjacent characters. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            cost[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            cost[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int replace = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int least = Math.min(cost[i - 1][j - 1] + replace, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    least = Math.min(least, cost[i - 2][j - 2] + 1);
                }
                cost[i][j] = least;
            }
        }
        return cost[a.length()][b.length()];
    }
}
