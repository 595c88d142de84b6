package dev.agentstorage.recall;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.recall.request.WorkingMemoryOptions;
import dev.agentstorage.recall.result.ToolDefinition;
import dev.agentstorage.value.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tool with which a model changes working memory. Stateless. */
final class WorkingMemoryTool {
    private static final String NAME = "update_working_memory";
    private static final String ARGUMENT = "memory";

    private WorkingMemoryTool() {}

    static ToolDefinition definition(WorkingMemoryOptions options) {
        return options.schema()
                .map(schema -> definition(
                        "Remembers facts for later conversations. Give only the members that change: they are merged into what is"
                                + " known, and null removes a member. The result must fit this JSON schema: "
                                + schema.text(),
                        "object"))
                .orElseGet(() -> definition(
                        "Remembers facts for later conversations. Give the whole text: it takes the place of what is known."
                                + options.template()
                                        .map(template -> " Keep to this form:\n" + template)
                                        .orElse(""),
                        "string"));
    }

    private static ToolDefinition definition(String description, String type) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("type", "object");
        parameters.put("properties", Map.of(ARGUMENT, Map.of("type", type)));
        parameters.put("required", List.of(ARGUMENT));
        return new ToolDefinition(NAME, description, Json.of(parameters));
    }

    /** Some models pass an object as a string. */
    static String change(Json arguments) {
        Json memory = arguments
                .path(ARGUMENT)
                .json()
                .filter(value -> value.isObject() || value.string().isPresent())
                .orElseThrow(() -> new InvalidRequestException(
                        "tool-arguments-invalid",
                        "the tool takes one argument, a text or an object",
                        Map.of("field", ARGUMENT)));
        return memory.string().orElseGet(memory::text);
    }
}
