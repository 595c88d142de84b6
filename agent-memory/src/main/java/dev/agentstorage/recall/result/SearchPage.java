package dev.agentstorage.recall.result;

import java.util.List;
import java.util.OptionalInt;

/**
 * A page of what a search has found. Immutable.
 *
 * @param hits the best first; fewer than requested when a message was deleted meanwhile
 * @param next the {@code offset} of the next page; empty when there is none, or the vector store does not look further down ({@code
 *     VectorLimits.topK()})
 */
public record SearchPage(List<SearchHit> hits, OptionalInt next) {
    /**
     * Copies the list.
     *
     * @param hits the best first
     * @param next the {@code offset} of the next page
     */
    public SearchPage {
        hits = List.copyOf(hits);
    }
}
