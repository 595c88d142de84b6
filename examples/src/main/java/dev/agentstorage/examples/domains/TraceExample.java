package dev.agentstorage.examples.domains;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.observability.Correlation;
import dev.agentstorage.observability.EntityType;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanEntity;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.observability.SpanType;
import dev.agentstorage.observability.TraceHead;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.store.ObservabilityStore;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** The trace of an agent's turn: a model call, and a tool call that fails. */
public final class TraceExample {
    private TraceExample() {}

    public static void main(String[] args) {
        try (Storage storage = Storages.open("inmemory")) {
            run(storage, System.out::println);
        }
    }

    /** Runs the example on any storage, and hands over what it prints. */
    public static void run(Storage storage, Consumer<String> out) {
        ObservabilityStore traces = storage.observability();
        String user = "user-" + UUID.randomUUID();
        String traceId = UUID.randomUUID().toString();
        Instant start = Instant.now();
        traces.createSpans(List.of(
                Span.builder(traceId, "turn")
                        .name("answer a question")
                        .spanType(SpanType.AGENT_RUN)
                        .entity(SpanEntity.of(EntityType.AGENT, "support"))
                        .correlation(Correlation.builder().resourceId(user).build())
                        .tags(List.of("support"))
                        .startedAt(start)
                        .build(),
                Span.builder(traceId, "model")
                        .parentSpanId("turn")
                        .name("model call")
                        .spanType(SpanType.MODEL_GENERATION)
                        .attributes(Json.of(Map.of("inputTokens", 310, "outputTokens", 24)))
                        .startedAt(start.plusMillis(5))
                        .endedAt(start.plusMillis(805))
                        .build(),
                Span.builder(traceId, "tool")
                        .parentSpanId("turn")
                        .name("findOrder")
                        .spanType(SpanType.TOOL_CALL)
                        .input(Json.of(Map.of("order", 18)))
                        .error(Json.of(Map.of("message", "no such order")))
                        .startedAt(start.plusMillis(810))
                        .endedAt(start.plusMillis(830))
                        .build()));
        traces.updateSpan(SpanPatch.builder(traceId, "turn")
                .endedAt(start.plusMillis(900))
                .output(Json.of("There is no order 18."))
                .build());

        TraceQuery failedTools = TraceQuery.builder()
                .correlation(filter -> filter.resourceId(user))
                .hasChildError(true)
                .build();
        for (TraceHead head : traces.listTraceHeads(failedTools).toList()) {
            out.accept(head.name() + ": " + head.status());
            for (Span span : traces.getTrace(head.traceId()).orElseThrow().spans()) {
                out.accept("  " + span.name() + ": "
                        + span.error().map(error -> "failed, " + error).orElse("done"));
            }
        }
    }
}
