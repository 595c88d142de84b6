package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.expect;
import static dev.agentstorage.tck.contract.SpanSamples.START;
import static dev.agentstorage.tck.contract.SpanSamples.assertStored;
import static dev.agentstorage.tck.contract.SpanSamples.child;
import static dev.agentstorage.tck.contract.SpanSamples.full;
import static dev.agentstorage.tck.contract.SpanSamples.root;
import static dev.agentstorage.tck.contract.SpanSamples.span;
import static dev.agentstorage.tck.contract.SpanSamples.spanIds;
import static dev.agentstorage.tck.contract.SpanSamples.values;
import static dev.agentstorage.tck.contract.SpanSamples.withValues;
import static dev.agentstorage.value.Feature.OBSERVABILITY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.observability.EntityType;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanEntity;
import dev.agentstorage.observability.SpanIdentity;
import dev.agentstorage.observability.SpanType;
import dev.agentstorage.observability.Trace;
import dev.agentstorage.tck.engine.support.Concurrently;
import dev.agentstorage.tck.engine.support.Outcomes;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.tck.run.Contract;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.TimeRange;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/** A span is returned as stored, exactly once, by its identity and in its trace. */
public abstract class SpanContract extends Contract {
    /** For subclasses. */
    protected SpanContract() {}

    /** Every field is kept. If this fails, look at the list of columns that the insert writes and the select reads. */
    @Rule(
            id = "OBS-01",
            requires = OBSERVABILITY,
            cases = {"O01", "O03", "O14"})
    void everyFieldOfASpanIsReturned() {
        Span span = full(id("trace"), id("span"));
        Span answer = observability().saveSpan(span);
        assertStored(Optional.of(answer), span);
        assertStored(observability().getSpan(span.traceId(), span.spanId()), span);
        assertThat(observability().getTrace(span.traceId()).map(Trace::spans)).contains(List.of(answer));
    }

    /** Fields that are not set are empty. If this fails, look at how nulls are bound and read. */
    @Rule(id = "OBS-01", requires = OBSERVABILITY)
    void bareSpanIsReturnedBare() {
        Span span =
                Span.builder(id("trace"), id("span")).startedAt(START).name("").build();
        observability().saveSpan(span);
        assertStored(observability().getSpan(span.traceId(), span.spanId()), span);
    }

    /** The store sets the storage times of a span. If this fails, look at which times the insert binds. */
    @Rule(id = "OBS-01", requires = OBSERVABILITY, cases = "O02")
    void storeSetsTheTimesOfStoring() {
        Instant now = START.plusSeconds(5);
        try (Storage storage = openAnother(() -> now.plusNanos(999))) {
            Span given = root(id("trace")).toBuilder().createdAt(START).build();
            Span stored = storage.observability().saveSpan(given);
            assertThat(stored.createdAt()).isEqualTo(now);
            assertThat(stored.updatedAt()).isEqualTo(now);
            assertThat(storage.observability().getSpan(given.traceId(), given.spanId()))
                    .contains(stored);
        }
    }

    /** There is one span for each identity. If this fails, look for a missing unique key on trace and span id, or an insert that is no upsert. */
    @Rule(id = "OBS-02", requires = OBSERVABILITY, cases = "G13")
    void spanThatIsCreatedAgainIsReplaced() {
        String trace = id("trace");
        AtomicReference<Instant> now = new AtomicReference<>(START);
        try (Storage storage = openAnother(now::get)) {
            storage.observability().saveSpan(full(trace, "s"));
            now.set(START.plusSeconds(1));
            Span second = span(trace, "s").name("second").build();
            Span answer = storage.observability().saveSpan(second);
            assertStored(Optional.of(answer), second);
            assertThat(answer.createdAt()).isEqualTo(START);
            assertThat(answer.updatedAt()).isEqualTo(START.plusSeconds(1));
            now.set(START.minusSeconds(1));
            storage.observability().saveSpans(List.of(second));
            assertThat(storage.observability().getTrace(trace).map(Trace::spans))
                    .as("replaced by a clock that went back")
                    .contains(List.of(answer));
            assertThat(storage.observability().getRootSpan(trace)).contains(answer);
        }
    }

    /** A span id is unique only within its trace. If this fails, look for a key on the span id alone. */
    @Rule(id = "OBS-02", requires = OBSERVABILITY)
    void sameSpanIdInAnotherTraceIsAnotherSpan() {
        String one = id("trace");
        String two = id("trace");
        observability().saveSpan(span(one, "s").name("one").build());
        observability().saveSpan(span(two, "s").name("two").build());
        assertThat(observability().getSpan(one, "s").map(Span::name)).contains("one");
        assertThat(observability().getSpan(two, "s").map(Span::name)).contains("two");
    }

    /** A batch stores all its spans. If this fails, look at how a batch is split and bound. */
    @Rule(
            id = "OBS-03",
            requires = OBSERVABILITY,
            cases = {"O06", "O07", "O08"})
    void batchStoresSpansOfOneTraceAndOfSeveral() {
        String one = id("trace");
        String two = id("trace");
        String three = id("trace");
        assertThat(observability().saveSpans(List.of())).isEmpty();
        observability().saveSpans(List.of(root(one), child(one, "a"), full(one, "b"), root(two), full(three, "c")));
        assertThat(observability().getTrace(one).orElseThrow().spans()).hasSize(3);
        assertStored(observability().getSpan(one, "b"), full(one, "b"));
        assertStored(observability().getRootSpan(two), root(two));
        assertStored(observability().getSpan(three, "c"), full(three, "c"));
    }

    /** The stored span is returned. If this fails, look for a result that is derived from the argument. */
    @Rule(id = "OBS-03", requires = OBSERVABILITY)
    void batchReturnsItsSpansAsTheyAreStored() {
        String trace = id("trace");
        Span before = observability()
                .saveSpan(full(trace, "c").toBuilder().name("before").build());
        List<Span> given = List.of(
                full(trace, "c"),
                child(trace, "a").toBuilder()
                        .startedAt(START.plusNanos(1_999))
                        .endedAt(START.plusNanos(2_999))
                        .metadata(Json.parse("{ \"b\" : 1, \"a\" : 2 }"))
                        .build(),
                root(id("trace")),
                child(trace, "b"));
        List<Span> stored = observability().saveSpans(given);
        assertThat(stored)
                .isEqualTo(given.stream()
                        .map(span -> observability()
                                .getSpan(span.traceId(), span.spanId())
                                .orElseThrow())
                        .toList());
        assertThat(stored.get(0).createdAt()).isEqualTo(before.createdAt());
        assertThat(stored.get(1).startedAt()).isEqualTo(START.plusNanos(1_000));
    }

    /** The last of several spans with the same identity wins. If this fails, look for an upsert with duplicate keys. */
    @Rule(id = "OBS-03", requires = OBSERVABILITY, cases = "G04")
    void lastOfSeveralWithOneIdentityCounts() {
        String trace = id("trace");
        List<Span> stored = observability()
                .saveSpans(List.of(
                        span(trace, "s").name("first").tags(List.of("x")).build(),
                        root(trace),
                        span(trace, "s").name("last").build()));
        assertThat(stored)
                .extracting(Span::name)
                .containsExactly("last", root(trace).name(), "last");
        assertStored(
                observability().getSpan(trace, "s"),
                span(trace, "s").name("last").build());
        assertThat(observability().getTrace(trace).orElseThrow().spans()).hasSize(2);
    }

    /** Types are open values. If this fails, look for an enumeration or a check constraint. */
    @Rule(id = "OBS-04", requires = OBSERVABILITY)
    void unknownTypesSurvive() {
        Span span = root(id("trace")).toBuilder()
                .spanType(new SpanType("brain_wave"))
                .entity(SpanEntity.of(new EntityType("Ünknown"), "e"))
                .build();
        observability().saveSpan(span);
        assertStored(observability().getRootSpan(span.traceId()), span);
    }

    /**
     * JSON values are kept exactly and strings stay strings. If this fails, look for a JSON column type that reformats, or a reader that parses
     * strings.
     */
    @Rule(
            id = "OBS-05",
            requires = OBSERVABILITY,
            cases = {"O03", "O05", "G16"})
    void jsonOfAnyKindIsKeptToTheCharacter() {
        List<String> texts = List.of(
                "\"plain\"",
                "\"\"",
                "\"123\"",
                "\"true\"",
                "\"null\"",
                "\"\\\"x\\\"\"",
                "\"{\\\"a\\\":1}\"",
                "\"[1]\"",
                "\" 1 \"",
                "\"\\u0041\"",
                "0",
                "-0.0",
                "1.50",
                "1e3",
                "123456789012345678901234567890.123456789",
                "true",
                "false",
                "[]",
                "{}",
                "{ \"b\" : 1,\n \"a\" : [true, null, \"2\"] }",
                "{\"a\":1,\"a\":2}");
        for (String text : texts) {
            Span span = withValues(root(id("trace")), Json.parse(text));
            observability().saveSpan(span);
            assertStored(observability().getRootSpan(span.traceId()), span);
        }
    }

    /** JSON null counts as absent. If this fails, look at how an absent value is written: as SQL null, not as the text {@code null}. */
    @Rule(id = "OBS-05", requires = OBSERVABILITY)
    void jsonNullIsNoValue() {
        Span span = withValues(root(id("trace")), Json.parse(" null "));
        Span stored = observability().saveSpan(span);
        assertThat(values(stored).values()).allMatch(Optional::isEmpty);
        assertThat(observability().getRootSpan(span.traceId())).contains(stored);
    }

    /** Scope and metadata are canonical. If this fails, look at the bound parameters: the store passes the canonical form. */
    @Rule(id = "OBS-05", requires = OBSERVABILITY)
    void scopeAndMetadataAreCanonicalAndTagsKeepTheirOrder() {
        Span span = root(id("trace")).toBuilder()
                .scope(Json.parse("{ \"b\" : 1.0, \"a\" : {} }"))
                .metadata(Json.parse("{\"z\":[1, 2], \"2\":\"\\u0041\"}"))
                .tags(List.of("b", "a", "b", "", "with \"quote\", comma"))
                .build();
        observability().saveSpan(span);
        Span stored = observability().getRootSpan(span.traceId()).orElseThrow();
        assertThat(stored.scope().text()).isEqualTo("{\"b\":1.0,\"a\":{}}");
        assertThat(stored.metadata().text()).isEqualTo("{\"2\":\"A\",\"z\":[1,2]}");
        assertThat(stored.tags()).isEqualTo(span.tags());
    }

    /** Unknown identities have an empty result. If this fails, look at the condition on both ids. */
    @Rule(
            id = "OBS-10",
            requires = OBSERVABILITY,
            cases = {"O11", "O12", "O13"})
    void getSpanFindsByBothIdsOnly() {
        String trace = id("trace");
        observability().saveSpans(List.of(root(trace), child(trace, "a"), child(trace, "b")));
        assertStored(observability().getSpan(trace, "b"), child(trace, "b"));
        assertThat(observability().getSpan(trace, "c")).isEmpty();
        assertThat(observability().getSpan(id("trace"), "a")).isEmpty();
    }

    /** The root span is the one without a parent. If this fails, look at the condition on the parent and at the order. */
    @Rule(
            id = "OBS-11",
            requires = OBSERVABILITY,
            cases = {"O15", "O16", "O17", "O18"})
    void getRootSpanFindsTheFirstSpanWithoutAParent() {
        String trace = id("trace");
        assertThat(observability().getRootSpan(trace)).isEmpty();
        Span grandchild = span(trace, "g")
                .parentSpanId("a")
                .startedAt(START.minusSeconds(9))
                .build();
        observability().saveSpans(List.of(child(trace, "a"), grandchild));
        assertThat(observability().getRootSpan(trace)).as("without a root").isEmpty();
        Span later = span(trace, "0").startedAt(START.plusSeconds(1)).build();
        Span tie = span(trace, "z").build();
        Span first =
                full(trace, "r").toBuilder().parentSpanId(null).startedAt(START).build();
        observability().saveSpans(List.of(later, tie, first));
        assertStored(observability().getRootSpan(trace), first);
        assertStored(observability().getTrace(trace).flatMap(Trace::root), first);
    }

    /** A trace has all its spans in order. If this fails, look at the order by start and id, and for a limit. */
    @Rule(
            id = "OBS-12",
            requires = OBSERVABILITY,
            cases = {"O01", "O04", "O09", "O10", "G01"})
    void getTraceGivesAllSpansByStartAndId() {
        String trace = id("trace");
        assertThat(observability().getTrace(trace)).isEmpty();
        // by UTF-16 the surrogate pair would sort before U+FFFD
        List<String> tie = List.of("B", "a", "é", "\uFFFD", "\uD834\uDD1E");
        observability().saveSpans(tie.stream().map(id -> child(trace, id)).toList());
        observability()
                .saveSpans(List.of(
                        span(trace, "9").startedAt(START.minusNanos(1_000)).build(),
                        child(trace, "0").toBuilder()
                                .startedAt(START.plusNanos(1_000))
                                .build()));
        observability().saveSpan(root(id("other trace")));
        Trace stored = observability().getTrace(trace).orElseThrow();
        assertThat(stored.traceId()).isEqualTo(trace);
        assertThat(spanIds(stored.spans())).containsExactly("9", "B", "a", "é", "\uFFFD", "\uD834\uDD1E", "0");
        assertThat(stored.root().map(Span::spanId)).contains("9");
        assertThat(stored.spans().get(1).parentSpanId()).contains(trace + "-root");
    }

    /** Spans are listed over all traces. If this fails, look at the order by start, trace and id, and at the range's bounds. */
    @Rule(id = "OBS-13", requires = OBSERVABILITY)
    void listSpansWalksAllSpansOfARange() {
        // a distinct period: this listing has no other filter
        Instant start =
                Instant.ofEpochSecond(-8_000_000_000L + UUID.randomUUID().hashCode());
        String one = id("a");
        String two = id("b");
        Map<String, Instant> starts =
                Map.of("before", start.minusNanos(1_000), "1", start, "2", start, "3", start.plusNanos(1_000));
        starts.forEach((id, at) -> observability()
                .saveSpans(List.of(
                        child(two, id).toBuilder().startedAt(at).build(),
                        child(one, id).toBuilder().startedAt(at).build())));
        var spans = observability().listSpans(TimeRange.between(start, start.plusNanos(1_000)));
        assertThat(spans.stream()
                        .filter(s -> List.of(one, two).contains(s.traceId()))
                        .map(s -> s.traceId().charAt(0) + s.spanId()))
                .containsExactly("a1", "a2", "b1", "b2", "a3", "b3");
        var tail = observability()
                .listSpans(TimeRange.between(start, start.plusNanos(1_000))
                        .withoutStart()
                        .withoutEnd());
        assertThat(tail.toList()).noneMatch(s -> List.of(one, two).contains(s.traceId()));
        assertThat(spanIds(spans.slice(1).items())).hasSize(1);
        assertThat(spans.count()).isGreaterThanOrEqualTo(6);
    }

    /** New spans are stored. If this fails, look at how a batch is split and bound. */
    @Rule(id = "OBS-81", requires = OBSERVABILITY)
    void newSpansAreCreated() {
        String one = id("trace");
        String two = id("trace");
        assertThat(observability().createSpans(List.of())).isEmpty();
        List<Span> given = List.of(full(two, "b"), root(one), child(one, "a"));
        List<Span> created = observability().createSpans(given);
        assertThat(created)
                .isEqualTo(given.stream()
                        .map(span -> observability()
                                .getSpan(span.traceId(), span.spanId())
                                .orElseThrow())
                        .toList());
        assertStored(Optional.of(created.get(0)), full(two, "b"));
        Span large = root(id("trace"));
        List<Span> tooMany = IntStream.rangeClosed(0, limits().atomicRows())
                .mapToObj(i -> child(large.traceId(), "s" + i))
                .toList();
        expect(TooLargeException.class, "batch-too-large", () -> observability().createSpans(tooMany));
        expect(
                InvalidRequestException.class,
                "span-repeated",
                () -> observability().createSpans(List.of(large, large)));
        assertThat(observability().getTrace(large.traceId())).isEmpty();
    }

    /** Of several calls that create the same spans, one succeeds. If this fails, look for a check that is not part of the insert. */
    @Rule(id = "OBS-81", requires = OBSERVABILITY)
    void ofConcurrentCreationsOneSucceeds() {
        int writers = 4;
        List<String> traces = IntStream.range(0, 10).mapToObj(i -> id("trace")).toList();
        Outcomes<String> outcomes = Concurrently.threads(writers)
                .rounds(traces.size())
                .run((worker, round) -> {
                    String trace = traces.get(round);
                    observability()
                            .createSpans(List.of(
                                    child(trace, "own" + worker),
                                    root(trace).toBuilder()
                                            .name("writer " + worker)
                                            .build()));
                    return trace;
                })
                .allowOnly(AlreadyExistsException.class);
        assertThat(outcomes.values()).containsExactlyInAnyOrderElementsOf(traces);
        for (String trace : traces) {
            List<Span> spans = observability().getTrace(trace).orElseThrow().spans();
            assertThat(spans).hasSize(2);
            String winner =
                    observability().getRootSpan(trace).orElseThrow().name().replace("writer ", "own");
            assertThat(spanIds(spans)).contains(winner);
        }
    }

    /** One existing span rejects the call and is unchanged. If this fails, look for an upsert, or a batch that is not one transaction. */
    @Rule(id = "OBS-81", requires = OBSERVABILITY)
    void storedSpansAreNotCreatedAgain() {
        String trace = id("trace");
        String other = id("trace");
        List<Span> stored = observability().createSpans(List.of(child(trace, "a"), child(trace, "b")));
        List<Span> batch = List.of(
                root(other), child(trace, "b").toBuilder().name("again").build(), child(trace, "c"), child(trace, "a"));
        AlreadyExistsException refused = expect(
                AlreadyExistsException.class,
                "span-exists",
                () -> observability().createSpans(batch));
        assertThat(refused.details())
                .isEqualTo(Map.of(
                        "traceId",
                        trace,
                        "spanId",
                        "b",
                        "spans",
                        List.of(new SpanIdentity(trace, "b"), new SpanIdentity(trace, "a"))));
        assertThat(observability().getTrace(trace).orElseThrow().spans()).containsExactlyInAnyOrderElementsOf(stored);
        assertThat(observability().getTrace(other)).isEmpty();
        expect(
                AlreadyExistsException.class,
                "span-exists",
                () -> observability().createSpans(batch.subList(3, 4)));

        observability().deleteTraces(List.of(trace));
        assertThat(observability().createSpans(batch)).hasSize(4);
    }
}
