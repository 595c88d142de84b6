package dev.agentstorage.recall.request;

import dev.agentstorage.error.InvalidRequestException;
import java.util.Map;

/**
 * A thread and its resource, such as a user. Everything that is read or written with a key is confined to the resource.
 *
 * @param resourceId the resource of the thread; not blank
 * @param threadId the thread, which need not exist; not blank
 */
public record MemoryKey(String resourceId, String threadId) {
    /**
     * @param resourceId the resource of the thread
     * @param threadId the thread
     * @throws InvalidRequestException {@code null-argument}, {@code id-blank}
     */
    public MemoryKey {
        notBlank("resourceId", resourceId);
        notBlank("threadId", threadId);
    }

    /**
     * {@return the key of a thread of a resource}
     *
     * @param resourceId the id of the resource
     * @param threadId the id of the thread
     */
    public static MemoryKey of(String resourceId, String threadId) {
        return new MemoryKey(resourceId, threadId);
    }

    private static void notBlank(String field, String id) {
        if (Needed.notNull(field, id).isBlank()) {
            throw new InvalidRequestException("id-blank", "an id must not be blank", Map.of("field", field));
        }
    }
}
