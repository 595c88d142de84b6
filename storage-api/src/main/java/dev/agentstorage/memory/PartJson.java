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

    /** Returns the JSON of a part, if it is of this kind. */
    static Json require(String kind, Json json, boolean fits) {
        if (!fits) {
            throw new InvalidRequestException(
                    "part-malformed", "the JSON is not a part of this kind", Map.of("type", kind));
        }
        return json;
    }

    /** Returns whether the part contains a tool call and, once available, its result. */
    static boolean isInvocation(Json part) {
        return isType(part, "tool-invocation")
                && part.path(INVOCATION).path("toolName").string().isPresent();
    }

    /** Returns the path of a member of the tool call, which depends on the type of the part. */
    static JsonPath tool(Json part, String member) {
        return isInvocation(part) ? part.path(INVOCATION).path(member) : part.path(member);
    }
}
