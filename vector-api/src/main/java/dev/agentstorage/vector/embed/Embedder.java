package dev.agentstorage.vector.embed;

import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.vector.Embedding;
import java.util.List;

/**
 * A model that turns text into vectors, of which those of similar meaning are near to each other. It adds to a text what the model wants
 * to be told (such as {@code query: } and {@code passage: }), and never shortens a passage silently: one that the model cannot read as a whole
 * is refused, so that the caller splits it by {@link #countTokens}.
 *
 * <p>The same text gives the same vector, to the precision of the model. Thread-safe; calls block.
 */
public interface Embedder extends AutoCloseable {
    /**
     * {@return the name of the model with all that changes its vectors, such as a quantisation: lower-case letters, digits, hyphens and
     * dots, at most 40, a letter or digit first and last} It stands in the names of indexes, since vectors of two models cannot be compared.
     */
    String model();

    /** {@return how many numbers each vector has} */
    int dimension();

    /** {@return the longest passage, in tokens as {@link #countTokens} counts} */
    int maxTokens();

    /**
     * {@return how many tokens of a passage the model reads, with all that is added to it} Counting costs little against embedding.
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

    /** Lets go of the model. By default there is nothing to do. */
    @Override
    default void close() {}
}
