package dev.agentstorage.recall.request;

import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * How memory works: for a {@code Memory}, and changed for one request. A change names only what differs: {@code options.recall(recall ->
 * recall.topK(8))} keeps every other setting, of recall and of everything else.
 *
 * @param history which of the last messages come; on by default
 * @param recall which older messages come; off by default
 * @param workingMemory off by default
 * @param titles whether threads get titles; off by default
 * @param readOnly whether every write is refused; not by default
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
     * @param history which of the last messages come
     * @param recall which older messages come
     * @param workingMemory off by default
     * @param titles whether threads get titles
     * @param readOnly whether every write is refused
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

    /** Collects the options. Each part is changed from what it was, or from its defaults when it was off. Not thread-safe. */
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
         * Turns recall on with what it had, or its defaults.
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
         * Turns working memory on with what it had, or its defaults.
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
         * Turns working memory off; what is stored stays.
         *
         * @return this builder
         */
        public Builder clearWorkingMemory() {
            workingMemory = Optional.empty();
            return this;
        }

        /**
         * Turns titles on with what they had, or their defaults.
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
         * Turns titles off; existing titles stay.
         *
         * @return this builder
         */
        public Builder clearTitles() {
            titles = Optional.empty();
            return this;
        }

        /**
         * Sets whether every write is refused.
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
