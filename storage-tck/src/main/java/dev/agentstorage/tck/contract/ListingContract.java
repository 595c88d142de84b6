package dev.agentstorage.tck.contract;

import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.NewAgent;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.agent.Resolution;
import dev.agentstorage.agent.ResolvedAgent;
import dev.agentstorage.agent.VersionQuery;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourceQuery;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.TraceHead;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.NewScore;
import dev.agentstorage.score.Score;
import dev.agentstorage.score.ScoreQuery;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.tck.contract.ListedRows.Shape;
import dev.agentstorage.tck.contract.ListedRows.Shown;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.TimeRange;
import dev.agentstorage.value.Utf8;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowRunHead;
import dev.agentstorage.workflow.WorkflowStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** The table of all listings of the API, each in all its orders. Add new listings here: every paging rule is tested on them. */
public abstract class ListingContract extends CoreContract {
    /** Made by the kit. */
    protected ListingContract() {}

    /** Returns the kinds of rows that a feature lists. Each supplier returns rows with new ids that are not yet stored. */
    final List<Supplier<ListedRows>> kinds(Feature feature) {
        return switch (feature) {
            case MEMORY -> List.of(this::threads, this::messages, this::resources);
            case WORKFLOWS -> List.of(this::runs);
            case OBSERVABILITY -> List.of(this::spans);
            case SCORES -> List.of(this::scoresOfAScorer);
            case AGENTS -> List.of(this::agentsOfAnAuthor, this::versions);
            default -> throw new IllegalArgumentException("no listings of " + feature);
        };
    }

    /** Prefixes of ids: each two with the same instant would sort differently by anything but their UTF-8 bytes. */
    private static final List<String> TIES =
            List.of("B", "a", "\uffff", "😀", "é", "z", "_", "-", "10", "9", "ß", "ss");

    private String id(int place, String prefix) {
        return id(TIES.get(Math.floorMod(place, TIES.size())) + prefix);
    }

    private Instant time(int place) {
        return time(base(), place);
    }

    private static Instant time(Instant start, int place) {
        return start.plusNanos(Math.floorDiv(place, 2) * 1_000L);
    }

    private static Json mark(String value) {
        return Json.of(Map.of("mark", value));
    }

    private static <T> Comparator<T> by(Function<T, Instant> time, Function<T, String> id) {
        return Comparator.comparing(time).thenComparing(id, Utf8::compare);
    }

    private ListedRows threads() {
        String resource = id("resource");
        String other = id("resource");
        Json mark = mark(resource);
        ListedRows rows = new ListedRows(
                (place, own) -> memory().createThread(ConversationThread.builder(own ? resource : other)
                                .id(id(place, "thread"))
                                .metadata(mark)
                                .createdAt(time(place))
                                .updatedAt(time(-place))
                                .lastMessageAt(place % 3 == 0 ? null : time(-place))
                                .build())
                        .id(),
                id -> memory().deleteThread(id));
        for (ThreadQuery.Order order : ThreadQuery.Order.values()) {
            Function<ConversationThread, Instant> time = switch (order) {
                case CREATED_AT -> ConversationThread::createdAt;
                case UPDATED_AT -> ConversationThread::updatedAt;
                // threads without a message sort first
                case LAST_MESSAGE_AT -> thread -> thread.lastMessageAt().orElse(Instant.MIN);
            };
            Shape<ConversationThread> shape = new Shape<>(ConversationThread::id, by(time, ConversationThread::id));
            for (Direction direction : Direction.values()) {
                ThreadQuery marked = ThreadQuery.builder()
                        .metadata(mark)
                        .order(order)
                        .direction(direction)
                        .build();
                ThreadQuery all = ThreadQuery.builder()
                        .resourceId(resource)
                        .order(order)
                        .direction(direction)
                        .build();
                rows.list("threads by " + order, memory().listThreads(all), shape, direction, Shown.OWN);
                rows.list(
                        "threads of any resource by " + order,
                        memory().listThreads(marked),
                        shape,
                        direction,
                        Shown.ALL);
                rows.list(
                        "threads of a view by " + order,
                        memory().forResource(resource).listThreads(marked),
                        shape,
                        direction,
                        Shown.OWN);
            }
        }
        return rows;
    }

    private ListedRows messages() {
        String resource = id("resource");
        String other = id("resource");
        Json content = Json.of(Map.of("metadata", mark(resource)));
        Instant late = base().plusSeconds(1);
        ConversationThread shared = thread(resource, base());
        ConversationThread second = thread(resource, base());
        memory().saveMessages(List.of(
                NewMessage.builder(second.id()).id(id("late")).createdAt(late).build()));
        ListedRows rows = new ListedRows(
                (place, own) -> memory().saveMessages(List.of(NewMessage.builder(shared.id())
                                .resourceId(own ? resource : other)
                                // foreign messages sort first, so that the position after two rows of each is one of
                                // theirs
                                .id((own ? "b" : "a") + id(place, "message"))
                                .createdAt(time(place))
                                .content(content)
                                .build()))
                        .get(0)
                        .id(),
                id -> memory().deleteMessages(List.of(id)));
        Shape<Message> shape = new Shape<>(Message::id, by(Message::createdAt, Message::id));
        MemoryStore view = memory().forResource(resource);
        for (Direction direction : Direction.values()) {
            MessageQuery query = MessageQuery.builder()
                    .threadId(shared.id())
                    .direction(direction)
                    .build();
            MessageQuery marked = MessageQuery.builder()
                    .resourceId(resource)
                    .metadata(mark(resource))
                    .direction(direction)
                    .build();
            MessageQuery two = MessageQuery.builder()
                    .threadIds(List.of(shared.id(), second.id()))
                    .range(TimeRange.until(late).withoutEnd())
                    .direction(direction)
                    .build();
            rows.list("messages of a thread", memory().listMessages(query), shape, direction, Shown.ALL);
            rows.list(
                    "marked messages of a thread",
                    memory().listMessages(
                                    query.toBuilder().metadata(mark(resource)).build()),
                    shape,
                    direction,
                    Shown.ALL);
            rows.list("marked messages of a resource", memory().listMessages(marked), shape, direction, Shown.OWN);
            rows.list("messages of two threads in a range", memory().listMessages(two), shape, direction, Shown.ALL);
            rows.list("messages of a view", view.listMessages(query), shape, direction, Shown.OWN);
        }
        return rows;
    }

    private ListedRows resources() {
        Json mark = mark(id("mark"));
        Json other = mark(id("mark"));
        ListedRows rows = new ListedRows(
                (place, own) -> memory().saveResource(Resource.builder(id(place, "resource"))
                                .metadata(own ? mark : other)
                                .createdAt(time(place))
                                .updatedAt(time(-place))
                                .build())
                        .id(),
                id -> memory().deleteResource(id));
        Shape<Resource> shape = new Shape<>(Resource::id, by(Resource::createdAt, Resource::id));
        for (Direction direction : Direction.values()) {
            ResourceQuery query =
                    ResourceQuery.builder().metadata(mark).direction(direction).build();
            rows.list("resources", memory().listResources(query), shape, direction, Shown.OWN);
        }
        return rows;
    }

    private ListedRows runs() {
        String name = id("workflow");
        String other = id("workflow");
        String resource = id("resource");
        ListedRows rows = new ListedRows(
                (place, own) -> workflows()
                        .save(NewWorkflowRun.builder(own ? name : other, id(place, "run"))
                                .snapshot(Json.of(Map.of("status", "running")))
                                .labels(mark(own ? name : other))
                                .resourceId(resource)
                                .createdAt(time(place))
                                .build())
                        .runId(),
                id -> List.of(name, other).forEach(workflow -> workflows().delete(workflow, id)));
        Shape<WorkflowRun> shape = new Shape<>(
                WorkflowRun::runId,
                by(WorkflowRun::createdAt, WorkflowRun::workflowName).thenComparing(WorkflowRun::runId, Utf8::compare));
        Shape<WorkflowRunHead> heads = new Shape<>(
                WorkflowRunHead::runId,
                by(WorkflowRunHead::createdAt, WorkflowRunHead::workflowName)
                        .thenComparing(WorkflowRunHead::runId, Utf8::compare));
        for (Direction direction : Direction.values()) {
            WorkflowQuery query = WorkflowQuery.builder()
                    .workflowName(name)
                    .direction(direction)
                    .build();
            WorkflowQuery running =
                    query.toBuilder().status(WorkflowStatus.RUNNING).build();
            WorkflowQuery ofResource = WorkflowQuery.builder()
                    .resourceId(resource)
                    .direction(direction)
                    .build();
            rows.list("runs", workflows().list(query), shape, direction, Shown.OWN);
            rows.list("runs of a status", workflows().list(running), shape, direction, Shown.OWN);
            WorkflowQuery marked = ofResource.toBuilder().labels(mark(name)).build();
            rows.list("marked runs", workflows().list(marked), shape, direction, Shown.OWN);
            rows.list("heads of marked runs", workflows().listHeads(marked), heads, direction, Shown.OWN);
            rows.list("heads of runs", workflows().listHeads(query), heads, direction, Shown.OWN);
            rows.list("heads of runs of a status", workflows().listHeads(running), heads, direction, Shown.OWN);
            rows.list("runs of a resource", workflows().list(ofResource), shape, direction, Shown.ALL);
        }
        return rows;
    }

    /** Root spans, each of a separate trace: the rows of traces and of spans. */
    private ListedRows spans() {
        String resource = id("resource");
        String other = id("resource");
        // a distinct period: the listing of spans has no other filter
        Instant start =
                Instant.ofEpochSecond(-15_000_000_000L + UUID.randomUUID().hashCode());
        ListedRows rows = new ListedRows(
                (place, own) -> observability()
                        .saveSpan(SpanSamples.listed(own ? resource : other, id(place, "trace"))
                                .startedAt(time(start, place))
                                .endedAt(place % 3 == 0 ? null : time(start.plusSeconds(1), -place))
                                .metadata(mark(own ? resource : other))
                                .build())
                        .traceId(),
                id -> observability().deleteTraces(List.of(id)));
        for (TraceQuery.Order order : TraceQuery.Order.values()) {
            // spans without an end sort last
            Shape<Span> shape = spans(
                    order == TraceQuery.Order.STARTED_AT
                            ? Span::startedAt
                            : span -> span.endedAt().orElse(Instant.MAX));
            Function<TraceHead, Instant> time = order == TraceQuery.Order.STARTED_AT
                    ? TraceHead::startedAt
                    : head -> head.endedAt().orElse(Instant.MAX);
            Shape<TraceHead> heads = new Shape<>(
                    TraceHead::traceId, by(time, TraceHead::traceId).thenComparing(TraceHead::spanId, Utf8::compare));
            for (Direction direction : Direction.values()) {
                TraceQuery query = TraceQuery.ofResource(resource).toBuilder()
                        .order(order)
                        .direction(direction)
                        .build();
                TraceQuery marked = query.toBuilder().metadata(mark(resource)).build();
                rows.list("traces by " + order, observability().listTraces(query), shape, direction, Shown.OWN);
                rows.list(
                        "heads of traces by " + order,
                        observability().listTraceHeads(query),
                        heads,
                        direction,
                        Shown.OWN);
                rows.list(
                        "heads of marked traces by " + order,
                        observability().listTraceHeads(marked),
                        heads,
                        direction,
                        Shown.OWN);
                rows.list("marked traces by " + order, observability().listTraces(marked), shape, direction, Shown.OWN);
            }
        }
        TimeRange range = TimeRange.between(start.minusMillis(1), start.plusMillis(1));
        rows.list("spans", observability().listSpans(range), spans(Span::startedAt), Direction.ASC, Shown.ALL);
        return rows;
    }

    private static Shape<Span> spans(Function<Span, Instant> time) {
        return new Shape<>(Span::traceId, by(time, Span::traceId).thenComparing(Span::spanId, Utf8::compare));
    }

    private ListedRows scoresOfAScorer() {
        String scorer = id("scorer");
        String other = id("scorer");
        String run = id("run");
        ListedRows rows = new ListedRows(
                (place, own) -> {
                    String id = id(place, "score");
                    Evaluation evaluation = Evaluation.builder()
                            .scorerId(own ? scorer : other)
                            .runId(run)
                            .entityId(id("entity"))
                            // with its own resource, by which the score can be removed
                            .resourceId(id)
                            .scorer(Json.EMPTY_OBJECT)
                            .entity(Json.EMPTY_OBJECT)
                            .output(Json.EMPTY_OBJECT)
                            .score(place)
                            .build();
                    return scores().save(NewScore.builder(evaluation)
                                    .id(id)
                                    .createdAt(time(place))
                                    .build())
                            .id();
                },
                id -> scores().eraseResource(id));
        Shape<Score> shape = new Shape<>(Score::id, by(Score::createdAt, Score::id));
        for (Direction direction : Direction.values()) {
            ScoreQuery query =
                    ScoreQuery.builder().scorerId(scorer).direction(direction).build();
            ScoreQuery ofRun =
                    ScoreQuery.builder().runId(run).direction(direction).build();
            rows.list("scores", scores().list(query), shape, direction, Shown.OWN);
            rows.list("scores of a run", scores().list(ofRun), shape, direction, Shown.ALL);
        }
        return rows;
    }

    private static AgentConfig agentConfig() {
        return AgentConfig.builder()
                .name("name")
                .instructions("instructions")
                .model(Json.EMPTY_OBJECT)
                .build();
    }

    /** Agents and resolved agents. */
    private ListedRows agentsOfAnAuthor() {
        String author = id("author");
        String other = id("author");
        ListedRows rows = new ListedRows(
                (place, own) -> agents().create(NewAgent.builder(agentConfig())
                                .id(id(place, "agent"))
                                .authorId(own ? author : other)
                                .metadata(mark(own ? author : other))
                                .createdAt(time(place))
                                .build())
                        .id(),
                id -> agents().delete(id));
        for (AgentQuery.Order order : AgentQuery.Order.values()) {
            Comparator<AgentDefinition> ascending = order == AgentQuery.Order.CREATED_AT
                    ? by(AgentDefinition::createdAt, AgentDefinition::id)
                    : by(AgentDefinition::updatedAt, AgentDefinition::id);
            Shape<AgentDefinition> shape = new Shape<>(AgentDefinition::id, ascending);
            Shape<ResolvedAgent> resolved =
                    new Shape<>(agent -> agent.agent().id(), Comparator.comparing(ResolvedAgent::agent, ascending));
            for (Direction direction : Direction.values()) {
                AgentQuery query = AgentQuery.builder()
                        .authorId(author)
                        .order(order)
                        .direction(direction)
                        .build();
                AgentQuery marked = query.toBuilder().metadata(mark(author)).build();
                rows.list("agents by " + order, agents().list(query), shape, direction, Shown.OWN);
                rows.list("marked agents by " + order, agents().list(marked), shape, direction, Shown.OWN);
                for (Resolution resolution : Resolution.values()) {
                    rows.list(
                            "agents as " + resolution + " by " + order,
                            agents().listResolved(query, resolution),
                            resolved,
                            direction,
                            Shown.OWN);
                }
            }
        }
        return rows;
    }

    private ListedRows versions() {
        String agent = id("agent");
        String other = id("agent");
        Set<String> made = new HashSet<>();
        ListedRows rows = new ListedRows(
                (place, own) -> {
                    String id = id(place, "version");
                    String owner = own ? agent : other;
                    if (made.add(owner)) {
                        agents().create(NewAgent.builder(agentConfig())
                                .id(owner)
                                .versionId(id)
                                .createdAt(time(place))
                                .build());
                    } else {
                        agents().createVersion(NewAgentVersion.builder(owner, agentConfig())
                                .id(id)
                                .createdAt(time(place))
                                .build());
                    }
                    return id;
                },
                id -> agents().deleteVersion(id));
        for (VersionQuery.Order order : VersionQuery.Order.values()) {
            Shape<AgentVersion> shape = new Shape<>(
                    AgentVersion::id,
                    order == VersionQuery.Order.CREATED_AT
                            ? by(AgentVersion::createdAt, AgentVersion::id)
                            : Comparator.comparing(AgentVersion::number)
                                    .thenComparing(AgentVersion::id, Utf8::compare));
            for (Direction direction : Direction.values()) {
                VersionQuery query = VersionQuery.builder(agent)
                        .order(order)
                        .direction(direction)
                        .build();
                rows.list("versions by " + order, agents().listVersions(query), shape, direction, Shown.OWN);
            }
        }
        return rows;
    }
}
