package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Storage;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.store.Listing;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.value.TimeRange;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A filter that the client judges reads as many rows as it may, and says so when that is not enough. */
class FilterRowsTest {
    private static final int MOST = 1000;
    private static final Instant BASE = Instant.parse("2024-01-01T00:00:00Z");

    /** Has the key and the value that the filter looks for, but elsewhere: only parsing the document shows that. */
    private static final Json LIKELY = Json.of(Map.of("other", Map.of("tag", "x")));

    private static final Json WANTED = Json.of(Map.of("tag", "x"));

    private static Schema schema;
    private static Storage storage;

    @BeforeAll
    static void fill() {
        schema = Schema.in(Server.POSTGRESQL);
        storage = Schema.open(schema.config().set(DsqlOptions.FILTER_ROWS, MOST));
        var memory = storage.memory();
        var threads = IntStream.rangeClosed(0, MOST)
                .mapToObj(i -> ConversationThread.builder(i == 0 ? "one" : "many")
                        .id("t" + i)
                        .metadata(LIKELY)
                        .createdAt(at(i))
                        .build())
                .toList();
        threads.forEach(memory::createThread);
        memory.importMessages(IntStream.rangeClosed(0, MOST)
                .mapToObj(i -> NewMessage.builder(threads.get(i == 0 ? 0 : 1).id())
                        .id("m" + i)
                        .content(Json.of(Map.of("metadata", LIKELY.members())))
                        .createdAt(at(i))
                        .build())
                .toList());
        storage.observability()
                .importSpans(IntStream.rangeClosed(0, MOST)
                        .mapToObj(i -> Span.builder("trace" + i, "s")
                                .startedAt(at(i))
                                .metadata(LIKELY)
                                .build())
                        .toList());
        for (int i = 0; i <= MOST; i++) {
            storage.workflows()
                    .save(NewWorkflowRun.builder(i == 0 ? "one" : "many", "r" + i)
                            .snapshot(Json.of(Map.of("status", "failed", "was", "suspended")))
                            .createdAt(at(i))
                            .build());
        }
        // as if another program had written the runs: their status is known from their snapshots alone
        schema.run("UPDATE " + schema + ".mastra_workflow_snapshot SET \"as_updatedAt\" = NULL");
    }

    @AfterAll
    static void close() {
        storage.close();
        schema.close();
    }

    @Test
    void threads() {
        ThreadQuery query = ThreadQuery.builder().metadata(WANTED).build();
        refused(storage.memory().listThreads(query));
        answered(storage.memory()
                .listThreads(query.toBuilder().resourceId("many").build()));
    }

    @Test
    void messages() {
        refused(storage.memory()
                .listMessages(MessageQuery.builder().metadata(WANTED).build()));
        answered(storage.memory()
                .listMessages(
                        MessageQuery.builder().threadId("t1").metadata(WANTED).build()));
    }

    @Test
    void traces() {
        TraceQuery.Builder query = TraceQuery.builder().metadata(WANTED);
        refused(storage.observability().listTraces(query.build()));
        answered(storage.observability()
                .listTraces(
                        query.startedAt(TimeRange.from(at(0)).withoutStart()).build()));
    }

    @Test
    void statusOfRunsThatOthersWrote() {
        WorkflowQuery query =
                WorkflowQuery.builder().status(WorkflowStatus.SUSPENDED).build();
        refused(storage.workflows().list(query));
        answered(storage.workflows()
                .list(WorkflowQuery.builder()
                        .workflowName("many")
                        .status(WorkflowStatus.SUSPENDED)
                        .build()));
    }

    private static <T> void refused(Listing<T> listing) {
        List<ThrowingCallable> reads = List.of(
                () -> listing.slice(5),
                () -> listing.page(PageRequest.of(3, 5)),
                listing::toList,
                listing::count,
                () -> listing.stream().toList());
        for (ThrowingCallable read : reads) {
            assertThatThrownBy(read).isInstanceOfSatisfying(TooLargeException.class, e -> {
                assertThat(e.code()).isEqualTo("filter-too-wide");
                assertThat(e.field()).isEqualTo("filterRows");
                assertThat(e.limit()).isEqualTo(MOST);
                assertThat(e.size()).isEqualTo(MOST + 1);
            });
        }
    }

    private static <T> void answered(Listing<T> listing) {
        assertThat(listing.slice(5).items()).isEmpty();
        assertThat(listing.page(PageRequest.of(3, 5)).items()).isEmpty();
        assertThat(listing.toList()).isEmpty();
        assertThat(listing.count()).isZero();
    }

    private static Instant at(int second) {
        return BASE.plusSeconds(second);
    }
}
