package dev.agentstorage.spi;

import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.NewMessage;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the writes of {@link MemoryBackend} do to messages, also when a call names one several times: functions of what is stored and the
 * request alone, so that every backend means the same. Thread-safe: there is no state.
 */
public final class MessageChanges {
    private MessageChanges() {}

    /**
     * Returns the messages of a batch with distinct ids, as saving them one after the other would leave them (rule {@code MEM-35}): each as
     * its last occurrence says, with the place and {@code createdAt} of its first. The threads of the others are not in the result, and
     * must exist and are bumped all the same.
     */
    public static List<NewMessage> folded(List<NewMessage> batch) {
        Map<String, NewMessage> byId = new LinkedHashMap<>();
        for (NewMessage message : batch) {
            byId.merge(
                    message.id(),
                    message,
                    (first, later) -> later.toBuilder()
                            .createdAt(first.createdAt().orElse(null))
                            .build());
        }
        return List.copyOf(byId.values());
    }

    /**
     * Returns a message as it is stored.
     *
     * @param threadsResource the resource of its thread, which the message has unless it names another one (rule {@code MEM-87})
     * @param createdAt the time that is stored: its own, or that of the message which it replaces
     */
    public static Message stored(NewMessage message, String threadsResource, Instant createdAt) {
        return new Message(
                message.id(),
                message.threadId(),
                message.resourceId().orElse(threadsResource),
                message.role(),
                message.type(),
                message.content(),
                createdAt);
    }

    /**
     * Returns a message after one patch more (rules {@code MEM-40}, {@code MEM-44}).
     *
     * @param stored the message before the call, which an error carries, since a refused call leaves it so
     * @param current the message after the patches of it that stand earlier in the call
     * @throws ConflictException {@code version-conflict} when {@code current} is not of the version that the patch expects
     * @throws InvalidRequestException {@code content-not-object} as {@link MessagePatch#apply}
     */
    public static Message patched(Message stored, Message current, MessagePatch patch) {
        if (patch.expected().isPresent() && !patch.expected().get().equals(current.version())) {
            throw new ConflictException(
                    "version-conflict",
                    "what is stored is not what was expected",
                    Map.of("messageId", patch.id()),
                    stored);
        }
        return patch.apply(current);
    }

    /** Returns the message with another time. */
    public static Message at(Message message, Instant createdAt) {
        return new Message(
                message.id(),
                message.threadId(),
                message.resourceId(),
                message.role(),
                message.type(),
                message.content(),
                createdAt);
    }
}
