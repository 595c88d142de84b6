package dev.agentstorage.store;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.memory.NewMessage;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Spaces messages of one call and one thread with equal times one microsecond apart, in the order given (rule {@code MEM-30}): ids are
 * random, and would otherwise order a question and its answer arbitrarily. Messages that are already stored count too, so that a repeated
 * call gives the same times. Used by one thread, for one call.
 */
final class TimeSpacing {
    /** Minimum number of distinct times that an import keeps: imports have any size, but messages with equal times are close together. */
    static final int REMEMBERED = 10_000;

    private record Place(String threadId, Instant time) {}

    private final Map<Place, Instant> last;

    /** @param most maximum number of most recently used positions to keep */
    TimeSpacing(int most) {
        last = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Place, Instant> eldest) {
                return size() > most;
            }
        };
    }

    /**
     * Returns the message with the time at which it is stored.
     *
     * @throws dev.agentstorage.error.InvalidRequestException {@code instant-out-of-range} if the next timestamp would exceed the maximum
     */
    NewMessage apply(NewMessage message) {
        if (message.createdAt().isEmpty()) {
            return message;
        }
        Instant given = message.createdAt().get();
        Place place = new Place(message.threadId(), given);
        Instant before = last.get(place);
        Instant time = before == null ? given : Checks.instant("createdAt", before.plus(1, ChronoUnit.MICROS));
        last.put(place, time);
        return at(message, Optional.of(time));
    }

    /** Returns the message with another time. */
    static NewMessage at(NewMessage message, Optional<Instant> createdAt) {
        return message.toBuilder().createdAt(createdAt.orElse(null)).build();
    }
}
