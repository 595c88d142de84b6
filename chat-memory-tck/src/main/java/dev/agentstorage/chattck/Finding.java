package dev.agentstorage.chattck;

import java.util.List;
import java.util.Objects;

/**
 * The observation of one property. Immutable.
 *
 * @param property the measured property
 * @param observed the observed value, such as {@code 5 of 6}
 * @param examples one sentence for each example that was not returned as stored; empty if all were
 */
public record Finding(Property property, String observed, List<String> examples) {
    public Finding {
        Objects.requireNonNull(property);
        Objects.requireNonNull(observed);
        examples = List.copyOf(examples);
    }
}
