package dev.agentstorage.tck.selftest.mutant;

import static dev.agentstorage.tck.selftest.mutant.Mutant.ofObservability;

import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.observability.Correlation;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanEntity;
import dev.agentstorage.observability.SpanIdentity;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.observability.SpanType;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.ObservabilityBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.ForwardingObservabilityBackend;
import dev.agentstorage.value.Change;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.TimeRange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a backend may get wrong in storing, changing and removing spans. */
final class SpanMutants {
    private SpanMutants() {}

    static List<Mutant> all() {
        return List.of(
                stored("loses-request-context", "OBS-01", s -> s.requestContext(null)),
                ofObservability("doubles-spans-created-again", "OBS-02", Doubles::new),
                ofObservability("drops-end-of-span-batch", "OBS-03", DropsEndOfBatch::new),
                stored("knows-some-span-types", "OBS-04", SpanMutants::knownType),
                stored("parses-strings-that-look-like-json", "OBS-05", SpanMutants::parsed),
                stored("sets-times-of-imported-spans", "OBS-06", s -> s.updatedAt(Instant.now())),
                stored("cuts-span-names", "OBS-07", s -> s.name(cut(s.build().name()))),
                stored("cuts-spans-to-milliseconds", "OBS-08", SpanMutants::millis),
                stored("knows-the-basic-plane-only", "OBS-09", s -> s.name(plain(s.build()))),
                ofObservability("finds-spans-of-other-traces", "OBS-10", FindsSpansOfOthers::new),
                ofObservability("takes-last-root-span", "OBS-11", TakesLastRoot::new),
                ofObservability("orders-spans-by-utf-16", "OBS-12", OrdersSpansByUtf16::new),
                ofObservability("lists-spans-at-excluded-bounds", "OBS-13", IncludesBounds::new),
                patched("merges-metadata-of-spans", "OBS-20", SpanMutants::mergedMetadata),
                patched("takes-clear-for-keep", "OBS-21", SpanMutants::keptError),
                patched("keeps-fields-of-entities-that-are-cleared", "OBS-21", SpanMutants::keptEntity),
                patched("keeps-correlation-that-is-cleared", "OBS-21", SpanMutants::keptCorrelation),
                ofObservability("update-creates-spans", "OBS-22", UpdateCreates::new),
                ofObservability("returns-spans-as-they-were-given", "OBS-03", ReturnsGiven::new),
                ofObservability("returns-spans-as-they-were", "OBS-23", ReturnsFormer::new),
                ofObservability("turns-details-around", "CORE-10", TurnsDetails::new),
                ofObservability("updates-spans-one-by-one", "OBS-26", UpdatesOneByOne::new),
                ofObservability("stops-at-missing-spans", "OBS-23", StopsAtMissingSpans::new),
                ofObservability("says-that-missing-traces-were-there", "OBS-70", NamesNoTraces::new),
                ofObservability("leaves-updated-at-of-spans", "OBS-24", LeavesTime::new),
                ofObservability("loses-concurrent-span-patches", "OBS-26", LosesPatches::new),
                ofObservability("creates-spans-over-stored-ones", "OBS-81", CreatesOver::new),
                ofObservability("creates-spans-in-a-race", "OBS-81", CreatesInARace::new),
                ofObservability("creates-those-spans-that-are-new", "OBS-81", CreatesTheRest::new),
                ofObservability("deletes-first-trace-only", "OBS-70", DeletesFirst::new),
                ofObservability("deletes-one-step-of-spans", "OBS-71", DeletesOneStep::new),
                ofObservability("prunes-spans-at-the-bound", "OBS-72", PrunesTheBound::new),
                ofObservability("erases-traces-only", "OBS-73", ErasesTracesOnly::new),
                ofObservability("clears-no-spans", "OBS-74", ClearsNothing::new));
    }

    /** A backend that stores something else than it is given. */
    private static Mutant stored(String name, String rule, UnaryOperator<Span.Builder> change) {
        return ofObservability(name, rule, real -> new ForwardingObservabilityBackend(real) {
            @Override
            public Span saveSpan(Span span) {
                return delegate().saveSpan(change.apply(span.toBuilder()).build());
            }

            @Override
            public List<Span> saveSpans(List<Span> spans) {
                return delegate()
                        .saveSpans(spans.stream()
                                .map(span -> change.apply(span.toBuilder()).build())
                                .toList());
            }
        });
    }

    private static Span.Builder knownType(Span.Builder span) {
        boolean known = span.build().spanType().value().matches("agent_run|tool_call|generic|model_step");
        return known ? span : span.spanType(SpanType.GENERIC);
    }

    private static Span.Builder parsed(Span.Builder span) {
        Optional<String> text = span.build().input().flatMap(Json::string);
        try {
            text.ifPresent(json -> span.input(Json.parse(json)));
        } catch (InvalidRequestException e) {
            // as it is
        }
        return span;
    }

    private static String cut(String name) {
        return name.substring(0, Math.min(100, name.length()));
    }

    private static String plain(Span span) {
        return span.name().replaceAll("[\\x{10000}-\\x{10FFFF}]", "?");
    }

    private static Span.Builder millis(Span.Builder span) {
        return span.startedAt(span.build().startedAt().truncatedTo(ChronoUnit.MILLIS));
    }

    /** A backend that takes a patch for another one; given the stored span and the patch. */
    private static Mutant patched(String name, String rule, BiFunction<Span, SpanPatch, SpanPatch> change) {
        return ofObservability(name, rule, real -> new ForwardingObservabilityBackend(real) {
            @Override
            public Optional<Span> updateSpan(SpanPatch patch, Instant now) {
                SpanPatch other = delegate()
                        .getSpan(patch.traceId(), patch.spanId())
                        .map(stored -> change.apply(stored, patch))
                        .orElse(patch);
                return delegate().updateSpan(other, now);
            }
        });
    }

    private static SpanPatch mergedMetadata(Span stored, SpanPatch patch) {
        return patch.metadata()
                .map(metadata -> patch.then(SpanPatch.builder(patch.traceId(), patch.spanId())
                        .metadata(stored.metadata().merge(metadata))
                        .build()))
                .orElse(patch);
    }

    private static SpanPatch keptError(Span stored, SpanPatch patch) {
        return patch.then(SpanPatch.builder(patch.traceId(), patch.spanId())
                .error(patch.error()
                        .apply(stored.error())
                        .or(stored::error)
                        .map(Change::set)
                        .orElse(Change.keep()))
                .build());
    }

    private static SpanPatch keptEntity(Span stored, SpanPatch patch) {
        SpanEntity set = patch.rootEntity().apply(SpanEntity.NONE);
        return patch.then(SpanPatch.builder(patch.traceId(), patch.spanId())
                .rootEntity(stored.rootEntity().merge(set))
                .build());
    }

    private static SpanPatch keptCorrelation(Span stored, SpanPatch patch) {
        Correlation set = patch.correlation().apply(Correlation.NONE);
        return patch.then(SpanPatch.builder(patch.traceId(), patch.spanId())
                .correlation(stored.correlation().merge(set))
                .build());
    }

    /** As if each time of storing had left a row. */
    private static final class Doubles extends ForwardingObservabilityBackend {
        Doubles(ObservabilityBackend real) {
            super(real);
        }

        @Override
        public List<Span> getTrace(String traceId) {
            return delegate().getTrace(traceId).stream()
                    .flatMap(
                            span -> span.updatedAt().equals(span.createdAt()) ? Stream.of(span) : Stream.of(span, span))
                    .toList();
        }
    }

    private static final class DropsEndOfBatch extends ForwardingObservabilityBackend {
        DropsEndOfBatch(ObservabilityBackend real) {
            super(real);
        }

        @Override
        public List<Span> saveSpans(List<Span> spans) {
            delegate().saveSpans(spans.subList(0, Math.max(1, spans.size() - 1)));
            return spans;
        }
    }

    private static final class FindsSpansOfOthers extends ForwardingObservabilityBackend {
        FindsSpansOfOthers(ObservabilityBackend real) {
            super(real);
        }

        @Override
        public Optional<Span> getSpan(String traceId, String spanId) {
            return delegate()
                    .getSpan(traceId, spanId)
                    .or(() -> delegate().listSpans(TimeRange.ALL, Window.everything()).stream()
                            .filter(span -> span.spanId().equals(spanId))
                            .findFirst());
        }
    }

    private static final class TakesLastRoot extends ForwardingObservabilityBackend {
        TakesLastRoot(ObservabilityBackend real) {
            super(real);
        }

        @Override
        public Optional<Span> getRootSpan(String traceId) {
            return delegate().getTrace(traceId).stream().filter(Span::isRoot).reduce((first, last) -> last);
        }
    }

    private static final class OrdersSpansByUtf16 extends ForwardingObservabilityBackend {
        OrdersSpansByUtf16(ObservabilityBackend real) {
            super(real);
        }

        @Override
        public List<Span> getTrace(String traceId) {
            return delegate().getTrace(traceId).stream()
                    .sorted(Comparator.comparing(Span::startedAt).thenComparing(Span::spanId))
                    .toList();
        }
    }

    private static final class IncludesBounds extends ForwardingObservabilityBackend {
        IncludesBounds(ObservabilityBackend real) {
            super(real);
        }

        @Override
        public List<Span> listSpans(TimeRange startedAt, Window window) {
            return delegate().listSpans(new TimeRange(startedAt.start(), false, startedAt.end(), false), window);
        }
    }

    private static final class UpdateCreates extends ForwardingObservabilityBackend {
        UpdateCreates(ObservabilityBackend real) {
            super(real);
        }

        @Override
        public Optional<Span> updateSpan(SpanPatch patch, Instant now) {
            Optional<Span> updated = delegate().updateSpan(patch, now);
            return updated.isPresent()
                    ? updated
                    : Optional.of(delegate()
                            .saveSpan(patch.apply(
                                    Span.builder(patch.traceId(), patch.spanId())
                                            .build(),
                                    now)));
        }
    }

    private static final class CreatesOver extends ForwardingObservabilityBackend {
        CreatesOver(ObservabilityBackend real) {
            super(real);
        }

        @Override
        public Set<SpanIdentity> createSpans(List<Span> spans) {
            delegate().saveSpans(spans);
            return Set.of();
        }
    }

    private static final class CreatesInARace extends ForwardingObservabilityBackend {
        CreatesInARace(ObservabilityBackend real) {
            super(real);
        }

        @Override
        public Set<SpanIdentity> createSpans(List<Span> spans) {
            Set<SpanIdentity> stored = spans.stream()
                    .filter(span ->
                            delegate().getSpan(span.traceId(), span.spanId()).isPresent())
                    .map(span -> new SpanIdentity(span.traceId(), span.spanId()))
                    .collect(Collectors.toSet());
            if (stored.isEmpty()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
                delegate().saveSpans(spans);
            }
            return stored;
        }
    }

    private static final class CreatesTheRest extends ForwardingObservabilityBackend {
        CreatesTheRest(ObservabilityBackend real) {
            super(real);
        }

        @Override
        public Set<SpanIdentity> createSpans(List<Span> spans) {
            Set<SpanIdentity> stored = delegate().createSpans(spans);
            spans.stream()
                    .filter(span -> !stored.contains(new SpanIdentity(span.traceId(), span.spanId())))
                    .forEach(delegate()::saveSpan);
            return stored;
        }
    }

    private static final class ReturnsGiven extends ForwardingObservabilityBackend {
        ReturnsGiven(ObservabilityBackend real) {
            super(real);
        }

        @Override
        public List<Span> saveSpans(List<Span> spans) {
            delegate().saveSpans(spans);
            return spans;
        }
    }

    private static final class ReturnsFormer extends ForwardingObservabilityBackend {
        ReturnsFormer(ObservabilityBackend real) {
            super(real);
        }

        @Override
        public List<Span> updateSpans(List<SpanPatch> patches, Instant now) {
            List<Span> before = patches.stream()
                    .flatMap(patch -> delegate().getSpan(patch.traceId(), patch.spanId()).stream())
                    .toList();
            delegate().updateSpans(patches, now);
            return before;
        }
    }

    private static final class TurnsDetails extends ForwardingObservabilityBackend {
        TurnsDetails(ObservabilityBackend real) {
            super(real);
        }

        @Override
        public Optional<Span> updateSpan(SpanPatch patch, Instant now) {
            return Optional.of(delegate()
                    .updateSpan(patch, now)
                    .orElseThrow(() -> new NotFoundException(
                            "span-not-found",
                            "there is no such span",
                            Details.of("spanId", patch.spanId(), "traceId", patch.traceId()))));
        }
    }

    private static final class UpdatesOneByOne extends ForwardingObservabilityBackend {
        UpdatesOneByOne(ObservabilityBackend real) {
            super(real);
        }

        @Override
        public List<Span> updateSpans(List<SpanPatch> patches, Instant now) {
            List<Span> updated = new ArrayList<>();
            for (SpanPatch patch : patches) {
                delegate().updateSpan(patch, now).ifPresent(updated::add);
                LockSupport.parkNanos(2_000_000);
            }
            return updated;
        }
    }

    private static final class StopsAtMissingSpans extends ForwardingObservabilityBackend {
        StopsAtMissingSpans(ObservabilityBackend real) {
            super(real);
        }

        @Override
        public List<Span> updateSpans(List<SpanPatch> patches, Instant now) {
            return delegate()
                    .updateSpans(
                            patches.stream()
                                    .takeWhile(patch -> delegate()
                                            .getSpan(patch.traceId(), patch.spanId())
                                            .isPresent())
                                    .toList(),
                            now);
        }
    }

    private static final class NamesNoTraces extends ForwardingObservabilityBackend {
        NamesNoTraces(ObservabilityBackend real) {
            super(real);
        }

        @Override
        public BulkStep deleteTraces(Collection<String> traceIds, int limit) {
            BulkStep step = delegate().deleteTraces(traceIds, limit);
            return new BulkStep(step.affected(), step.done(), Set.copyOf(traceIds));
        }
    }

    private static final class LeavesTime extends ForwardingObservabilityBackend {
        LeavesTime(ObservabilityBackend real) {
            super(real);
        }

        @Override
        public Optional<Span> updateSpan(SpanPatch patch, Instant now) {
            return delegate()
                    .getSpan(patch.traceId(), patch.spanId())
                    .map(stored -> delegate()
                            .saveSpan(patch.apply(stored, now).toBuilder()
                                    .updatedAt(stored.updatedAt())
                                    .build()));
        }
    }

    private static final class LosesPatches extends ForwardingObservabilityBackend {
        LosesPatches(ObservabilityBackend real) {
            super(real);
        }

        @Override
        public Optional<Span> updateSpan(SpanPatch patch, Instant now) {
            Optional<Span> stored = delegate().getSpan(patch.traceId(), patch.spanId());
            LockSupport.parkNanos(200_000);
            return stored.map(span -> delegate().saveSpan(patch.apply(span, now)));
        }
    }

    private static final class DeletesFirst extends ForwardingObservabilityBackend {
        DeletesFirst(ObservabilityBackend real) {
            super(real);
        }

        @Override
        public BulkStep deleteTraces(Collection<String> traceIds, int limit) {
            return delegate().deleteTraces(List.copyOf(traceIds).subList(0, 1), limit);
        }
    }

    private static final class DeletesOneStep extends ForwardingObservabilityBackend {
        DeletesOneStep(ObservabilityBackend real) {
            super(real);
        }

        @Override
        public BulkStep deleteTraces(Collection<String> traceIds, int limit) {
            BulkStep step = delegate().deleteTraces(traceIds, limit);
            return new BulkStep(step.affected(), true, step.ids());
        }
    }

    private static final class PrunesTheBound extends ForwardingObservabilityBackend {
        PrunesTheBound(ObservabilityBackend real) {
            super(real);
        }

        @Override
        public BulkStep pruneSpans(Instant olderThan, int limit) {
            return delegate().pruneSpans(olderThan.plusNanos(1_000), limit);
        }
    }

    private static final class ErasesTracesOnly extends ForwardingObservabilityBackend {
        ErasesTracesOnly(ObservabilityBackend real) {
            super(real);
        }

        @Override
        public BulkStep eraseResource(String resourceId, int limit) {
            List<String> traces = delegate().listTraces(TraceQuery.ofResource(resourceId), Window.everything()).stream()
                    .map(Span::traceId)
                    .distinct()
                    .toList();
            return delegate().deleteTraces(traces, limit);
        }
    }

    private static final class ClearsNothing extends ForwardingObservabilityBackend {
        ClearsNothing(ObservabilityBackend real) {
            super(real);
        }

        @Override
        public BulkStep clear(int limit) {
            return new BulkStep(0, true);
        }
    }
}
