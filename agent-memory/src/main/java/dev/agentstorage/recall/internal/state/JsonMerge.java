package dev.agentstorage.recall.internal.state;

import dev.agentstorage.value.Json;
import dev.agentstorage.value.JsonKind;
import java.util.LinkedHashMap;
import java.util.Map;

/** Merges JSON as a merge patch (RFC 7396). Stateless. */
final class JsonMerge {
    private JsonMerge() {}

    /**
     * Returns the stored value after a patch: null members are removed, objects are merged recursively, and all other members are replaced.
     * Members that the patch does not name keep their value and position.
     */
    static Json merge(Json stored, Json patch) {
        if (!patch.isObject()) {
            return patch;
        }
        Map<String, Json> members = new LinkedHashMap<>(stored.isObject() ? stored.members() : Map.of());
        patch.members().forEach((name, value) -> {
            if (value.kind() == JsonKind.NULL) {
                members.remove(name);
            } else {
                members.put(name, merge(members.getOrDefault(name, Json.EMPTY_OBJECT), value));
            }
        });
        return Json.of(members);
    }
}
