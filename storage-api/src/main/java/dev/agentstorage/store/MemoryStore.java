package dev.agentstorage.store;

import dev.agentstorage.spi.Limits;
import dev.agentstorage.spi.MemoryBackend;
import java.time.InstantSource;
import java.util.function.Supplier;

/** Placeholder. */
public final class MemoryStore {
    /** Placeholder. */
    public MemoryStore(Supplier<MemoryBackend> backend, Limits limits, InstantSource clock) {}

    /** Placeholder. */
    public BulkResult eraseResource(String resourceId, BulkListener listener) {
        return new BulkResult(0, true);
    }
}
