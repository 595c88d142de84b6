package dev.agentstorage.store;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.memory.NewMessage;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Spaces messages of one call and one thread with the same time one microsecond apart, in the order given (rule {@code MEM-30}):
 * ids are random, and would put question and answer of one millisecond in any order. Every message counts, whether it is stored already
 * or not, so that a repeated call gives the same times. Used by one thread, for one call.
 */
final class TimeSpacing {
    /** Minimum number of different times that an import remembers: it is of any size, and messages of one time are close together. */
    static final int REMEMBERED = 10_000;

    private record Place(String threadId, Instant time) {}

    private final Map<Place, Instant> last;

    /** @param most maximum number of positions, those that were used most recently */
    TimeSpacing(int most) {
        last = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Place, Instant> eldest) {
                return size() > most;
            }
        };
    }

    /**
     * Returns the message with the time that it is stored with.
     *
     * @throws dev.agentstorage.error.InvalidRequestException {@code instant-out-of-range} when there is no later time that can be stored
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
