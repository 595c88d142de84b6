package dev.agentstorage.dsql.local.internal.record;

import dev.agentstorage.dsql.local.internal.protocol.PgError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one statement.
 *
 * @param error null when it succeeded
 * @param tag of the command; empty for an error
 * @param columns null for a statement that has none
 */
record Answer(@Nullable PgError error, String tag, @Nullable List<String> columns, List<List<@Nullable String>> rows) {
    boolean isJob() {
        return List.of("job_id").equals(columns) && rows.size() == 1;
    }

    boolean isConflict() {
        return error != null && error.sqlState().equals("40001");
    }
}
