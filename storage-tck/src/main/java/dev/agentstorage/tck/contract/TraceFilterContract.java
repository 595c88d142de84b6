package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.SpanSamples.START;
import static dev.agentstorage.tck.contract.SpanSamples.assertRefused;
import static dev.agentstorage.tck.contract.SpanSamples.child;
import static dev.agentstorage.tck.contract.SpanSamples.listed;
import static dev.agentstorage.tck.contract.SpanSamples.traceIds;
import static dev.agentstorage.value.Feature.OBSERVABILITY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.observability.Correlation;
import dev.agentstorage.observability.EntityType;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanEntity;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.observability.SpanType;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.observability.TraceStatus;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.tck.run.Contract;
import dev.agentstorage.value.Change;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.TimeRange;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The traces that a query returns, for each filter alone and for all together. */
public abstract class TraceFilterContract extends Contract {
    /** For subclasses. */
    protected TraceFilterContract() {}

    /** Returns the ids of the traces of a query, in its order; the count must agree. */
    private List<String> found(TraceQuery.Builder query) {
        var traces = observability().listTraces(query.build());
        List<String> ids = traceIds(traces.toList());
        assertThat(traces.count()).as("count").isEqualTo(ids.size());
        return ids;
    }

    private static TraceQuery.Builder of(String resource) {
        return TraceQuery.ofResource(resource).toBuilder();
    }

    private String stored(Span.Builder span) {
        return observability().saveSpan(span.build()).traceId();
    }

    /**
     * Each text field is a separate filter. If this fails, look at the column that the filter of the named field compares.
     */
    @Rule(
            id = "OBS-53",
            requires = OBSERVABILITY,
            cases = {"O30", "O31", "O32", "O33", "O34", "O35", "O47", "O48", "O49", "O50", "O51", "O52", "O53", "O54"})
    void everyTextFieldIsAFilter() {
        Map<String, UnaryOperator<Correlation.Builder>> fields = new LinkedHashMap<>();
        String value = id("value");
        fields.put("userId", c -> c.userId(value));
        fields.put("organizationId", c -> c.organizationId(value));
        fields.put("resourceId", c -> c.resourceId(value));
        fields.put("runId", c -> c.runId(value));
        fields.put("sessionId", c -> c.sessionId(value));
        fields.put("threadId", c -> c.threadId(value));
        fields.put("requestId", c -> c.requestId(value));
        fields.put("environment", c -> c.environment(value));
        fields.put("source", c -> c.source(value));
        fields.put("serviceName", c -> c.serviceName(value));
        fields.put("experimentId", c -> c.experimentId(value));
        Map<String, String> traces = new LinkedHashMap<>();
        fields.forEach((field, set) -> traces.put(
                field,
                stored(SpanSamples.root(id("trace")).toBuilder()
                        .correlation(set.apply(Correlation.builder()).build()))));
        fields.forEach((field, set) -> assertThat(found(TraceQuery.builder().correlation(set)))
                .as(field)
                .containsExactly(traces.get(field)));
    }

    /** Span type and entity are filters. If this fails, look at the column of the named one, and at those of the parent and root entity. */
    @Rule(
            id = "OBS-53",
            requires = OBSERVABILITY,
            cases = {"O30", "O31", "O32", "O33"})
    void spanTypeAndEntityAreFilters() {
        String resource = id("resource");
        SpanEntity decoy = SpanEntity.builder()
                .type(EntityType.AGENT)
                .id("same")
                .name("same")
                .versionId("same")
                .build();
        String agent = stored(listed(resource, id("1"))
                .spanType(SpanType.AGENT_RUN)
                .entity(decoy.toBuilder().id("a").name("Ann").versionId("v1").build()));
        String tool = stored(listed(resource, id("2"))
                .spanType(new SpanType("own_type"))
                .entity(decoy.toBuilder().type(EntityType.TOOL).build())
                .parentEntity(
                        decoy.toBuilder().id("a").name("Ann").versionId("v1").build()));
        stored(listed(resource, id("3"))
                .rootEntity(
                        decoy.toBuilder().id("a").name("Ann").versionId("v1").build()));
        assertThat(found(of(resource).spanType(SpanType.AGENT_RUN))).containsExactly(agent);
        assertThat(found(of(resource).spanType(new SpanType("own_type")))).containsExactly(tool);
        assertThat(found(of(resource)
                        .entity(SpanEntity.builder().type(EntityType.AGENT).build())))
                .containsExactly(agent);
        assertThat(found(of(resource).entity(SpanEntity.builder().id("a").build())))
                .containsExactly(agent);
        assertThat(found(of(resource).entity(SpanEntity.builder().name("Ann").build())))
                .containsExactly(agent);
        assertThat(found(
                        of(resource).entity(SpanEntity.builder().versionId("v1").build())))
                .containsExactly(agent);
        assertThat(found(of(resource)
                        .entity(decoy.toBuilder().type(EntityType.TOOL).build())))
                .containsExactly(tool);
        assertThat(found(of(resource).entity(SpanEntity.builder().name("ann").build())))
                .as("another case")
                .isEmpty();
    }

    /** All filters must hold. If this fails, look at how conditions are joined. */
    @Rule(id = "OBS-50", requires = OBSERVABILITY, cases = "O46")
    void allFiltersMustHold() {
        String resource = id("resource");
        UnaryOperator<Span.Builder> production = span -> span.correlation(Correlation.builder()
                        .resourceId(resource)
                        .environment("production")
                        .build())
                .entity(SpanEntity.builder().type(EntityType.AGENT).build())
                .metadata(Json.parse("{\"a\":1}"))
                .tags(List.of("x"));
        String match = stored(production.apply(listed(resource, id("1"))));
        stored(production.apply(listed(resource, id("2"))).endedAt(null));
        stored(production.apply(listed(resource, id("3"))).entity(SpanEntity.NONE));
        stored(production.apply(listed(resource, id("4"))).tags(List.of()));
        stored(production.apply(listed(resource, id("5"))).metadata(Json.EMPTY_OBJECT));
        stored(production.apply(listed(resource, id("6"))).startedAt(START.minusSeconds(9)));
        stored(listed(resource, id("7")));
        TraceQuery.Builder all = of(resource)
                .correlation(c -> c.environment("production"))
                .entity(SpanEntity.builder().type(EntityType.AGENT).build())
                .status(TraceStatus.SUCCESS)
                .metadata(Json.parse("{\"a\":1}"))
                .tags("x")
                .hasChildError(false)
                .startedAt(TimeRange.from(START))
                .endedAt(TimeRange.until(START.plusSeconds(1)));
        assertThat(found(all)).containsExactly(match);
        assertThat(found(all.correlation(c -> c.environment("test")))).isEmpty();
    }

    /** Ranges of the start. If this fails, look at the operators of the bounds, and at their precision. */
    @Rule(
            id = "OBS-51",
            requires = OBSERVABILITY,
            cases = {"O44", "O45"})
    void startedAtRangesHaveTheirBounds() {
        String resource = id("resource");
        String a = stored(listed(resource, id("a")).startedAt(START));
        String b = stored(listed(resource, id("b")).startedAt(START.plusNanos(1_000)));
        String c = stored(listed(resource, id("c")).startedAt(START.plusNanos(2_000)));
        Instant first = START;
        Instant last = START.plusNanos(2_000);
        Map<TimeRange, List<String>> expected = new LinkedHashMap<>();
        expected.put(TimeRange.ALL, List.of(c, b, a));
        expected.put(TimeRange.from(first.plusNanos(1_000)), List.of(c, b));
        expected.put(TimeRange.until(first.plusNanos(1_000)), List.of(b, a));
        expected.put(TimeRange.between(first, last), List.of(c, b, a));
        expected.put(TimeRange.between(first, last).withoutStart(), List.of(c, b));
        expected.put(TimeRange.between(first, last).withoutEnd(), List.of(b, a));
        expected.put(TimeRange.between(first, first), List.of(a));
        expected.put(TimeRange.between(first, first).withoutEnd(), List.of());
        expected.put(TimeRange.from(last.plusNanos(1_000)), List.of());
        expected.forEach((range, traces) ->
                assertThat(found(of(resource).startedAt(range))).as("%s", range).isEqualTo(traces));
    }

    /** Ranges of the end. If this fails, look at how a running span compares, and at a column's default for an empty end. */
    @Rule(id = "OBS-52", requires = OBSERVABILITY, cases = "G15")
    void endedAtRangesHaveTheirBoundsAndLeaveOutRunningTraces() {
        String resource = id("resource");
        Instant end = START.plusSeconds(1);
        String a = stored(listed(resource, id("a")).endedAt(end));
        String b = stored(listed(resource, id("b")).endedAt(end.plusNanos(1_000)));
        String running = stored(listed(resource, id("c")).endedAt(null));
        Map<TimeRange, List<String>> expected = new LinkedHashMap<>();
        expected.put(TimeRange.ALL, List.of(a, b, running));
        expected.put(TimeRange.from(end), List.of(a, b));
        expected.put(TimeRange.from(end).withoutStart(), List.of(b));
        expected.put(TimeRange.until(end), List.of(a));
        expected.put(TimeRange.until(end).withoutEnd(), List.of());
        expected.put(TimeRange.between(end, end.plusNanos(1_000)), List.of(a, b));
        expected.put(TimeRange.until(Instant.parse("9999-12-31T23:59:59Z")), List.of(a, b));
        expected.forEach((range, traces) -> assertThat(found(of(resource).endedAt(range)))
                .as("%s", range)
                .containsExactlyInAnyOrderElementsOf(traces));
    }

    /** Containment is by structure. If this fails, look for a comparison of texts. */
    @Rule(id = "OBS-54", requires = OBSERVABILITY, cases = "G14")
    void scopeAndMetadataFiltersMeanContainment() {
        String resource = id("resource");
        Json rich = Json.parse("{\"a\":1,\"b\":{\"c\":true,\"d\":[1,2,{\"e\":null}]},\"f\":\"x\"}");
        Json poor = Json.parse("{\"f\":\"x\"}");
        String one = stored(listed(resource, id("1")).metadata(rich).scope(poor));
        String two = stored(listed(resource, id("2")).metadata(poor).scope(rich));
        for (String part : List.of(
                "{\"f\":\"x\",\"a\":1}",
                "{\"a\":1.0}",
                "{\"b\":{\"d\":[1,2,{\"e\":null}],\"c\":true}}",
                "{\"b\":{\"c\":true}}",
                "{\"b\":{\"d\":[2]}}",
                "{\"b\":{\"d\":[{\"e\":null}]}}",
                "{\"b\":{}}")) {
            assertThat(found(of(resource).metadata(Json.parse(part)))).as(part).containsExactly(one);
            assertThat(found(of(resource).scope(Json.parse(part)))).as(part).containsExactly(two);
        }
        for (String part : List.of(
                "{\"a\":\"1\"}", "{\"b\":[1]}", "{\"c\":true}", "{\"F\":\"x\"}", "{\"g\":null}", "{\"f\":null}")) {
            assertThat(found(of(resource).metadata(Json.parse(part)))).as(part).isEmpty();
            assertThat(found(of(resource).scope(Json.parse(part)))).as(part).isEmpty();
        }
        assertThat(found(of(resource).metadata(Json.EMPTY_OBJECT))).hasSize(2);
    }

    /** All tags must match. If this fails, look for a comparison of texts, or for a match of any tag. */
    @Rule(id = "OBS-55", requires = OBSERVABILITY, cases = "G14")
    void allTagsAreWantedInAnyOrder() {
        String resource = id("resource");
        String both = stored(listed(resource, id("1")).tags(List.of("red", "big", "12")));
        String red = stored(listed(resource, id("2")).tags(List.of("red")));
        String none = stored(listed(resource, id("3")));
        assertThat(found(of(resource).tags("big", "red"))).containsExactly(both);
        assertThat(found(of(resource).tags("red", "big"))).containsExactly(both);
        assertThat(found(of(resource).tags("red"))).containsExactlyInAnyOrder(both, red);
        assertThat(found(of(resource).tags("red", "red"))).containsExactlyInAnyOrder(both, red);
        assertThat(found(of(resource).tags("12"))).containsExactly(both);
        for (String other : List.of("re", "Red", "r%", "red\"", "1", "[")) {
            assertThat(found(of(resource).tags(other))).as(other).isEmpty();
        }
        assertThat(found(of(resource).tags())).containsExactlyInAnyOrder(both, red, none);
    }

    /** Errors anywhere in a trace. If this fails, look at the condition over all spans of the trace. */
    @Rule(id = "OBS-57", requires = OBSERVABILITY, cases = "G15")
    void hasChildErrorLooksAtAllSpansOfTheTrace() {
        String resource = id("resource");
        String clean = stored(listed(resource, id("1")));
        String failedRoot = stored(listed(resource, id("2")).error(Json.of("x")));
        String failedChild = stored(listed(resource, id("3")));
        Span good = child(failedChild, "good");
        Span bad = child(failedChild, "bad").toBuilder()
                .parentSpanId("good")
                .error(Json.of("x"))
                .build();
        observability().saveSpans(List.of(child(clean, "good"), good, bad));
        assertThat(found(of(resource).hasChildError(true))).containsExactlyInAnyOrder(failedRoot, failedChild);
        assertThat(found(of(resource).hasChildError(false))).containsExactly(clean);
        assertThat(found(of(resource).hasChildError(true).status(TraceStatus.SUCCESS)))
                .containsExactly(failedChild);
        observability()
                .updateSpan(SpanPatch.builder(failedChild, "bad")
                        .error(Change.clear())
                        .build());
        observability()
                .updateSpan(SpanPatch.builder(clean, "good").error(Json.of("x")).build());
        assertThat(found(of(resource).hasChildError(true))).containsExactlyInAnyOrder(failedRoot, clean);
        assertThat(found(of(resource).hasChildError(false))).containsExactly(failedChild);
    }

    /** Filters are checked. If this fails, look for calls of the backend that bypass the store. */
    @Rule(id = "OBS-58", requires = OBSERVABILITY)
    void badFiltersAreRefused() {
        Map<String, TraceQuery.Builder> bad = new LinkedHashMap<>();
        bad.put("json-not-object", TraceQuery.builder().metadata(Json.of(1)));
        bad.put("metadata-key-invalid", TraceQuery.builder().scope(Json.parse("{\"a'b\":1}")));
        bad.put("id-blank", TraceQuery.builder().correlation(c -> c.userId(" ")));
        bad.put(
                "id-too-long",
                TraceQuery.builder()
                        .entity(SpanEntity.builder()
                                .id("x".repeat(limits().idBytes() + 1))
                                .build()));
        bad.put(
                "name-too-long",
                TraceQuery.builder()
                        .entity(SpanEntity.builder()
                                .name("x".repeat(limits().nameBytes() + 1))
                                .build()));
        bad.put("text-unstorable", TraceQuery.builder().tags("a\0"));
        bad.forEach((code, query) -> assertRefused(
                code, StorageException.class, code, () -> observability().listTraces(query.build())));
        for (String key : List.of("__proto__", "prototype", "constructor", "", "1a", "x".repeat(129))) {
            TraceQuery query =
                    TraceQuery.builder().metadata(Json.of(Map.of(key, 1))).build();
            assertRefused(
                    key,
                    InvalidRequestException.class,
                    "metadata-key-invalid",
                    () -> observability().listTraces(query));
        }
        assertRefused(
                "range",
                InvalidRequestException.class,
                "range-inverted",
                () -> TimeRange.between(START.plusSeconds(1), START));
    }
}
