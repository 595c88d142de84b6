package dev.agentstorage.dsql.internal.observability;

import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.value.Utf8;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The errors of the observability domain. Stateless and thread-safe. */
final class Refusals {
    private static final int MAX_BYTES_PER_CHAR = 3;

    private Refusals() {}

    /** Ends an attempt to create spans; the store names those that exist. */
    static AlreadyExistsException spanExists() {
        return new AlreadyExistsException("span-exists", "spans with these identities exist", Map.of(), null);
    }

    /** Checks the texts of one row together. @throws dev.agentstorage.error.TooLargeException {@code row-too-large} */
    static void requireRow(Collection<? extends @Nullable Object> values) {
        long most = 0;
        for (Object value : values) {
            most += value instanceof String text ? (long) text.length() * MAX_BYTES_PER_CHAR : 0;
        }
        if (most <= DsqlSettings.LIMITS.rowBytes()) {
            return;
        }
        long bytes = 0;
        for (Object value : values) {
            bytes += value instanceof String text ? Utf8.length(text) : 0;
        }
        DsqlSettings.LIMITS.requireRow("span", bytes);
    }
}
