package dev.agentstorage.store;

import dev.agentstorage.spi.IndexBackend;
import dev.agentstorage.spi.Limits;
import java.time.InstantSource;
import java.util.function.Supplier;

/** Placeholder. */
public final class IndexManager {
    /** Placeholder. */
    public IndexManager(Supplier<IndexBackend> backend, Limits limits, InstantSource clock) {}
}
