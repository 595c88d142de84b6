package dev.agentstorage.score;

import dev.agentstorage.internal.Checks;
import java.util.Optional;

/**
 * Where the scored output came from.
 *
 * @param traceId the trace in which it was made
 * @param spanId the span of that trace
 * @param resourceId the user, tenant or thing that it was made for
 * @param threadId the conversation that it is part of
 */
public record ScoreOrigin(
        Optional<String> traceId, Optional<String> spanId, Optional<String> resourceId, Optional<String> threadId) {
    /** Nothing known. */
    public static final ScoreOrigin NONE =
            new ScoreOrigin(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Refuses nulls. @throws dev.agentstorage.error.InvalidRequestException {@code null-argument} */
    public ScoreOrigin {
        Checks.notNull("traceId", traceId);
        Checks.notNull("spanId", spanId);
        Checks.notNull("resourceId", resourceId);
        Checks.notNull("threadId", threadId);
    }
}
