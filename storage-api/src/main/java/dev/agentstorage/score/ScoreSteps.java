package dev.agentstorage.score;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The intermediate results of a scorer: the result of each step, any JSON value stored unchanged, and its prompt.
 *
 * @param preprocessStepResult the result of preprocessing
 * @param preprocessPrompt the prompt of preprocessing
 * @param extractStepResult the result of extraction
 * @param extractPrompt the prompt of extraction
 * @param analyzeStepResult the result of the analysis
 * @param analyzePrompt the prompt of the analysis
 * @param generateScorePrompt the prompt that generated the score
 * @param generateReasonPrompt the prompt that generated the reason
 * @param reasonPrompt the prompt that generated the reason, under the name that older scorers use
 */
public record ScoreSteps(
        Optional<Json> preprocessStepResult,
        Optional<String> preprocessPrompt,
        Optional<Json> extractStepResult,
        Optional<String> extractPrompt,
        Optional<Json> analyzeStepResult,
        Optional<String> analyzePrompt,
        Optional<String> generateScorePrompt,
        Optional<String> generateReasonPrompt,
        Optional<String> reasonPrompt) {
    /** All fields are empty. */
    public static final ScoreSteps NONE = builder().build();

    /**
     * Rejects null values.
     *
     * @param preprocessStepResult what was prepared
     * @param preprocessPrompt the prompt that prepared it
     * @param extractStepResult what was extracted
     * @param extractPrompt the prompt that extracted it
     * @param analyzeStepResult what was found
     * @param analyzePrompt the prompt that found it
     * @param generateScorePrompt the prompt that gave the score
     * @param generateReasonPrompt the prompt that gave the reason
     * @param reasonPrompt the prompt that gave the reason, under the name that older scorers use
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public ScoreSteps {
        Checks.notNull("preprocessStepResult", preprocessStepResult);
        Checks.notNull("preprocessPrompt", preprocessPrompt);
        Checks.notNull("extractStepResult", extractStepResult);
        Checks.notNull("extractPrompt", extractPrompt);
        Checks.notNull("analyzeStepResult", analyzeStepResult);
        Checks.notNull("analyzePrompt", analyzePrompt);
        Checks.notNull("generateScorePrompt", generateScorePrompt);
        Checks.notNull("generateReasonPrompt", generateReasonPrompt);
        Checks.notNull("reasonPrompt", reasonPrompt);
    }

    /**
     * Returns a builder for steps without values.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a builder with the values of these steps.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Collects the fields; {@code null} clears a field. Not thread-safe. */
    public static final class Builder {
        private @Nullable Json preprocessStepResult;
        private @Nullable String preprocessPrompt;
        private @Nullable Json extractStepResult;
        private @Nullable String extractPrompt;
        private @Nullable Json analyzeStepResult;
        private @Nullable String analyzePrompt;
        private @Nullable String generateScorePrompt;
        private @Nullable String generateReasonPrompt;
        private @Nullable String reasonPrompt;

        private Builder() {}

        private Builder(ScoreSteps steps) {
            preprocessStepResult = steps.preprocessStepResult.orElse(null);
            preprocessPrompt = steps.preprocessPrompt.orElse(null);
            extractStepResult = steps.extractStepResult.orElse(null);
            extractPrompt = steps.extractPrompt.orElse(null);
            analyzeStepResult = steps.analyzeStepResult.orElse(null);
            analyzePrompt = steps.analyzePrompt.orElse(null);
            generateScorePrompt = steps.generateScorePrompt.orElse(null);
            generateReasonPrompt = steps.generateReasonPrompt.orElse(null);
            reasonPrompt = steps.reasonPrompt.orElse(null);
        }

        /**
         * Sets the result of preprocessing.
         *
         * @param preprocessStepResult what was prepared
         * @return this builder
         */
        public Builder preprocessStepResult(@Nullable Json preprocessStepResult) {
            this.preprocessStepResult = preprocessStepResult;
            return this;
        }

        /**
         * Sets the prompt of preprocessing.
         *
         * @param preprocessPrompt the prompt that prepared it
         * @return this builder
         */
        public Builder preprocessPrompt(@Nullable String preprocessPrompt) {
            this.preprocessPrompt = preprocessPrompt;
            return this;
        }

        /**
         * Sets the result of extraction.
         *
         * @param extractStepResult what was extracted
         * @return this builder
         */
        public Builder extractStepResult(@Nullable Json extractStepResult) {
            this.extractStepResult = extractStepResult;
            return this;
        }

        /**
         * Sets the prompt of extraction.
         *
         * @param extractPrompt the prompt that extracted it
         * @return this builder
         */
        public Builder extractPrompt(@Nullable String extractPrompt) {
            this.extractPrompt = extractPrompt;
            return this;
        }

        /**
         * Sets the result of the analysis.
         *
         * @param analyzeStepResult what was found
         * @return this builder
         */
        public Builder analyzeStepResult(@Nullable Json analyzeStepResult) {
            this.analyzeStepResult = analyzeStepResult;
            return this;
        }

        /**
         * Sets the prompt of the analysis.
         *
         * @param analyzePrompt the prompt that found it
         * @return this builder
         */
        public Builder analyzePrompt(@Nullable String analyzePrompt) {
            this.analyzePrompt = analyzePrompt;
            return this;
        }

        /**
         * Sets the prompt that generated the score.
         *
         * @param generateScorePrompt the prompt that gave the score
         * @return this builder
         */
        public Builder generateScorePrompt(@Nullable String generateScorePrompt) {
            this.generateScorePrompt = generateScorePrompt;
            return this;
        }

        /**
         * Sets the prompt that generated the reason.
         *
         * @param generateReasonPrompt the prompt that gave the reason
         * @return this builder
         */
        public Builder generateReasonPrompt(@Nullable String generateReasonPrompt) {
            this.generateReasonPrompt = generateReasonPrompt;
            return this;
        }

        /**
         * Sets the prompt that generated the reason, under the name that older scorers use.
         *
         * @param reasonPrompt the prompt that gave the reason, under the name that older scorers use
         * @return this builder
         */
        public Builder reasonPrompt(@Nullable String reasonPrompt) {
            this.reasonPrompt = reasonPrompt;
            return this;
        }

        /**
         * Builds the steps.
         *
         * @return the steps
         * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
         */
        public ScoreSteps build() {
            return new ScoreSteps(
                    Optional.ofNullable(preprocessStepResult),
                    Optional.ofNullable(preprocessPrompt),
                    Optional.ofNullable(extractStepResult),
                    Optional.ofNullable(extractPrompt),
                    Optional.ofNullable(analyzeStepResult),
                    Optional.ofNullable(analyzePrompt),
                    Optional.ofNullable(generateScorePrompt),
                    Optional.ofNullable(generateReasonPrompt),
                    Optional.ofNullable(reasonPrompt));
        }
    }
}
