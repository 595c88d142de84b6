package dev.agentstorage.dsql.local.rawclient;

import java.util.Map;
import java.util.Optional;

/** An ErrorResponse or NoticeResponse: its fields by their type. */
public record PgError(Map<Character, String> fields) {
    public PgError {
        fields = Map.copyOf(fields);
    }

    public String severity() {
        return field('V').or(() -> field('S')).orElse("");
    }

    public String sqlState() {
        return field('C').orElse("");
    }

    public String message() {
        return field('M').orElse("");
    }

    public Optional<String> detail() {
        return field('D');
    }

    /** The character of the query text, counted from 1. */
    public Optional<Integer> position() {
        return field('P').map(Integer::valueOf);
    }

    private Optional<String> field(char type) {
        return Optional.ofNullable(fields.get(type));
    }

    @Override
    public String toString() {
        return sqlState() + " " + message() + detail().map(d -> " (" + d + ")").orElse("");
    }
}
