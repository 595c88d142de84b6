package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Storage;
import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.NewAgent;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.memory.CloneRequest;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.NewScore;
import dev.agentstorage.store.AgentStore;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.store.ObservabilityStore;
import dev.agentstorage.store.ScoreStore;
import dev.agentstorage.store.WorkflowStore;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowStatePatch;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A clock outside the storable years (rule {@code CORE-02}). */
public abstract class ClockContract extends CoreContract {
    /** Made by the kit. */
    protected ClockContract() {}

    private void withEachClock(Consumer<Storage> test) {
        for (Instant now : List.of(
                Instant.MIN,
                Instant.parse("0000-12-31T23:59:59.999999999Z"),
                Instant.parse("+10000-01-01T00:00:00Z"),
                Instant.MAX)) {
            try (Storage storage = openAnother(() -> now)) {
                test.accept(storage);
            }
        }
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        error -> assertThat(error.code()).isEqualTo("clock-out-of-range"));
    }

    /**
     * Changes of conversations are rejected, reads are not. If this fails, look for a time of the clock that is not checked like times of
     * callers.
     */
    @Rule(id = "CORE-02", requires = Feature.MEMORY)
    void changesOfConversationsNeedAClockInRange() {
        withEachClock(storage -> {
            MemoryStore store = storage.memory();
            ConversationThread thread = store.createThread(ConversationThread.builder(id("resource"))
                    .id(id("thread"))
                    .createdAt(base())
                    .build());
            String message = id("message");
            String resource = id("resource");
            refused(() -> store.saveMessages(
                    List.of(NewMessage.builder(thread.id()).id(message).build())));
            refused(() -> store.saveMessages(List.of(NewMessage.builder(thread.id())
                    .id(message)
                    .createdAt(base())
                    .build())));
            refused(() -> store.importMessages(
                    List.of(NewMessage.builder(thread.id()).id(message).build())));
            refused(() -> store.updateMessages(
                    List.of(MessagePatch.builder(message).type("t").build())));
            refused(() -> store.deleteMessages(List.of(message)));
            refused(() -> store.updateThread(thread.id(), ThreadPatch.ofMetadata(Json.EMPTY_OBJECT)));
            refused(() -> store.moveThread(thread.id(), resource));
            refused(() -> store.cloneThread(CloneRequest.builder(thread.id()).build()));
            refused(() -> store.updateResource(resource, ResourcePatch.ofMetadata(Json.EMPTY_OBJECT)));
            assertThat(store.getMessage(message)).isEmpty();
            assertThat(store.getResource(resource)).isEmpty();
            assertThat(store.getThread(thread.id())).contains(thread);
            assertThat(store.listMessages(MessageQuery.ofThread(thread.id())).toList())
                    .isEmpty();
        });
    }

    /** Changes of runs are refused. If this fails, look as above. */
    @Rule(id = "CORE-02", requires = Feature.WORKFLOWS)
    void changesOfRunsNeedAClockInRange() {
        withEachClock(storage -> {
            WorkflowStore store = storage.workflows();
            String run = id("run");
            refused(() -> store.save(NewWorkflowRun.of("clock", run, Json.EMPTY_OBJECT)));
            refused(() -> store.updateState("clock", run, WorkflowStatePatch.EMPTY));
            refused(() -> store.updateStepResult(StepResultUpdate.builder("clock", run)
                    .stepId("step")
                    .result(Json.EMPTY_OBJECT)
                    .build()));
            assertThat(store.get("clock", run)).isEmpty();
        });
    }

    /** Changes of spans are refused. If this fails, look as above. */
    @Rule(id = "CORE-02", requires = Feature.OBSERVABILITY)
    void changesOfSpansNeedAClockInRange() {
        withEachClock(storage -> {
            ObservabilityStore store = storage.observability();
            String trace = id("trace");
            refused(() -> store.saveSpan(SpanSamples.root(trace)));
            refused(() -> store.saveSpans(List.of(SpanSamples.root(trace))));
            refused(() ->
                    store.updateSpan(SpanPatch.builder(trace, "span").name("n").build()));
            refused(() -> store.updateSpans(
                    List.of(SpanPatch.builder(trace, "span").name("n").build())));
            assertThat(store.getTrace(trace)).isEmpty();
        });
    }

    /** Changes of scores are refused. If this fails, look as above. */
    @Rule(id = "CORE-02", requires = Feature.SCORES)
    void changesOfScoresNeedAClockInRange() {
        withEachClock(storage -> {
            ScoreStore store = storage.scores();
            String score = id("score");
            Evaluation evaluation = Evaluation.builder()
                    .scorerId(id("scorer"))
                    .runId(id("run"))
                    .entityId(id("entity"))
                    .scorer(Json.EMPTY_OBJECT)
                    .entity(Json.EMPTY_OBJECT)
                    .output(Json.EMPTY_OBJECT)
                    .score(1)
                    .build();
            refused(() -> store.save(NewScore.of(score, evaluation)));
            assertThat(store.get(score)).isEmpty();
        });
    }

    /** Changes of agents are refused. If this fails, look as above. */
    @Rule(id = "CORE-02", requires = Feature.AGENTS)
    void changesOfAgentsNeedAClockInRange() {
        withEachClock(storage -> {
            AgentStore store = storage.agents();
            String agent = id("agent");
            AgentConfig config = AgentConfig.builder()
                    .name("name")
                    .instructions("instructions")
                    .model(Json.EMPTY_OBJECT)
                    .build();
            refused(() -> store.create(NewAgent.of(agent, config)));
            refused(() -> store.update(
                    agent, AgentPatch.builder().metadata(Json.EMPTY_OBJECT).build()));
            assertThat(store.get(agent)).isEmpty();
        });
    }
}
