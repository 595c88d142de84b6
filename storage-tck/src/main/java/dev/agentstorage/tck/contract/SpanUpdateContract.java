package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.SpanSamples.START;
import static dev.agentstorage.tck.contract.SpanSamples.assertRefused;
import static dev.agentstorage.tck.contract.SpanSamples.assertStored;
import static dev.agentstorage.tck.contract.SpanSamples.child;
import static dev.agentstorage.tck.contract.SpanSamples.full;
import static dev.agentstorage.tck.contract.SpanSamples.root;
import static dev.agentstorage.tck.contract.SpanSamples.traceIds;
import static dev.agentstorage.value.Feature.OBSERVABILITY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.observability.Correlation;
import dev.agentstorage.observability.CorrelationPatch;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanEntity;
import dev.agentstorage.observability.SpanEntityPatch;
import dev.agentstorage.observability.SpanIdentity;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.observability.SpanType;
import dev.agentstorage.observability.Trace;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.observability.TraceStatus;
import dev.agentstorage.store.Updated;
import dev.agentstorage.tck.engine.rule.Kind;
import dev.agentstorage.tck.engine.support.Concurrently;
import dev.agentstorage.tck.engine.support.Outcomes;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.tck.run.Contract;
import dev.agentstorage.value.Change;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A patch changes only the fields that it names; a batch is applied completely or not at all. */
public abstract class SpanUpdateContract extends Contract {
    /** For subclasses. */
    protected SpanUpdateContract() {}

    private Span stored(Span span) {
        return observability().saveSpan(span);
    }

    private static SpanPatch.Builder patch(Span span) {
        return SpanPatch.builder(span.traceId(), span.spanId());
    }

    /** Other fields are unchanged. If this fails, look for an update that writes every column. */
    @Rule(
            id = "OBS-20",
            requires = OBSERVABILITY,
            cases = {"O19", "O20", "O21"})
    void patchChangesOnlyWhatItNames() {
        Span span = stored(full(id("trace"), "s"));
        Instant end = START.plusNanos(7_654_321_000L);
        Json output = Json.parse("\"42\"");
        Span ended = observability()
                .updateSpan(patch(span).output(output).endedAt(end.plusNanos(1)).build());
        assertStored(
                Optional.of(ended), span.toBuilder().output(output).endedAt(end).build());
        Span renamed = observability().updateSpan(patch(span).name("renamed").build());
        assertStored(Optional.of(renamed), ended.toBuilder().name("renamed").build());
        assertThat(observability().getSpan(span.traceId(), "s")).contains(renamed);
    }

    /** Every field can be changed. If this fails, look for a column that the update omits. */
    @Rule(id = "OBS-20", requires = OBSERVABILITY)
    void everyFieldCanBeChanged() {
        String trace = id("trace");
        stored(SpanSamples.span(trace, "s").name("before").endedAt(null).build());
        Span target = full(trace, "s");
        Span answer = observability()
                .updateSpan(SpanPatch.builder(trace, "s")
                        .parentSpanId(Change.set(target.parentSpanId().orElseThrow()))
                        .name(target.name())
                        .spanType(target.spanType())
                        .isEvent(target.isEvent())
                        .startedAt(target.startedAt())
                        .endedAt(target.endedAt().orElseThrow())
                        .entity(target.entity())
                        .parentEntity(target.parentEntity())
                        .rootEntity(target.rootEntity())
                        .correlation(target.correlation())
                        .scope(target.scope())
                        .metadata(target.metadata())
                        .tags(target.tags())
                        .attributes(target.attributes().orElseThrow())
                        .links(Change.set(target.links().orElseThrow()))
                        .input(Change.set(target.input().orElseThrow()))
                        .output(target.output().orElseThrow())
                        .error(target.error().orElseThrow())
                        .requestContext(Change.set(target.requestContext().orElseThrow()))
                        .build());
        assertStored(Optional.of(answer), target);
        assertStored(observability().getSpan(trace, "s"), target);
    }

    /** Scope, metadata and tags are replaced. If this fails, look for a merge. */
    @Rule(id = "OBS-20", requires = OBSERVABILITY)
    void scopeMetadataAndTagsAreReplacedAsAWhole() {
        Span span = stored(full(id("trace"), "s"));
        Json other = Json.parse("{\"x\":1}");
        Span answer = observability()
                .updateSpan(patch(span)
                        .scope(other)
                        .metadata(Json.EMPTY_OBJECT)
                        .tags(List.of())
                        .build());
        assertStored(
                Optional.of(answer),
                span.toBuilder()
                        .scope(other)
                        .metadata(Json.EMPTY_OBJECT)
                        .tags(List.of())
                        .build());
    }

    /** Optional fields can be cleared. If this fails, look for an update that treats null as unchanged. */
    @Rule(id = "OBS-21", requires = OBSERVABILITY)
    void optionalFieldsCanBeCleared() {
        Span span = stored(full(id("trace"), "s"));
        Span answer = observability()
                .updateSpan(patch(span)
                        .clearParentSpanId()
                        .clearEndedAt()
                        .clearScope()
                        .clearMetadata()
                        .clearTags()
                        .clearAttributes()
                        .clearLinks()
                        .clearInput()
                        .output(Json.NULL)
                        .clearError()
                        .clearRequestContext()
                        .build());
        Span expected = span.toBuilder()
                .parentSpanId(null)
                .endedAt(null)
                .scope(Json.EMPTY_OBJECT)
                .metadata(Json.EMPTY_OBJECT)
                .tags(List.of())
                .attributes(null)
                .links(null)
                .input(null)
                .output(null)
                .error(null)
                .requestContext(null)
                .build();
        assertStored(Optional.of(answer), expected);
        assertStored(observability().getSpan(span.traceId(), "s"), expected);
    }

    /** The fields of an entity can be cleared. If this fails, look for a statement that treats cleared fields as unchanged. */
    @Rule(id = "OBS-21", requires = OBSERVABILITY)
    void fieldsOfEntitiesCanBeCleared() {
        Span span = stored(full(id("trace"), "s"));
        Span answer = observability()
                .updateSpan(patch(span)
                        .entity(entity -> entity.clearName().versionId("v2"))
                        .parentEntity(entity -> entity.clearType().clearId())
                        .rootEntity(SpanEntityPatch.Builder::clearVersionId)
                        .build());
        SpanEntity above = span.parentEntity();
        SpanEntity top = span.rootEntity();
        Span expected = span.toBuilder()
                .entity(span.entity().toBuilder().name(null).versionId("v2").build())
                .parentEntity(above.toBuilder().type(null).id(null).build())
                .rootEntity(top.toBuilder().versionId(null).build())
                .build();
        assertStored(Optional.of(answer), expected);
        assertStored(observability().getSpan(span.traceId(), "s"), expected);
        Span cleared = observability()
                .updateSpan(patch(span)
                        .clearEntity()
                        .clearParentEntity()
                        .clearRootEntity()
                        .build());
        assertStored(
                Optional.of(cleared),
                span.toBuilder()
                        .entity(SpanEntity.NONE)
                        .parentEntity(SpanEntity.NONE)
                        .rootEntity(SpanEntity.NONE)
                        .build());
    }

    /** Each part of the correlation can be cleared, also in a batch. If this fails, look as above. */
    @Rule(id = "OBS-21", requires = OBSERVABILITY)
    void partsOfTheCorrelationCanBeCleared() {
        List<UnaryOperator<CorrelationPatch.Builder>> clearings = List.of(
                CorrelationPatch.Builder::clearUserId,
                CorrelationPatch.Builder::clearOrganizationId,
                CorrelationPatch.Builder::clearResourceId,
                CorrelationPatch.Builder::clearRunId,
                CorrelationPatch.Builder::clearSessionId,
                CorrelationPatch.Builder::clearThreadId,
                CorrelationPatch.Builder::clearRequestId,
                CorrelationPatch.Builder::clearEnvironment,
                CorrelationPatch.Builder::clearSource,
                CorrelationPatch.Builder::clearServiceName,
                CorrelationPatch.Builder::clearExperimentId);
        String trace = id("trace");
        for (int i = 0; i < clearings.size(); i++) {
            Span span = stored(full(trace, "s" + i));
            CorrelationPatch cleared =
                    clearings.get(i).apply(CorrelationPatch.builder()).build();
            Span answer = observability()
                    .updateSpan(patch(span).correlation(clearings.get(i)).build());
            assertStored(
                    Optional.of(answer),
                    span.toBuilder()
                            .correlation(cleared.apply(span.correlation()))
                            .build());
            assertThat(answer.correlation()).isNotEqualTo(span.correlation());
        }
        Span one = stored(full(trace, "one"));
        Span two = stored(full(trace, "two"));
        Span three = stored(full(trace, "three"));
        observability()
                .updateSpans(List.of(
                        patch(one).clearCorrelation().build(),
                        patch(two).correlation(c -> c.clearUserId().runId("r2")).build(),
                        patch(three).name("kept").build()));
        assertStored(
                observability().getSpan(trace, "one"),
                one.toBuilder().correlation(Correlation.NONE).build());
        assertStored(
                observability().getSpan(trace, "two"),
                two.toBuilder()
                        .correlation(two.correlation().toBuilder()
                                .userId(null)
                                .runId("r2")
                                .build())
                        .build());
        assertStored(
                observability().getSpan(trace, "three"),
                three.toBuilder().name("kept").build());
    }

    /** Entities and correlation can be changed partially. If this fails, look at how an empty field of the patch is bound. */
    @Rule(id = "OBS-21", requires = OBSERVABILITY)
    void entitiesAndCorrelationAreChangedInPart() {
        Span span = stored(full(id("trace"), "s"));
        Correlation thread = Correlation.builder().threadId("new thread").build();
        Span answer = observability()
                .updateSpan(patch(span)
                        .entity(SpanEntity.builder().name("new name").build())
                        .rootEntity(
                                SpanEntity.builder().versionId("new version").build())
                        .correlation(thread)
                        .build());
        assertStored(
                Optional.of(answer),
                span.toBuilder()
                        .entity(span.entity().toBuilder().name("new name").build())
                        .rootEntity(span.rootEntity().toBuilder()
                                .versionId("new version")
                                .build())
                        .correlation(span.correlation().toBuilder()
                                .threadId("new thread")
                                .build())
                        .build());
    }

    /** A patch changes the position of the span in orders and filters. If this fails, look for an index that an update does not maintain. */
    @Rule(id = "OBS-21", requires = OBSERVABILITY)
    void patchMovesTheSpanInOrdersAndFilters() {
        String resource = id("resource");
        Span one = stored(SpanSamples.listed(resource, id("1")).endedAt(null).build());
        Span two = stored(SpanSamples.listed(resource, id("2")).build());
        assertThat(listed(resource, TraceStatus.RUNNING)).containsExactly(one.traceId());
        observability()
                .updateSpan(patch(one)
                        .endedAt(START)
                        .startedAt(START.plusSeconds(1))
                        .error(Json.of("late"))
                        .build());
        assertThat(listed(resource, TraceStatus.RUNNING)).isEmpty();
        assertThat(listed(resource, TraceStatus.ERROR)).containsExactly(one.traceId());
        TraceQuery query = TraceQuery.ofResource(resource);
        assertThat(traceIds(observability().listTraces(query).toList())).containsExactly(one.traceId(), two.traceId());
        observability().updateSpan(patch(one).parentSpanId(Change.set("above")).build());
        assertThat(traceIds(observability().listTraces(query).toList())).containsExactly(two.traceId());
        assertThat(observability().getRootSpan(one.traceId())).isEmpty();
    }

    private List<String> listed(String resource, TraceStatus status) {
        TraceQuery query =
                TraceQuery.ofResource(resource).toBuilder().status(status).build();
        return traceIds(observability().listTraces(query).toList());
    }

    /** Missing spans are an error. If this fails, look at the number of rows that the update reports. */
    @Rule(id = "OBS-22", requires = OBSERVABILITY)
    void updateOfAMissingSpanIsNotFound() {
        Span span = stored(root(id("trace")));
        List<SpanPatch> missing = List.of(
                SpanPatch.builder(id("trace"), span.spanId()).name("x").build(),
                SpanPatch.builder(span.traceId(), id("span")).name("x").build());
        for (SpanPatch patch : missing) {
            assertRefused(
                    "update",
                    NotFoundException.class,
                    "span-not-found",
                    () -> observability().updateSpan(patch));
            assertThat(observability().getSpan(patch.traceId(), patch.spanId())).isEmpty();
        }
        assertThat(observability().getTrace(span.traceId()).map(Trace::spans)).contains(List.of(span));
    }

    /** A batch changes all its spans. If this fails, look at how a batch is bound. */
    @Rule(
            id = "OBS-23",
            requires = OBSERVABILITY,
            cases = {"O22", "O23"})
    void batchChangesSpansOfSeveralTraces() {
        Span one = stored(root(id("trace")));
        Span two = stored(child(one.traceId(), "two"));
        Span three = stored(full(id("trace"), "three"));
        assertThat(observability().updateSpans(List.of())).isEqualTo(new Updated<>(List.of(), List.of()));
        Updated<Span, SpanIdentity> changed = observability()
                .updateSpans(List.of(
                        patch(one).output(Json.of("done")).build(),
                        patch(two).output(Json.of("123")).name("second").build(),
                        patch(three).output(Json.of("null")).build()));
        assertThat(changed.skipped()).isEmpty();
        assertThat(changed.items())
                .isEqualTo(Stream.of(one, two, three)
                        .map(span -> observability()
                                .getSpan(span.traceId(), span.spanId())
                                .orElseThrow())
                        .toList());
        assertStored(
                observability().getSpan(one.traceId(), one.spanId()),
                one.toBuilder().output(Json.of("done")).build());
        assertStored(
                observability().getSpan(two.traceId(), "two"),
                two.toBuilder().output(Json.of("123")).name("second").build());
        assertStored(
                observability().getSpan(three.traceId(), "three"),
                three.toBuilder().output(Json.of("null")).build());
    }

    /** Missing spans are skipped and named. If this fails, look for an upsert, or for a batch that ends at a missing span. */
    @Rule(id = "OBS-23", requires = OBSERVABILITY)
    void batchSkipsMissingSpans() {
        Span one = stored(root(id("trace")));
        Span two = stored(root(id("trace")));
        SpanIdentity missing = new SpanIdentity(one.traceId(), id("missing"));
        SpanIdentity another = new SpanIdentity(id("trace"), one.spanId());
        SpanPatch ofMissing =
                SpanPatch.builder(missing.traceId(), missing.spanId()).name("x").build();
        Updated<Span, SpanIdentity> updated = observability()
                .updateSpans(List.of(
                        patch(one).name("x").build(),
                        ofMissing,
                        SpanPatch.builder(another.traceId(), another.spanId()).build(),
                        patch(two).name("y").build(),
                        ofMissing));
        assertThat(updated.skipped()).containsExactly(missing, another);
        assertThat(updated.items()).extracting(Span::name).containsExactly("x", "y");
        assertThat(observability().getTrace(one.traceId()).map(Trace::spans))
                .contains(List.of(updated.items().get(0)));
        assertThat(observability().getTrace(two.traceId()).map(Trace::spans))
                .contains(List.of(updated.items().get(1)));
        assertThat(observability().getTrace(another.traceId())).isEmpty();
        assertThat(observability().updateSpans(List.of(ofMissing)))
                .isEqualTo(new Updated<>(List.of(), List.of(missing)));
    }

    /** Readers see a batch completely or not at all. If this fails, look for a batch that is not one transaction. */
    @Rule(id = "OBS-26", requires = OBSERVABILITY, kind = Kind.STOCHASTIC)
    void batchIsSeenAsAWhole() {
        String trace = id("trace");
        Span one = stored(root(trace));
        Span two = stored(child(trace, "two"));
        observability()
                .updateSpans(List.of(
                        patch(one).name("n").build(), patch(two).name("n").build()));
        Outcomes<Set<Long>> names = Concurrently.threads(2).rounds(20).run((worker, round) -> {
            if (worker == 0) {
                String name = "n" + round;
                observability()
                        .updateSpans(List.of(
                                patch(one).name(name).build(),
                                patch(two).name(name).build()));
            }
            // several reads, so that some of them coincide with the other thread's change
            return IntStream.range(0, 10).mapToObj(read -> namesOf(trace)).collect(Collectors.toSet());
        });
        assertThat(names.allowOnly().values()).containsOnly(Set.of(1L));
    }

    private long namesOf(String trace) {
        return observability().getTrace(trace).orElseThrow().spans().stream()
                .map(Span::name)
                .distinct()
                .count();
    }

    /** Patches of one span are applied in order. If this fails, look for a statement that updates a row only once. */
    @Rule(id = "OBS-23", requires = OBSERVABILITY)
    void patchesOfOneSpanInABatchAreAppliedInOrder() {
        Span span = stored(full(id("trace"), "s"));
        Updated<Span, SpanIdentity> changed = observability()
                .updateSpans(List.of(
                        patch(span)
                                .name("first")
                                .output(Json.of(1))
                                .error(Change.clear())
                                .build(),
                        patch(span).name("second").input(Change.clear()).build()));
        Span last = observability().getSpan(span.traceId(), "s").orElseThrow();
        assertThat(changed.items()).containsExactly(last, last);
        assertStored(
                observability().getSpan(span.traceId(), "s"),
                span.toBuilder()
                        .name("second")
                        .output(Json.of(1))
                        .error(null)
                        .input(null)
                        .build());
    }

    /** A batch over the limit is rejected. If this fails, look at the limits that the provider reports. */
    @Rule(id = "OBS-23", requires = OBSERVABILITY)
    void batchOverTheLimitIsRefused() {
        Span span = stored(root(id("trace")));
        SpanPatch patch = patch(span).name("x").build();
        List<SpanPatch> patches = Collections.nCopies(limits().atomicRows() + 1, patch);
        assertRefused(
                "batch",
                TooLargeException.class,
                "batch-too-large",
                () -> observability().updateSpans(patches));
        assertThat(observability().getRootSpan(span.traceId())).contains(span);
    }

    /** The storage times are correct. If this fails, look at whether the update uses the store's clock, and the later of both times. */
    @Rule(id = "OBS-24", requires = OBSERVABILITY)
    void updatedAtGrowsAndCreatedAtStays() {
        AtomicReference<Instant> now = new AtomicReference<>(START);
        try (Storage storage = openAnother(now::get)) {
            var spans = storage.observability();
            Span span = spans.saveSpan(root(id("trace")));
            now.set(START.plusSeconds(1));
            SpanPatch patch = patch(span).spanType(SpanType.MODEL_STEP).build();
            assertThat(spans.updateSpan(patch).updatedAt()).isEqualTo(START.plusSeconds(1));
            assertThat(spans.updateSpan(patch).updatedAt())
                    .as("the clock does not advance")
                    .isEqualTo(START.plusSeconds(1).plusNanos(1_000));
            now.set(START.minusSeconds(9));
            spans.updateSpans(List.of(patch));
            Span last = spans.getRootSpan(span.traceId()).orElseThrow();
            assertThat(last.updatedAt())
                    .as("the clock went back")
                    .isEqualTo(START.plusSeconds(1).plusNanos(2_000));
            assertThat(last.createdAt()).isEqualTo(START);
        }
    }

    /** Concurrent patches are all kept. If this fails, look for a read and a write that are not one change. */
    @Rule(id = "OBS-26", requires = OBSERVABILITY, kind = Kind.STOCHASTIC)
    void concurrentPatchesOfDifferentFieldsAllSurvive() {
        Span span = stored(root(id("trace")));
        int rounds = 5;
        var outcomes = Concurrently.threads(4).rounds(rounds).run((worker, round) -> {
            SpanPatch.Builder patch = patch(span);
            Json value = Json.of(round);
            switch (worker) {
                case 0 -> patch.output(value);
                case 1 -> patch.attributes(value);
                case 2 -> patch.name("round " + round);
                default ->
                    patch.correlation(
                            Correlation.builder().runId("run " + round).build());
            }
            return observability().updateSpan(patch.build());
        });
        assertThat(outcomes.errors()).isEmpty();
        Json last = Json.of(rounds - 1);
        assertStored(
                observability().getRootSpan(span.traceId()),
                span.toBuilder()
                        .output(last)
                        .attributes(last)
                        .name("round " + (rounds - 1))
                        .correlation(Correlation.builder()
                                .runId("run " + (rounds - 1))
                                .build())
                        .build());
    }

    /** Concurrent creations leave one span. If this fails, look for a missing unique key. */
    @Rule(id = "OBS-26", requires = OBSERVABILITY, kind = Kind.STOCHASTIC, cases = "G13")
    void concurrentCreationsOfOneSpanLeaveOne() {
        String trace = id("trace");
        var outcomes = Concurrently.threads(4)
                .run((worker, round) -> observability()
                        .saveSpan(SpanSamples.span(trace, "s")
                                .name("worker " + worker)
                                .build()));
        assertThat(outcomes.errors()).isEmpty();
        List<Span> spans = observability().getTrace(trace).orElseThrow().spans();
        assertThat(spans).hasSize(1);
        assertThat(spans.get(0).name()).startsWith("worker ");
    }
}
