package dev.agentstorage.memory;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The usual form of a message's content, format 2: an object with {@code format}, {@code parts} (objects with a {@code type}), and
 * optionally {@code content} (the plain text) and {@code metadata}. Whatever else the object holds is kept as it is. Older programs left
 * other forms (rule {@code CORE-25}): a JSON string is read as one text part, an array as the parts themselves; what is none of these has
 * no parts.
 *
 * @param json the whole content
 */
public record MessageContent(Json json) {
    /** Refuses null. @throws dev.agentstorage.error.InvalidRequestException {@code null-argument} */
    public MessageContent {
        Checks.notNull("json", json);
    }

    /** Reads the content of a message. */
    public static MessageContent of(Message message) {
        return new MessageContent(Checks.notNull("message", message).content());
    }

    /** Makes content of one text part. @throws dev.agentstorage.error.InvalidRequestException {@code null-argument} */
    public static Json text(String text) {
        return parts(List.of(textPart(Json.of(Checks.notNull("text", text)))));
    }

    private static Json textPart(Json text) {
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("type", "text");
        part.put("text", text);
        return Json.of(part);
    }

    /** Makes content of parts. @throws dev.agentstorage.error.InvalidRequestException {@code null-argument} */
    public static Json parts(Collection<Json> parts) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("format", 2);
        content.put("parts", Checks.noNulls("parts", parts));
        return Json.of(content);
    }

    /** Returns the parts in their order, of a string one text part; empty when there are none. */
    public List<Json> parts() {
        return switch (json.kind()) {
            case STRING -> List.of(textPart(json));
            case ARRAY -> json.elements();
            default -> json.path("parts").elements();
        };
    }

    /**
     * Returns the text of all text parts, joined by line ends, of a string the string itself; the plain {@code content} when there are no
     * text parts.
     */
    public String text() {
        List<String> texts = parts().stream()
                .filter(part -> part.path("type").string().equals(Optional.of("text")))
                .flatMap(part -> part.path("text").string().stream())
                .toList();
        return texts.isEmpty() ? json.path("content").string().orElse("") : String.join("\n", texts);
    }

    /** Returns the message's own metadata, an object; empty when there is none. */
    public Json metadata() {
        return json.get("metadata").filter(Json::isObject).orElse(Json.EMPTY_OBJECT);
    }
}
