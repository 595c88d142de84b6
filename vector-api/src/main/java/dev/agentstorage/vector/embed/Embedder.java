package dev.agentstorage.vector.embed;

import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.vector.Embedding;
import java.util.List;

/**
 * A model that maps texts to vectors; texts with similar meanings have similar vectors. The embedder adds the prefix that the model expects
 * (such as {@code query: } and {@code passage: }), and never truncates a passage silently: a passage that is too long for the model is
 * rejected, so that the caller can split it with {@link #countTokens}.
 *
 * <p>The same text gives the same vector, within the precision of the model. Thread-safe; calls block.
 */
public interface Embedder extends AutoCloseable {
    /**
     * {@return the name of the model, covering everything that changes its vectors, such as a quantisation: lower-case letters, digits,
     * hyphens and dots, at most 40, a letter or digit first and last} It is part of the names of indexes, because vectors of different
     * models cannot be compared.
     */
    String model();

    /** {@return the dimension of the vectors} */
    int dimension();

    /** {@return the maximum length of a passage, in tokens as {@link #countTokens} counts} */
    int maxTokens();

    /**
     * {@return the number of tokens of a passage, including its prefix; an estimate must not be too low} Cheap compared to embedding.
     *
     * @param text the text
     */
    int countTokens(String text);

    /**
     * {@return the vectors of texts to index, in order}
     *
     * @param texts any number of texts, none of them blank
     * @throws TooLargeException {@code text-too-long} when one exceeds {@link #maxTokens}; no text was embedded
     * @throws UnavailableException when the model is unreachable
     */
    List<Embedding> embedPassages(List<String> texts);

    /**
     * {@return the vector of a search text}
     *
     * @param text not blank; truncated at a word boundary if it exceeds {@link #maxTokens}
     * @throws UnavailableException when the model is unreachable
     */
    Embedding embedQuery(String text);

    /** Releases the model. Does nothing by default. */
    @Override
    default void close() {}
}
