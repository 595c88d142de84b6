package dev.agentstorage.dsql.internal.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The URL parameter {@code options}: the initial settings of a PostgreSQL session. In the driver, a URL parameter takes precedence over a
 * property of the same name, so additional settings must be merged into the URL parameter. Stateless and thread-safe.
 */
public final class SessionOptions {
    /** The name of the URL parameter and of the driver's property. */
    public static final String NAME = "options";

    private static final String SNAPSHOT_ISOLATION = "-c default_transaction_isolation=repeatable\\ read";
    private static final Set<String> SNAPSHOT_OR_MORE = Set.of("repeatable read", "serializable");

    /** A word between unescaped spaces. */
    private static final Pattern WORD = Pattern.compile("(?:\\\\.|[^\\\\\\s])+", Pattern.DOTALL);

    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)", Pattern.DOTALL);
    private static final Pattern ISOLATION = Pattern.compile(
            "(?:-c|--)?default[_-]transaction[_-]isolation=(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private SessionOptions() {}

    /** Returns options that set the default isolation level to repeatable read, followed by those of a valid URL, which may set a higher one. */
    public static String withSnapshotIsolation(String url) {
        String own = of(url);
        return own.isEmpty() ? SNAPSHOT_ISOLATION : SNAPSHOT_ISOLATION + " " + own;
    }

    /** Returns a URL without the parameter {@code options}. */
    public static String without(String url) {
        int question = url.indexOf('?');
        if (question < 0) {
            return url;
        }
        return Arrays.stream(url.substring(question + 1).split("&"))
                .filter(parameter -> !parameter.split("=", 2)[0].equals(NAME))
                .collect(Collectors.joining("&", url.substring(0, question + 1), ""));
    }

    /** Returns whether the options of a valid URL set an isolation level below repeatable read. */
    public static boolean weakenIsolation(String url) {
        return words(of(url)).stream()
                .map(ISOLATION::matcher)
                .filter(Matcher::matches)
                .anyMatch(isolation ->
                        !SNAPSHOT_OR_MORE.contains(isolation.group(1).toLowerCase(Locale.ROOT)));
    }

    private static String of(String url) {
        return PostgresqlDriver.parameter(url, NAME).map(String::strip).orElse("");
    }

    /** Splits options into words in the same way as the server. */
    private static List<String> words(String options) {
        return WORD.matcher(options)
                .results()
                .map(MatchResult::group)
                .map(word -> ESCAPE.matcher(word).replaceAll("$1"))
                .toList();
    }
}
