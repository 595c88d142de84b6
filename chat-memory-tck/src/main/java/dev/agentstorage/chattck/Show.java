package dev.agentstorage.chattck;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Formats values for the sentences of a report, identically in every run. */
final class Show {
    private static final int LONGEST = 48;

    private Show() {}

    /** Formats a number with separators. */
    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Returns the classes of a failure and its root cause, without their messages, whose ids differ between runs. */
    static String refusal(RuntimeException failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String name = failure.getClass().getSimpleName();
        return "refused ("
                + (root == failure ? name : name + ", " + root.getClass().getSimpleName()) + ")";
    }

    static String value(@Nullable Object value) {
        if (value instanceof Optional<?> optional) {
            return value(optional.orElse(null));
        }
        if (value == null) {
            return "nothing";
        }
        if (value instanceof CharSequence text) {
            return quoted(text.toString());
        }
        if (value instanceof Number || value instanceof Boolean) {
            return value + " (" + value.getClass().getSimpleName() + ")";
        }
        return quoted(value.toString());
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < Math.min(LONGEST, text.length()); i++) {
            char each = text.charAt(i);
            if (each < ' ' || each > '~') {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) each));
            } else {
                out.append(each);
            }
        }
        return out.append('"')
                .append(text.length() > LONGEST ? " and more, " + count(text.length()) + " characters" : "")
                .toString();
    }
}
