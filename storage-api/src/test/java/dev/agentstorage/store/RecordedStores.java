package dev.agentstorage.store;

import dev.agentstorage.error.NotInitializedException;
import dev.agentstorage.value.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Stores over {@link RecordedBackend}s, with small limits and a fixed clock. */
final class RecordedStores {
    /** What the clock says. */
    static final Instant CLOCK = Instant.parse("2026-01-02T03:04:05.123456789Z");

    /** The same, as it is stored. */
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05.123456Z");

    /** Three rows in one step. */
    static final Limits LIMITS = new Limits(40, 50, 1_000, 2_000, 4_000, 3, 10_000);

    private RecordedStores() {}

    static StoreFactory factory() {
        return factory(LIMITS);
    }

    static StoreFactory factory(Limits limits) {
        return new StoreFactory(() -> {}, limits, () -> CLOCK, Duration.ofMinutes(1));
    }

    /** Makes stores of a storage that is closed already. */
    static StoreFactory closed() {
        Runnable state = () -> {
            throw new NotInitializedException("storage-closed", "the storage is closed", Map.of());
        };
        return new StoreFactory(state, LIMITS, () -> CLOCK, Duration.ofMinutes(1));
    }
}
