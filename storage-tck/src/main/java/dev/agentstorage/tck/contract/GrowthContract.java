package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.NewAgent;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.NewScore;
import dev.agentstorage.score.ScoreQuery;
import dev.agentstorage.store.Listing;
import dev.agentstorage.tck.engine.rule.Kind;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Cursor;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Page;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.value.Slice;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.WorkflowQuery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Listings among many rows. */
public abstract class GrowthContract extends MemoryContract {
    /** Number of rows for entities that are stored in batches. */
    private static final int MANY = 200 * PageCosts.GROWTH;

    /** Number of rows for entities that are stored one by one: enough for a database; an in-memory backend needs more to show the effect. */
    private static final int SOME = 20 * PageCosts.GROWTH;

    private static final int PART = 1_000;

    /** For subclasses. */
    protected GrowthContract() {}

    private int many() {
        return rows(SOME, MANY, MANY);
    }

    private int some() {
        return rows(SOME, SOME, MANY);
    }

    /** If this fails, look for a missing index on the order of the listing, and for rows that are read and then discarded. */
    @Rule(id = "PAGE-12", requires = Feature.MEMORY, kind = Kind.STOCHASTIC)
    void pagesOfMessagesCostTheSameInALongThread() {
        int rows = many();
        ConversationThread thread = thread();
        PageCosts.assertIndependentOf(
                rows,
                (from, to) -> memory().importMessages(IntStream.range(from, to)
                        .mapToObj(i -> message(thread, millis(i)).build())
                        .toList()),
                Map.of(
                        "the messages of a thread, oldest first",
                        memory().listMessages(MessageQuery.ofThread(thread.id())),
                        "the messages of a thread, newest first",
                        newestFirst(thread),
                        "the messages of a resource",
                        memory().listMessages(MessageQuery.ofResource(thread.resourceId()))));
        memory().deleteThread(thread.id());
    }

    private Listing<Message> newestFirst(ConversationThread thread) {
        return memory().listMessages(MessageQuery.builder()
                .threadId(thread.id())
                .direction(Direction.DESC)
                .build());
    }

    /** If this fails, look for a missing index on the resource and the order of the listing. */
    @Rule(id = "PAGE-12", requires = Feature.MEMORY, kind = Kind.STOCHASTIC)
    void pagesOfThreadsCostTheSameInALargeResource() {
        String resource = id("resource");
        PageCosts.assertIndependentOf(
                some(),
                (from, to) -> IntStream.range(from, to)
                        .forEach(i -> memory().createThread(
                                        newThread(resource).createdAt(millis(i)).build())),
                Map.of("the threads of a resource", memory().listThreads(ThreadQuery.ofResource(resource))));
        memory().eraseResource(resource);
    }

    /** If this fails, look for a missing index on the order of the listing, and for rows that are read and then discarded. */
    @Rule(id = "PAGE-12", requires = Feature.OBSERVABILITY, kind = Kind.STOCHASTIC)
    void pagesOfTracesCostTheSameAmongMany() {
        int rows = many();
        String resource = id("resource");
        List<String> traces =
                IntStream.range(0, rows).mapToObj(i -> id("trace")).toList();
        PageCosts.assertIndependentOf(
                rows,
                (from, to) -> observability().importSpans(roots(resource, traces, from, to)),
                Map.of(
                        "all traces",
                        observability().listTraces(TraceQuery.ALL),
                        "the traces of a resource",
                        observability().listTraces(TraceQuery.ofResource(resource))));
        observability().deleteTraces(traces);
    }

    private static List<Span> roots(String resource, List<String> traces, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> SpanSamples.listed(resource, traces.get(i))
                        .startedAt(SpanSamples.START.plusMillis(i))
                        .endedAt(SpanSamples.START.plusMillis(i + 1L))
                        .build())
                .toList();
    }

    /** If this fails, look for a missing index on the run and the time of a score. */
    @Rule(id = "PAGE-12", requires = Feature.SCORES, kind = Kind.STOCHASTIC)
    void pagesOfScoresCostTheSameAmongMany() {
        int rows = many();
        String run = id("run");
        String resource = id("resource");
        Evaluation evaluation = Evaluation.builder()
                .scorerId("scorer")
                .runId(run)
                .entityId("entity")
                .scorer(Json.EMPTY_OBJECT)
                .entity(Json.EMPTY_OBJECT)
                .output(Json.EMPTY_OBJECT)
                .score(1)
                .resourceId(resource)
                .build();
        PageCosts.assertIndependentOf(
                rows,
                (from, to) -> {
                    for (int begin = from; begin < to; begin += PART) {
                        scores().createAll(IntStream.range(begin, Math.min(to, begin + PART))
                                .mapToObj(i -> NewScore.builder(evaluation)
                                        .id(id("score"))
                                        .createdAt(millis(i))
                                        .build())
                                .toList());
                    }
                },
                Map.of("all scores", scores().list(), "the scores of a run", scores().list(ScoreQuery.ofRun(run))));
        assertThat(scores().eraseResource(resource).affected()).isEqualTo(rows);
    }

    /** If this fails, look for a missing index on the workflow name and the time of a run, and for snapshots that are read unnecessarily. */
    @Rule(id = "PAGE-12", requires = Feature.WORKFLOWS, kind = Kind.STOCHASTIC)
    void pagesOfRunsCostTheSameAmongMany() {
        int rows = some();
        String name = id("workflow");
        String resource = id("resource");
        PageCosts.assertIndependentOf(
                rows,
                (from, to) -> IntStream.range(from, to)
                        .forEach(i -> workflows()
                                .save(NewWorkflowRun.builder(name, id("run"))
                                        .snapshot(Json.EMPTY_OBJECT)
                                        .resourceId(resource)
                                        .createdAt(millis(i))
                                        .updatedAt(millis(i))
                                        .build())),
                Map.of(
                        "the runs of a workflow",
                        workflows().list(WorkflowQuery.ofWorkflow(name)),
                        "the heads of the runs of a workflow",
                        workflows().listHeads(WorkflowQuery.ofWorkflow(name))));
        assertThat(workflows().eraseResource(resource).affected()).isEqualTo(rows);
    }

    /** If this fails, look for a missing index on the agent and the number of a version. */
    @Rule(id = "PAGE-12", requires = Feature.AGENTS, kind = Kind.STOCHASTIC)
    void pagesOfVersionsCostTheSameAmongMany() {
        int rows = some();
        AgentConfig config = AgentConfig.builder()
                .name("name")
                .instructions("Be brief.")
                .model(Json.EMPTY_OBJECT)
                .build();
        String agent = agents().create(NewAgent.of(id("agent"), config)).id();
        PageCosts.assertIndependentOf(
                rows,
                (from, to) -> IntStream.range(from, to)
                        .forEach(i -> agents().createVersion(NewAgentVersion.of(agent, config))),
                Map.of("the versions of an agent", agents().listVersions(agent)));
        agents().delete(agent);
    }

    /** Reading by cursor returns every row once, in both directions, also in a long thread. If this fails, look at the boundary between windows. */
    @Rule(id = "PAGE-08", requires = Feature.MEMORY)
    void walksOfALongThreadMeetEveryMessageOnce() {
        int count = rows(501, 3_001, 100_000);
        ConversationThread thread = thread();
        ConversationThread other = thread(thread.resourceId());
        messages(other, 3);
        List<String> ids =
                IntStream.range(0, count).mapToObj(i -> id("message")).toList();
        memory().importMessages(() -> IntStream.range(0, count)
                .mapToObj(i -> message(thread, millis(i)).id(ids.get(i)).build())
                .iterator());
        Listing<Message> listing = memory().listMessages(MessageQuery.ofThread(thread.id()));
        assertThat(listing.count()).isEqualTo(count);
        assertThat(listing.stream().map(Message::id)).containsExactlyElementsOf(ids);
        Page<Message> last = listing.page(PageRequest.of((count - 1) / PART, PART));
        assertThat(last.items())
                .extracting(Message::id)
                .containsExactlyElementsOf(ids.subList((count - 1) / PART * PART, count));
        assertThat(last.hasMore()).isFalse();
        List<String> descending = idsInSlices(newestFirst(thread));
        Collections.reverse(descending);
        assertThat(descending).isEqualTo(ids);
        assertThat(memory().deleteMessages(MessageQuery.ofThread(thread.id())).affected())
                .isEqualTo(count);
        memory().deleteThread(thread.id());
        assertThat(memory().listMessages(MessageQuery.ofThread(other.id())).count())
                .isEqualTo(3);
    }

    private static List<String> idsInSlices(Listing<Message> listing) {
        List<String> ids = new ArrayList<>();
        Optional<Cursor> next = Optional.empty();
        do {
            Slice<Message> slice = listing.slice(PART, next.orElse(null));
            slice.items().forEach(message -> ids.add(message.id()));
            next = slice.next();
        } while (next.isPresent());
        return ids;
    }
}
