package dev.agentstorage.memory;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Utf8;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stored message. Messages are totally ordered by {@code createdAt} and then by the UTF-8 bytes of the id.
 *
 * @param id the identity, unique in the storage
 * @param threadId the thread of the message
 * @param resourceId the resource of the message, usually that of the thread; empty text if another program stored none
 * @param role the role of the author of the message
 * @param type the format of the content; {@value NewMessage#DEFAULT_TYPE} by default
 * @param content any JSON value, usually an object, stored unchanged; {@link MessageContent} reads and writes the usual form. Only objects
 *     can be patched and found by metadata (rule {@code CORE-25})
 * @param createdAt the time of the message, to the microsecond
 */
public record Message(
        String id, String threadId, String resourceId, Role role, String type, Json content, Instant createdAt) {
    /** The total order of messages: by {@code createdAt}, then by the UTF-8 bytes of the id (rule {@code MEM-51}). */
    public static final Comparator<Message> ORDER =
            Comparator.comparing(Message::createdAt).thenComparing(Message::id, Utf8::compare);

    /**
     * Rejects null values.
     *
     * @param id the identity, unique in the storage
     * @param threadId the thread of the message
     * @param resourceId the resource that it belongs to, usually that of the thread
     * @param role the role of the author of the message
     * @param type the format of the content
     * @param content any JSON value, usually an object, kept to the character
     * @param createdAt the time of the message, to the microsecond
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public Message {
        Checks.notNull("id", id);
        Checks.notNull("threadId", threadId);
        Checks.notNull("resourceId", resourceId);
        Checks.notNull("role", role);
        Checks.notNull("type", type);
        Checks.notNull("content", content);
        Checks.notNull("createdAt", createdAt);
    }

    /**
     * Returns a builder for a stored message; for backends. Applications use {@link NewMessage}.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a builder with the values of this message.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** {@return the version of the content: everything but the id and the time} */
    public Version version() {
        return Version.of("message", threadId, resourceId, role, type, content);
    }

    /** {@return the position of the message in the total order} */
    public MessagePosition position() {
        return MessagePosition.of(this);
    }

    /** {@return the text of the message, as {@link MessageContent#text()}} */
    public String text() {
        return new MessageContent(content).text();
    }

    /** {@return the parts of the content, as {@link MessageContent#parts()}} */
    public List<MessagePart> parts() {
        return new MessageContent(content).parts();
    }

    /** {@return the tool calls among the parts, in order; unmodifiable} */
    public List<ToolCall> toolCalls() {
        return new MessageContent(content).parts(ToolCall.class);
    }

    /** {@return the tool results among the parts, in order; unmodifiable} */
    public List<ToolResult> toolResults() {
        return new MessageContent(content).parts(ToolResult.class);
    }

    /** {@return this message as a new one; a message that another program stored without a resource gets that of its thread} */
    public NewMessage toNew() {
        return new NewMessage(
                id,
                threadId,
                Optional.of(resourceId).filter(owner -> !owner.isEmpty()),
                role,
                type,
                content,
                Optional.of(createdAt));
    }

    /** Collects the fields of a stored message. Not thread-safe. */
    public static final class Builder {
        private @Nullable String id;
        private @Nullable String threadId;
        private @Nullable String resourceId;
        private @Nullable Role role;
        private String type = NewMessage.DEFAULT_TYPE;
        private @Nullable Json content;
        private @Nullable Instant createdAt;

        private Builder() {}

        private Builder(Message message) {
            id = message.id;
            threadId = message.threadId;
            resourceId = message.resourceId;
            role = message.role;
            type = message.type;
            content = message.content;
            createdAt = message.createdAt;
        }

        /**
         * Sets the id; required.
         *
         * @param id the identity, unique in the storage
         * @return this builder
         */
        public Builder id(String id) {
            this.id = id;
            return this;
        }

        /**
         * Sets the thread; required.
         *
         * @param threadId the thread of the message
         * @return this builder
         */
        public Builder threadId(String threadId) {
            this.threadId = threadId;
            return this;
        }

        /**
         * Sets the resource; required.
         *
         * @param resourceId the resource that it belongs to, usually that of the thread
         * @return this builder
         */
        public Builder resourceId(String resourceId) {
            this.resourceId = resourceId;
            return this;
        }

        /**
         * Sets the role of the author; required.
         *
         * @param role the role of the author of the message
         * @return this builder
         */
        public Builder role(Role role) {
            this.role = role;
            return this;
        }

        /**
         * Sets the format of the content. Default: {@value NewMessage#DEFAULT_TYPE}.
         *
         * @param type the format of the content
         * @return this builder
         */
        public Builder type(String type) {
            this.type = type;
            return this;
        }

        /**
         * Sets the content, any JSON value; required.
         *
         * @param content any JSON value, usually an object, kept to the character
         * @return this builder
         */
        public Builder content(Json content) {
            this.content = content;
            return this;
        }

        /**
         * Sets the time of the message; required.
         *
         * @param createdAt the time of the message, to the microsecond
         * @return this builder
         */
        public Builder createdAt(Instant createdAt) {
            this.createdAt = createdAt;
            return this;
        }

        /**
         * Builds the message.
         *
         * @return the message
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public Message build() {
            return new Message(
                    Checks.notNull("id", id),
                    Checks.notNull("threadId", threadId),
                    Checks.notNull("resourceId", resourceId),
                    Checks.notNull("role", role),
                    type,
                    Checks.notNull("content", content),
                    Checks.notNull("createdAt", createdAt));
        }
    }
}
