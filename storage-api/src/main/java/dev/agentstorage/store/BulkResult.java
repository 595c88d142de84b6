package dev.agentstorage.store;

import dev.agentstorage.internal.Checks;
import java.util.List;

/**
 * The result of a bulk operation. A bulk operation whose backend says a hundred times in a row that there is more, and changes nothing, ends
 * with {@link dev.agentstorage.error.UnavailableException} {@code no-progress} (rule {@code CORE-28}); what it did before stays.
 *
 * @param affected number of rows changed or removed by this call
 * @param done whether no matching rows are left; if {@code false}, call again with the same arguments to continue
 * @param skipped of the ids that the caller named, those of which nothing was there: each once, in the order given; empty where no ids are named
 */
public record BulkResult(long affected, boolean done, List<String> skipped) {
    /**
     * Copies the ids.
     *
     * @param affected number of rows changed or removed by this call
     * @param done whether no matching rows are left
     * @param skipped of the ids that the caller named, those of which nothing was there: each once, in the order given
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public BulkResult {
        skipped = List.copyOf(Checks.noNulls("skipped", skipped));
    }

    /**
     * A result of an operation that skips no ids.
     *
     * @param affected the number of rows changed or removed
     * @param done whether no matching rows are left
     */
    public BulkResult(long affected, boolean done) {
        this(affected, done, List.of());
    }
}
