package dev.agentstorage.dsql.internal.agent;

import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.dsql.internal.query.Columns;
import dev.agentstorage.dsql.internal.query.JsonColumn;
import dev.agentstorage.dsql.internal.tx.Row;
import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.JsonKind;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Maps a configuration to columns of its version: one for each known field, in order, then one for all unknown fields and one for the kind of
 * the instructions. Stateless and thread-safe.
 */
final class ConfigColumns {
    private static final String EXTRA = "as_config";
    private static final String KIND = "as_instructionsKind";
    private static final Set<String> TEXTS = Set.of("name", "description", "skillsFormat");
    private static final String INSTRUCTIONS = "instructions";
    private static final String MODEL = "model";
    private static final String TEXT = "text";
    private static final String JSON = "json";

    private ConfigColumns() {}

    /** Adds the columns of the configuration to those of a version. */
    static Columns.Builder<AgentVersion> addTo(Columns.Builder<AgentVersion> version) {
        for (String field : AgentConfig.FIELDS) {
            version.optional(field, of -> text(of.config(), field));
        }
        return version.optional(EXTRA, of -> extra(of.config())).column(KIND, of -> kind(of.config()));
    }

    private static Optional<String> text(AgentConfig config, String field) {
        boolean text = TEXTS.contains(field) || field.equals(INSTRUCTIONS);
        return config.field(field).map(value -> text ? value.string().orElse(value.text()) : value.text());
    }

    private static Optional<String> extra(AgentConfig config) {
        return Optional.of(config.extra())
                .filter(extra -> !extra.equals(Json.EMPTY_OBJECT))
                .map(Json::text);
    }

    private static String kind(AgentConfig config) {
        return config.instructions().kind() == JsonKind.STRING ? TEXT : JSON;
    }

    /**
     * Returns the configuration of a version's row.
     *
     * @throws CorruptDataException {@code json-unreadable}, {@code row-invalid}
     */
    static AgentConfig read(Row row, String versionId) throws SQLException {
        Map<String, Json> fields = new LinkedHashMap<>();
        String kind = row.textOrNull(KIND);
        for (String field : AgentConfig.FIELDS) {
            String value = row.textOrNull(field);
            if (value != null) {
                field(field, value, kind).ifPresent(read -> fields.put(field, read));
            }
        }
        row.object(EXTRA).members().forEach(fields::putIfAbsent);
        try {
            return new AgentConfig(Json.of(fields));
        } catch (InvalidRequestException e) {
            throw new CorruptDataException(
                    "row-invalid",
                    "a stored row is not a valid version",
                    Details.of("table", AgentVersionColumns.TABLE, "key", versionId),
                    e);
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

    /** Reads instructions. Rows of other writers do not record whether they are text or JSON; an array is read as JSON. */
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
