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
 * A view of a message's content, and the way to make one. The usual form is Mastra's format 2: an object with {@code format},
 * {@code parts} (see {@link MessagePart}), and optionally {@code content} (the plain text) and {@code metadata}. All other members are kept
 * unchanged. Older programs left other forms (rule {@code CORE-25}), which are read too: a JSON string, or one in
 * {@code content}, is one text part, and an array, or one in {@code content}, has the parts. Reading never fails: what is missing is empty.
 *
 * <p>Immutable and thread-safe. Every reading looks into the JSON again; keep what is read twice.
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
     * @return the document
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
     * Begins content with everything that this one has, to add parts or replace metadata: building it without a change gives equal JSON
     * where this is of format 2. A text or an array without the object around it becomes the parts of one.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Map<String, Json> members = json.isObject() ? json.members() : Map.of("format", Json.of(2));
        return new Builder(members, parts());
    }

    /**
     * Returns the parts in their order; empty when there are none. A tool's call and result that are stored as one part are two, the
     * call first.
     *
     * @return an unmodifiable list
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
     * {@return the parts of one kind in their order: {@code parts(ToolCall.class)}; empty when there are none; unmodifiable}
     *
     * @param <P> the type of the parts
     * @param kind the class of the kind
     */
    public <P extends MessagePart> List<P> parts(Class<P> kind) {
        Checks.notNull("kind", kind);
        return parts().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** {@return the text of all text parts, joined by line feeds; the plain {@code content} when there are no text parts; or empty} */
    public String text() {
        List<TextPart> texts = parts(TextPart.class);
        return texts.isEmpty()
                ? json.path("content").string().orElse("")
                : texts.stream().map(TextPart::text).collect(Collectors.joining("\n"));
    }

    /** {@return the message's own metadata, an object; empty when there is none} */
    public Json metadata() {
        return json.path("metadata").json().filter(Json::isObject).orElse(Json.EMPTY_OBJECT);
    }

    private static List<MessagePart> read(List<Json> parts) {
        return parts.stream().flatMap(part -> MessagePart.read(part).stream()).toList();
    }

    /** Collects the parts of a content, in the order of the calls. Not thread-safe. */
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
         * Adds what a model thought.
         *
         * @param text what a model thought
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
         * Adds a call of a tool, as {@link ToolCall#of}.
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
         * Adds the result of a tool, as {@link ToolResult#of}.
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
         * Adds the error of a tool, as {@link ToolResult#error}.
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
         * Adds a part of any kind, unchanged. The result of a tool that comes right after its call and shares its JSON is in that part
         * already.
         *
         * @param part a part of any kind, as it is
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
         * @param parts parts of any kind, each as {@link #part}
         * @return this builder
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public Builder parts(Collection<? extends MessagePart> parts) {
            Checks.noNulls("parts", parts).forEach(this::part);
            return this;
        }

        /**
         * Sets the message's own metadata, by which messages can be listed.
         *
         * @param metadata the message's own metadata, by which messages can be listed
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
         * @throws dev.agentstorage.error.InvalidRequestException {@code json-unconvertible} when a part is nested too deep
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
