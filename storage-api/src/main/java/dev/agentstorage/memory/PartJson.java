package dev.agentstorage.memory;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.JsonPath;
import java.util.Map;

/** Reads and writes the JSON of message parts. */
final class PartJson {
    private static final String INVOCATION = "toolInvocation";

    private PartJson() {}

    static boolean isType(Json part, String type) {
        return part.path("type").string().filter(type::equals).isPresent();
    }

    /** Returns the JSON of a part if it is of the kind. */
    static Json require(String kind, Json json, boolean fits) {
        if (!fits) {
            throw new InvalidRequestException(
                    "part-malformed", "the JSON is not a part of this kind", Map.of("type", kind));
        }
        return json;
    }

    /** Returns whether the part is a call and, once there is one, its result in one. */
    static boolean isInvocation(Json part) {
        return isType(part, "tool-invocation")
                && part.path(INVOCATION).path("toolName").string().isPresent();
    }

    /** Returns a member of what is called or was called, wherever a part of that type has it. */
    static JsonPath tool(Json part, String member) {
        return isInvocation(part) ? part.path(INVOCATION).path(member) : part.path(member);
    }
}
