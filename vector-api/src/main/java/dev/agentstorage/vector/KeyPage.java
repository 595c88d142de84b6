package dev.agentstorage.vector;

import java.util.List;
import java.util.Optional;

/**
 * A part of the ids of an index. Immutable.
 *
 * @param ids some ids, in an order of the store's own
 * @param next what {@link VectorStore#listKeys} continues with; empty after the last page
 */
public record KeyPage(List<String> ids, Optional<String> next) {
    /**
     * Copies the list.
     *
     * @param ids some ids, in an order of the store's own
     * @param next what {@link VectorStore#listKeys} continues with
     */
    public KeyPage {
        ids = List.copyOf(ids);
        Inputs.notNull("next", next);
    }
}
