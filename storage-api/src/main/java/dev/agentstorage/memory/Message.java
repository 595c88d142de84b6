package dev.agentstorage.memory;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Utf8;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * A message as it is stored. Messages are totally ordered by {@code createdAt} and then by the UTF-8 bytes of the id.
 *
 * @param id the identity, unique in the storage
 * @param threadId the thread that it is in
 * @param resourceId the resource that it belongs to, usually that of the thread
 * @param role who speaks
 * @param type the format of the content; {@value NewMessage#DEFAULT_TYPE} unless said otherwise
 * @param content any JSON value, usually an object, kept to the character; {@link MessageContent} reads and writes the usual form. Only an
 *     object can be patched and found by metadata (rule {@code CORE-25})
 * @param createdAt when it was said, to the microsecond
 */
public record Message(
        String id, String threadId, String resourceId, Role role, String type, Json content, Instant createdAt) {
    /** The total order of messages: by {@code createdAt}, then by the UTF-8 bytes of the id (rule {@code MEM-51}). */
    public static final Comparator<Message> ORDER =
            Comparator.comparing(Message::createdAt).thenComparing(Message::id, Utf8::compare);

    /** Refuses nulls. @throws dev.agentstorage.error.InvalidRequestException {@code null-argument} */
    public Message {
        Checks.notNull("id", id);
        Checks.notNull("threadId", threadId);
        Checks.notNull("resourceId", resourceId);
        Checks.notNull("role", role);
        Checks.notNull("type", type);
        Checks.notNull("content", content);
        Checks.notNull("createdAt", createdAt);
    }

    /** Returns the version of the content: everything but the id and the time. */
    public Version version() {
        return Version.of("message", threadId, resourceId, role, type, content);
    }

    /** Returns this message as one to be saved. */
    public NewMessage toNew() {
        return new NewMessage(id, threadId, resourceId, role, type, content, Optional.of(createdAt));
    }
}
