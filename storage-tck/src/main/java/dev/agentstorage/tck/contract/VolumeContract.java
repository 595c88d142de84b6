package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.tooLarge;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.NewAgent;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.memory.CloneRequest;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.observability.Span;
import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.NewScore;
import dev.agentstorage.score.ScoreQuery;
import dev.agentstorage.store.BulkResult;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.transfer.StorageTransfer;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Version;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.WorkflowQuery;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Bulk operations on more rows and bytes than one change allows with the real limits of the backend (rule {@code CORE-28}): here a database may
 * reject steps that the stores consider valid.
 */
public abstract class VolumeContract extends MemoryContract {
    /** Older than the data of any other test, so that pruning does not remove it. */
    private static final Instant OLDEST = Instant.parse("1501-01-01T00:00:00Z");

    private static final long LARGEST_SNAPSHOT = 4 << 20;

    private static final AgentConfig CONFIG = AgentConfig.builder()
            .name("name")
            .instructions("Be brief.")
            .model(Json.EMPTY_OBJECT)
            .build();

    /** Made by the kit. */
    protected VolumeContract() {}

    /** Returns one row more than the maximum of one change. */
    private int many() {
        return rows(limits().atomicRows() + 1);
    }

    /** Returns the number of values of the largest size that exceed the bytes of one change; 0 when these are too many for a test. */
    private int heavy(long value) {
        return Sizes.testable(limits().atomicBytes())
                ? Math.toIntExact(Math.min(limits().atomicBytes() / value + 2, limits().atomicRows()))
                : 0;
    }

    private int heavy() {
        return heavy(limits().valueBytes());
    }

    private long count(ConversationThread thread) {
        return memory().listMessages(MessageQuery.ofThread(thread.id())).count();
    }

    /** If this fails, look at operations that change rows in place: they need steps, too. */
    @Rule(id = "CORE-28", requires = Feature.MEMORY)
    void longThreadsAreMovedMarkedAndPruned() {
        int many = many();
        ConversationThread thread = thread();
        ConversationThread other = thread(thread.resourceId());
        messages(other, 2);
        List<NewMessage> batch = IntStream.range(0, many)
                .mapToObj(i -> message(thread, OLDEST.plusSeconds(i)).build())
                .toList();
        assertThat(memory().importMessages(batch)).isEqualTo(new BulkResult(many, true));
        String target = id("resource");
        memory().moveThread(thread.id(), target);
        List<Message> moved =
                memory().listMessages(MessageQuery.ofThread(thread.id())).toList();
        assertThat(moved)
                .hasSize(many)
                .allSatisfy(message -> assertThat(message.resourceId()).contains(target));
        Map<String, Version> versions = new LinkedHashMap<>();
        moved.forEach(message -> versions.put(message.id(), message.version()));
        assertThat(memory().markIndexed(id("index"), versions)).isEqualTo(new BulkResult(many, true));
        assertThat(memory().forResource(target).pruneMessages(OLDEST.plusSeconds(many), Integer.MAX_VALUE))
                .isEqualTo(new BulkResult(many, true));
        assertThat(memory().importStoredMessages(moved)).isEqualTo(new BulkResult(many, true));
        assertThat(memory().listMessages(MessageQuery.ofResource(target)).toList())
                .isEqualTo(moved);
        memory().deleteThread(thread.id());
        assertThat(count(other)).isEqualTo(2);
    }

    /** If this fails, look at operations whose rows are few and large. */
    @Rule(id = "CORE-28", requires = Feature.MEMORY)
    void fewLargeMessagesAreMovedAndRemoved() {
        int count = heavy();
        Json content = Sizes.object(limits().valueBytes());
        ConversationThread thread = thread();
        ConversationThread other = thread(thread.resourceId());
        messages(other, 2);
        memory().importMessages(() -> IntStream.range(0, count)
                .mapToObj(i -> message(thread, at(i)).content(content).build())
                .iterator());
        assertThat(count(thread)).isEqualTo(count);
        if (count > 0) {
            String copy = id("thread");
            tooLarge(
                    "batch-too-large",
                    () -> memory().cloneThread(CloneRequest.builder(thread.id())
                            .newThreadId(copy)
                            .build()));
            assertThat(memory().getThread(copy)).isEmpty();
        }
        String target = id("resource");
        memory().moveThread(thread.id(), target);
        List<Message> moved =
                memory().listMessages(MessageQuery.ofResource(target)).toList();
        assertThat(moved).hasSize(count);
        assertThat(memory().deleteMessages(MessageQuery.ofThread(thread.id()))).isEqualTo(new BulkResult(count, true));
        assertThat(memory().importStoredMessages(moved)).isEqualTo(new BulkResult(count, true));
        assertThat(memory().eraseResource(target)).isEqualTo(new BulkResult(count + 1L, true));
        assertThat(memory().listThreads(ThreadQuery.ofResource(target)).count()).isZero();
        assertThat(count(other)).isEqualTo(2);
    }

    private static Evaluation.Builder evaluation(String run, String resource) {
        return Evaluation.builder()
                .scorerId("scorer")
                .runId(run)
                .entityId("entity")
                .scorer(Json.EMPTY_OBJECT)
                .entity(Json.EMPTY_OBJECT)
                .output(Json.EMPTY_OBJECT)
                .score(1)
                .resourceId(resource);
    }

    /** If this fails, look at the check of the batch size, and at the steps of removals. */
    @Rule(id = "CORE-28", requires = Feature.SCORES)
    void manyScoresAreStoredAndRemoved() {
        int many = many();
        String run = id("run");
        String resource = id("resource");
        Evaluation evaluation = evaluation(run, resource).build();
        List<NewScore> batch = IntStream.range(0, many)
                .mapToObj(i -> NewScore.builder(evaluation)
                        .id(id("score"))
                        .createdAt(OLDEST.plusSeconds(i))
                        .build())
                .toList();
        tooLarge("batch-too-large", () -> scores().createAll(batch));
        assertThat(scores().list(ScoreQuery.ofRun(run)).count()).isZero();
        assertThat(scores().createAll(batch.subList(1, many))).hasSize(many - 1);
        scores().create(batch.get(0));
        // rows with older times that other tests have left
        scores().prune(OLDEST, Integer.MAX_VALUE);
        assertThat(scores().prune(OLDEST.plusSeconds(many), Integer.MAX_VALUE)).isEqualTo(new BulkResult(many, true));
        scores().createAll(batch.subList(1, many));
        scores().create(batch.get(0));
        assertThat(scores().eraseResource(resource)).isEqualTo(new BulkResult(many, true));
        assertThat(scores().list(ScoreQuery.ofRun(run)).count()).isZero();
    }

    /** If this fails, look at the bytes of a batch, and at steps whose rows are few and large. */
    @Rule(id = "CORE-28", requires = Feature.SCORES)
    void fewLargeScoresAreRemoved() {
        int count = heavy();
        String run = id("run");
        String resource = id("resource");
        Evaluation evaluation = evaluation(run, resource)
                .input(Sizes.object(limits().valueBytes()))
                .build();
        List<NewScore> batch = IntStream.range(0, count)
                .mapToObj(i -> NewScore.of(id("score"), evaluation))
                .toList();
        if (count > 0) {
            tooLarge("batch-too-large", () -> scores().createAll(batch));
        }
        batch.forEach(scores()::create);
        assertThat(scores().eraseResource(resource)).isEqualTo(new BulkResult(count, true));
        assertThat(scores().list(ScoreQuery.ofRun(run)).count()).isZero();
    }

    /** If this fails, look at steps whose rows are few and large, and at where an import begins a new part. */
    @Rule(id = "CORE-28", requires = Feature.OBSERVABILITY)
    void fewLargeSpansAreImportedAndRemoved() {
        int count = heavy();
        String resource = id("resource");
        String trace = id("trace");
        Json input = Sizes.object(limits().valueBytes());
        List<Span> spans = IntStream.range(0, count)
                .mapToObj(i -> SpanSamples.child(trace, id("span")).toBuilder()
                        .correlation(SpanSamples.listed(resource, trace).build().correlation())
                        .input(input)
                        .build())
                .toList();
        assertThat(observability().importSpans(spans)).isEqualTo(new BulkResult(count, true));
        assertThat(observability().eraseResource(resource)).isEqualTo(new BulkResult(count, true));
        observability().importSpans(spans);
        assertThat(observability().deleteTraces(List.of(trace)).affected()).isEqualTo(count);
        assertThat(observability().getTrace(trace)).isEmpty();
    }

    private NewWorkflowRun run(String name, String resource, int number, Json snapshot) {
        return NewWorkflowRun.builder(name, id("run"))
                .snapshot(snapshot)
                .resourceId(resource)
                .createdAt(OLDEST.plusSeconds(number))
                .updatedAt(OLDEST.plusSeconds(number))
                .build();
    }

    /** If this fails, look at steps whose runs are few and large, and at what belongs to a snapshot. */
    @Rule(id = "CORE-28", requires = Feature.WORKFLOWS)
    void fewLargeRunsAreRemoved() {
        long snapshot = Math.min(limits().snapshotBytes(), LARGEST_SNAPSHOT);
        int count = heavy(snapshot);
        Json large = Sizes.object(snapshot);
        String name = id("workflow");
        String resource = id("resource");
        // rows with older times that other tests have left
        workflows().prune(OLDEST, Integer.MAX_VALUE);
        IntStream.range(0, count).forEach(i -> workflows().save(run(name, resource, i, large)));
        assertThat(workflows().prune(OLDEST.plusSeconds(count), Integer.MAX_VALUE))
                .isEqualTo(new BulkResult(count, true));
        IntStream.range(0, count).forEach(i -> workflows().save(run(name, resource, i, large)));
        assertThat(workflows().eraseResource(resource)).isEqualTo(new BulkResult(count, true));
        assertThat(workflows().list(WorkflowQuery.ofWorkflow(name)).count()).isZero();
    }

    /** With many runs in a full run. If this fails, look at the result of a step that has removed its maximum. */
    @Rule(id = "CORE-28", requires = Feature.WORKFLOWS)
    void manyRunsAreRemoved() {
        int count = rows(1, 50, limits().atomicRows() + 1);
        String name = id("workflow");
        String resource = id("resource");
        IntStream.range(0, count).forEach(i -> workflows().save(run(name, resource, i, Json.EMPTY_OBJECT)));
        assertThat(workflows().eraseResource(resource)).isEqualTo(new BulkResult(count, true));
        assertThat(workflows().list(WorkflowQuery.ofWorkflow(name)).count()).isZero();
    }

    /** With many versions in a full run. If this fails, look at the step that removes the last version. */
    @Rule(id = "CORE-28", requires = Feature.AGENTS)
    void manyVersionsAreRemovedWithTheirAgent() {
        int count = rows(1, 50, limits().atomicRows() + 1);
        String agent = agents().create(NewAgent.of(id("agent"), CONFIG)).id();
        IntStream.range(1, count).forEach(i -> agents().createVersion(NewAgentVersion.of(agent, CONFIG)));
        assertThat(agents().countVersions(agent)).isEqualTo(count);
        assertThat(agents().delete(agent)).isTrue();
        assertThat(agents().get(agent)).isEmpty();
        assertThat(agents().countVersions(agent)).isZero();
    }

    /** If this fails, look at steps whose versions are few and large. */
    @Rule(id = "CORE-28", requires = Feature.AGENTS)
    void fewLargeVersionsAreRemovedWithTheirAgent() {
        int count = heavy();
        AgentConfig large = CONFIG.toBuilder()
                .instructions(Sizes.text(limits().valueBytes() - 1_000))
                .build();
        String agent = agents().create(NewAgent.of(id("agent"), CONFIG)).id();
        IntStream.range(0, count).forEach(i -> agents().createVersion(NewAgentVersion.of(agent, large)));
        assertThat(agents().deleteVersions(agent)).isEqualTo(new BulkResult(count + 1L, true));
        assertThat(agents().delete(agent)).isTrue();
    }

    /** If this fails, look at what is written in parts: a part is bounded in rows and in bytes. */
    @Rule(id = "CORE-28", requires = Feature.MEMORY)
    void largeResourcesAreRestoredFromAText() throws IOException {
        int many = many();
        int heavy = heavy();
        Json content = Sizes.object(limits().valueBytes());
        ConversationThread thread = thread();
        memory().importMessages(() -> IntStream.range(0, many + heavy)
                .mapToObj(i -> i < many
                        ? message(thread, millis(i)).build()
                        : message(thread, millis(i)).content(content).build())
                .iterator());
        List<Message> stored =
                memory().listMessages(MessageQuery.ofThread(thread.id())).toList();
        StringWriter text = new StringWriter();
        StorageTransfer.exportResource(storage(), thread.resourceId(), text);
        assertThat(memory().eraseResource(thread.resourceId()).affected()).isEqualTo(many + heavy + 1L);
        StorageTransfer.importResource(storage(), thread.resourceId(), new StringReader(text.toString()));
        assertThat(memory().listMessages(MessageQuery.ofThread(thread.id())).toList())
                .isEqualTo(stored);
        memory().eraseResource(thread.resourceId());
    }
}
