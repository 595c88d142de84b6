package dev.agentstorage.vector;

import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A search in one index, either by vector or by text. For hybrid search, run both queries and fuse the ranks. Immutable.
 *
 * @param index the name of the index
 * @param vector the query vector
 * @param text the query text; a hit contains at least one of its words. Query syntax is not interpreted
 * @param topK maximum number of hits, 1 to {@link VectorLimits#topK()}; 10 by default
 * @param filter a condition on the metadata of hits; empty for all records
 * @param minScore the minimum score of a hit, inclusive
 * @param includeVectors whether hits include their vectors; {@code false} by default
 */
public record VectorQuery(
        String index,
        Optional<Embedding> vector,
        Optional<String> text,
        int topK,
        Optional<VectorFilter> filter,
        OptionalDouble minScore,
        boolean includeVectors) {
    private static final int USUAL = 10;

    /**
     * Checks.
     *
     * @param index the index's name
     * @param vector what hits are like
     * @param text the query text
     * @param topK maximum number of hits
     * @param filter a condition on the metadata of hits
     * @param minScore the least score of a hit, that score included
     * @param includeVectors whether hits include their vectors
     */
    public VectorQuery {
        Inputs.notNull("index", index);
        Inputs.notNull("vector", vector);
        Inputs.notNull("text", text);
        Inputs.notNull("filter", filter);
        Inputs.notNull("minScore", minScore);
        if (vector.isPresent() == text.isPresent()) {
            throw new InvalidRequestException(
                    "query-ambiguous", "a query has either a vector or a text", Map.of("name", index));
        }
        if (topK < 1) {
            throw new InvalidRequestException(
                    "limit-not-positive", "a limit must be >= 1", Details.of("field", "topK", "value", topK));
        }
        if (minScore.isPresent() && Double.isNaN(minScore.getAsDouble())) {
            throw new InvalidRequestException(
                    "number-not-finite", "a number must be finite", Map.of("field", "minScore"));
        }
    }

    /**
     * Returns a builder for a query for the records nearest to a vector.
     *
     * @param index the name of the index
     * @param vector the vector
     * @return a new builder
     */
    public static Builder dense(String index, Embedding vector) {
        return new Builder(index).vector(vector);
    }

    /**
     * Returns a builder for a full-text query; needs {@link VectorFeature#LEXICAL}.
     *
     * @param index the name of the index
     * @param text the query text
     * @return a new builder
     */
    public static Builder lexical(String index, CharSequence text) {
        return new Builder(index).text(Inputs.notNull("text", text).toString());
    }

    /**
     * Returns a builder for a query; requires {@link Builder#vector} or {@link Builder#text}.
     *
     * @param index the name of the index
     * @return a new builder
     */
    public static Builder builder(String index) {
        return new Builder(index);
    }

    /**
     * Returns a builder with the values of this object.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder copy = new Builder(index);
        copy.vector = vector;
        copy.text = text;
        copy.topK = topK;
        copy.filter = filter;
        copy.minScore = minScore;
        copy.includeVectors = includeVectors;
        return copy;
    }

    /** Collects a query. Not thread-safe. */
    public static final class Builder {
        private String index;
        private Optional<Embedding> vector = Optional.empty();
        private Optional<String> text = Optional.empty();
        private int topK = USUAL;
        private Optional<VectorFilter> filter = Optional.empty();
        private OptionalDouble minScore = OptionalDouble.empty();
        private boolean includeVectors;

        private Builder(String index) {
            this.index = Inputs.notNull("index", index);
        }

        /**
         * Sets the name of the index.
         *
         * @param index the index's name
         * @return this builder
         */
        public Builder index(String index) {
            this.index = Inputs.notNull("index", index);
            return this;
        }

        /**
         * Sets the vector.
         *
         * @param vector what hits are like
         * @return this builder
         */
        public Builder vector(Embedding vector) {
            this.vector = Optional.of(Inputs.notNull("vector", vector));
            return this;
        }

        /**
         * Sets the text.
         *
         * @param text the words that hits have at least one of
         * @return this builder
         */
        public Builder text(String text) {
            this.text = Optional.of(Inputs.notNull("text", text));
            return this;
        }

        /**
         * Sets the maximum number of hits.
         *
         * @param topK maximum number of hits
         * @return this builder
         */
        public Builder topK(int topK) {
            this.topK = topK;
            return this;
        }

        /**
         * Sets a condition on the metadata of hits.
         *
         * @param filter what holds of the metadata of every hit
         * @return this builder
         */
        public Builder filter(VectorFilter filter) {
            this.filter = Optional.of(Inputs.notNull("filter", filter));
            return this;
        }

        /**
         * Sets the minimum score, inclusive.
         *
         * @param minScore the least score of a hit, that score included
         * @return this builder
         */
        public Builder minScore(double minScore) {
            this.minScore = OptionalDouble.of(minScore);
            return this;
        }

        /**
         * Sets whether hits include their vectors.
         *
         * @param includeVectors whether hits carry their vectors
         * @return this builder
         */
        public Builder includeVectors(boolean includeVectors) {
            this.includeVectors = includeVectors;
            return this;
        }

        /**
         * Builds the query.
         *
         * @return the query
         * @throws InvalidRequestException {@code query-ambiguous} with both or neither of vector and text; {@code limit-not-positive};
         * {@code number-not-finite} when the minimum score is NaN
         */
        public VectorQuery build() {
            return new VectorQuery(index, vector, text, topK, filter, minScore, includeVectors);
        }
    }
}
