package dev.agentstorage.memory;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import java.util.Optional;

/**
 * A part of any other kind, kept unchanged: for example a source, a step marker, or a part stored by another framework.
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

    /** {@return the type of the part; empty when it has none} */
    public Optional<String> type() {
        return json.path("type").string();
    }
}
