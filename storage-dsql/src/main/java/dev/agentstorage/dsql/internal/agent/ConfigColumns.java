package dev.agentstorage.dsql.internal.agent;

import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.dsql.internal.query.JsonColumn;
import dev.agentstorage.dsql.internal.tx.Row;
import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.JsonKind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A configuration as columns: one for each known field, in their order, then the fields that are not known and the kind of the
 * instructions. Stateless and thread-safe.
 */
final class ConfigColumns {
    /** The columns in order. */
    static final List<String> NAMES = names();

    private static final Set<String> TEXTS = Set.of("name", "description", "skillsFormat");
    private static final String INSTRUCTIONS = "instructions";
    private static final String MODEL = "model";
    private static final String TEXT = "text";
    private static final String JSON = "json";

    private ConfigColumns() {}

    private static List<String> names() {
        List<String> names = new ArrayList<>(AgentConfig.FIELDS);
        names.add("as_config");
        names.add("as_instructionsKind");
        return List.copyOf(names);
    }

    /** Returns the values of the columns. */
    static List<@Nullable String> write(AgentConfig config) {
        List<@Nullable String> values = new ArrayList<>();
        for (String field : AgentConfig.FIELDS) {
            boolean text = TEXTS.contains(field) || field.equals(INSTRUCTIONS);
            values.add(config.field(field)
                    .map(value -> text ? value.string().orElse(value.text()) : value.text())
                    .orElse(null));
        }
        Json extra = config.extra();
        values.add(extra.equals(Json.EMPTY_OBJECT) ? null : extra.text());
        values.add(config.instructions().kind() == JsonKind.STRING ? TEXT : JSON);
        return values;
    }

    /**
     * Returns the configuration of a row whose columns begin at the given one.
     *
     * @throws CorruptDataException {@code json-unreadable}, {@code column-null}, {@code row-invalid}
     */
    static AgentConfig read(Row row, int from, String table, String key) throws SQLException {
        Map<String, Json> fields = new LinkedHashMap<>();
        String kind = row.textOrNull(from + NAMES.size() - 1);
        int column = from;
        for (String field : AgentConfig.FIELDS) {
            String value = row.textOrNull(column);
            if (value != null) {
                field(field, value, kind).ifPresent(read -> fields.put(field, read));
            }
            column++;
        }
        row.object(column, table, key).members().forEach(fields::putIfAbsent);
        try {
            return new AgentConfig(Json.of(fields));
        } catch (InvalidRequestException e) {
            throw new CorruptDataException(
                    "row-invalid", "a stored row is not a valid version", Details.of("table", table, "key", key), e);
        }
    }

    private static Optional<Json> field(String field, String value, @Nullable String kind) {
        if (field.equals(INSTRUCTIONS)) {
            return Optional.of(instructions(value, kind));
        } else if (TEXTS.contains(field)) {
            return Optional.of(Json.of(value));
        }
        return field.equals(MODEL) ? Optional.of(JsonColumn.required(value)) : JsonColumn.read(value);
    }

    /** Rows of others do not say whether they hold text: an array is meant as one. */
    private static Json instructions(String value, @Nullable String kind) {
        if (TEXT.equals(kind) || !value.stripLeading().startsWith("[")) {
            return Json.of(value);
        }
        try {
            return Json.parse(value);
        } catch (InvalidRequestException e) {
            return Json.of(value);
        }
    }
}
