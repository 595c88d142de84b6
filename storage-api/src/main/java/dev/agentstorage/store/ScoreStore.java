package dev.agentstorage.store;

import dev.agentstorage.spi.Limits;
import dev.agentstorage.spi.ScoreBackend;
import java.time.InstantSource;
import java.util.function.Supplier;

/** Placeholder. */
public final class ScoreStore {
    /** Placeholder. */
    public ScoreStore(Supplier<ScoreBackend> backend, Limits limits, InstantSource clock) {}
}
