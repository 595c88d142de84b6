package dev.agentstorage.memory;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.internal.Merging;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Version;
import java.util.Optional;

/**
 * A change of one message; what is not given stays (rule {@code MEM-40}).
 *
 * @param id the message; an id that is not stored is skipped
 * @param threadId moves the message to this thread, which must exist
 * @param resourceId gives the message to this resource
 * @param role who speaks
 * @param type the format of the content
 * @param content a JSON object that is merged one level deep over the stored content, its {@code metadata} member one level deeper;
 *     a {@code null} member removes that key; stored content that is no object takes no patch of it (rule {@code CORE-25})
 * @param expected refuses the whole call with {@code ConflictException} unless the stored message has this version
 */
public record MessagePatch(
        String id,
        Optional<String> threadId,
        Optional<String> resourceId,
        Optional<Role> role,
        Optional<String> type,
        Optional<Json> content,
        Optional<Version> expected) {
    /** Refuses nulls. @throws dev.agentstorage.error.InvalidRequestException {@code null-argument} */
    public MessagePatch {
        Checks.notNull("id", id);
        Checks.notNull("threadId", threadId);
        Checks.notNull("resourceId", resourceId);
        Checks.notNull("role", role);
        Checks.notNull("type", type);
        Checks.notNull("content", content);
        Checks.notNull("expected", expected);
    }

    /** Begins a change of one message. */
    public static MessagePatch of(String id) {
        return new MessagePatch(
                id,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Returns this patch with a move to another thread. */
    public MessagePatch threadId(String threadId) {
        return new MessagePatch(
                id, Optional.of(Checks.notNull("threadId", threadId)), resourceId, role, type, content, expected);
    }

    /** Returns this patch with another resource. */
    public MessagePatch resourceId(String resourceId) {
        return new MessagePatch(
                id, threadId, Optional.of(Checks.notNull("resourceId", resourceId)), role, type, content, expected);
    }

    /** Returns this patch with another role. */
    public MessagePatch role(Role role) {
        return new MessagePatch(
                id, threadId, resourceId, Optional.of(Checks.notNull("role", role)), type, content, expected);
    }

    /** Returns this patch with another format of the content. */
    public MessagePatch type(String type) {
        return new MessagePatch(
                id, threadId, resourceId, role, Optional.of(Checks.notNull("type", type)), content, expected);
    }

    /** Returns this patch with content to merge. */
    public MessagePatch content(Json content) {
        return new MessagePatch(
                id, threadId, resourceId, role, type, Optional.of(Checks.notNull("content", content)), expected);
    }

    /** Returns this patch with the version that the stored message must have. */
    public MessagePatch expected(Version version) {
        return new MessagePatch(
                id, threadId, resourceId, role, type, content, Optional.of(Checks.notNull("expected", version)));
    }

    /**
     * Returns the message as this patch leaves it.
     *
     * @throws InvalidRequestException {@code content-not-object} when the patch has content and the stored content is no object (rule {@code CORE-25})
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
}
