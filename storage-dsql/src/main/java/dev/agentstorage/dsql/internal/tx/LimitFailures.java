package dev.agentstorage.dsql.internal.tx;

import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.error.UnavailableException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/**
 * Determines which server limit an attempt has exceeded. Three limits share one SQLSTATE: the temporary space of a query, the size of a
 * change, and the age of a transaction. The statements of the attempt distinguish them; the server's message is only used if that is ambiguous.
 * Stateless and thread-safe.
 */
final class LimitFailures {
    /** The maximum age of a transaction that DSQL documents. */
    private static final Duration OLDEST = Duration.ofMinutes(5);

    /** The minimum plausible limit: a message about an age means something else if the transaction is younger. */
    private static final Duration YOUNGEST = Duration.ofSeconds(1);

    /** The error code of a transaction that exceeded the maximum age. */
    static final String TOO_OLD = "transaction-too-old";

    private static final Pattern AGE = Pattern.compile("\\bage\\b");
    private static final Pattern MEGABYTES = Pattern.compile("(\\d{1,6})mb > (\\d{1,6})mb");

    private LimitFailures() {}

    /**
     * The progress of an attempt until it failed.
     *
     * @param reading whether the failed statement only reads
     * @param rows number of rows that the previous statements changed
     * @param elapsed the time since the attempt got its connection
     */
    record Attempt(boolean reading, long rows, Duration elapsed) {}

    /** Returns the error for the caller. */
    static StorageException error(SQLException e, Attempt attempt, Map<String, Object> details) {
        if (isTooOld(e, attempt)) {
            return tooOld(e, attempt, details);
        }
        return attempt.reading() ? queryTooLarge(e) : changeTooLarge(e);
    }

    private static boolean isTooOld(SQLException e, Attempt attempt) {
        return attempt.elapsed().compareTo(OLDEST) >= 0
                || (attempt.elapsed().compareTo(YOUNGEST) >= 0
                        && AGE.matcher(text(e).toLowerCase(Locale.ROOT)).find());
    }

    private static UnavailableException tooOld(SQLException e, Attempt attempt, Map<String, Object> details) {
        Map<String, Object> all = new LinkedHashMap<>(details);
        all.put("elapsedMillis", attempt.elapsed().toMillis());
        all.put("rows", attempt.rows());
        return new UnavailableException(
                TOO_OLD,
                "the transaction exceeded the time limit of the database: read or change less in one call",
                all,
                e);
    }

    private static TooLargeException queryTooLarge(SQLException e) {
        return withReason(
                new TooLargeException(
                        "query-too-large",
                        "the query exceeds the temporary space of the database",
                        "query",
                        -1,
                        -1,
                        "narrow the query, by thread, resource or time, or leave out its total"),
                e);
    }

    private static TooLargeException changeTooLarge(SQLException e) {
        Matcher sizes = MEGABYTES.matcher(text(e));
        boolean told = sizes.find();
        return withReason(
                new TooLargeException(
                        "change-too-large",
                        "the change exceeds a limit of the database",
                        "transaction",
                        told ? Long.parseLong(sizes.group(2)) << 20 : -1,
                        told ? Long.parseLong(sizes.group(1)) << 20 : -1,
                        "change fewer or smaller rows in one transaction"),
                e);
    }

    private static TooLargeException withReason(TooLargeException error, SQLException reason) {
        error.addSuppressed(reason);
        return error;
    }

    /** Returns the server's message and detail. */
    private static String text(SQLException e) {
        String detail = e instanceof PSQLException answer && answer.getServerErrorMessage() != null
                ? answer.getServerErrorMessage().getDetail()
                : null;
        return orEmpty(e.getMessage()) + " " + orEmpty(detail);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
