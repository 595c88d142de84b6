package dev.agentstorage.tck.run;

import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.tck.provider.WithLimits;
import dev.agentstorage.value.Limits;

/** The limits of a storage whose bulk operations need many steps; ids and names may have the length that the backend allows. */
final class SmallLimits {
    /** Small, so that a test of three steps is fast, and not a divisor of a round number. */
    private static final int ROWS = 7;

    private static final long VALUE_BYTES = 4 << 10;

    /** Room for two values: a larger batch is rejected, and a larger import has several parts. */
    private static final long CHANGE_BYTES = 2 * VALUE_BYTES;

    private SmallLimits() {}

    static StorageProvider of(StorageProvider provider, StorageConfig config) {
        Limits limits = provider.limits(config.validate(provider.options(), provider::problems));
        return new WithLimits(
                provider,
                new Limits(
                        limits.idBytes(),
                        limits.nameBytes(),
                        Math.min(limits.valueBytes(), VALUE_BYTES),
                        Math.min(limits.rowBytes(), CHANGE_BYTES),
                        Math.min(limits.snapshotBytes(), CHANGE_BYTES),
                        Math.min(limits.atomicRows(), ROWS),
                        Math.min(limits.atomicBytes(), CHANGE_BYTES)));
    }
}
