package dev.agentstorage.recall.request;

import java.util.OptionalInt;

/**
 * Selects the last messages of a thread as the history. A history consists of whole turns: it starts with a message of the user, or at the
 * start of the thread, and never between a tool call and its result.
 *
 * @param lastMessages maximum number of messages, 0 to 1,000; 10 by default, 0 for no history. A longer last turn is included as a whole
 * @param maxTokens maximum number of tokens, as {@link TokenCounter} counts; the oldest turns are dropped until the rest fits. The last
 *     turn is always included, with a warning when it exceeds the limit alone
 * @param longestTurn maximum number of messages to search back for the start of a longer last turn, 1 to 1,000; 200 by default. A longer
 *     turn is truncated to its last messages
 */
public record HistoryOptions(int lastMessages, OptionalInt maxTokens, int longestTurn) {
    /** The defaults. */
    public static final HistoryOptions DEFAULT = new Builder().build();

    private static final int MOST = 1_000;

    /**
     * @param lastMessages maximum number of messages, 0 to 1,000
     * @param maxTokens maximum number of tokens, as {@link TokenCounter} counts
     * @param longestTurn maximum number of messages to search back for the start of a longer last turn, 1 to 1,000
     * @throws dev.agentstorage.error.InvalidRequestException {@code option-out-of-range}
     */
    public HistoryOptions {
        Needed.between("lastMessages", 0, MOST, lastMessages);
        Needed.positive("maxTokens", maxTokens);
        Needed.between("longestTurn", 1, MOST, longestTurn);
    }

    /**
     * Returns a builder with the defaults.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a builder with the values of this object.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder copy = new Builder();
        copy.lastMessages = lastMessages;
        copy.maxTokens = maxTokens;
        copy.longestTurn = longestTurn;
        return copy;
    }

    /** Collects the options. Not thread-safe. */
    public static final class Builder {
        private int lastMessages = 10;
        private OptionalInt maxTokens = OptionalInt.empty();
        private int longestTurn = 200;

        private Builder() {}

        /**
         * Sets the maximum number of messages.
         *
         * @param lastMessages maximum number of messages, 0 to 1,000
         * @return this builder
         */
        public Builder lastMessages(int lastMessages) {
            this.lastMessages = lastMessages;
            return this;
        }

        /**
         * Sets the maximum number of tokens.
         *
         * @param maxTokens maximum number of tokens, as {@link TokenCounter} counts
         * @return this builder
         */
        public Builder maxTokens(int maxTokens) {
            this.maxTokens = OptionalInt.of(maxTokens);
            return this;
        }

        /**
         * Removes the limit of tokens.
         *
         * @return this builder
         */
        public Builder clearMaxTokens() {
            maxTokens = OptionalInt.empty();
            return this;
        }

        /**
         * Sets the maximum number of messages to search back for the start of a turn.
         *
         * @param longestTurn how far back the beginning of a longer last turn is looked for, in messages, 1 to 1,000
         * @return this builder
         */
        public Builder longestTurn(int longestTurn) {
            this.longestTurn = longestTurn;
            return this;
        }

        /**
         * Builds the options.
         *
         * @return the options
         * @throws dev.agentstorage.error.InvalidRequestException {@code option-out-of-range}
         */
        public HistoryOptions build() {
            return new HistoryOptions(lastMessages, maxTokens, longestTurn);
        }
    }
}
