package dev.agentstorage.vector;

import java.util.List;
import java.util.Optional;

/**
 * A page of the ids of an index. Immutable.
 *
 * @param ids the ids, in an order defined by the store
 * @param next the cursor for {@link VectorStore#listKeys}; empty after the last page
 */
public record KeyPage(List<String> ids, Optional<String> next) {
    /**
     * Copies the list.
     *
     * @param ids some ids, in an order of the store's own
     * @param next the cursor for {@link VectorStore#listKeys}
     */
    public KeyPage {
        ids = List.copyOf(ids);
        Inputs.notNull("next", next);
    }
}
