package dev.agentstorage.memory;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A text: type {@code text} with a string {@code text}.
 *
 * @param json the stored part
 */
public record TextPart(Json json) implements MessagePart {
    /**
     * @param json the stored part
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}, {@code part-malformed}
     */
    public TextPart {
        PartJson.require("text", json, fits(Checks.notNull("json", json)));
    }

    /**
     * Creates a part of a text.
     *
     * @param text the text
     * @return the part
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public static TextPart of(String text) {
        Map<String, String> part = new LinkedHashMap<>();
        part.put("type", "text");
        part.put("text", Checks.notNull("text", text));
        return new TextPart(Json.of(part));
    }

    /** {@return the text} */
    public String text() {
        return json.path("text").string().orElseThrow();
    }

    static boolean fits(Json json) {
        return PartJson.isType(json, "text") && json.path("text").string().isPresent();
    }
}
