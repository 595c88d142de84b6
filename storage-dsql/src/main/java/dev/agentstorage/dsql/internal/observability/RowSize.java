package dev.agentstorage.dsql.internal.observability;

import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.value.Utf8;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Checks the size of a row before it is sent. Stateless and thread-safe. */
final class RowSize {
    private static final int MAX_BYTES_PER_CHAR = 3;

    private RowSize() {}

    /** Returns an upper bound for the total size of the texts, in bytes, without encoding them. */
    static long most(Collection<? extends @Nullable Object> values) {
        long most = 0;
        for (Object value : values) {
            most += value instanceof String text ? (long) text.length() * MAX_BYTES_PER_CHAR : 0;
        }
        return most;
    }

    /**
     * Checks the total size of the texts of a row.
     *
     * @throws dev.agentstorage.error.TooLargeException {@code row-too-large}
     */
    static void require(Collection<? extends @Nullable Object> values) {
        if (most(values) <= DsqlSettings.LIMITS.rowBytes()) {
            return;
        }
        long bytes = 0;
        for (Object value : values) {
            bytes += value instanceof String text ? Utf8.length(text) : 0;
        }
        DsqlSettings.LIMITS.requireRow("span", bytes);
    }
}
