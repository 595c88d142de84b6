package dev.agentstorage.recall.request;

import java.util.Optional;

/**
 * How threads get titles. The first line of the first message of the user becomes the title immediately; the title of the generator
 * replaces it later, unless another caller has set a title in between. Titles are set in parallel with the reply and never delay it.
 *
 * @param maxCharacters maximum length of a title, 1 to 500 characters; 80 by default. A longer one is cut at a word boundary
 * @param generator generates better titles; empty to use only the first line
 */
public record TitleOptions(int maxCharacters, Optional<TitleGenerator> generator) {
    /** The defaults. */
    public static final TitleOptions DEFAULT = new Builder().build();

    private static final int MOST = 500;

    /**
     * @param maxCharacters maximum length of a title, 1 to 500 characters
     * @param generator generates better titles
     * @throws dev.agentstorage.error.InvalidRequestException {@code option-out-of-range}
     */
    public TitleOptions {
        Needed.between("maxCharacters", 1, MOST, maxCharacters);
        Needed.notNull("generator", generator);
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
        copy.maxCharacters = maxCharacters;
        copy.generator = generator;
        return copy;
    }

    /** Collects the options. Not thread-safe. */
    public static final class Builder {
        private int maxCharacters = 80;
        private Optional<TitleGenerator> generator = Optional.empty();

        private Builder() {}

        /**
         * Sets the maximum length of a title.
         *
         * @param maxCharacters maximum length of a title, 1 to 500 characters
         * @return this builder
         */
        public Builder maxCharacters(int maxCharacters) {
            this.maxCharacters = maxCharacters;
            return this;
        }

        /**
         * Sets the generator of better titles.
         *
         * @param generator makes better titles
         * @return this builder
         */
        public Builder generator(TitleGenerator generator) {
            this.generator = Optional.of(Needed.notNull("generator", generator));
            return this;
        }

        /**
         * Removes the generator.
         *
         * @return this builder
         */
        public Builder clearGenerator() {
            generator = Optional.empty();
            return this;
        }

        /**
         * Builds the options.
         *
         * @return the options
         * @throws dev.agentstorage.error.InvalidRequestException {@code option-out-of-range}
         */
        public TitleOptions build() {
            return new TitleOptions(maxCharacters, generator);
        }
    }
}
