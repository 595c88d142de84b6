package dev.agentstorage.dsql;

import dev.agentstorage.Storage;
import dev.agentstorage.observability.Correlation;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.observability.SpanType;
import dev.agentstorage.observability.Trace;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Spans under cuts. The model is a map of spans. */
final class SpanCuts implements CutWorld {
    private static final Instant BASE = Instant.parse("2024-01-01T00:00:00Z");
    private static final int TRACES = 3;

    private final String prefix;
    private final Random random;
    private final Map<String, Span> spans = new TreeMap<>();

    SpanCuts(String prefix, Random random) {
        this.prefix = prefix;
        this.random = random;
    }

    @Override
    public List<Supplier<Optional<Change>>> changes() {
        return List.of(
                this::saveSpan,
                this::saveSpans,
                this::importSpans,
                this::updateSpan,
                this::updateSpans,
                this::deleteTraces,
                this::eraseResource);
    }

    private Optional<Change> saveSpan() {
        Span span = span();
        return Optional.of(Change.repeatable(
                "saveSpan", storage -> storage.observability().saveSpan(span), () -> put(List.of(span))));
    }

    private Optional<Change> saveSpans() {
        List<Span> batch = Stream.generate(this::span).limit(5).toList();
        return Optional.of(Change.repeatable(
                "saveSpans", storage -> storage.observability().saveSpans(batch), () -> put(batch)));
    }

    private Optional<Change> importSpans() {
        List<Span> batch = Stream.generate(this::span).limit(25).toList();
        return Optional.of(
                Change.bulk("importSpans", storage -> storage.observability().importSpans(batch), () -> put(batch)));
    }

    private Optional<Change> updateSpan() {
        return some(1).stream().findFirst().map(stored -> {
            SpanPatch patch = patch(stored);
            return Change.repeatable(
                    "updateSpan", storage -> storage.observability().updateSpan(patch), () -> apply(List.of(patch)));
        });
    }

    private Optional<Change> updateSpans() {
        List<SpanPatch> patches = some(4).stream().map(this::patch).toList();
        return patches.isEmpty()
                ? Optional.empty()
                : Optional.of(Change.repeatable(
                        "updateSpans", storage -> storage.observability().updateSpans(patches), () -> apply(patches)));
    }

    private Optional<Change> deleteTraces() {
        Set<String> traces = Set.of(id("t", TRACES), id("x", 10));
        return Optional.of(Change.bulk(
                "deleteTraces",
                storage -> storage.observability().deleteTraces(traces),
                () -> spans.values().removeIf(span -> traces.contains(span.traceId()))));
    }

    private Optional<Change> eraseResource() {
        String owner = id("r", 2);
        return Optional.of(Change.bulk(
                "eraseResource of spans", storage -> storage.observability().eraseResource(owner), () -> {
                    Set<String> whole = new TreeSet<>();
                    spans.values().stream()
                            .filter(span -> span.isRoot() && ownedBy(span, owner))
                            .forEach(span -> whole.add(span.traceId()));
                    spans.values().removeIf(span -> ownedBy(span, owner) || whole.contains(span.traceId()));
                }));
    }

    @Override
    public List<String> expected() {
        return lines(spans.values().stream());
    }

    @Override
    public List<String> stored(Storage storage) {
        return lines(IntStream.range(0, TRACES)
                .mapToObj(i -> storage.observability().getTrace(prefix + "t" + i))
                .flatMap(Optional::stream)
                .map(Trace::spans)
                .flatMap(List::stream));
    }

    private static List<String> lines(Stream<Span> all) {
        return all.map(span ->
                        span.toBuilder().createdAt(BASE).updatedAt(BASE).build().toString())
                .sorted()
                .toList();
    }

    private static boolean ownedBy(Span span, String owner) {
        return span.correlation().resourceId().equals(Optional.of(owner));
    }

    private void put(List<Span> batch) {
        batch.forEach(span -> spans.put(span.traceId() + span.spanId(), span));
    }

    private void apply(List<SpanPatch> patches) {
        patches.forEach(patch ->
                spans.computeIfPresent(patch.traceId() + patch.spanId(), (key, span) -> patch.apply(span, BASE)));
    }

    private SpanPatch patch(Span stored) {
        return SpanPatch.builder(stored.traceId(), stored.spanId())
                .name(word())
                .endedAt(BASE.plusSeconds(random.nextInt(1000)))
                .output(Json.of(Map.of("o", word())))
                .build();
    }

    private Span span() {
        int number = random.nextInt(12);
        return Span.builder(id("t", TRACES), "s" + number)
                .parentSpanId(number == 0 ? null : "s0")
                .name(word())
                .spanType(SpanType.GENERIC)
                .startedAt(BASE.plusSeconds(number))
                .correlation(Correlation.builder().resourceId(id("r", 2)).build())
                .metadata(Json.of(Map.of("m", word())))
                .tags(List.of(word()))
                .input(Json.of(Map.of("i", word())))
                .build();
    }

    private List<Span> some(int most) {
        List<Span> all = new ArrayList<>(spans.values());
        Map<String, Span> chosen = new TreeMap<>();
        for (int i = 0; i < most && !all.isEmpty(); i++) {
            Span span = all.get(random.nextInt(all.size()));
            chosen.put(span.traceId() + span.spanId(), span);
        }
        return List.copyOf(chosen.values());
    }

    private String id(String kind, int range) {
        return prefix + kind + random.nextInt(range);
    }

    private String word() {
        return "w" + random.nextInt(1_000_000);
    }
}
