package dev.agentstorage.recall.result;

import java.util.List;
import java.util.OptionalInt;

/**
 * A page of the results of a search. Immutable.
 *
 * @param hits the hits, best first; fewer than requested if a message was deleted concurrently
 * @param next the {@code offset} of the next page; empty when there is none, or when the vector store returns no more hits ({@code
 *     VectorLimits.topK()})
 */
public record SearchPage(List<SearchHit> hits, OptionalInt next) {
    /**
     * Copies the list.
     *
     * @param hits the hits, best first
     * @param next the {@code offset} of the next page
     */
    public SearchPage {
        hits = List.copyOf(hits);
    }
}
