package dev.agentstorage.value;

import dev.agentstorage.internal.Checks;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * What a patch does to an optional field: keep it, set it, or clear it.
 *
 * @param touched whether the field is changed at all
 * @param value the new value; empty to clear the field
 */
public record Change<T>(boolean touched, Optional<T> value) {
    /** Keeps the field as it is. */
    public static <T> Change<T> keep() {
        return new Change<>(false, Optional.empty());
    }

    /** Sets the field. @throws dev.agentstorage.error.InvalidRequestException {@code null-argument} */
    public static <T> Change<T> set(T value) {
        return new Change<>(true, Optional.of(Checks.notNull("value", value)));
    }

    /** Sets the field to a value that is there, and keeps it otherwise. */
    public static <T> Change<T> setIfPresent(Optional<T> value) {
        return new Change<>(value.isPresent(), value);
    }

    /** Clears the field. */
    public static <T> Change<T> clear() {
        return new Change<>(true, Optional.empty());
    }

    /** Returns the field after the change. */
    public Optional<T> apply(Optional<T> stored) {
        return touched ? value : stored;
    }

    /**
     * Returns a field that is never absent after the change: a new value is combined with what is stored, and a cleared field has the
     * value that stands for none.
     */
    public T combine(T stored, T none, BinaryOperator<T> combination) {
        return touched ? value.map(given -> combination.apply(stored, given)).orElse(none) : stored;
    }

    /** Returns the change that does what this one and then a later one of the same field do. */
    public Change<T> then(Change<T> later) {
        return later.touched ? later : this;
    }

    /** Returns the same change with its value replaced by what the function makes of it. */
    public Change<T> map(UnaryOperator<T> function) {
        return new Change<>(touched, value.map(function));
    }
}
