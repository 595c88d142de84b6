package dev.agentstorage.error;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Builds the details of an error with several values, in the order of {@link StorageException#details()} (rule {@code CORE-10}); the order of
 * {@link Map#of} differs between JVMs. The maps are not thread-safe; the error copies them. {@link #NAMES} lists the names that the contract
 * defines; a backend may add others, which appear in the details only.
 */
public final class Details {
    /** Maximum number of characters of one value in {@link StorageException#getMessage()}. */
    public static final int SHOWN_CHARACTERS = 200;

    private static final Set<String> IDS = Set.of(
            "agentId",
            "messageId",
            "messages",
            "resourceId",
            "runId",
            "scoreId",
            "scores",
            "spanId",
            "spans",
            "storage",
            "threadId",
            "traceId",
            "versionId",
            "workflowName");

    private static final Set<String> NAMES_OF_THINGS = Set.of(
            "backend",
            "broken",
            "column",
            "config",
            "constraint",
            "expected",
            "feature",
            "field",
            "file",
            "found",
            "hint",
            "isolation",
            "kind",
            "key",
            "member",
            "missing",
            "name",
            "object",
            "option",
            "path",
            "pointer",
            "problems",
            "provider",
            "reason",
            "right",
            "schema",
            "sqlState",
            "statement",
            "suggestion",
            "supported",
            "table",
            "type");

    private static final Set<String> FIGURES = Set.of(
            "after",
            "attempts",
            "before",
            "elapsedMillis",
            "end",
            "firstLine",
            "format",
            "length",
            "limit",
            "line",
            "memoryBytes",
            "now",
            "number",
            "offset",
            "page",
            "perPage",
            "poolMaximum",
            "rows",
            "size",
            "start",
            "stored",
            "version",
            "waitedMillis",
            "wantedBytes");

    /** Values written by callers or servers; shown in messages only when they are numbers, times or flags. */
    private static final Set<String> TEXTS = Set.of("text", "value", "options");

    /** The names that the contract defines; unmodifiable. */
    public static final Set<String> NAMES = Stream.of(IDS, NAMES_OF_THINGS, FIGURES, TEXTS)
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableSet());

    private Details() {}

    /**
     * {@return whether a detail appears in {@link StorageException#getMessage()}: ids, names and advice among {@link #NAMES}; and numbers,
     * instants, durations and booleans under any name}
     *
     * @param name the name
     * @param value the value
     */
    public static boolean isShown(String name, Object value) {
        return value instanceof Number
                || value instanceof Instant
                || value instanceof Duration
                || value instanceof Boolean
                || IDS.contains(name)
                || NAMES_OF_THINGS.contains(name)
                || FIGURES.contains(name);
    }

    static String shown(Map<String, Object> details) {
        String shown = details.entrySet().stream()
                .filter(detail -> isShown(detail.getKey(), detail.getValue()))
                .map(detail -> detail.getKey() + "=" + escaped(String.valueOf(detail.getValue())))
                .collect(Collectors.joining(", "));
        return shown.isEmpty() ? "" : " (" + shown + ")";
    }

    private static String escaped(String value) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1));
            String next = pair
                    ? value.substring(i, i + 2)
                    : harmless(c) ? String.valueOf(c) : String.format(Locale.ROOT, "\\u%04x", (int) c);
            if (out.length() + next.length() > SHOWN_CHARACTERS) {
                return out.append('…').toString();
            }
            out.append(next);
            i += pair ? 1 : 0;
        }
        return out.toString();
    }

    /** Line ends, direction marks and unpaired surrogates could make one message look like another. */
    private static boolean harmless(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> c != '\\';
        };
    }

    /**
     * {@return two names with their values, in this order}
     *
     * @param name1 the first name
     * @param value1 the value of the first name
     * @param name2 the second name
     * @param value2 the value of the second name
     */
    public static Map<String, Object> of(String name1, Object value1, String name2, Object value2) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put(name1, value1);
        details.put(name2, value2);
        return details;
    }

    /**
     * {@return three names with their values, in this order}
     *
     * @param name1 the first name
     * @param value1 the value of the first name
     * @param name2 the second name
     * @param value2 the value of the second name
     * @param name3 the third name
     * @param value3 the value of the third name
     */
    public static Map<String, Object> of(
            String name1, Object value1, String name2, Object value2, String name3, Object value3) {
        Map<String, Object> details = of(name1, value1, name2, value2);
        details.put(name3, value3);
        return details;
    }

    /**
     * {@return four names with their values, in this order}
     *
     * @param name1 the first name
     * @param value1 the value of the first name
     * @param name2 the second name
     * @param value2 the value of the second name
     * @param name3 the third name
     * @param value3 the value of the third name
     * @param name4 the fourth name
     * @param value4 the value of the fourth name
     */
    public static Map<String, Object> of(
            String name1,
            Object value1,
            String name2,
            Object value2,
            String name3,
            Object value3,
            String name4,
            Object value4) {
        Map<String, Object> details = of(name1, value1, name2, value2, name3, value3);
        details.put(name4, value4);
        return details;
    }
}
