package dev.agentstorage.store;

import dev.agentstorage.internal.Checks;
import java.util.List;

/**
 * The result of a bulk operation. If the backend reports remaining rows but changes nothing in 100 consecutive steps, the operation throws
 * {@link dev.agentstorage.error.UnavailableException} {@code no-progress} instead (rule {@code CORE-28}); earlier steps stay applied.
 *
 * @param affected number of rows changed or removed by this call
 * @param done whether no matching rows are left; if {@code false}, call again with the same arguments to continue
 * @param skipped the given ids that did not exist, each once, in the order given; empty when the operation takes no ids
 */
public record BulkResult(long affected, boolean done, List<String> skipped) {
    /**
     * Copies the ids.
     *
     * @param affected number of rows changed or removed by this call
     * @param done whether no matching rows are left
     * @param skipped the given ids that did not exist, each once, in the order given
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public BulkResult {
        skipped = List.copyOf(Checks.noNulls("skipped", skipped));
    }

    /**
     * A result of an operation without ids.
     *
     * @param affected the number of rows changed or removed
     * @param done whether no matching rows are left
     */
    public BulkResult(long affected, boolean done) {
        this(affected, done, List.of());
    }
}
