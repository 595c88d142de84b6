package dev.agentstorage.memory;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A tool call requested by a model: type {@code tool-invocation} with an object {@code toolInvocation}, or type {@code tool-call}; with the
 * strings {@code toolName} and {@code toolCallId}, and the arguments as {@code args}.
 *
 * <p>If a message stores the call and its result as one part, this and the {@link ToolResult} share their JSON, and writing either of them
 * writes both.
 *
 * @param json the stored part
 */
public record ToolCall(Json json) implements MessagePart {
    /**
     * @param json the stored part
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}, {@code part-malformed}
     */
    public ToolCall {
        PartJson.require("tool-call", json, fits(Checks.notNull("json", json)));
    }

    /**
     * Creates a part of type {@code tool-invocation} in the state {@code call}.
     *
     * @param id the id to which the result refers; empty text for none
     * @param name the name of the tool
     * @param arguments the arguments, usually an object
     * @return the part
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}, {@code json-unconvertible} when the arguments are
     *     nested too deeply
     */
    public static ToolCall of(String id, String name, Json arguments) {
        Map<String, Object> invocation = new LinkedHashMap<>();
        invocation.put("state", "call");
        invocation.put("toolCallId", Checks.notNull("id", id));
        invocation.put("toolName", Checks.notNull("name", name));
        invocation.put("args", Checks.notNull("arguments", arguments));
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("type", "tool-invocation");
        part.put("toolInvocation", invocation);
        return new ToolCall(Json.of(part));
    }

    /** {@return the id to which the result refers; empty text when there is none} */
    public String id() {
        return PartJson.tool(json, "toolCallId").string().orElse("");
    }

    /** {@return the name of the tool} */
    public String name() {
        return PartJson.tool(json, "toolName").string().orElseThrow();
    }

    /** {@return the arguments, usually an object; an empty object when there are none} */
    public Json arguments() {
        return PartJson.tool(json, "args").json().orElse(Json.EMPTY_OBJECT);
    }

    static boolean fits(Json json) {
        return PartJson.isInvocation(json)
                || (PartJson.isType(json, "tool-call")
                        && json.path("toolName").string().isPresent());
    }
}
