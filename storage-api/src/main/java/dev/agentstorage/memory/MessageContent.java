package dev.agentstorage.memory;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A view of a message's content, with a builder. The usual form is Mastra's format 2: an object with {@code format}, {@code parts} (see
 * {@link MessagePart}), and optionally {@code content} (the plain text) and {@code metadata}. All other members are kept unchanged. Other
 * forms (rule {@code CORE-25}) can be read too: a JSON string, either as the whole or as {@code content}, is one text part; an array in
 * either place is the list of parts. Reading never fails: missing values are empty.
 *
 * <p>Immutable and thread-safe. Every method reads the JSON again; store results that you need more than once.
 *
 * @param json the whole content
 */
public record MessageContent(Json json) {
    /**
     * Rejects null.
     *
     * @param json the whole content
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public MessageContent {
        Checks.notNull("json", json);
    }

    /**
     * Creates content of one text part.
     *
     * @param text the text
     * @return the content, a JSON object
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public static Json text(String text) {
        return builder().text(text).build();
    }

    /**
     * Returns a builder for content of format 2.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder(Map.of("format", Json.of(2)), List.of());
    }

    /**
     * Returns a builder with the values of this content, to add parts or replace the metadata. For content of format 2, building without a
     * change gives equal JSON. A bare text or array becomes the parts of an object.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Map<String, Json> members = json.isObject() ? json.members() : Map.of("format", Json.of(2));
        return new Builder(members, parts());
    }

    /**
     * Returns the parts in order; empty when there are none. A tool call and its result that are stored as one part are returned as two,
     * the call first.
     *
     * @return the parts; unmodifiable
     */
    public List<MessagePart> parts() {
        if (json.path("parts").isPresent()) {
            return read(json.path("parts").elements());
        }
        Optional<String> text = json.string().or(() -> json.path("content").string());
        if (text.isPresent()) {
            return List.of(TextPart.of(text.get()));
        }
        List<Json> elements = json.elements();
        return read(elements.isEmpty() ? json.path("content").elements() : elements);
    }

    /**
     * {@return the parts of one kind in order, for example {@code parts(ToolCall.class)}; empty when there are none; unmodifiable}
     *
     * @param <P> the type of the parts
     * @param kind the class of the kind
     */
    public <P extends MessagePart> List<P> parts(Class<P> kind) {
        Checks.notNull("kind", kind);
        return parts().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** {@return the text of all text parts, joined by line feeds; without text parts, the plain {@code content}; otherwise empty} */
    public String text() {
        List<TextPart> texts = parts(TextPart.class);
        return texts.isEmpty()
                ? json.path("content").string().orElse("")
                : texts.stream().map(TextPart::text).collect(Collectors.joining("\n"));
    }

    /** {@return the metadata of the message, an object; empty when there is none} */
    public Json metadata() {
        return json.path("metadata").json().filter(Json::isObject).orElse(Json.EMPTY_OBJECT);
    }

    private static List<MessagePart> read(List<Json> parts) {
        return parts.stream().flatMap(part -> MessagePart.read(part).stream()).toList();
    }

    /** Collects the parts of a content, in call order. Not thread-safe. */
    public static final class Builder {
        private final Map<String, Json> members;
        private final List<MessagePart> parts;

        private Builder(Map<String, Json> members, List<MessagePart> parts) {
            this.members = new LinkedHashMap<>(members);
            this.parts = new ArrayList<>(parts);
        }

        /**
         * Adds a text.
         *
         * @param text a text
         * @return this builder
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public Builder text(String text) {
            return part(TextPart.of(text));
        }

        /**
         * Adds reasoning of a model.
         *
         * @param text the reasoning
         * @return this builder
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public Builder reasoning(String text) {
            return part(ReasoningPart.of(text));
        }

        /**
         * Adds a reference to a file, as {@link FilePart#of(String, URI)}.
         *
         * @param mediaType the media type of the file
         * @param reference where the file is
         * @return this builder
         */
        public Builder file(String mediaType, URI reference) {
            return part(FilePart.of(mediaType, reference));
        }

        /**
         * Adds a tool call, as {@link ToolCall#of}.
         *
         * @param id the id of the call
         * @param name the name of the tool
         * @param arguments the arguments of the call
         * @return this builder
         */
        public Builder toolCall(String id, String name, Json arguments) {
            return part(ToolCall.of(id, name, arguments));
        }

        /**
         * Adds the result of a tool call, as {@link ToolResult#of}.
         *
         * @param id the id of the call
         * @param name the name of the tool
         * @param result the result of the tool
         * @return this builder
         */
        public Builder toolResult(String id, String name, Json result) {
            return part(ToolResult.of(id, name, result));
        }

        /**
         * Adds the error of a tool call, as {@link ToolResult#error}.
         *
         * @param id the id of the call
         * @param name the name of the tool
         * @param error the error of the tool
         * @return this builder
         */
        public Builder toolError(String id, String name, Json error) {
            return part(ToolResult.error(id, name, error));
        }

        /**
         * Adds a part of any kind, unchanged. A tool result that directly follows its call and shares its JSON is not added again.
         *
         * @param part the part
         * @return this builder
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public Builder part(MessagePart part) {
            parts.add(Checks.notNull("part", part));
            return this;
        }

        /**
         * Adds parts of any kind, each as {@link #part}.
         *
         * @param parts the parts, in order
         * @return this builder
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public Builder parts(Collection<? extends MessagePart> parts) {
            Checks.noNulls("parts", parts).forEach(this::part);
            return this;
        }

        /**
         * Sets the metadata of the message, by which messages can be filtered.
         *
         * @param metadata the metadata, a JSON object
         * @return this builder
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}, {@code json-not-object}
         */
        public Builder metadata(Json metadata) {
            if (!Checks.notNull("metadata", metadata).isObject()) {
                throw new InvalidRequestException(
                        "json-not-object", "the value must be a JSON object", Map.of("field", "metadata"));
            }
            members.put("metadata", metadata);
            return this;
        }

        /**
         * Builds the content.
         *
         * @return a JSON object
         * @throws dev.agentstorage.error.InvalidRequestException {@code json-unconvertible} when a part is nested too deeply
         */
        public Json build() {
            List<Json> written = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                if (i == 0 || !isInPartBefore(parts.get(i - 1), parts.get(i))) {
                    written.add(parts.get(i).json());
                }
            }
            Map<String, Object> content = new LinkedHashMap<>(members);
            // an entry that is replaced keeps its place
            content.put("parts", written);
            return Json.of(content);
        }

        private static boolean isInPartBefore(MessagePart before, MessagePart part) {
            return before instanceof ToolCall
                    && part instanceof ToolResult
                    && part.json().equals(before.json());
        }
    }
}
