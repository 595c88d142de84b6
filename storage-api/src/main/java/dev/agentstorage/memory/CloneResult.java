package dev.agentstorage.memory;

import java.util.List;
import java.util.Map;

/**
 * The result of copying a thread.
 *
 * @param thread the copy as stored
 * @param messages its messages, oldest first
 * @param messageIds the ids of the copied messages, by the id of the original
 */
public record CloneResult(ConversationThread thread, List<Message> messages, Map<String, String> messageIds) {
    /**
     * Copies the list and the map.
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
