package dev.agentstorage.vector.embed;

import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.vector.Embedding;
import java.util.List;

/**
 * A model that maps text to vectors, where similar meanings are near to each other. It adds to a text the prefix that the model expects (such
 * as {@code query: } and {@code passage: }), and never shortens a passage silently: one that the model cannot read as a whole
 * is refused, so that the caller splits it by {@link #countTokens}.
 *
 * <p>The same text gives the same vector, to the precision of the model. Thread-safe; calls block.
 */
public interface Embedder extends AutoCloseable {
    /**
     * {@return the name of the model with all that changes its vectors, such as a quantisation: lower-case letters, digits, hyphens and
     * dots, at most 40, a letter or digit first and last} It is in the names of indexes, since vectors of two models cannot be compared.
     */
    String model();

    /** {@return the dimension of the vectors} */
    int dimension();

    /** {@return the maximum length of a passage, in tokens as {@link #countTokens} counts} */
    int maxTokens();

    /**
     * {@return the maximum number of tokens of a passage, including its prefix} Counting costs little against embedding.
     *
     * @param text the text
     */
    int countTokens(String text);

    /**
     * {@return the vectors of texts that are to be found, in their order}
     *
     * @param texts any number; none of them blank
     * @throws TooLargeException {@code text-too-long} when one is over {@link #maxTokens}; nothing was embedded
     * @throws UnavailableException when the model cannot be reached
     */
    List<Embedding> embedPassages(List<String> texts);

    /**
     * {@return the vector of a text to search with}
     *
     * @param text not blank. Of one that is over {@link #maxTokens} the beginning counts, up to a whole word
     * @throws UnavailableException when the model cannot be reached
     */
    Embedding embedQuery(String text);

    /** Releases the model. By default there is nothing to do. */
    @Override
    default void close() {}
}
