package dev.agentstorage.dsql.local.rawclient;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one statement: either an error or a tag. A statement without a row description has no columns; a
 * value is PostgreSQL's text or null.
 */
public record Result(
        Optional<PgError> error, String tag, Optional<List<String>> columns, List<List<@Nullable String>> rows) {
    public Result {
        columns = columns.map(List::copyOf);
        rows = Collections.unmodifiableList(rows);
    }

    static Result failed(PgError error) {
        return new Result(Optional.of(error), "", Optional.empty(), List.of());
    }

    public boolean ok() {
        return error.isEmpty();
    }

    /** The SQLSTATE, {@code 00000} when there is no error. */
    public String sqlState() {
        return error.map(PgError::sqlState).orElse("00000");
    }

    public String message() {
        return error.map(PgError::message).orElse("");
    }

    /** The first value of the first row. */
    public @Nullable String value() {
        return rows.get(0).get(0);
    }

    @Override
    public String toString() {
        return error.map(e -> "ERROR " + e)
                .orElseGet(() -> tag + columns.map(c -> " " + c + " " + rows).orElse(""));
    }
}
