package dev.agentstorage.recall.result;

import dev.agentstorage.memory.Message;
import java.util.Optional;

/**
 * A recalled message. Immutable.
 *
 * @param message the stored one @param
 * match why it was found; empty for a neighbour of one that was found
 */
public record RecalledMessage(Message message, Optional<Match> match) {
    /** {@return whether the message itself was found, and is not only a neighbour of one that was} */
    public boolean isHit() {
        return match.isPresent();
    }
}
