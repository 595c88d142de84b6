package dev.agentstorage.inmemory;

import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Limits;
import java.time.Instant;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

class ObservabilityLinearizabilityTest {
    @Test
    void spansAndTheirTracesAreLinearizable() {
        Linearizability.check(Spans.class);
    }

    /** Creations, patches of two spans together and deletions, seen in the trace and in the list of traces. */
    public static class Spans {
        private final InMemoryObservabilityBackend backend = new InMemoryObservabilityBackend(Limits.STANDARD);

        public Spans() {
            backend.saveSpans(List.of(span("a", 0), span("b", 0)));
        }

        @Operation
        public String create(
                @Param(gen = IntGen.class, conf = "1:3") int id, @Param(gen = IntGen.class, conf = "1:9") int time) {
            return backend.saveSpan(span("s" + id, time)).toString();
        }

        @Operation
        public String patchTwo(@Param(gen = IntGen.class, conf = "1:9") int value) {
            try {
                backend.updateSpans(List.of(patch("a", value), patch("b", value)), at(value));
                return "updated";
            } catch (NotFoundException e) {
                return e.code();
            }
        }

        @Operation
        public String delete() {
            return backend.deleteTraces(List.of("t"), 100).toString();
        }

        @Operation
        public String trace() {
            return backend.getTrace("t").toString();
        }

        @Operation
        public String roots() {
            return backend.listTraces(TraceQuery.ALL, Window.everything()).toString();
        }
    }

    private static Span span(String id, int time) {
        return Span.builder("t", id).startedAt(at(time)).createdAt(at(0)).build();
    }

    private static SpanPatch patch(String id, int value) {
        return SpanPatch.builder("t", id).output(Json.of(value)).build();
    }

    private static Instant at(int second) {
        return Instant.ofEpochSecond(second);
    }
}
