package dev.agentstorage.recall.request;

import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The options of a {@code Memory}; a request can change them. A change names only what differs: {@code options.recall(recall ->
 * recall.topK(8))} keeps all other settings, of recall and of everything else.
 *
 * @param history the selection of the last messages; on by default
 * @param recall the selection of older messages; off by default
 * @param workingMemory the options of working memory; off by default
 * @param titles whether threads get titles; off by default
 * @param readOnly whether every write is rejected; {@code false} by default
 */
public record MemoryOptions(
        HistoryOptions history,
        Optional<RecallOptions> recall,
        Optional<WorkingMemoryOptions> workingMemory,
        Optional<TitleOptions> titles,
        boolean readOnly) {
    /** The defaults: the last 10 messages, and nothing else. */
    public static final MemoryOptions DEFAULT = new Builder().build();

    /**
     * Checks.
     *
     * @param history the selection of the last messages
     * @param recall the selection of older messages
     * @param workingMemory off by default
     * @param titles whether threads get titles
     * @param readOnly whether every write is rejected
     */
    public MemoryOptions {
        Needed.notNull("history", history);
        Needed.notNull("recall", recall);
        Needed.notNull("workingMemory", workingMemory);
        Needed.notNull("titles", titles);
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
        copy.history = history;
        copy.recall = recall;
        copy.workingMemory = workingMemory;
        copy.titles = titles;
        copy.readOnly = readOnly;
        return copy;
    }

    /** Collects the options. Each change starts from the current value, or from the defaults if it was off. Not thread-safe. */
    public static final class Builder {
        private HistoryOptions history = HistoryOptions.DEFAULT;
        private Optional<RecallOptions> recall = Optional.empty();
        private Optional<WorkingMemoryOptions> workingMemory = Optional.empty();
        private Optional<TitleOptions> titles = Optional.empty();
        private boolean readOnly;

        private Builder() {}

        /**
         * Changes the history.
         *
         * @param change changes the options
         * @return this builder
         */
        public Builder history(UnaryOperator<HistoryOptions.Builder> change) {
            history = change.apply(history.toBuilder()).build();
            return this;
        }

        /**
         * Sets the maximum number of messages of the history; 0 for none.
         *
         * @param count maximum number of messages of the history
         * @return this builder
         */
        public Builder lastMessages(int count) {
            return history(options -> options.lastMessages(count));
        }

        /**
         * Turns recall on with its current options, or the defaults.
         *
         * @return this builder
         */
        public Builder recall() {
            return recall(UnaryOperator.identity());
        }

        /**
         * Turns recall on and changes it.
         *
         * @param change changes the options
         * @return this builder
         */
        public Builder recall(UnaryOperator<RecallOptions.Builder> change) {
            recall = Optional.of(change.apply(recall.orElse(RecallOptions.DEFAULT).toBuilder())
                    .build());
            return this;
        }

        /**
         * Turns recall off.
         *
         * @return this builder
         */
        public Builder clearRecall() {
            recall = Optional.empty();
            return this;
        }

        /**
         * Turns working memory on with its current options, or the defaults.
         *
         * @return this builder
         */
        public Builder workingMemory() {
            return workingMemory(UnaryOperator.identity());
        }

        /**
         * Turns working memory on and changes it.
         *
         * @param change changes the options
         * @return this builder
         */
        public Builder workingMemory(UnaryOperator<WorkingMemoryOptions.Builder> change) {
            workingMemory = Optional.of(change.apply(workingMemory.orElse(WorkingMemoryOptions.DEFAULT).toBuilder())
                    .build());
            return this;
        }

        /**
         * Turns working memory off; stored content is kept.
         *
         * @return this builder
         */
        public Builder clearWorkingMemory() {
            workingMemory = Optional.empty();
            return this;
        }

        /**
         * Turns titles on with their current options, or the defaults.
         *
         * @return this builder
         */
        public Builder titles() {
            return titles(UnaryOperator.identity());
        }

        /**
         * Turns titles on and changes them.
         *
         * @param change changes the options
         * @return this builder
         */
        public Builder titles(UnaryOperator<TitleOptions.Builder> change) {
            titles = Optional.of(change.apply(titles.orElse(TitleOptions.DEFAULT).toBuilder())
                    .build());
            return this;
        }

        /**
         * Turns titles off; existing titles are kept.
         *
         * @return this builder
         */
        public Builder clearTitles() {
            titles = Optional.empty();
            return this;
        }

        /**
         * Sets whether every write is rejected.
         *
         * @param readOnly whether every write is refused
         * @return this builder
         */
        public Builder readOnly(boolean readOnly) {
            this.readOnly = readOnly;
            return this;
        }

        /**
         * Builds the options.
         *
         * @return the options
         */
        public MemoryOptions build() {
            return new MemoryOptions(history, recall, workingMemory, titles, readOnly);
        }
    }
}
