package dev.agentstorage.store;

import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.ScoreOrigin;
import dev.agentstorage.score.ScoreSteps;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Utf8;
import java.util.Optional;

/** Checks and normalises the arguments of the score domain. */
final class ScoreInputs {
    private final Call<?> call;

    ScoreInputs(Call<?> call) {
        this.call = call;
    }

    /** Returns the evaluation as it may be stored. */
    Evaluation evaluation(Evaluation evaluation) {
        call.id("scorerId", evaluation.scorerId());
        call.name("source", evaluation.source().value());
        call.id("runId", evaluation.runId());
        text("reason", evaluation.reason());
        call.id("entityId", evaluation.entityId());
        call.name("entityType", evaluation.entityType());
        size("input", evaluation.input());
        size("output", Optional.of(evaluation.output()));
        steps(evaluation.steps());
        origin(evaluation.origin());
        return evaluation.toBuilder()
                .scorer(object("scorer", evaluation.scorer()))
                .entity(object("entity", evaluation.entity()))
                .additionalContext(object("additionalContext", evaluation.additionalContext())
                        .orElse(null))
                .requestContext(
                        object("requestContext", evaluation.requestContext()).orElse(null))
                .metadata(object("metadata", evaluation.metadata()).orElse(null))
                .build();
    }

    private void steps(ScoreSteps steps) {
        size("preprocessStepResult", steps.preprocessStepResult());
        text("preprocessPrompt", steps.preprocessPrompt());
        size("extractStepResult", steps.extractStepResult());
        text("extractPrompt", steps.extractPrompt());
        size("analyzeStepResult", steps.analyzeStepResult());
        text("analyzePrompt", steps.analyzePrompt());
        text("generateScorePrompt", steps.generateScorePrompt());
        text("generateReasonPrompt", steps.generateReasonPrompt());
        text("reasonPrompt", steps.reasonPrompt());
    }

    /** Checks the origin of a score or a query. */
    void origin(ScoreOrigin origin) {
        call.id("traceId", origin.traceId());
        call.id("spanId", origin.spanId());
        call.id("resourceId", origin.resourceId());
        call.id("threadId", origin.threadId());
    }

    private void text(String field, Optional<String> value) {
        value.ifPresent(text -> call.value(field, Utf8.length(call.text(field, text))));
    }

    private Optional<Json> object(String field, Optional<Json> value) {
        return value.map(json -> object(field, json));
    }

    private Json object(String field, Json value) {
        Json canonical = call.object(field, value);
        size(field, Optional.of(canonical));
        return canonical;
    }

    private void size(String field, Optional<Json> value) {
        value.ifPresent(json -> call.value(field, json.sizeInBytes()));
    }
}
