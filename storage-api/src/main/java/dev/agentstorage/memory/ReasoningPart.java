package dev.agentstorage.memory;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reasoning of a model before its answer: type {@code reasoning} with a string {@code reasoning} or an array {@code details} of texts and
 * redacted sections.
 *
 * @param json the stored part
 */
public record ReasoningPart(Json json) implements MessagePart {
    /**
     * @param json the stored part
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}, {@code part-malformed}
     */
    public ReasoningPart {
        PartJson.require("reasoning", json, fits(Checks.notNull("json", json)));
    }

    /**
     * Creates a part without a signature.
     *
     * @param text the reasoning
     * @return the part
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public static ReasoningPart of(String text) {
        return of(text, null);
    }

    /**
     * Creates a part of a text.
     *
     * @param text the reasoning
     * @param signature the signature that the model's provider expects back with the text; {@code null} for none
     * @return the part
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public static ReasoningPart of(String text, @Nullable String signature) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("type", "text");
        detail.put("text", Checks.notNull("text", text));
        if (signature != null) {
            detail.put("signature", signature);
        }
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("type", "reasoning");
        part.put("reasoning", text);
        part.put("details", List.of(detail));
        return new ReasoningPart(Json.of(part));
    }

    /** {@return the text, if necessary concatenated from the details; empty when all of it is redacted} */
    public String text() {
        return json.path("reasoning")
                .string()
                .filter(text -> !text.isEmpty())
                .orElseGet(() -> json.path("details").elements().stream()
                        .flatMap(detail -> detail.path("text").string().stream())
                        .collect(Collectors.joining()));
    }

    /** {@return the first signature of its details} */
    public Optional<String> signature() {
        return json.path("details").elements().stream()
                .flatMap(detail -> detail.path("signature").string().stream())
                .findFirst();
    }

    static boolean fits(Json json) {
        return PartJson.isType(json, "reasoning")
                && (json.path("reasoning").string().isPresent()
                        || !json.path("details").elements().isEmpty());
    }
}
