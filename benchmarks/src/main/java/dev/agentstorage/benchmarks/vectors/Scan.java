package dev.agentstorage.benchmarks.vectors;

import dev.agentstorage.vector.Embedding;
import java.util.Arrays;

/** Vectors in an array, and a comparison with each of them by hand. Not thread-safe. */
final class Scan {
    private final float[][] vectors;
    private final float[] scores;

    Scan(ClusteredEmbedder embedder, int count) {
        vectors = new float[count][];
        for (int i = 0; i < count; i++) {
            vectors[i] = embedder.vector("vector " + i);
        }
        scores = new float[count];
    }

    /** Returns the score of the tenth best, or of the worst when there are less. */
    float tenth(Embedding question) {
        float[] wanted = question.toArray();
        for (int i = 0; i < vectors.length; i++) {
            scores[i] = dot(wanted, vectors[i]);
        }
        float[] best = new float[Math.min(10, scores.length)];
        Arrays.fill(best, Float.NEGATIVE_INFINITY);
        for (float score : scores) {
            if (score > best[0]) {
                int place = 1;
                for (; place < best.length && best[place] < score; place++) {
                    best[place - 1] = best[place];
                }
                best[place - 1] = score;
            }
        }
        return best[0];
    }

    private static float dot(float[] one, float[] other) {
        float sum0 = 0;
        float sum1 = 0;
        float sum2 = 0;
        float sum3 = 0;
        for (int i = 0; i < one.length; i += 4) {
            sum0 += one[i] * other[i];
            sum1 += one[i + 1] * other[i + 1];
            sum2 += one[i + 2] * other[i + 2];
            sum3 += one[i + 3] * other[i + 3];
        }
        return sum0 + sum1 + (sum2 + sum3);
    }
}
