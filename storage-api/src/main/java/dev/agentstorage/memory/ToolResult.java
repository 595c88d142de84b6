package dev.agentstorage.memory;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The result of a tool call: type {@code tool-result} with the strings {@code toolName} and {@code toolCallId}, the {@code result}, and
 * {@code isError}, in a message of {@link Role#TOOL}; or, in the message of the call, type {@code tool-invocation} whose {@code state} is
 * {@code result} or {@code output-error}.
 *
 * @param json the stored part
 */
public record ToolResult(Json json) implements MessagePart {
    private static final String FAILED = "output-error";

    /**
     * @param json the stored part
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}, {@code part-malformed}
     */
    public ToolResult {
        PartJson.require("tool-result", json, fits(Checks.notNull("json", json)));
    }

    /**
     * Creates a part of type {@code tool-result} for a tool that succeeded.
     *
     * @param id the id of the call; the empty text when there is none
     * @param name the name of the tool
     * @param result the result
     * @return the part
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}, {@code json-unconvertible} when the result is nested
     *     too deeply
     */
    public static ToolResult of(String id, String name, Json result) {
        return make(id, name, result, false);
    }

    /**
     * Creates a part of type {@code tool-result} for a tool that failed.
     *
     * @param id the id of the call; the empty text when there is none
     * @param name the name of the tool
     * @param error the error
     * @return the part
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}, {@code json-unconvertible} when the error is nested too
     *     deeply
     */
    public static ToolResult error(String id, String name, Json error) {
        return make(id, name, error, true);
    }

    private static ToolResult make(String id, String name, Json result, boolean isError) {
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("type", "tool-result");
        part.put("toolCallId", Checks.notNull("id", id));
        part.put("toolName", Checks.notNull("name", name));
        part.put("result", Checks.notNull("result", result));
        if (isError) {
            part.put("isError", true);
        }
        return new ToolResult(Json.of(part));
    }

    /** {@return the id of the call; the empty text when there is none} */
    public String id() {
        return PartJson.tool(json, "toolCallId").string().orElse("");
    }

    /** {@return the name of the tool} */
    public String name() {
        return PartJson.tool(json, "toolName").string().orElseThrow();
    }

    /** {@return the result or the error of the tool; JSON {@code null} when there is none} */
    public Json result() {
        return PartJson.tool(json, "result")
                .json()
                .or(() -> isError() ? PartJson.tool(json, "errorText").json() : Optional.empty())
                .orElse(Json.NULL);
    }

    /** {@return whether the tool failed} */
    public boolean isError() {
        return isState(json, FAILED) || PartJson.tool(json, "isError").json().equals(Optional.of(Json.of(true)));
    }

    static boolean fits(Json json) {
        if (PartJson.isInvocation(json)) {
            return isState(json, "result") || isState(json, FAILED);
        }
        return PartJson.isType(json, "tool-result")
                && json.path("toolName").string().isPresent();
    }

    private static boolean isState(Json json, String state) {
        return PartJson.isInvocation(json)
                && PartJson.tool(json, "state").string().filter(state::equals).isPresent();
    }
}
