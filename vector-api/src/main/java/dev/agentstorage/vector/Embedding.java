package dev.agentstorage.vector;

import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import java.util.Arrays;
import java.util.Map;

/**
 * An immutable vector of one or more finite 32-bit numbers. Equal when all numbers are equal bit for bit, except for the sign of zero.
 * Thread-safe.
 */
public final class Embedding {
    private final float[] values;
    /** 0 until it is computed; computing it twice does no harm. */
    private volatile double norm;

    private Embedding(float[] values) {
        this.values = values;
    }

    /**
     * Creates a vector with a copy of these numbers.
     *
     * @param values the numbers; copied
     * @return the vector
     * @throws InvalidRequestException {@code vector-empty} without numbers; {@code vector-not-finite} when one is NaN or infinite
     */
    public static Embedding of(float... values) {
        Inputs.notNull("vector", values);
        if (values.length == 0) {
            throw new InvalidRequestException(
                    "vector-empty", "a vector needs at least one number", Map.of("field", "vector"));
        }
        float[] copy = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new InvalidRequestException(
                        "vector-not-finite",
                        "a vector must not contain NaN or infinity",
                        Details.of("field", "vector", "offset", i));
            }
            // turns -0 into 0
            copy[i] = values[i] + 0.0f;
        }
        return new Embedding(copy);
    }

    /** {@return the dimension; at least 1} */
    public int dimension() {
        return values.length;
    }

    /**
     * {@return the number at an index}
     *
     * @param offset the index, from 0
     * @throws IndexOutOfBoundsException when the index is negative or not below {@link #dimension()}
     */
    public float get(int offset) {
        return values[offset];
    }

    /** {@return whether every number is 0; such a vector has no direction} */
    public boolean isZero() {
        for (float value : values) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    /** {@return a copy of the numbers} */
    public float[] toArray() {
        return values.clone();
    }

    /** The array itself, which must not be changed. */
    float[] values() {
        return values;
    }

    /** The length; computed once because scans need it for every comparison. */
    double norm() {
        double known = norm;
        if (known == 0) {
            known = Math.sqrt(Metric.dot(values, values));
            norm = known;
        }
        return known;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Embedding embedding && Arrays.equals(values, embedding.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    /** Returns only the dimension: vectors are derived from user content. */
    @Override
    public String toString() {
        return "Embedding[dimension=" + values.length + "]";
    }
}
