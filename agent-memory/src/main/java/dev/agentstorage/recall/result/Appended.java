package dev.agentstorage.recall.result;

import dev.agentstorage.memory.Message;
import java.util.List;

/**
 * Messages that were stored. Immutable.
 *
 * @param messages the stored messages, in the order of the storage's method
 * @param warnings reasons why the messages cannot be recalled yet, such as an unreachable embedder; they are stored, stay pending, and are
 *     indexed by the next maintenance. Empty when they can be recalled now, or recall is not configured
 */
public record Appended(List<Message> messages, List<String> warnings) {
    /**
     * Copies the lists.
     *
     * @param messages as they are stored, in the order of the storage's method
     * @param warnings reasons why the messages cannot be recalled yet, such as an unreachable embedder
     */
    public Appended {
        messages = List.copyOf(messages);
        warnings = List.copyOf(warnings);
    }
}
