package dev.agentstorage.recall.request;

import dev.agentstorage.recall.result.RecalledMessage;
import java.util.List;

/**
 * Reorders the messages found, for example by a model that reads query and message together. It is called in the
 * thread of the recall, which throws what it throws. Implementations are thread-safe.
 */
@FunctionalInterface
public interface Reranker {
    /** Maximum number of messages per call. */
    int DEPTH = 50;

    /**
     * {@return the messages in the order of their worth, the best first} Messages may be left out; others are ignored.
     *
     * @param query the text that was searched for
     * @param found the messages that were found, the best first, at most {@link #DEPTH}
     */
    List<RecalledMessage> rerank(String query, List<RecalledMessage> found);
}
