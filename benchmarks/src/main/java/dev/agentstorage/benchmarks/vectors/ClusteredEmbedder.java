package dev.agentstorage.benchmarks.vectors;

import dev.agentstorage.vector.Embedding;
import dev.agentstorage.vector.embed.Embedder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Gives each text a vector of length 1 near one of some centres, which the text alone decides: embedding a hundred thousand messages with a
 * model would take half an hour. Each vector is its centre plus a random direction of the same length: the cosine of two vectors is about
 * 0.5 when they have the same centre, and about 0 otherwise. The fewer centres, the more vectors are about as near to a query as the best ten, and the
 * harder these are to find. Thread-safe.
 */
final class ClusteredEmbedder implements Embedder {
    static final int DIMENSION = 384;

    /** With this number, the plain graph finds about as much (88 % of the ten best of 20,000) as it does elsewhere (91 %). */
    static final int USUAL_CENTRES = 50;

    private static final int MAX_TOKENS = 1_000;

    private final float[][] centres;

    ClusteredEmbedder(int count) {
        centres = new float[count][];
        for (int i = 0; i < count; i++) {
            centres[i] = direction(new SplittableRandom(i));
        }
    }

    private static float[] direction(SplittableRandom random) {
        float[] values = new float[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return unit(values);
    }

    private static float[] unit(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        double length = Math.sqrt(sum);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] / length);
        }
        return values;
    }

    /** The vector of a text. */
    float[] vector(String text) {
        UUID hash = UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
        SplittableRandom random = new SplittableRandom(hash.getLeastSignificantBits() ^ hash.getMostSignificantBits());
        float[] centre = centres[random.nextInt(centres.length)];
        float[] values = direction(random);
        for (int i = 0; i < DIMENSION; i++) {
            values[i] += centre[i];
        }
        return unit(values);
    }

    @Override
    public String model() {
        return "clustered";
    }

    @Override
    public int dimension() {
        return DIMENSION;
    }

    @Override
    public int maxTokens() {
        return MAX_TOKENS;
    }

    @Override
    public int countTokens(String text) {
        return text.length() / 4 + 1;
    }

    @Override
    public List<Embedding> embedPassages(List<String> texts) {
        return texts.stream().map(text -> Embedding.of(vector(text))).toList();
    }

    @Override
    public Embedding embedQuery(String text) {
        return Embedding.of(vector(text));
    }
}
