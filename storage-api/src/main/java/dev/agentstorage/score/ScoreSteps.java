package dev.agentstorage.score;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import java.util.Optional;

/**
 * How a scorer came to its score: the result of each of its steps, any JSON value kept to the character, and the prompt that was used.
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
    /** Nothing known. */
    public static final ScoreSteps NONE = new ScoreSteps(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /** Refuses nulls. @throws dev.agentstorage.error.InvalidRequestException {@code null-argument} */
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

    /** Returns these steps with the preparation. */
    public ScoreSteps preprocess(Json result, Optional<String> prompt) {
        return new ScoreSteps(
                Optional.of(Checks.notNull("result", result)),
                prompt,
                extractStepResult,
                extractPrompt,
                analyzeStepResult,
                analyzePrompt,
                generateScorePrompt,
                generateReasonPrompt,
                reasonPrompt);
    }

    /** Returns these steps with the extraction. */
    public ScoreSteps extract(Json result, Optional<String> prompt) {
        return new ScoreSteps(
                preprocessStepResult,
                preprocessPrompt,
                Optional.of(Checks.notNull("result", result)),
                prompt,
                analyzeStepResult,
                analyzePrompt,
                generateScorePrompt,
                generateReasonPrompt,
                reasonPrompt);
    }

    /** Returns these steps with the analysis. */
    public ScoreSteps analyze(Json result, Optional<String> prompt) {
        return new ScoreSteps(
                preprocessStepResult,
                preprocessPrompt,
                extractStepResult,
                extractPrompt,
                Optional.of(Checks.notNull("result", result)),
                prompt,
                generateScorePrompt,
                generateReasonPrompt,
                reasonPrompt);
    }

    /** Returns these steps with the prompts that gave the score and the reason. */
    public ScoreSteps generate(Optional<String> scorePrompt, Optional<String> reasonPrompt) {
        return new ScoreSteps(
                preprocessStepResult,
                preprocessPrompt,
                extractStepResult,
                extractPrompt,
                analyzeStepResult,
                analyzePrompt,
                scorePrompt,
                reasonPrompt,
                this.reasonPrompt);
    }
}
