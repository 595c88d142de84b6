package dev.agentstorage.memory;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message to save.
 *
 * @param id the identity; saving an existing id replaces that message, except its {@code createdAt}
 * @param threadId its thread, which must exist
 * @param resourceId the resource of the message; empty for that of the thread (rule {@code MEM-87})
 * @param role the role of the author of the message
 * @param type the format of the content
 * @param content any JSON value, usually an object: only objects can be patched and found by metadata (rule {@code CORE-25})
 * @param createdAt the time of the message; if empty, the store assigns one: distinct, in the order of the batch, after the last message of
 *     the thread that this storage has seen, but at most five minutes (configurable) ahead of its clock (rule {@code MEM-33})
 */
public record NewMessage(
        String id,
        String threadId,
        Optional<String> resourceId,
        Role role,
        String type,
        Json content,
        Optional<Instant> createdAt) {
    /** The format of content that {@link MessageContent} describes. */
    public static final String DEFAULT_TYPE = "v2";

    /**
     * Rejects null values.
     *
     * @param id the identity
     * @param threadId its thread, which must exist
     * @param resourceId the resource that it belongs to
     * @param role the role of the author of the message
     * @param type the format of the content
     * @param content any JSON value, usually an object: only that can be patched and found by metadata
     * @param createdAt the time of the message
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public NewMessage {
        Checks.notNull("id", id);
        Checks.notNull("threadId", threadId);
        Checks.notNull("resourceId", resourceId);
        Checks.notNull("role", role);
        Checks.notNull("type", type);
        Checks.notNull("content", content);
        Checks.notNull("createdAt", createdAt);
    }

    /**
     * Creates a text message of the user.
     *
     * @param threadId the id of the thread
     * @param text the text of the message
     * @return the message
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public static NewMessage user(String threadId, String text) {
        return builder(threadId).role(Role.USER).text(text).build();
    }

    /**
     * Creates a text message of the agent.
     *
     * @param threadId the id of the thread
     * @param text the text of the message
     * @return the message
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public static NewMessage assistant(String threadId, String text) {
        return builder(threadId).role(Role.ASSISTANT).text(text).build();
    }

    /**
     * Creates a message with instructions.
     *
     * @param threadId the id of the thread
     * @param text the text of the message
     * @return the message
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public static NewMessage system(String threadId, String text) {
        return builder(threadId).role(Role.SYSTEM).text(text).build();
    }

    /**
     * Creates a message with the result of a tool.
     *
     * @param threadId the id of the thread
     * @param result the result of the tool
     * @return the message
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public static NewMessage tool(String threadId, ToolResult result) {
        return builder(threadId).role(Role.TOOL).parts(List.of(result)).build();
    }

    /**
     * Returns a builder for a message in a thread. Defaults: a random id, the resource of the thread.
     *
     * @param threadId the id of the thread
     * @return a new builder
     */
    public static Builder builder(String threadId) {
        return new Builder(threadId);
    }

    /**
     * Returns a builder for a message with the fields of this one.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return builder(threadId)
                .id(id)
                .resourceId(resourceId.orElse(null))
                .role(role)
                .type(type)
                .content(content)
                .createdAt(createdAt.orElse(null));
    }

    /** Collects the fields of a message. Not thread-safe. */
    public static final class Builder {
        private static final Json EMPTY = MessageContent.text("");

        private String threadId;
        private @Nullable String resourceId;
        private String id = UUID.randomUUID().toString();
        private Role role = Role.USER;
        private String type = DEFAULT_TYPE;
        private Json content = EMPTY;
        private @Nullable Instant createdAt;

        private Builder(String threadId) {
            this.threadId = threadId;
        }

        /**
         * Sets the thread.
         *
         * @param threadId its thread, which must exist
         * @return this builder
         */
        public Builder threadId(String threadId) {
            this.threadId = threadId;
            return this;
        }

        /**
         * Sets the id. Default: a random UUID.
         *
         * @param id the identity
         * @return this builder
         */
        public Builder id(String id) {
            this.id = id;
            return this;
        }

        /**
         * Sets the resource of the message. Default, also for {@code null}: the resource of the thread.
         *
         * @param resourceId the resource that it belongs to
         * @return this builder
         */
        public Builder resourceId(@Nullable String resourceId) {
            this.resourceId = resourceId;
            return this;
        }

        /**
         * Sets the role of the author. Default: the user.
         *
         * @param role the role of the author of the message
         * @return this builder
         */
        public Builder role(Role role) {
            this.role = role;
            return this;
        }

        /**
         * Sets the format of the content.
         *
         * @param type the format of the content
         * @return this builder
         */
        public Builder type(String type) {
            this.type = type;
            return this;
        }

        /**
         * Sets the content, any JSON value, usually an object.
         *
         * @param content any JSON value, usually an object: only that can be patched and found by metadata
         * @return this builder
         */
        public Builder content(Json content) {
            this.content = content;
            return this;
        }

        /**
         * Sets the content to these parts, in the form of {@link MessageContent#builder()}.
         *
         * @param parts the parts, in order
         * @return this builder
         */
        public Builder parts(Collection<? extends MessagePart> parts) {
            return content(MessageContent.builder().parts(parts).build());
        }

        /**
         * Sets the content to one text part.
         *
         * @param text the text
         * @return this builder
         */
        public Builder text(String text) {
            return content(MessageContent.text(text));
        }

        /**
         * Sets the time of the message; {@code null} lets the store give a time.
         *
         * @param createdAt the time of the message
         * @return this builder
         */
        public Builder createdAt(@Nullable Instant createdAt) {
            this.createdAt = createdAt;
            return this;
        }

        /**
         * Builds the message.
         *
         * @return the message
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public NewMessage build() {
            return new NewMessage(
                    id, threadId, Optional.ofNullable(resourceId), role, type, content, Optional.ofNullable(createdAt));
        }
    }
}
