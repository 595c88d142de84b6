package dev.agentstorage.store;

import dev.agentstorage.internal.Checks;
import java.util.List;

/**
 * The result of an update of several entities. Immutable and thread-safe.
 *
 * @param items the changed entities as stored, in the order documented at the method
 * @param skipped the identities that did not exist, each once, in the order of their patches
 * @param <T> the type of the entities
 * @param <I> the type of their identities
 */
public record Updated<T, I>(List<T> items, List<I> skipped) {
    /**
     * Copies the lists.
     *
     * @param items the changed entities as stored
     * @param skipped the identities that did not exist, each once, in the order of their patches
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public Updated {
        items = List.copyOf(Checks.noNulls("items", items));
        skipped = List.copyOf(Checks.noNulls("skipped", skipped));
    }
}
