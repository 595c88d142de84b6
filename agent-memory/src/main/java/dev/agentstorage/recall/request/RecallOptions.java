package dev.agentstorage.recall.request;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.memory.Role;
import dev.agentstorage.value.TimeRange;
import dev.agentstorage.vector.VectorFilter;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Selects the older messages that are recalled for a query. The filters apply to the messages found; their neighbours are included
 * regardless of their time, role and metadata, but never from another resource or thread, and never beyond {@code maxAge}.
 *
 * @param mode how messages are searched; {@link SearchMode#AUTO} by default
 * @param scope which threads are searched; {@link RecallScope#RESOURCE} by default
 * @param topK maximum number of messages found, 1 to 1,000; 4 by default
 * @param before number of neighbours before each found message, 0 to 100; 1 by default
 * @param after number of neighbours after each found message, 0 to 100; 1 by default
 * @param minDense minimum cosine of messages that only the dense search finds, -1 to 1. Useful values differ by model: measure
 * @param minLexical minimum BM25 score of messages that only the lexical search finds
 * @param range the range of creation times
 * @param roles the accepted roles; empty for all
 * @param filter a condition on metadata that was declared when the memory was built
 * @param maxAge maximum age of recalled messages; not negative. Enforced on reads, by the clock of this machine
 * @param maxTokens maximum number of tokens of all recalled messages, as {@link TokenCounter} counts; messages that do not fit are dropped,
 *     the worst first
 * @param reranker reorders the messages found before the best are selected
 */
public record RecallOptions(
        SearchMode mode,
        RecallScope scope,
        int topK,
        int before,
        int after,
        OptionalDouble minDense,
        OptionalDouble minLexical,
        TimeRange range,
        Set<Role> roles,
        Optional<VectorFilter> filter,
        Optional<Duration> maxAge,
        OptionalInt maxTokens,
        Optional<Reranker> reranker) {
    /** The defaults. */
    public static final RecallOptions DEFAULT = new Builder().build();

    private static final int MOST_HITS = 1_000;
    private static final int MOST_NEIGHBOURS = 100;

    /**
     * @param mode how messages are searched
     * @param scope which threads are searched
     * @param topK maximum number of messages found, 1 to 1,000
     * @param before number of neighbours before each found message, 0 to 100
     * @param after number of neighbours after each found message, 0 to 100
     * @param minDense minimum cosine of messages that only the dense search finds, -1 to 1
     * @param minLexical messages that only the lexical search finds have at least this BM25 score
     * @param range when the messages were created
     * @param roles the accepted roles
     * @param filter on metadata of the messages that was declared when the memory was built
     * @param maxAge maximum age of recalled messages
     * @param maxTokens maximum number of tokens of all recalled messages, as {@link TokenCounter} counts
     * @param reranker puts what was found in a better order before the best are taken
     * @throws dev.agentstorage.error.InvalidRequestException {@code option-out-of-range}, {@code number-not-finite}
     */
    public RecallOptions {
        Needed.notNull("mode", mode);
        Needed.notNull("scope", scope);
        Needed.between("topK", 1, MOST_HITS, topK);
        Needed.between("before", 0, MOST_NEIGHBOURS, before);
        Needed.between("after", 0, MOST_NEIGHBOURS, after);
        Needed.finite("minDense", minDense);
        Needed.finite("minLexical", minLexical);
        Needed.notNull("range", range);
        roles = Set.copyOf(Needed.notNull("roles", roles));
        Needed.notNull("filter", filter);
        if (Needed.notNull("maxAge", maxAge).filter(Duration::isNegative).isPresent()) {
            throw new InvalidRequestException(
                    "option-out-of-range", "the value must not be negative", Map.of("field", "maxAge"));
        }
        Needed.positive("maxTokens", maxTokens);
        Needed.notNull("reranker", reranker);
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
        copy.mode = mode;
        copy.scope = scope;
        copy.topK = topK;
        copy.before = before;
        copy.after = after;
        copy.minDense = minDense;
        copy.minLexical = minLexical;
        copy.range = range;
        copy.roles = roles;
        copy.filter = filter;
        copy.maxAge = maxAge;
        copy.maxTokens = maxTokens;
        copy.reranker = reranker;
        return copy;
    }

    /** Collects the options. Not thread-safe. */
    public static final class Builder {
        private SearchMode mode = SearchMode.AUTO;
        private RecallScope scope = RecallScope.RESOURCE;
        private int topK = 4;
        private int before = 1;
        private int after = 1;
        private OptionalDouble minDense = OptionalDouble.empty();
        private OptionalDouble minLexical = OptionalDouble.empty();
        private TimeRange range = TimeRange.ALL;
        private Set<Role> roles = Set.of();
        private Optional<VectorFilter> filter = Optional.empty();
        private Optional<Duration> maxAge = Optional.empty();
        private OptionalInt maxTokens = OptionalInt.empty();
        private Optional<Reranker> reranker = Optional.empty();

        private Builder() {}

        /**
         * Sets how messages are searched.
         *
         * @param mode how messages are searched
         * @return this builder
         */
        public Builder mode(SearchMode mode) {
            this.mode = mode;
            return this;
        }

        /**
         * Sets which threads are searched.
         *
         * @param scope which threads are searched
         * @return this builder
         */
        public Builder scope(RecallScope scope) {
            this.scope = scope;
            return this;
        }

        /**
         * Sets the maximum number of messages found.
         *
         * @param topK maximum number of messages found, 1 to 1,000
         * @return this builder
         */
        public Builder topK(int topK) {
            this.topK = topK;
            return this;
        }

        /**
         * Sets the number of neighbours before each found message.
         *
         * @param before number of neighbours before each found message, 0 to 100
         * @return this builder
         */
        public Builder before(int before) {
            this.before = before;
            return this;
        }

        /**
         * Sets the number of neighbours after each found message.
         *
         * @param after number of neighbours after each found message, 0 to 100
         * @return this builder
         */
        public Builder after(int after) {
            this.after = after;
            return this;
        }

        /**
         * Sets the minimum cosine of messages that only the dense search finds.
         *
         * @param minDense messages that only the dense search finds have at least this cosine, -1 to 1
         * @return this builder
         */
        public Builder minDense(double minDense) {
            this.minDense = OptionalDouble.of(minDense);
            return this;
        }

        /**
         * Removes the minimum cosine.
         *
         * @return this builder
         */
        public Builder clearMinDense() {
            minDense = OptionalDouble.empty();
            return this;
        }

        /**
         * Sets the minimum BM25 score of messages that only the lexical search finds.
         *
         * @param minLexical messages that only the lexical search finds have at least this BM25 score
         * @return this builder
         */
        public Builder minLexical(double minLexical) {
            this.minLexical = OptionalDouble.of(minLexical);
            return this;
        }

        /**
         * Removes the minimum BM25 score.
         *
         * @return this builder
         */
        public Builder clearMinLexical() {
            minLexical = OptionalDouble.empty();
            return this;
        }

        /**
         * Sets the range of creation times.
         *
         * @param range when the messages were created
         * @return this builder
         */
        public Builder range(TimeRange range) {
            this.range = range;
            return this;
        }

        /**
         * Sets the accepted roles; an empty collection accepts all.
         *
         * @param roles of the messages
         * @return this builder
         */
        public Builder roles(Collection<Role> roles) {
            this.roles = new LinkedHashSet<>(Needed.notNull("roles", roles));
            return this;
        }

        /**
         * Sets a condition on declared metadata.
         *
         * @param filter on metadata of the messages that was declared when the memory was built
         * @return this builder
         */
        public Builder filter(VectorFilter filter) {
            this.filter = Optional.of(Needed.notNull("filter", filter));
            return this;
        }

        /**
         * Removes the condition on metadata.
         *
         * @return this builder
         */
        public Builder clearFilter() {
            filter = Optional.empty();
            return this;
        }

        /**
         * Sets the maximum age of recalled messages.
         *
         * @param maxAge older messages are not recalled
         * @return this builder
         */
        public Builder maxAge(Duration maxAge) {
            this.maxAge = Optional.of(Needed.notNull("maxAge", maxAge));
            return this;
        }

        /**
         * Removes the maximum age.
         *
         * @return this builder
         */
        public Builder clearMaxAge() {
            maxAge = Optional.empty();
            return this;
        }

        /**
         * Sets the maximum number of tokens of all recalled messages.
         *
         * @param maxTokens maximum number of tokens of all recalled messages, as {@link TokenCounter} counts
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
         * Sets the reranker, which reorders the messages found.
         *
         * @param reranker puts what was found in a better order before the best are taken
         * @return this builder
         */
        public Builder reranker(Reranker reranker) {
            this.reranker = Optional.of(Needed.notNull("reranker", reranker));
            return this;
        }

        /**
         * Removes the reranker.
         *
         * @return this builder
         */
        public Builder clearReranker() {
            reranker = Optional.empty();
            return this;
        }

        /**
         * Builds the options.
         *
         * @return the options
         * @throws dev.agentstorage.error.InvalidRequestException {@code option-out-of-range}, {@code number-not-finite}
         */
        public RecallOptions build() {
            return new RecallOptions(
                    mode,
                    scope,
                    topK,
                    before,
                    after,
                    minDense,
                    minLexical,
                    range,
                    roles,
                    filter,
                    maxAge,
                    maxTokens,
                    reranker);
        }
    }
}
