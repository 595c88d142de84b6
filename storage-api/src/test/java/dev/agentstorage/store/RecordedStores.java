package dev.agentstorage.store;

import dev.agentstorage.value.Limits;
import java.time.Duration;
import java.time.Instant;

/** Stores over {@link RecordedBackend}s, with small limits and a clock that stands still. */
final class RecordedStores {
    /** What the clock says. */
    static final Instant CLOCK = Instant.parse("2026-01-02T03:04:05.123456789Z");

    /** The same, as it is stored. */
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05.123456Z");

    /** Three rows in one step. */
    static final Limits LIMITS = new Limits(40, 50, 1_000, 2_000, 4_000, 3, 10_000);

    private RecordedStores() {}

    static StoreFactory factory() {
        return new StoreFactory(() -> {}, LIMITS, () -> CLOCK, Duration.ofMinutes(1));
    }
}
