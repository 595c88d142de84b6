package dev.agentstorage.observability;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Change;
import dev.agentstorage.value.Json;
import java.util.Optional;

/** Reads optional JSON values: JSON {@code null} counts as absent. */
final class JsonValues {
    private JsonValues() {}

    static Optional<Json> present(String field, Optional<Json> value) {
        return Checks.notNull(field, value).filter(json -> !isNull(json));
    }

    static Change<Json> change(String field, Change<Json> change) {
        return Checks.notNull(field, change).value().filter(JsonValues::isNull).isPresent() ? Change.clear() : change;
    }

    private static boolean isNull(Json json) {
        // compares the text, because kind() would parse a large document
        return json.text().strip().equals("null");
    }
}
