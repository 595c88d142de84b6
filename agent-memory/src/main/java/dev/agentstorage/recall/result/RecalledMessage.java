package dev.agentstorage.recall.result;

import dev.agentstorage.memory.Message;
import java.util.Optional;

/**
 * A recalled message. Immutable.
 *
 * @param message the stored message
 * @param match why the message was found; empty for a neighbour of a message found
 */
public record RecalledMessage(Message message, Optional<Match> match) {
    /** {@return whether the message itself was found, rather than being a neighbour of a message found} */
    public boolean isHit() {
        return match.isPresent();
    }
}
