package dev.agentstorage.recall.result;

import dev.agentstorage.memory.Message;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The memory for the next turn of an agent. Every message occurs at most once. Immutable.
 *
 * @param history the last messages of the thread, whole turns, oldest first
 * @param sameThread recalled messages of the thread that are not in the history, oldest first
 * @param otherThreads recalled messages of other threads of the resource, oldest first
 * @param workingMemory the working memory; empty when it is not enabled
 * @param warnings problems, one sentence each, such as an unreachable vector store. If empty, nothing is missing
 */
public record Recalled(
        List<Message> history,
        List<RecalledMessage> sameThread,
        List<RecalledMessage> otherThreads,
        Optional<WorkingMemory> workingMemory,
        List<String> warnings) {
    /**
     * Copies the lists.
     *
     * @param history the last messages of the thread, whole turns, oldest first
     * @param sameThread recalled messages of the thread that are not in the history, oldest first
     * @param otherThreads recalled messages of other threads of the resource, oldest first
     * @param workingMemory when working memory is configured
     * @param warnings problems, one sentence each, such as an unreachable vector store
     */
    public Recalled {
        history = List.copyOf(history);
        sameThread = List.copyOf(sameThread);
        otherThreads = List.copyOf(otherThreads);
        warnings = List.copyOf(warnings);
    }

    /** {@return the messages that were found, without their neighbours, best first} */
    public List<RecalledMessage> hits() {
        return Stream.concat(sameThread.stream(), otherThreads.stream())
                .filter(RecalledMessage::isHit)
                .sorted((one, other) -> Double.compare(
                        other.match().orElseThrow().score(),
                        one.match().orElseThrow().score()))
                .toList();
    }
}
