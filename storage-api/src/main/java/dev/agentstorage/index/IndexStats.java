package dev.agentstorage.index;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An index and how it was used. Counters are empty when the backend does not count; they are estimates that may lag and may begin again
 * from 0.
 *
 * @param info the index
 * @param scans how often it was read
 * @param tuplesRead number of its entries read
 * @param tuplesFetched number of rows read through it
 * @param lastUsedAt when it was read last
 */
public record IndexStats(
        IndexInfo info,
        OptionalLong scans,
        OptionalLong tuplesRead,
        OptionalLong tuplesFetched,
        Optional<Instant> lastUsedAt) {}
