package dev.agentstorage.store;

import dev.agentstorage.spi.Limits;
import dev.agentstorage.spi.ObservabilityBackend;
import java.time.InstantSource;
import java.util.function.Supplier;

/** Placeholder. */
public final class ObservabilityStore {
    /** Placeholder. */
    public ObservabilityStore(Supplier<ObservabilityBackend> backend, Limits limits, InstantSource clock) {}
}
