package dev.agentstorage.memory;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Version;
import dev.agentstorage.value.internal.Merging;
import java.util.Optional;

/**
 * A change of one message; fields that are not set are unchanged (rule {@code MEM-40}).
 *
 * @param id the message; an unknown id is skipped
 * @param threadId moves the message to this thread, which must exist
 * @param resourceId changes the resource of the message
 * @param role the role of the author of the message
 * @param type the format of the content
 * @param content a JSON object that is merged one level deep into the stored content, and its {@code metadata} member one level deeper; a
 *     {@code null} member removes that key; stored content that is not a JSON object cannot be patched (rule {@code CORE-25})
 * @param expected fails the whole call with {@code ConflictException} unless the stored message has this version
 */
public record MessagePatch(
        String id,
        Optional<String> threadId,
        Optional<String> resourceId,
        Optional<Role> role,
        Optional<String> type,
        Optional<Json> content,
        Optional<Version> expected) {
    /**
     * Rejects null values.
     *
     * @param id the message
     * @param threadId moves the message to this thread, which must exist
     * @param resourceId gives the message to this resource
     * @param role the role of the author of the message
     * @param type the format of the content
     * @param content a JSON object that is merged one level deep over the stored content, its {@code metadata} member one level deeper
     * @param expected refuses the whole call with {@code ConflictException} unless the stored message has this version
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public MessagePatch {
        Checks.notNull("id", id);
        Checks.notNull("threadId", threadId);
        Checks.notNull("resourceId", resourceId);
        Checks.notNull("role", role);
        Checks.notNull("type", type);
        Checks.notNull("content", content);
        Checks.notNull("expected", expected);
    }

    /**
     * Returns a builder for a patch of one message that changes nothing.
     *
     * @param id the id of the message
     * @return a new builder
     */
    public static Builder builder(String id) {
        return new Builder(id);
    }

    /**
     * Returns a builder with the values of this patch.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /**
     * {@return the message after this patch is applied}
     *
     * @param stored the stored message
     * @throws InvalidRequestException {@code content-not-object} when the patch has content and the stored content is not a JSON object (rule
     *     {@code CORE-25})
     */
    public Message apply(Message stored) {
        return new Message(
                stored.id(),
                threadId.orElse(stored.threadId()),
                resourceId.orElse(stored.resourceId()),
                role.orElse(stored.role()),
                type.orElse(stored.type()),
                content.map(patch -> Merging.content(stored.id(), stored.content(), patch))
                        .orElse(stored.content()),
                stored.createdAt());
    }

    /** Collects the changes of a message. Not thread-safe. */
    public static final class Builder {
        private String id;
        private Optional<String> threadId = Optional.empty();
        private Optional<String> resourceId = Optional.empty();
        private Optional<Role> role = Optional.empty();
        private Optional<String> type = Optional.empty();
        private Optional<Json> content = Optional.empty();
        private Optional<Version> expected = Optional.empty();

        private Builder(String id) {
            this.id = id;
        }

        private Builder(MessagePatch patch) {
            id = patch.id;
            threadId = patch.threadId;
            resourceId = patch.resourceId;
            role = patch.role;
            type = patch.type;
            content = patch.content;
            expected = patch.expected;
        }

        /**
         * Sets the message.
         *
         * @param id the message
         * @return this builder
         */
        public Builder id(String id) {
            this.id = id;
            return this;
        }

        /**
         * Moves the message to another thread.
         *
         * @param threadId moves the message to this thread, which must exist
         * @return this builder
         */
        public Builder threadId(String threadId) {
            this.threadId = Optional.of(Checks.notNull("threadId", threadId));
            return this;
        }

        /**
         * Changes the resource of the message.
         *
         * @param resourceId the new resource
         * @return this builder
         */
        public Builder resourceId(String resourceId) {
            this.resourceId = Optional.of(Checks.notNull("resourceId", resourceId));
            return this;
        }

        /**
         * Sets the role of the author.
         *
         * @param role the role of the author of the message
         * @return this builder
         */
        public Builder role(Role role) {
            this.role = Optional.of(Checks.notNull("role", role));
            return this;
        }

        /**
         * Sets the format of the content.
         *
         * @param type the format of the content
         * @return this builder
         */
        public Builder type(String type) {
            this.type = Optional.of(Checks.notNull("type", type));
            return this;
        }

        /**
         * Merges a JSON object into the content.
         *
         * @param content a JSON object that is merged one level deep over the stored content, its {@code metadata} member one level deeper
         * @return this builder
         */
        public Builder content(Json content) {
            this.content = Optional.of(Checks.notNull("content", content));
            return this;
        }

        /**
         * Sets the version that the stored message must have.
         *
         * @param expected refuses the whole call with {@code ConflictException} unless the stored message has this version
         * @return this builder
         */
        public Builder expected(Version expected) {
            this.expected = Optional.of(Checks.notNull("expected", expected));
            return this;
        }

        /**
         * Applies the patch to any version of the message.
         *
         * @return this builder
         */
        public Builder clearExpected() {
            expected = Optional.empty();
            return this;
        }

        /**
         * Builds the patch.
         *
         * @return the patch
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public MessagePatch build() {
            return new MessagePatch(id, threadId, resourceId, role, type, content, expected);
        }
    }
}
