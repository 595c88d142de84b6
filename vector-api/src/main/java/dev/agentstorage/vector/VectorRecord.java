package dev.agentstorage.vector;

import dev.agentstorage.error.InvalidRequestException;
import java.util.Map;
import java.util.Optional;

/**
 * A record of an index: an id, a vector, a text or both, and metadata. Immutable.
 *
 * @param id unique in its index; not empty, at most {@link VectorLimits#idBytes()} long
 * @param vector the vector for dense queries; empty when only the text is searched
 * @param text the text for lexical queries; empty when only the vector is searched
 * @param metadata the metadata for filters and hits
 */
public record VectorRecord(String id, Optional<Embedding> vector, Optional<String> text, Metadata metadata) {
    /**
     * Checks.
     *
     * @param id unique in its index
     * @param vector the vector for dense queries
     * @param text the text for lexical queries
     * @param metadata what filters look at and hits carry
     */
    public VectorRecord {
        Inputs.notEmpty("id", id);
        Inputs.notNull("vector", vector);
        Inputs.notNull("text", text).ifPresent(value -> Inputs.text("text", value));
        Inputs.notNull("metadata", metadata);
        if (vector.isEmpty() && text.isEmpty()) {
            throw new InvalidRequestException(
                    "record-without-search", "a record needs a vector, a text, or both", Map.of("key", id));
        }
    }

    /**
     * Returns a builder for a record; requires {@link Builder#vector}, {@link Builder#text}, or both.
     *
     * @param id the id of the record
     * @return a new builder
     */
    public static Builder builder(String id) {
        return new Builder(id);
    }

    /**
     * Returns a builder with the values of this object.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder copy = new Builder(id);
        copy.vector = vector;
        copy.text = text;
        copy.metadata = metadata;
        return copy;
    }

    /** Collects a record. Not thread-safe. */
    public static final class Builder {
        private String id;
        private Optional<Embedding> vector = Optional.empty();
        private Optional<String> text = Optional.empty();
        private Metadata metadata = Metadata.empty();

        private Builder(String id) {
            this.id = id;
        }

        /**
         * Sets the id.
         *
         * @param id unique in its index
         * @return this builder
         */
        public Builder id(String id) {
            this.id = id;
            return this;
        }

        /**
         * Sets the vector.
         *
         * @param vector what a dense query finds it by
         * @return this builder
         */
        public Builder vector(Embedding vector) {
            this.vector = Optional.of(Inputs.notNull("vector", vector));
            return this;
        }

        /**
         * Sets the text.
         *
         * @param text what a lexical query finds it by
         * @return this builder
         */
        public Builder text(String text) {
            this.text = Optional.of(Inputs.notNull("text", text));
            return this;
        }

        /**
         * Sets the metadata. Default: empty.
         *
         * @param metadata what filters look at and hits carry
         * @return this builder
         */
        public Builder metadata(Metadata metadata) {
            this.metadata = Inputs.notNull("metadata", metadata);
            return this;
        }

        /**
         * Builds the record.
         *
         * @return the record
         * @throws InvalidRequestException {@code text-empty} for the id; {@code text-invalid} when id or text contains NUL or an unpaired
         *     surrogate; {@code record-without-search} with neither vector nor text
         */
        public VectorRecord build() {
            return new VectorRecord(id, vector, text, metadata);
        }
    }
}
