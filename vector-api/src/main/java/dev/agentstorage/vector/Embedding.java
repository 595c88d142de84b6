package dev.agentstorage.vector;

import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import java.util.Arrays;
import java.util.Map;

/**
 * A vector of finite numbers of 32 bits, at least one. Equal when all numbers are equal bit for bit, apart from the sign of zero. Immutable
 * and thread-safe.
 */
public final class Embedding {
    private final float[] values;
    /** 0 until it is computed; computing it twice does no harm. */
    private volatile double norm;

    private Embedding(float[] values) {
        this.values = values;
    }

    /**
     * Creates a vector of a copy of these numbers.
     *
     * @param values the numbers; they are copied
     * @return the vector
     * @throws InvalidRequestException {@code vector-empty} without any number; {@code vector-not-finite} when one is NaN or infinite
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
            // makes -0 a 0
            copy[i] = values[i] + 0.0f;
        }
        return new Embedding(copy);
    }

    /** {@return the dimension; at least 1} */
    public int dimension() {
        return values.length;
    }

    /**
     * {@return one of the numbers}
     *
     * @param offset the number of rows to skip
     * @throws IndexOutOfBoundsException when there is none at this offset
     */
    public float get(int offset) {
        return values[offset];
    }

    /** {@return whether every number is 0, so that the vector has no direction} */
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

    /** The length, which a scan needs once for each vector that it compares. */
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

    /** Returns the dimension only: vectors are derived from what users wrote. */
    @Override
    public String toString() {
        return "Embedding[dimension=" + values.length + "]";
    }
}
