package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.error.ConflictException;
import dev.agentstorage.memory.CloneRequest;
import dev.agentstorage.memory.CloneResult;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageInclude;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.observability.Span;
import dev.agentstorage.store.BulkResult;
import dev.agentstorage.store.Listing;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Page;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.value.TimeRange;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowStatePatch;
import java.util.List;
import java.util.Set;

/** An empty collection of ids selects nothing (rule {@code CORE-22}). */
public abstract class EmptySetContract extends MemoryContract {
    private static final MessageQuery OF_NO_THREAD = MessageQuery.ofThreads(List.of());

    /** Made by the kit. */
    protected EmptySetContract() {}

    /** No thread id selects no message, in every kind of query. If this fails, look for a filter that is omitted when its list is empty. */
    @Rule(id = "CORE-22", requires = Feature.MEMORY)
    void noThreadHasNoMessages() {
        ConversationThread thread = thread();
        List<Message> stored = messages(thread, 2);
        MemoryStore view = memory().forResource(thread.resourceId());
        for (MessageQuery query : List.of(
                OF_NO_THREAD,
                OF_NO_THREAD.toBuilder().resourceId(thread.resourceId()).build(),
                OF_NO_THREAD.toBuilder().range(TimeRange.from(at(1))).build())) {
            for (MemoryStore store : List.of(memory(), view)) {
                Listing<Message> listing = store.listMessages(query);
                Page<Message> page = listing.page(PageRequest.first().withTotal());
                assertThat(page.items()).isEmpty();
                assertThat(page.total()).hasValue(0);
                assertThat(page.hasMore()).isFalse();
                assertThat(listing.slice(10).items()).isEmpty();
                assertThat(listing.toList()).isEmpty();
                assertThat(listing.count()).isZero();
            }
        }
        MessageInclude include =
                MessageInclude.builder(stored.get(1).id()).before(1).build();
        assertThat(memory().listMessages(OF_NO_THREAD, List.of(include), PageRequest.first())
                        .items())
                .isEqualTo(stored);
    }

    /** An empty list of ids removes nothing. If this fails, look for a statement that lacks its condition. */
    @Rule(id = "CORE-22", requires = Feature.MEMORY)
    void noIdRemovesNoMessage() {
        ConversationThread thread = thread();
        List<Message> stored = messages(thread, 2);
        assertThat(memory().deleteMessages(List.of())).isEqualTo(new BulkResult(0, true));
        assertThat(memory().deleteMessages(OF_NO_THREAD)).isEqualTo(new BulkResult(0, true));
        assertThat(memory().deleteMessages(OF_NO_THREAD.toBuilder()
                        .resourceId(thread.resourceId())
                        .build()))
                .isEqualTo(new BulkResult(0, true));
        assertThat(memory().getMessages(List.of())).isEmpty();
        assertThat(memory().getMessages(ids(stored))).isEqualTo(stored);
    }

    /** A clone of an empty list of messages has none. If this fails, look at how the request represents all messages. */
    @Rule(id = "CORE-22", requires = Feature.MEMORY)
    void cloneOfNoMessageHasNone() {
        ConversationThread thread = thread();
        messages(thread, 2);
        CloneResult clone = memory().cloneThread(
                        CloneRequest.builder(thread.id()).messageIds(Set.of()).build());
        assertThat(clone.messages()).isEmpty();
        assertThat(memory().listMessages(MessageQuery.ofThread(clone.thread().id()))
                        .count())
                .isZero();
    }

    /** No trace id removes no span. If this fails, look for a statement that lacks its condition. */
    @Rule(id = "CORE-22", requires = Feature.OBSERVABILITY)
    void noTraceIdRemovesNoSpan() {
        Span span = observability().saveSpan(SpanSamples.root(id("trace")));
        assertThat(observability().deleteTraces(List.of())).isEqualTo(new BulkResult(0, true));
        assertThat(observability().getRootSpan(span.traceId())).contains(span);
    }

    /** No run has a status of an empty set. If this fails, look for a check that is omitted when its set is empty. */
    @Rule(id = "CORE-22", requires = Feature.WORKFLOWS)
    void noStatusIsExpected() {
        WorkflowRun run = workflows()
                .save(NewWorkflowRun.of(id("name"), id("run"), Json.parse("{\"status\":\"running\",\"context\":{}}")));
        ConflictException conflict = expect(
                ConflictException.class,
                "status-conflict",
                () -> workflows()
                        .updateState(
                                run.workflowName(),
                                run.runId(),
                                WorkflowStatePatch.builder().result(Json.of(1)).build(),
                                Set.of()));
        assertThat(conflict.stored(WorkflowRun.class)).contains(run);
        assertThat(workflows().get(run.workflowName(), run.runId())).contains(run);
    }
}
