package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.StorageException;
import dev.agentstorage.observability.Correlation;
import dev.agentstorage.observability.EntityType;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanEntity;
import dev.agentstorage.observability.SpanType;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Sample spans, and assertions to compare stored spans. */
final class SpanSamples {
    static final Instant START = Instant.parse("2024-01-01T00:00:00Z");

    private SpanSamples() {}

    /** Returns a root span that ended after a second; its id is the trace id with {@code -root}. */
    static Span root(String traceId) {
        return span(traceId, traceId + "-root").build();
    }

    /** Returns a child of the root span. */
    static Span child(String traceId, String spanId) {
        return span(traceId, spanId).parentSpanId(traceId + "-root").build();
    }

    /** Begins a span without a parent that ended after a second. */
    static Span.Builder span(String traceId, String spanId) {
        return Span.builder(traceId, spanId).startedAt(START).endedAt(START.plusSeconds(1));
    }

    /** Returns a root span of a resource, for listings by resource. */
    static Span.Builder listed(String resourceId, String traceId) {
        return root(traceId).toBuilder()
                .correlation(Correlation.builder().resourceId(resourceId).build());
    }

    /** Returns a span in which every field has a distinct value. */
    static Span full(String traceId, String spanId) {
        return Span.builder(traceId, spanId)
                .parentSpanId("parent")
                .name("weather tool")
                .spanType(SpanType.TOOL_CALL)
                .isEvent(true)
                .startedAt(START.plusNanos(123_456_000))
                .endedAt(START.plusNanos(987_654_000))
                .entity(entity("entity"))
                .parentEntity(entity("above"))
                .rootEntity(entity("top"))
                .correlation(correlation("of-" + traceId))
                .scope(Json.parse("{\"core\":{\"version\":\"1.2\"}}"))
                .metadata(Json.parse("{\"tier\":\"gold\",\"n\":1}"))
                .tags(List.of("beta", "alpha"))
                .attributes(Json.parse("{\"tool\":\"weather\"}"))
                .links(Json.parse("[{\"traceId\":\"t0\",\"spanId\":\"s0\"}]"))
                .input(Json.parse("{\"city\":\"Oslo\"}"))
                .output(Json.parse("{\"celsius\":-3.50,\"snow\":true}"))
                .error(Json.parse("{\"message\":\"late\"}"))
                .requestContext(Json.parse("{\"locale\":\"nb\"}"))
                .build();
    }

    private static SpanEntity entity(String what) {
        return SpanEntity.builder()
                .type(new EntityType(what + " type"))
                .id(what + " id")
                .name(what + " name")
                .versionId(what + " version")
                .build();
    }

    /** Returns a correlation in which every field has a distinct value. */
    static Correlation correlation(String mark) {
        return Correlation.builder()
                .userId("user " + mark)
                .organizationId("organization " + mark)
                .resourceId("resource " + mark)
                .runId("run " + mark)
                .sessionId("session " + mark)
                .threadId("thread " + mark)
                .requestId("request " + mark)
                .environment("environment " + mark)
                .source("source " + mark)
                .serviceName("service " + mark)
                .experimentId("experiment " + mark)
                .build();
    }

    /** Returns the JSON values of a span that may be of any kind, by name. */
    static Map<String, Optional<Json>> values(Span span) {
        Map<String, Optional<Json>> values = new LinkedHashMap<>();
        values.put("attributes", span.attributes());
        values.put("links", span.links());
        values.put("input", span.input());
        values.put("output", span.output());
        values.put("error", span.error());
        values.put("requestContext", span.requestContext());
        return values;
    }

    /** Sets all JSON values that may be of any kind. */
    static Span withValues(Span span, Json value) {
        return span.toBuilder()
                .attributes(value)
                .links(value)
                .input(value)
                .output(value)
                .error(value)
                .requestContext(value)
                .build();
    }

    /** Asserts that a stored span equals the given one, with the exact text of JSON, except for the storage times. */
    static void assertStored(Optional<Span> stored, Span expected) {
        assertThat(stored.map(SpanSamples::timeless)).contains(timeless(expected));
        assertThat(texts(stored.orElseThrow())).isEqualTo(texts(expected));
    }

    /** Returns the span without its storage times. */
    static Span timeless(Span span) {
        return span.toBuilder()
                .createdAt(Instant.EPOCH)
                .updatedAt(Instant.EPOCH)
                .build();
    }

    private static List<String> texts(Span span) {
        return values(span).values().stream()
                .map(value -> value.map(Json::text).orElse("absent"))
                .toList();
    }

    static List<String> spanIds(List<Span> spans) {
        return spans.stream().map(Span::spanId).toList();
    }

    static List<String> traceIds(List<Span> spans) {
        return spans.stream().map(Span::traceId).toList();
    }

    /** Asserts that a call fails with this error. */
    static <E extends StorageException> void assertRefused(
            String what, Class<E> type, String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .as(what)
                .isInstanceOfSatisfying(
                        type, error -> assertThat(error.code()).as(what).isEqualTo(code));
    }
}
