package dev.agentstorage.store;

import dev.agentstorage.spi.Limits;
import dev.agentstorage.spi.WorkflowBackend;
import java.time.InstantSource;
import java.util.function.Supplier;

/** Placeholder. */
public final class WorkflowStore {
    /** Placeholder. */
    public WorkflowStore(Supplier<WorkflowBackend> backend, Limits limits, InstantSource clock) {}
}
