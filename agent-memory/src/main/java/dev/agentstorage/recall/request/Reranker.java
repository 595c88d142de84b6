package dev.agentstorage.recall.request;

import dev.agentstorage.recall.result.RecalledMessage;
import java.util.List;

/**
 * Reorders the messages found, for example with a cross-encoder model. Called on the thread of the recall, to which exceptions are thrown.
 * Implementations are thread-safe.
 */
@FunctionalInterface
public interface Reranker {
    /** Maximum number of messages per call. */
    int DEPTH = 50;

    /**
     * {@return the messages by relevance, best first} Messages may be left out; messages that are not in {@code found} are ignored.
     *
     * @param query the search text
     * @param found the messages found, best first, at most {@link #DEPTH}
     */
    List<RecalledMessage> rerank(String query, List<RecalledMessage> found);
}
