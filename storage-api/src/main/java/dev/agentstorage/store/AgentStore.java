package dev.agentstorage.store;

import dev.agentstorage.spi.AgentBackend;
import dev.agentstorage.spi.Limits;
import java.time.InstantSource;
import java.util.function.Supplier;

/** Placeholder. */
public final class AgentStore {
    /** Placeholder. */
    public AgentStore(Supplier<AgentBackend> backend, Limits limits, InstantSource clock) {}
}
