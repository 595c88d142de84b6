package dev.agentstorage.chattck;

import java.util.List;
import java.util.Objects;

/**
 * What was observed of one property. Immutable.
 *
 * @param property what was measured
 * @param observed the value, such as {@code 5 of 6}
 * @param examples what was not returned as stored, one sentence each; empty if everything did
 */
public record Finding(Property property, String observed, List<String> examples) {
    public Finding {
        Objects.requireNonNull(property);
        Objects.requireNonNull(observed);
        examples = List.copyOf(examples);
    }
}
