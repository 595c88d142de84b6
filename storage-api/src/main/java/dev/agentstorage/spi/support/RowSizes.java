package dev.agentstorage.spi.support;

import dev.agentstorage.observability.Correlation;
import dev.agentstorage.observability.EntityType;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanEntity;
import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.ScoreOrigin;
import dev.agentstorage.score.ScoreSteps;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Limits;
import dev.agentstorage.value.Utf8;
import java.util.Optional;

/** The size of a span or score that counts towards {@link Limits#rowBytes()}, in bytes of UTF-8. Stateless and thread-safe. */
public final class RowSizes {
    /** Estimate for all columns that are neither text nor JSON. */
    private static final int FIXED_BYTES = 64;

    private RowSizes() {}

    /**
     * {@return the size of a span in bytes}
     *
     * @param span the span
     */
    public static long of(Span span) {
        return FIXED_BYTES
                + Utf8.length(span.traceId())
                + Utf8.length(span.spanId())
                + text(span.parentSpanId())
                + Utf8.length(span.name())
                + Utf8.length(span.spanType().value())
                + of(span.entity())
                + of(span.parentEntity())
                + of(span.rootEntity())
                + of(span.correlation())
                + span.scope().sizeInBytes()
                + span.metadata().sizeInBytes()
                + (span.tags().isEmpty() ? 0 : Json.of(span.tags()).sizeInBytes())
                + json(span.attributes())
                + json(span.links())
                + json(span.input())
                + json(span.output())
                + json(span.error())
                + json(span.requestContext());
    }

    /**
     * {@return the size of a score in bytes}
     *
     * @param id the id of the score
     * @param evaluation the result of the scorer
     */
    public static long of(String id, Evaluation evaluation) {
        ScoreSteps steps = evaluation.steps();
        ScoreOrigin origin = evaluation.origin();
        return FIXED_BYTES
                + Utf8.length(id)
                + Utf8.length(evaluation.scorerId())
                + Utf8.length(evaluation.runId())
                + evaluation.scorer().sizeInBytes()
                + Utf8.length(evaluation.source().value())
                + text(evaluation.reason())
                + Utf8.length(evaluation.entityId())
                + text(evaluation.entityType())
                + evaluation.entity().sizeInBytes()
                + json(evaluation.input())
                + evaluation.output().sizeInBytes()
                + json(evaluation.additionalContext())
                + json(evaluation.requestContext())
                + json(evaluation.metadata())
                + json(steps.preprocessStepResult())
                + text(steps.preprocessPrompt())
                + json(steps.extractStepResult())
                + text(steps.extractPrompt())
                + json(steps.analyzeStepResult())
                + text(steps.analyzePrompt())
                + text(steps.generateScorePrompt())
                + text(steps.generateReasonPrompt())
                + text(steps.reasonPrompt())
                + text(origin.traceId())
                + text(origin.spanId())
                + text(origin.resourceId())
                + text(origin.threadId());
    }

    private static long of(SpanEntity entity) {
        return text(entity.type().map(EntityType::value))
                + text(entity.id())
                + text(entity.name())
                + text(entity.versionId());
    }

    private static long of(Correlation correlation) {
        return text(correlation.userId())
                + text(correlation.organizationId())
                + text(correlation.resourceId())
                + text(correlation.runId())
                + text(correlation.sessionId())
                + text(correlation.threadId())
                + text(correlation.requestId())
                + text(correlation.environment())
                + text(correlation.source())
                + text(correlation.serviceName())
                + text(correlation.experimentId());
    }

    private static long text(Optional<String> text) {
        return text.map(Utf8::length).orElse(0L);
    }

    private static long json(Optional<Json> value) {
        return value.map(Json::sizeInBytes).orElse(0L);
    }
}
