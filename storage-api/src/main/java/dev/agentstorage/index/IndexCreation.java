package dev.agentstorage.index;

import java.util.List;

/**
 * The result of creating an index.
 *
 * @param created whether it was created; {@code false} when an index with this name existed, even with another definition
 * @param info the index
 * @param ignored the {@link IndexSpec#options() options} that the backend ignored; empty when nothing was created
 */
public record IndexCreation(boolean created, IndexInfo info, List<String> ignored) {
    /**
     * Copies the list.
     *
     * @param created whether it was created
     * @param info the index
     * @param ignored the {@link IndexSpec#options() options} that the backend ignored
     */
    public IndexCreation {
        ignored = List.copyOf(ignored);
    }
}
