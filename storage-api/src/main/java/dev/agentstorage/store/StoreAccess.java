package dev.agentstorage.store;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Limits;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The entry point of every call of a store: the state of the storage, its backend, limits and clock. Immutable and thread-safe.
 *
 * @param <B> the backend of the store's domain
 * @param state throws when the storage is closed, or not initialised with automatic initialisation off; does no I/O
 * @param source returns the backend, initialising the storage first if necessary; throws when it may not be used
 * @param limits the limits of the backend
 * @param clock the clock of changes
 */
record StoreAccess<B>(Runnable state, Supplier<B> source, Limits limits, InstantSource clock) {
    /**
     * Begins a call.
     *
     * @throws dev.agentstorage.error.NotInitializedException when the storage is closed or not initialised
     */
    Call<B> call() {
        requireUsable();
        return new Call<>(this);
    }

    /** @throws dev.agentstorage.error.NotInitializedException when the storage is closed or not initialised */
    void requireUsable() {
        state.run();
    }

    /** Returns the backend for one step of a call: a bulk operation calls this in every step, so that it ends on close. */
    B backend() {
        return source.get();
    }

    /**
     * Returns the time of the storage's clock, to the microsecond.
     *
     * @throws InvalidRequestException {@code clock-out-of-range} when it is outside the years 1 to 9999
     */
    Instant now() {
        Instant now = clock.instant();
        if (now.isBefore(Checks.MIN_INSTANT) || !now.isBefore(Checks.MAX_INSTANT)) {
            throw new InvalidRequestException(
                    "clock-out-of-range",
                    "the clock of the storage must be in the years 1 to 9999",
                    Map.of("now", now));
        }
        return now.truncatedTo(ChronoUnit.MICROS);
    }
}
