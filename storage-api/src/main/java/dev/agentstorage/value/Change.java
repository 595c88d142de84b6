package dev.agentstorage.value;

import dev.agentstorage.internal.Checks;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * A change of an optional field in a patch: keep it, set it, or clear it.
 *
 * @param touched whether the field is changed at all
 * @param value the new value; empty to clear the field
 */
public record Change<T>(boolean touched, Optional<T> value) {
    /**
     * Keeps the field.
     *
     * @param <T> the type of the value
     * @return the change
     */
    public static <T> Change<T> keep() {
        return new Change<>(false, Optional.empty());
    }

    /**
     * Sets the field.
     *
     * @param <T> the type of the value
     * @param value the new value
     * @return the change
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public static <T> Change<T> set(T value) {
        return new Change<>(true, Optional.of(Checks.notNull("value", value)));
    }

    /**
     * Sets the field if the value is present; otherwise keeps it.
     *
     * @param <T> the type of the value
     * @param value the new value
     * @return the change
     */
    public static <T> Change<T> setIfPresent(Optional<T> value) {
        return new Change<>(value.isPresent(), value);
    }

    /**
     * Clears the field.
     *
     * @param <T> the type of the value
     * @return the change
     */
    public static <T> Change<T> clear() {
        return new Change<>(true, Optional.empty());
    }

    /**
     * {@return the field after the change}
     *
     * @param stored the stored value; empty if there is none
     */
    public Optional<T> apply(Optional<T> stored) {
        return touched ? value : stored;
    }

    /**
     * {@return a field that is never absent after the change: a new value is combined with the stored one, and a cleared field becomes the
     * empty value}
     *
     * @param stored the stored value; empty if there is none
     * @param none the value of a cleared field
     * @param combination combines the stored value and the new one
     */
    public T combine(T stored, T none, BinaryOperator<T> combination) {
        return touched ? value.map(given -> combination.apply(stored, given)).orElse(none) : stored;
    }

    /**
     * {@return the change with the effect of this one followed by a later one of the same field}
     *
     * @param later the later change
     */
    public Change<T> then(Change<T> later) {
        return later.touched ? later : this;
    }

    /**
     * {@return the same change with its value mapped}
     *
     * @param function maps the value
     */
    public Change<T> map(UnaryOperator<T> function) {
        return new Change<>(touched, value.map(function));
    }
}
