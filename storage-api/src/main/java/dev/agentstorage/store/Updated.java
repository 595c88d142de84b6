package dev.agentstorage.store;

import dev.agentstorage.internal.Checks;
import java.util.List;

/**
 * What an update of several entities has changed. Immutable and thread-safe.
 *
 * @param items the stored changed ones, in the order that the method says
 * @param skipped the identities of those that did not exist, each once, in the order of their patches
 * @param <T> the entities
 * @param <I> their identities
 */
public record Updated<T, I>(List<T> items, List<I> skipped) {
    /**
     * Copies the lists.
     *
     * @param items the stored changed ones, in the order that the method says
     * @param skipped the identities of those that did not exist, each once, in the order of their patches
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public Updated {
        items = List.copyOf(Checks.noNulls("items", items));
        skipped = List.copyOf(Checks.noNulls("skipped", skipped));
    }
}
