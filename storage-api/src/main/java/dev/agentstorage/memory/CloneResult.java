package dev.agentstorage.memory;

import java.util.List;
import java.util.Map;

/**
 * A copy of a thread.
 *
 * @param thread the copy
 * @param messages its messages, oldest first
 * @param messageIds the id of each copied message, by the id of its source
 */
public record CloneResult(ConversationThread thread, List<Message> messages, Map<String, String> messageIds) {
    /**
     * Copies list and map.
     *
     * @param thread the copy
     * @param messages its messages, oldest first
     * @param messageIds the id of each copied message, by the id of its source
     */
    public CloneResult {
        messages = List.copyOf(messages);
        messageIds = Map.copyOf(messageIds);
    }
}
