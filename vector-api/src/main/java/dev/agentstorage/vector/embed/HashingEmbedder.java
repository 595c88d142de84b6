package dev.agentstorage.vector.embed;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.vector.Embedding;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An embedder without a model, for tests: each word is hashed to one dimension, and the vector is normalised to length 1. Texts that share
 * words have similar vectors; meaning is ignored. Each word is one token. Immutable and thread-safe.
 */
public final class HashingEmbedder implements Embedder {
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");

    private final int dimension;
    private final int maxTokens;

    /**
     * Creates an embedder.
     *
     * @param dimension the dimension of the vectors
     * @param maxTokens the maximum number of tokens of a text
     * @throws InvalidRequestException {@code limit-not-positive}
     */
    public HashingEmbedder(int dimension, int maxTokens) {
        this.dimension = positive("dimension", dimension);
        this.maxTokens = positive("maxTokens", maxTokens);
    }

    private static int positive(String field, int value) {
        if (value < 1) {
            throw new InvalidRequestException("limit-not-positive", "a limit must be >= 1", Map.of("field", field));
        }
        return value;
    }

    @Override
    public String model() {
        return "hashing";
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public int maxTokens() {
        return maxTokens;
    }

    @Override
    public int countTokens(String text) {
        return words(text).size();
    }

    @Override
    public List<Embedding> embedPassages(List<String> texts) {
        for (String text : texts) {
            int tokens = countTokens(text);
            if (tokens > maxTokens) {
                throw new TooLargeException(
                        "text-too-long",
                        "the text is longer than the model reads",
                        "text",
                        maxTokens,
                        tokens,
                        "split the text");
            }
        }
        return texts.stream().map(text -> embed(words(text))).toList();
    }

    @Override
    public Embedding embedQuery(String text) {
        return embed(words(text).stream().limit(maxTokens).toList());
    }

    private Embedding embed(List<String> words) {
        float[] sums = new float[dimension];
        for (String word : words) {
            // the multiplication spreads hashes of similar words
            int hash = word.hashCode() * 0x9E3779B1;
            sums[Math.floorMod(hash >>> 1, dimension)] += (hash & 1) == 0 ? 1 : -1;
        }
        double square = 0;
        for (float sum : sums) {
            square += sum * sum;
        }
        if (square == 0) {
            // a text without words, or whose words cancel out, still has a direction
            sums[0] = 1;
            return Embedding.of(sums);
        }
        float length = (float) Math.sqrt(square);
        for (int i = 0; i < dimension; i++) {
            sums[i] /= length;
        }
        return Embedding.of(sums);
    }

    private static List<String> words(String text) {
        return BETWEEN_WORDS
                .splitAsStream(text.toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toUnmodifiableList());
    }
}
