package dev.agentstorage.inmemory;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.NewAgent;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.error.NotInitializedException;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.observability.Correlation;
import dev.agentstorage.observability.Span;
import dev.agentstorage.store.AgentStore;
import dev.agentstorage.store.BulkListener;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.store.ObservabilityStore;
import dev.agentstorage.store.StoreFactory;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Limits;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Bulk operations ask before each step whether their storage is still open (rule {@code CORE-14}). */
class BulkAfterCloseTest {
    private static final Limits LIMITS = MemoryFixture.limits(2, 10_000);
    private static final StoreFactory STORES = MemoryFixture.stores(LIMITS, () -> MemoryFixture.BASE);

    private boolean closed;
    private int uses = Integer.MAX_VALUE;
    private final MemoryStore memory = STORES.memory(guarded(new InMemoryMemoryBackend(LIMITS)));
    private final ObservabilityStore spans = STORES.observability(guarded(new InMemoryObservabilityBackend(LIMITS)));
    private final AgentStore agents = STORES.agents(guarded(new InMemoryAgentBackend(LIMITS)));

    /** Gives the backend so many times as allowed, and until it is closed. */
    private <B> Supplier<B> guarded(B backend) {
        return () -> {
            if (closed || uses-- <= 0) {
                throw new NotInitializedException("storage-closed", "the storage is closed", Map.of());
            }
            return backend;
        };
    }

    private BulkListener closing() {
        return affected -> closed = true;
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(NotInitializedException.class);
    }

    private void storeMessages() {
        MemoryFixture fixture = new MemoryFixture(LIMITS);
        memory.createThread(fixture.thread("t", "r"));
        IntStream.rangeClosed(1, 5)
                .forEach(i -> memory.saveMessages(List.of(MemoryFixture.message("m" + i, "t", "r", i))));
    }

    private static Span span(String traceId) {
        return Span.builder(traceId, "span")
                .name("name")
                .startedAt(MemoryFixture.BASE)
                .correlation(Correlation.builder().resourceId("r").build())
                .build();
    }

    private void storeSpans() {
        IntStream.rangeClosed(1, 5).forEach(i -> spans.saveSpan(span("trace" + i)));
    }

    private void storeVersions() {
        AgentConfig config = AgentConfig.builder()
                .name("name")
                .instructions(Json.of("text"))
                .model(Json.EMPTY_OBJECT)
                .build();
        agents.create(NewAgent.of("a", config));
        IntStream.rangeClosed(1, 5)
                .forEach(i -> agents.createVersion(
                        NewAgentVersion.builder("a", config).build()));
    }

    @Test
    void importOfMessagesEnds() {
        memory.createThread(new MemoryFixture(LIMITS).thread("t", "r"));
        refused(() -> memory.importMessages(
                IntStream.rangeClosed(1, 5)
                        .mapToObj(i -> MemoryFixture.message("m" + i, "t", "r", i))
                        .toList(),
                closing()));
    }

    @Test
    void deletionOfAThreadEnds() {
        storeMessages();
        refused(() -> memory.deleteThread("t", closing()));
    }

    @Test
    void deletionOfMessagesByQueryEnds() {
        storeMessages();
        refused(() -> memory.deleteMessages(MessageQuery.ofThread("t"), closing()));
    }

    @Test
    void erasureOfAResourceEnds() {
        storeMessages();
        refused(() -> memory.eraseResource("r", closing()));
    }

    @Test
    void stepsOfMemoryWithoutAListenerEnd() {
        storeMessages();
        List<String> ids = List.of("m1", "m2", "m3", "m4", "m5");
        uses = 1;
        refused(() -> memory.getMessages(ids));
        uses = 1;
        refused(() -> memory.moveThread("t", "other"));
        uses = 1;
        refused(() -> memory.deleteMessages(ids));
        uses = 1;
        refused(() -> memory.pruneMessages(MemoryFixture.BASE.plusSeconds(60), 5));
        uses = 0;
        refused(memory::clear);
    }

    @Test
    void stepsOfSpansEnd() {
        storeSpans();
        refused(() -> spans.importSpans(List.of(span("a"), span("b"), span("c")), closing()));
        closed = false;
        refused(() -> spans.deleteTraces(List.of("trace1", "trace2", "trace3", "trace4"), closing()));
        closed = false;
        refused(() -> spans.eraseResource("r", closing()));
    }

    @Test
    void stepsOfAgentsEnd() {
        storeVersions();
        refused(() -> agents.delete("a", closing()));
    }
}
