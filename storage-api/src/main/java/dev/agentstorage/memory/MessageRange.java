package dev.agentstorage.memory;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.internal.Checks;
import java.util.Map;
import java.util.Optional;

/**
 * A range of places in the total order of messages (rule {@code MEM-99}). Both bounds are optional, and inclusive by default; a
 * message need not be stored at a bound. Immutable and thread-safe.
 *
 * @param start the first place
 * @param startExclusive whether the start itself is left out
 * @param end the last place
 * @param endExclusive whether the end itself is left out
 */
public record MessageRange(
        Optional<MessagePosition> start, boolean startExclusive, Optional<MessagePosition> end, boolean endExclusive) {
    /** The range without bounds. */
    public static final MessageRange ALL = new MessageRange(Optional.empty(), false, Optional.empty(), false);

    /**
     * Checks the bounds.
     *
     * @param start the first place
     * @param startExclusive whether the start itself is left out
     * @param end the last place
     * @param endExclusive whether the end itself is left out
     * @throws InvalidRequestException {@code range-inverted} when the start is after the end, {@code null-argument}
     */
    public MessageRange {
        Checks.notNull("start", start);
        Checks.notNull("end", end);
        if (start.isPresent() && end.isPresent() && start.get().compareTo(end.get()) > 0) {
            throw new InvalidRequestException(
                    "range-inverted", "the start of a range is after its end", Map.of("field", "positions"));
        }
    }

    /**
     * From the place on, including it.
     *
     * @param start the beginning
     * @return the range
     */
    public static MessageRange from(MessagePosition start) {
        return new MessageRange(Optional.of(Checks.notNull("start", start)), false, Optional.empty(), false);
    }

    /**
     * All that comes after the place.
     *
     * @param start the beginning
     * @return the range
     */
    public static MessageRange after(MessagePosition start) {
        return from(start).withoutStart();
    }

    /**
     * Up to the place, including it.
     *
     * @param end the end
     * @return the range
     */
    public static MessageRange until(MessagePosition end) {
        return new MessageRange(Optional.empty(), false, Optional.of(Checks.notNull("end", end)), false);
    }

    /**
     * All that comes before the place.
     *
     * @param end the end
     * @return the range
     */
    public static MessageRange before(MessagePosition end) {
        return until(end).withoutEnd();
    }

    /**
     * Between two places, including both.
     *
     * @param start the beginning
     * @param end the end
     * @return the range
     */
    public static MessageRange between(MessagePosition start, MessagePosition end) {
        return new MessageRange(
                Optional.of(Checks.notNull("start", start)), false, Optional.of(Checks.notNull("end", end)), false);
    }

    /** {@return the range without its start itself} */
    public MessageRange withoutStart() {
        return new MessageRange(start, true, end, endExclusive);
    }

    /** {@return the range without its end itself} */
    public MessageRange withoutEnd() {
        return new MessageRange(start, startExclusive, end, true);
    }

    /**
     * {@return whether the place is in the range}
     *
     * @param place the position
     */
    public boolean contains(MessagePosition place) {
        int fromStart = start.map(place::compareTo).orElse(1);
        int fromEnd = end.map(place::compareTo).orElse(-1);
        return (startExclusive ? fromStart > 0 : fromStart >= 0) && (endExclusive ? fromEnd < 0 : fromEnd <= 0);
    }
}
