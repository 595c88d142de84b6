package dev.agentstorage.recall.request;

import java.util.function.UnaryOperator;

/**
 * A search over all conversations of a resource.
 *
 * @param resourceId the resource whose conversations are searched
 * @param query the search text; a blank one finds nothing
 * @param offset the number of best hits to skip: 0 for the first page, then {@code SearchPage.next()}
 * @param limit maximum number of hits, 1 to 100; 20 by default
 * @param change changes the recall options of the memory; only {@code mode}, {@code minDense}, {@code minLexical}, {@code range},
 *     {@code roles}, {@code filter} and {@code maxAge} have an effect
 */
public record SearchRequest(
        String resourceId, String query, int offset, int limit, UnaryOperator<RecallOptions.Builder> change) {
    private static final int MOST = 100;

    /**
     * @param resourceId whose conversations
     * @param query the search text
     * @param offset number of best hits to skip: 0 for the first page, {@code SearchPage.next()} for others
     * @param limit maximum number of hits, 1 to 100
     * @param change changes the recall options of the memory
     * @throws dev.agentstorage.error.InvalidRequestException {@code option-out-of-range}
     */
    public SearchRequest {
        Needed.notNull("resourceId", resourceId);
        Needed.notNull("query", query);
        Needed.between("offset", 0, Integer.MAX_VALUE, offset);
        Needed.between("limit", 1, MOST, limit);
        Needed.notNull("change", change);
    }

    /**
     * Returns a builder for a search over the conversations of a resource.
     *
     * @param resourceId the id of the resource
     * @return a new builder
     */
    public static Builder builder(String resourceId) {
        return new Builder(resourceId);
    }

    /**
     * Returns a builder with the values of this object.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder copy = new Builder(resourceId);
        copy.query = query;
        copy.offset = offset;
        copy.limit = limit;
        copy.change = change;
        return copy;
    }

    /** Collects a search. Not thread-safe. */
    public static final class Builder {
        private final String resourceId;
        private String query = "";
        private int offset;
        private int limit = 20;
        private UnaryOperator<RecallOptions.Builder> change = UnaryOperator.identity();

        private Builder(String resourceId) {
            this.resourceId = resourceId;
        }

        /**
         * Sets the search text.
         *
         * @param query what is searched for
         * @return this builder
         */
        public Builder query(String query) {
            this.query = query;
            return this;
        }

        /**
         * Sets the number of best hits to skip.
         *
         * @param offset number of best hits to skip: 0 for the first page, {@code SearchPage.next()} for others
         * @return this builder
         */
        public Builder offset(int offset) {
            this.offset = offset;
            return this;
        }

        /**
         * Sets the maximum number of hits.
         *
         * @param limit maximum number of hits, 1 to 100
         * @return this builder
         */
        public Builder limit(int limit) {
            this.limit = limit;
            return this;
        }

        /**
         * Changes the recall options of the memory for this search.
         *
         * @param change changes the options; only {@code mode}, {@code minDense}, {@code minLexical}, {@code range}, {@code roles},
         *     {@code filter} and {@code maxAge} have an effect
         * @return this builder
         */
        public Builder options(UnaryOperator<RecallOptions.Builder> change) {
            this.change = Needed.notNull("change", change);
            return this;
        }

        /**
         * Builds the search.
         *
         * @return the search
         * @throws dev.agentstorage.error.InvalidRequestException {@code option-out-of-range}
         */
        public SearchRequest build() {
            return new SearchRequest(resourceId, query, offset, limit, change);
        }
    }
}
