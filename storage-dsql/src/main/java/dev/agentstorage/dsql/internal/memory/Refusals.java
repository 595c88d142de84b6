package dev.agentstorage.dsql.internal.memory;

import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Version;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The errors of the memory domain. Stateless and thread-safe. */
final class Refusals {
    private Refusals() {}

    static NotFoundException threadNotFound(String id) {
        return new NotFoundException("thread-not-found", "the thread is missing", Map.of("threadId", id));
    }

    static AlreadyExistsException threadExists(String id, @Nullable ConversationThread stored) {
        return new AlreadyExistsException(
                "thread-exists", "a thread with this id exists", Map.of("threadId", id), stored);
    }

    static AlreadyExistsException messageExists(String id) {
        return new AlreadyExistsException(
                "message-exists", "a message with this id exists", Map.of("messageId", id), null);
    }

    /** @throws ConflictException {@code version-conflict} unless no version is expected or the stored one is it */
    static void requireVersion(
            Optional<Version> expected, String field, String id, @Nullable Version actual, @Nullable Object stored) {
        if (expected.isPresent() && !expected.get().equals(actual)) {
            throw new ConflictException(
                    "version-conflict", "what is stored is not what was expected", Map.of(field, id), stored);
        }
    }

    /** As {@link #requireSize(String, Json)}, unless the merge left what was stored as it was. */
    static void requireSize(String field, Json before, Json after) {
        if (!after.text().equals(before.text())) {
            requireSize(field, after);
        }
    }

    /** Checks a value that a merge made. @throws dev.agentstorage.error.TooLargeException {@code value-too-large} */
    static void requireSize(String field, Json value) {
        DsqlSettings.LIMITS.requireValue(field, value.sizeInBytes());
    }
}
