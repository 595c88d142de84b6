package dev.agentstorage.index;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An index and its usage. Counters are empty when the backend does not maintain them; they are estimates that may lag and may be reset to
 * 0.
 *
 * @param info the index
 * @param scans the number of scans of the index
 * @param tuplesRead the number of index entries read
 * @param tuplesFetched the number of rows read through the index
 * @param lastUsedAt the time of the last scan
 */
public record IndexStats(
        IndexInfo info,
        OptionalLong scans,
        OptionalLong tuplesRead,
        OptionalLong tuplesFetched,
        Optional<Instant> lastUsedAt) {}
