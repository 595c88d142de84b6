package dev.agentstorage.memory;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import java.util.Optional;

/**
 * A part of any other kind, kept unchanged: a source, the start of a step, what a later version or another framework stored.
 *
 * @param json the stored part, of any form
 */
public record UnknownPart(Json json) implements MessagePart {
    /**
     * @param json the stored part, of any form
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public UnknownPart {
        Checks.notNull("json", json);
    }

    /** {@return the type that the part names; empty when it names none} */
    public Optional<String> type() {
        return json.path("type").string();
    }
}
