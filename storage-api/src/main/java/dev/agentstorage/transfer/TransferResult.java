package dev.agentstorage.transfer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The number of entities that were exported or imported.
 *
 * @param counts the number of entities by kind, with the names in the text ({@code thread}, {@code message}, …); kinds without entities are
 *     omitted; unmodifiable
 */
public record TransferResult(Map<String, Long> counts) {
    /**
     * Copies the counts.
     *
     * @param counts number of entities of each kind, by the name of the kind in the text ({@code thread}, {@code message}, …)
     */
    public TransferResult {
        counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
    }

    /** {@return the number of all entities} */
    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
