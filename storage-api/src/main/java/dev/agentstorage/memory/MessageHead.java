package dev.agentstorage.memory;

import dev.agentstorage.internal.Checks;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stored message without its content, for lists (rule {@code MEM-111}). Immutable and thread-safe.
 *
 * @param id the identity, unique in the storage
 * @param threadId the thread of the message
 * @param resourceId the resource of the message; empty text if another program stored none
 * @param role the role of the author of the message
 * @param type the format of the content
 * @param createdAt the time of the message, to the microsecond
 */
public record MessageHead(String id, String threadId, String resourceId, Role role, String type, Instant createdAt) {
    /**
     * Rejects null values.
     *
     * @param id the identity, unique in the storage
     * @param threadId the thread of the message
     * @param resourceId the resource that it belongs to
     * @param role the role of the author of the message
     * @param type the format of the content
     * @param createdAt the time of the message, to the microsecond
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public MessageHead {
        Checks.notNull("id", id);
        Checks.notNull("threadId", threadId);
        Checks.notNull("resourceId", resourceId);
        Checks.notNull("role", role);
        Checks.notNull("type", type);
        Checks.notNull("createdAt", createdAt);
    }

    /**
     * Returns the head of a message.
     *
     * @param message the message
     * @return the head
     */
    public static MessageHead of(Message message) {
        Checks.notNull("message", message);
        return new MessageHead(
                message.id(),
                message.threadId(),
                message.resourceId(),
                message.role(),
                message.type(),
                message.createdAt());
    }

    /**
     * Returns a builder for the head of a message.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a builder with the values of this head.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** {@return the position of the message in the total order} */
    public MessagePosition position() {
        return new MessagePosition(createdAt, id);
    }

    /** Collects the fields of a head. Not thread-safe. */
    public static final class Builder {
        private @Nullable String id;
        private @Nullable String threadId;
        private @Nullable String resourceId;
        private @Nullable Role role;
        private String type = NewMessage.DEFAULT_TYPE;
        private @Nullable Instant createdAt;

        private Builder() {}

        private Builder(MessageHead head) {
            id = head.id;
            threadId = head.threadId;
            resourceId = head.resourceId;
            role = head.role;
            type = head.type;
            createdAt = head.createdAt;
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
         * @param resourceId the resource that it belongs to
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
         * Builds the head.
         *
         * @return the head
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public MessageHead build() {
            return new MessageHead(
                    Checks.notNull("id", id),
                    Checks.notNull("threadId", threadId),
                    Checks.notNull("resourceId", resourceId),
                    Checks.notNull("role", role),
                    type,
                    Checks.notNull("createdAt", createdAt));
        }
    }
}
