package dev.agentstorage.store;

import dev.agentstorage.spi.Limits;
import dev.agentstorage.spi.MemoryBackend;
import java.time.InstantSource;
import java.util.function.Supplier;

/** Placeholder. */
public final class MemoryStore {
    private final Supplier<MemoryBackend> backend;

    /** Placeholder. */
    public MemoryStore(Supplier<MemoryBackend> backend, Limits limits, InstantSource clock) {
        this.backend = backend;
    }

    /** Placeholder. */
    public BulkResult eraseResource(String resourceId, BulkListener listener) {
        backend.get();
        return new BulkResult(0, true);
    }
}
