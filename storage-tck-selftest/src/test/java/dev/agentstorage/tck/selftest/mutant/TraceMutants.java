package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.ObservabilityBackend;
import dev.agentstorage.spi.Window;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What a backend may get wrong in spans and traces. */
final class TraceMutants {
    private TraceMutants() {}

    static List<Mutant> all() {
        return List.of(
                mutant("updates-spans-one-by-one", "OBS-23", TraceMutants::updatesOneByOne),
                mutant("takes-any-span-for-the-root", "OBS-11", TraceMutants::anyRoot),
                mutant("one-tag-is-enough", "OBS-55", TraceMutants::oneTag),
                mutant("lists-open-traces-always-last", "OBS-62", TraceMutants::openLast),
                mutant("deletes-one-trace", "OBS-70", TraceMutants::deletesOne),
                mutant("prunes-spans-of-the-very-instant", "OBS-72", TraceMutants::prunesTheBound));
    }

    private static Mutant mutant(String name, String rule, UnaryOperator<ObservabilityBackend> defect) {
        return new Mutant(name, rule, backend -> new ForwardingBackend(backend) {
            @Override
            public Optional<ObservabilityBackend> observability() {
                return super.observability().map(defect);
            }
        });
    }

    private static ObservabilityBackend updatesOneByOne(ObservabilityBackend backend) {
        return new ForwardingObservabilityBackend(backend) {
            @Override
            public void updateSpans(List<SpanPatch> patches, Instant now) {
                patches.forEach(patch -> real.updateSpan(patch, now));
            }
        };
    }

    private static ObservabilityBackend anyRoot(ObservabilityBackend backend) {
        return new ForwardingObservabilityBackend(backend) {
            @Override
            public Optional<Span> getRootSpan(String traceId) {
                return real.getTrace(traceId).stream().findFirst();
            }
        };
    }

    private static ObservabilityBackend oneTag(ObservabilityBackend backend) {
        return new ForwardingObservabilityBackend(backend) {
            @Override
            public List<Span> listTraces(TraceQuery query, Window window) {
                String[] first = query.tags().stream().limit(1).toArray(String[]::new);
                return real.listTraces(query.toBuilder().tags(first).build(), window);
            }
        };
    }

    private static ObservabilityBackend openLast(ObservabilityBackend backend) {
        return new ForwardingObservabilityBackend(backend) {
            @Override
            public List<Span> listTraces(TraceQuery query, Window window) {
                return real.listTraces(query, window).stream()
                        .sorted(Comparator.comparing(span -> span.endedAt().isEmpty()))
                        .toList();
            }
        };
    }

    private static ObservabilityBackend deletesOne(ObservabilityBackend backend) {
        return new ForwardingObservabilityBackend(backend) {
            @Override
            public BulkStep deleteTraces(Collection<String> traceIds, int limit) {
                return real.deleteTraces(Set.of(traceIds.iterator().next()), limit);
            }
        };
    }

    private static ObservabilityBackend prunesTheBound(ObservabilityBackend backend) {
        return new ForwardingObservabilityBackend(backend) {
            @Override
            public BulkStep pruneSpans(Instant olderThan, int limit) {
                return real.pruneSpans(olderThan.plus(1, ChronoUnit.MICROS), limit);
            }
        };
    }
}
