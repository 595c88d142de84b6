package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.NewAgent;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.NewScore;
import dev.agentstorage.score.Score;
import dev.agentstorage.score.ScoreQuery;
import dev.agentstorage.tck.engine.support.Concurrently;
import dev.agentstorage.tck.engine.support.Concurrently.Outcome;
import dev.agentstorage.tck.engine.support.Outcomes;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Concurrent calls, of every kind in each domain. One atomic change must decide: tests check the final state and the number of successful calls.
 */
public abstract class RaceContract extends CoreContract {
    private static final int WORKERS = 4;
    private static final int ROUNDS = 15;

    /** The number of rounds for calls that all change one row, which take longer in a database that retries. */
    private static final int FEW_ROUNDS = 5;

    private static final AgentConfig CONFIG = AgentConfig.builder()
            .name("name")
            .instructions("instructions")
            .model(Json.of(Map.of("name", "m")))
            .build();

    /** Made by the kit. */
    protected RaceContract() {}

    private static <E> List<E> each(IntFunction<E> make) {
        return IntStream.range(0, ROUNDS).mapToObj(make).toList();
    }

    private static <R> List<R> values(Outcomes<R> outcomes, int round) {
        return outcomes.all().stream()
                .filter(outcome -> outcome.round() == round)
                .map(Outcome::value)
                .flatMap(value -> value.stream())
                .toList();
    }

    /** All workers change the same target in each round: exactly one must succeed, and its result must be stored. */
    private <E, R> void oneSucceeds(
            Class<?> refusal, List<E> targets, BiFunction<E, Integer, R> change, Function<R, R> stored) {
        Outcomes<R> outcomes = Concurrently.threads(WORKERS)
                .rounds(targets.size())
                .run((worker, round) -> change.apply(targets.get(round), worker))
                .allowOnly(refusal);
        for (int round = 0; round < targets.size(); round++) {
            List<R> winners = values(outcomes, round);
            assertThat(winners).as("round %s", round).hasSize(1);
            assertThat(stored.apply(winners.get(0))).as("round %s", round).isEqualTo(winners.get(0));
        }
    }

    /** All workers save the same new id with different times: all must return the same creation time. */
    private <R> void oneBeginning(BiFunction<String, Instant, R> save, Function<R, Instant> createdAt) {
        List<String> ids = each(round -> id("saved"));
        Outcomes<R> outcomes = Concurrently.threads(WORKERS)
                .rounds(ROUNDS)
                .run((worker, round) -> save.apply(ids.get(round), base().plusSeconds(worker)))
                .allowOnly();
        for (int round = 0; round < ROUNDS; round++) {
            assertThat(values(outcomes, round).stream().map(createdAt).distinct())
                    .as("round %s", round)
                    .hasSize(1);
        }
    }

    /** All workers change the same entity: each change must get a distinct time. */
    private static <R> void timesGrow(IntFunction<R> change, Function<R, Instant> updatedAt) {
        Outcomes<R> outcomes = Concurrently.threads(WORKERS)
                .rounds(FEW_ROUNDS)
                .run((worker, round) -> change.apply(worker * FEW_ROUNDS + round))
                .allowOnly();
        assertThat(outcomes.values().stream().map(updatedAt)).doesNotHaveDuplicates();
    }

    private ConversationThread thread() {
        return thread(id("resource"), base());
    }

    private Message message(ConversationThread thread) {
        return memory().saveMessage(
                        NewMessage.builder(thread.id()).id(id("message")).build());
    }

    private static Json worker(int worker) {
        return Json.of(Map.of("worker", worker));
    }

    /** One creation of a thread. If this fails, look for a check that is not part of the insert. */
    @Rule(id = "MEM-02", requires = Feature.MEMORY)
    void oneOfConcurrentCreationsOfAThreadSucceeds() {
        oneSucceeds(
                AlreadyExistsException.class,
                each(round -> id("thread")),
                (id, worker) -> memory().createThread(ConversationThread.builder("resource " + worker)
                        .id(id)
                        .build()),
                created -> memory().getThread(created.id()).orElseThrow());
    }

    /** One save of a version. If this fails, look at a version that is compared before the change. */
    @Rule(id = "MEM-04", requires = Feature.MEMORY)
    void oneOfConcurrentSavesOfAThreadSucceeds() {
        oneSucceeds(
                ConflictException.class,
                each(round -> thread()),
                (thread, worker) -> memory().saveThread(
                                thread.toBuilder().title("of " + worker).build(), thread.version()),
                saved -> memory().getThread(saved.id()).orElseThrow());
    }

    /** One update of a version. If this fails, look as above. */
    @Rule(id = "MEM-14", requires = Feature.MEMORY)
    void oneOfConcurrentUpdatesOfAThreadSucceeds() {
        oneSucceeds(
                ConflictException.class,
                each(round -> thread()),
                (thread, worker) ->
                        memory().updateThread(thread.id(), ThreadPatch.ofTitle("of " + worker), thread.version()),
                saved -> memory().getThread(saved.id()).orElseThrow());
        ConversationThread thread = thread();
        timesGrow(i -> memory().updateThread(thread.id(), ThreadPatch.ofTitle("t" + i)), ConversationThread::updatedAt);
    }

    /** One update of a message's version. If this fails, look as above. */
    @Rule(id = "MEM-43", requires = Feature.MEMORY)
    void oneOfConcurrentUpdatesOfAMessageSucceeds() {
        ConversationThread thread = thread();
        oneSucceeds(
                ConflictException.class,
                each(round -> message(thread)),
                (message, worker) -> memory().updateMessage(MessagePatch.builder(message.id())
                        .type("of " + worker)
                        .expected(message.version())
                        .build()),
                changed -> memory().getMessage(changed.id()).orElseThrow());
    }

    /** One change of a resource's version. If this fails, look as above. */
    @Rule(id = "MEM-75", requires = Feature.MEMORY)
    void oneOfConcurrentChangesOfAResourceSucceeds() {
        oneSucceeds(
                ConflictException.class,
                each(round -> memory().saveResource(Resource.of(id("resource")))),
                (resource, worker) -> worker % 2 == 0
                        ? memory().saveResource(
                                        resource.toBuilder()
                                                .workingMemory("of " + worker)
                                                .build(),
                                        resource.version())
                        : memory().updateResource(
                                        resource.id(),
                                        ResourcePatch.ofWorkingMemory("of " + worker),
                                        resource.version()),
                changed -> memory().getResource(changed.id()).orElseThrow());
        String id = id("resource");
        timesGrow(i -> memory().updateResource(id, ResourcePatch.ofWorkingMemory("m" + i)), Resource::updatedAt);
    }

    /** One creation, save and update of an agent. If this fails, look as above. */
    @Rule(id = "AGENT-13", requires = Feature.AGENTS)
    void oneOfConcurrentChangesOfAnAgentSucceeds() {
        oneSucceeds(
                ConflictException.class,
                each(round -> agents().create(NewAgent.of(id("agent"), CONFIG))),
                (agent, worker) -> worker % 2 == 0
                        ? agents().save(
                                        agent.toBuilder()
                                                .metadata(worker(worker))
                                                .build(),
                                        agent.version())
                        : agents().update(agent.id(), AgentPatch.ofMetadata(worker(worker)), agent.version()),
                changed -> agents().get(changed.id()).orElseThrow());
        AgentDefinition agent = agents().create(NewAgent.of(id("agent"), CONFIG));
        timesGrow(i -> agents().update(agent.id(), AgentPatch.ofMetadata(worker(i))), AgentDefinition::updatedAt);
    }

    /** One creation of an agent. If this fails, look for a check that is not part of the insert. */
    @Rule(id = "AGENT-04", requires = Feature.AGENTS)
    void oneOfConcurrentCreationsOfAnAgentSucceeds() {
        oneSucceeds(
                AlreadyExistsException.class,
                each(round -> id("agent")),
                (id, worker) -> agents().create(NewAgent.builder(CONFIG)
                        .id(id)
                        .authorId("author " + worker)
                        .build()),
                created -> agents().get(created.id()).orElseThrow());
    }

    /** One version of a number, and one of an id. If this fails, look as above. */
    @Rule(id = "AGENT-31", requires = Feature.AGENTS)
    void oneOfConcurrentCreationsOfAVersionSucceeds() {
        String agent = id("agent");
        agents().create(NewAgent.of(agent, CONFIG));
        oneSucceeds(
                AlreadyExistsException.class,
                each(round -> 10 + round),
                (number, worker) -> agents().createVersion(NewAgentVersion.builder(agent, CONFIG)
                        .id(id("version"))
                        .number(number)
                        .build()),
                created -> agents().getVersionByNumber(agent, created.number()).orElseThrow());
    }

    /** A message keeps the creation time of its first save. If this fails, look for an upsert that reads before it writes. */
    @Rule(id = "MEM-32", requires = Feature.MEMORY)
    void concurrentSavesOfAMessageAgreeOnItsTime() {
        ConversationThread thread = thread();
        oneBeginning(
                (id, instant) -> memory().saveMessage(NewMessage.builder(thread.id())
                        .id(id)
                        .createdAt(instant)
                        .build()),
                Message::createdAt);
    }

    /** A run keeps it too. If this fails, look as above. */
    @Rule(id = "WF-03", requires = Feature.WORKFLOWS)
    void concurrentSavesOfARunAgreeOnItsTime() {
        oneBeginning(
                (id, instant) -> workflows()
                        .save(NewWorkflowRun.builder("race", id)
                                .snapshot(Json.EMPTY_OBJECT)
                                .createdAt(instant)
                                .build()),
                WorkflowRun::createdAt);
    }

    /** A score keeps it too. If this fails, look as above. */
    @Rule(id = "SCORE-03", requires = Feature.SCORES)
    void concurrentSavesOfAScoreAgreeOnItsTime() {
        oneBeginning(
                (id, instant) -> scores().save(
                                NewScore.of(id, evaluation("race").build()).toBuilder()
                                        .createdAt(instant)
                                        .build()),
                Score::createdAt);
        String id = id("score");
        timesGrow(i -> scores().save(NewScore.of(id, evaluation("race").build())), Score::updatedAt);
    }

    private static Evaluation.Builder evaluation(String scorer) {
        return Evaluation.builder()
                .scorerId(scorer)
                .runId("run")
                .entityId("entity")
                .scorer(Json.EMPTY_OBJECT)
                .entity(Json.EMPTY_OBJECT)
                .output(Json.EMPTY_OBJECT)
                .score(0.5);
    }

    /** Every change of a span or run has a distinct time. If this fails, look at a time that is read before the change. */
    @Rule(id = "OBS-24", requires = Feature.OBSERVABILITY)
    void concurrentPatchesOfASpanHaveDistinctTimes() {
        Span span = observability().saveSpan(SpanSamples.root(id("trace")));
        timesGrow(
                i -> observability()
                        .updateSpan(SpanPatch.builder(span.traceId(), span.spanId())
                                .name("n" + i)
                                .build()),
                Span::updatedAt);
    }

    /** No message is left without its thread. If this fails, look at the thread's row, which a save must hold until it ends. */
    @Rule(id = "MEM-34", requires = Feature.MEMORY)
    void savesDuringADeletionLeaveNoMessageBehind() {
        List<ConversationThread> threads = each(round -> thread());
        Concurrently.threads(WORKERS)
                .rounds(ROUNDS)
                .run((worker, round) -> worker == 0
                        ? (Object) memory().deleteThread(threads.get(round).id())
                        : message(threads.get(round)))
                .allowOnly(NotFoundException.class);
        assertThat(threads).allSatisfy(thread -> {
            assertThat(memory().getThread(thread.id())).isEmpty();
            assertThat(memory().listMessages(MessageQuery.ofThread(thread.id())).toList())
                    .isEmpty();
        });
    }

    /** No version is left without its agent. If this fails, look at the agent's row, which a new version must hold until it ends. */
    @Rule(id = "AGENT-33", requires = Feature.AGENTS)
    void versionsSavedDuringADeletionAreNotLeftBehind() {
        List<AgentDefinition> all = each(round -> agents().create(NewAgent.of(id("agent"), CONFIG)));
        Concurrently.threads(WORKERS)
                .rounds(ROUNDS)
                .run((worker, round) -> worker == 0
                        ? (Object) agents().delete(all.get(round).id())
                        : agents().createVersion(
                                        NewAgentVersion.of(all.get(round).id(), CONFIG)))
                .allowOnly(NotFoundException.class);
        assertThat(all).allSatisfy(agent -> {
            assertThat(agents().get(agent.id())).isEmpty();
            assertThat(agents().countVersions(agent.id())).isZero();
        });
    }

    /**
     * During appends, messages saved before a move are moved, and messages saved after it have the new resource. If this fails, look at the last
     * step.
     */
    @Rule(id = "MEM-15", requires = Feature.MEMORY)
    void moveDuringAppendsTakesAllThatWasSavedBefore() {
        List<ConversationThread> threads = each(round -> thread());
        Outcomes<List<Message>> outcomes = Concurrently.threads(WORKERS)
                .rounds(ROUNDS)
                .run((worker, round) -> {
                    ConversationThread thread = threads.get(round);
                    Message before = message(thread);
                    if (worker != 0) {
                        return List.<Message>of();
                    }
                    memory().moveThread(thread.id(), "moved");
                    return List.of(before, message(thread));
                })
                .allowOnly();
        assertThat(outcomes.values().stream().flatMap(List::stream))
                .hasSize(2 * ROUNDS)
                .allSatisfy(message -> assertThat(
                                memory().getMessage(message.id()).orElseThrow().resourceId())
                        .isEqualTo("moved"));
    }

    /** Runs a writer of batches of ten concurrently with readers; no reader may see part of a batch. */
    private static void seenWhole(IntConsumer write, IntUnaryOperator read) {
        Outcomes<Integer> outcomes = Concurrently.threads(WORKERS)
                .rounds(ROUNDS)
                .run((worker, round) -> {
                    if (worker == 0) {
                        write.accept(round);
                    }
                    int part = 0;
                    for (int i = 0; i < 10 && part == 0; i++) {
                        part = read.applyAsInt(round) % 10;
                    }
                    return part;
                });
        assertThat(outcomes.allowOnly().values()).containsOnly(0);
    }

    /** A reader sees all messages of a call or none. If this fails, look for a batch that is several changes. */
    @Rule(id = "MEM-34", requires = Feature.MEMORY)
    void savedMessagesAreSeenTogether() {
        List<ConversationThread> threads = each(round -> thread());
        seenWhole(
                round -> memory().saveMessages(IntStream.range(0, 10)
                        .mapToObj(i -> NewMessage.user(threads.get(round).id(), "text"))
                        .toList()),
                round -> memory().listMessages(
                                MessageQuery.ofThread(threads.get(round).id()))
                        .page(PageRequest.of(0, 20))
                        .items()
                        .size());
    }

    /** A reader sees all scores of a call or none. If this fails, look as above. */
    @Rule(id = "SCORE-15", requires = Feature.SCORES)
    void createdScoresAreSeenTogether() {
        List<String> scorers = each(round -> id("scorer"));
        seenWhole(
                round -> scores().createAll(IntStream.range(0, 10)
                        .mapToObj(
                                i -> NewScore.of(evaluation(scorers.get(round)).build()))
                        .toList()),
                round -> (int)
                        scores().list(ScoreQuery.ofScorer(scorers.get(round))).count());
    }

    /** A reader sees all spans of a call or none. If this fails, look as above. */
    @Rule(id = "OBS-03", requires = Feature.OBSERVABILITY)
    void savedSpansAreSeenTogether() {
        List<String> traces = each(round -> id("trace"));
        seenWhole(
                round -> observability()
                        .saveSpans(IntStream.range(0, 10)
                                .mapToObj(i -> SpanSamples.child(traces.get(round), "s" + i))
                                .toList()),
                round -> observability()
                        .getTrace(traces.get(round))
                        .map(trace -> trace.spans().size())
                        .orElse(0));
    }

    /** A run that was just changed is not pruned. If this fails, look for rows that are selected in one transaction and removed in another. */
    @Rule(id = "WF-50", requires = Feature.WORKFLOWS)
    void runsThatAreUpdatedDuringAPruneStay() {
        List<WorkflowRun> runs = each(round -> workflows()
                .save(NewWorkflowRun.builder("race", id("run"))
                        .snapshot(Json.parse("{\"context\":{}}"))
                        .createdAt(Instant.EPOCH)
                        .updatedAt(Instant.EPOCH)
                        .build()));
        Outcomes<WorkflowRun> outcomes = Concurrently.threads(2)
                .rounds(ROUNDS)
                .run((worker, round) -> {
                    WorkflowRun run = runs.get(round);
                    if (worker == 0) {
                        workflows().prune(Instant.EPOCH.plusSeconds(1), ROUNDS * 10);
                        return null;
                    }
                    workflows()
                            .updateState(
                                    run.workflowName(),
                                    run.runId(),
                                    WorkflowStatePatch.builder()
                                            .status(WorkflowStatus.RUNNING)
                                            .build());
                    return run;
                })
                .allowOnly(NotFoundException.class);
        assertThat(outcomes.values())
                .allSatisfy(run -> assertThat(workflows().get(run.workflowName(), run.runId()))
                        .isPresent());
    }
}
