package dev.agentstorage.memory;

import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.internal.Checks;
import java.util.Optional;

/**
 * A message that shall be in a result whatever the page, with its neighbours in its own thread (rule {@code MEM-55}). An id that is not
 * stored is ignored.
 *
 * @param id the message
 * @param threadId when given, the message counts only if it is in this thread
 * @param before how many messages before it are wanted, 0 to {@value #MAX_NEIGHBOURS}
 * @param after how many messages after it are wanted, 0 to {@value #MAX_NEIGHBOURS}
 */
public record MessageInclude(String id, Optional<String> threadId, int before, int after) {
    /** The most neighbours on each side. */
    public static final int MAX_NEIGHBOURS = 1000;

    /** Checks the window. @throws InvalidRequestException {@code null-argument}, {@code include-window-invalid} */
    public MessageInclude {
        Checks.notNull("id", id);
        Checks.notNull("threadId", threadId);
        if (before < 0 || after < 0 || before > MAX_NEIGHBOURS || after > MAX_NEIGHBOURS) {
            throw new InvalidRequestException(
                    "include-window-invalid",
                    "the neighbours of an included message must be 0 to 1000 on each side",
                    Details.of("before", before, "after", after));
        }
    }

    /** A message with neighbours on both sides. */
    public static MessageInclude of(String id, int before, int after) {
        return new MessageInclude(id, Optional.empty(), before, after);
    }
}
