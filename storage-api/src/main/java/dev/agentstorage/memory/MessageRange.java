package dev.agentstorage.memory;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.internal.Checks;
import java.util.Map;
import java.util.Optional;

/**
 * A range of positions in the total order of messages (rule {@code MEM-99}). Both bounds are optional, and inclusive by default; they need
 * not be positions of stored messages. Immutable and thread-safe.
 *
 * @param start the first position
 * @param startExclusive whether the start is excluded
 * @param end the last position
 * @param endExclusive whether the end is excluded
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
     * Returns the range from a position on, inclusive.
     *
     * @param start the beginning
     * @return the range
     */
    public static MessageRange from(MessagePosition start) {
        return new MessageRange(Optional.of(Checks.notNull("start", start)), false, Optional.empty(), false);
    }

    /**
     * Returns the range after a position.
     *
     * @param start the beginning
     * @return the range
     */
    public static MessageRange after(MessagePosition start) {
        return from(start).withoutStart();
    }

    /**
     * Returns the range up to a position, inclusive.
     *
     * @param end the end
     * @return the range
     */
    public static MessageRange until(MessagePosition end) {
        return new MessageRange(Optional.empty(), false, Optional.of(Checks.notNull("end", end)), false);
    }

    /**
     * Returns the range before a position.
     *
     * @param end the end
     * @return the range
     */
    public static MessageRange before(MessagePosition end) {
        return until(end).withoutEnd();
    }

    /**
     * Returns the range between two positions, both inclusive.
     *
     * @param start the beginning
     * @param end the end
     * @return the range
     */
    public static MessageRange between(MessagePosition start, MessagePosition end) {
        return new MessageRange(
                Optional.of(Checks.notNull("start", start)), false, Optional.of(Checks.notNull("end", end)), false);
    }

    /** {@return the same range with an exclusive start} */
    public MessageRange withoutStart() {
        return new MessageRange(start, true, end, endExclusive);
    }

    /** {@return the same range with an exclusive end} */
    public MessageRange withoutEnd() {
        return new MessageRange(start, startExclusive, end, true);
    }

    /**
     * {@return whether the position is in the range}
     *
     * @param place the position
     */
    public boolean contains(MessagePosition place) {
        int fromStart = start.map(place::compareTo).orElse(1);
        int fromEnd = end.map(place::compareTo).orElse(-1);
        return (startExclusive ? fromStart > 0 : fromStart >= 0) && (endExclusive ? fromEnd < 0 : fromEnd <= 0);
    }
}
