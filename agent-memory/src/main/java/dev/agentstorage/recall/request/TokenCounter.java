package dev.agentstorage.recall.request;

/** Counts the tokens that a text takes in the prompt of the agent's model. Implementations are thread-safe. */
@FunctionalInterface
public interface TokenCounter {
    /** A model-independent estimate: one token for each 4 characters, rounded up. */
    TokenCounter ESTIMATE = text -> (text.length() + 3) / 4;

    /**
     * {@return the number of tokens of the text; 0 or more}
     *
     * @param text the text
     */
    int count(String text);
}
