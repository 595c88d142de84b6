package dev.agentstorage.recall.request;

import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A request for the memory of the next turn.
 *
 * @param key the thread; it need not exist
 * @param query the text for which older messages are recalled, usually the latest message of the user; nothing is recalled when it is empty
 *     or blank
 * @param change changes the options of the memory for this request
 */
public record RecallRequest(MemoryKey key, Optional<String> query, UnaryOperator<MemoryOptions.Builder> change) {
    /**
     * Checks.
     *
     * @param key the thread
     * @param query the text for which older messages are recalled
     * @param change what differs from the options of the memory for this request
     */
    public RecallRequest {
        Needed.notNull("key", key);
        Needed.notNull("query", query);
        Needed.notNull("change", change);
    }

    /**
     * Returns a builder for a request.
     *
     * @param key the thread and the resource
     * @return a new builder
     */
    public static Builder builder(MemoryKey key) {
        return new Builder(key);
    }

    /**
     * Returns a request with the options of the memory.
     *
     * @param key the thread and the resource
     * @param query the text to recall for
     * @return the request
     */
    public static RecallRequest of(MemoryKey key, String query) {
        return builder(key).query(query).build();
    }

    /**
     * Returns a builder with the values of this object.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder copy = new Builder(key);
        copy.query = query;
        copy.change = change;
        return copy;
    }

    /** Collects a request. Not thread-safe. */
    public static final class Builder {
        private final MemoryKey key;
        private Optional<String> query = Optional.empty();
        private UnaryOperator<MemoryOptions.Builder> change = UnaryOperator.identity();

        private Builder(MemoryKey key) {
            this.key = key;
        }

        /**
         * Sets the text for which older messages are recalled.
         *
         * @param query the text that older messages are recalled for, usually what the user has just said
         * @return this builder
         */
        public Builder query(String query) {
            this.query = Optional.of(Needed.notNull("query", query));
            return this;
        }

        /**
         * Changes the options of the memory for this request, for example {@code options -> options.recall(recall -> recall.topK(8))}.
         *
         * @param change what differs from the options of the memory for this request
         * @return this builder
         */
        public Builder options(UnaryOperator<MemoryOptions.Builder> change) {
            this.change = Needed.notNull("change", change);
            return this;
        }

        /**
         * Builds the request.
         *
         * @return the request
         */
        public RecallRequest build() {
            return new RecallRequest(key, query, change);
        }
    }
}
