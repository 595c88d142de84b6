package dev.agentstorage.vector;

import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;

/** A similarity measure of two vectors. Scores are higher for more similar vectors, and have the same scale in every store. */
public enum Metric {
    /**
     * The cosine of the angle: 1 for the same direction, 0 for a right angle, -1 for opposite directions. Every store supports it. A vector
     * of only zeros has no direction and is rejected.
     */
    COSINE {
        @Override
        double compare(Embedding a, float[] b) {
            double norms = a.norm() * Math.sqrt(dot(b, b));
            return Math.max(-1, Math.min(1, dot(a.values(), b) / norms));
        }
    },
    /** {@code 1 / (1 + d)}, where {@code d} is the Euclidean distance: 1 for equal vectors, close to 0 for distant ones. */
    EUCLIDEAN {
        @Override
        double compare(Embedding a, float[] b) {
            float[] values = a.values();
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                double difference = (double) values[i] - b[i];
                sum += difference * difference;
            }
            return 1 / (1 + Math.sqrt(sum));
        }
    },
    /** The dot product, unbounded; equals the cosine for vectors of length 1. */
    DOT_PRODUCT {
        @Override
        double compare(Embedding a, float[] b) {
            return dot(a.values(), b);
        }
    };

    abstract double compare(Embedding a, float[] b);

    /**
     * {@return the score of two vectors; with {@link #COSINE}, neither may be zero}
     *
     * @param a the first vector
     * @param b the second vector, of the same dimension
     * @throws InvalidRequestException {@code dimension-mismatch}
     */
    public double score(Embedding a, Embedding b) {
        return score(Inputs.notNull("a", a), Inputs.notNull("b", b).values());
    }

    /**
     * Like {@link #score(Embedding, Embedding)}, without a copy of the second vector, which must be finite.
     *
     * @param a one text
     * @param b the other text
     * @return the score
     * @throws InvalidRequestException {@code dimension-mismatch}
     */
    public double score(Embedding a, float[] b) {
        if (a.dimension() != b.length) {
            throw new InvalidRequestException(
                    "dimension-mismatch",
                    "the vector has another dimension",
                    Details.of("field", "vector", "expected", a.dimension(), "found", b.length));
        }
        return compare(a, b);
    }

    /** Four sums, so that additions do not depend on each other. */
    static double dot(float[] a, float[] b) {
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        int i = 0;
        for (; i + 3 < a.length; i += 4) {
            sum0 += (double) a[i] * b[i];
            sum1 += (double) a[i + 1] * b[i + 1];
            sum2 += (double) a[i + 2] * b[i + 2];
            sum3 += (double) a[i + 3] * b[i + 3];
        }
        for (; i < a.length; i++) {
            sum0 += (double) a[i] * b[i];
        }
        return sum0 + sum1 + (sum2 + sum3);
    }
}
