package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.FaultyCall.Stage.CONFLICT;
import static dev.agentstorage.tck.contract.FaultyCall.Stage.EXISTS;
import static dev.agentstorage.tck.contract.FaultyCall.Stage.INVALID;
import static dev.agentstorage.tck.contract.FaultyCall.Stage.PARENT;
import static dev.agentstorage.tck.contract.FaultyCall.Stage.STORED;
import static dev.agentstorage.tck.contract.FaultyCall.Stage.TOO_LARGE;
import static dev.agentstorage.tck.contract.FaultyCall.Stage.UNSUPPORTED;

import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.AgentStatus;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.NewAgent;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.agent.VersionQuery;
import dev.agentstorage.index.IndexSpec;
import dev.agentstorage.index.IndexTable;
import dev.agentstorage.observability.Correlation;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.observability.SpanType;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.NewScore;
import dev.agentstorage.score.Score;
import dev.agentstorage.score.ScoreOrigin;
import dev.agentstorage.score.ScoreQuery;
import dev.agentstorage.score.ScoreSource;
import dev.agentstorage.store.BulkListener;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Limits;
import dev.agentstorage.value.Version;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** If a call on runs, spans, scores or agents has several errors, the first one in the order of rule {@code CORE-26} is thrown. */
public abstract class ErrorOrderContract extends CoreContract {
    private static final Version STALE = Version.of("stale");
    private static final Json SNAPSHOT = Json.parse("{\"status\":\"running\",\"context\":{}}");

    /** Made by the kit. */
    protected ErrorOrderContract() {}

    private FaultyCall removal(String name) {
        return call(name)
                .with("limit", 1)
                .fault(INVALID, "limit", 0, "limit-not-positive")
                .required("olderThan", Instant.EPOCH)
                .fault(INVALID, "olderThan", Instant.MAX, "instant-out-of-range");
    }

    private FaultyCall erasure(String name) {
        return call(name).id("resourceId", id("resource")).required("listener", BulkListener.NONE);
    }

    /** Runs. If this fails, look at the order in which the store and the backend check a run. */
    @Rule(id = "CORE-26", requires = Feature.WORKFLOWS)
    void ofSeveralErrorsOfARunTheFirstIsThrown() {
        WorkflowRun run = workflows().save(NewWorkflowRun.of(id("workflow"), id("run"), SNAPSHOT));
        verify(
                snapshot(run("save", run))
                        .required("expected", STALE)
                        .fault(CONFLICT, "expected", STALE, "version-conflict"),
                (storage, given) -> storage.workflows()
                        .save(
                                NewWorkflowRun.builder(given.get("workflowName"), given.get("runId"))
                                        .resourceId(given.<String>get("resourceId"))
                                        .snapshot(given.<Json>get("snapshot"))
                                        .build(),
                                given.get("expected")));
        verify(
                snapshot(run("create", run)).fault(EXISTS, "runId", run.runId(), "run-exists"),
                (storage, given) -> storage.workflows()
                        .create(NewWorkflowRun.builder(given.get("workflowName"), given.get("runId"))
                                .resourceId(given.<String>get("resourceId"))
                                .snapshot(given.<Json>get("snapshot"))
                                .build()));
        verify(
                identity("updateLabels", run)
                        .fault(PARENT, "runId", id("missing"), "run-not-found")
                        .with("labels", Json.EMPTY_OBJECT)
                        .fault(INVALID, "labels", Json.of(1), "json-not-object")
                        .fault(TOO_LARGE, "labels", Sizes.object(Limits.LABELS_BYTES + 1L), "value-too-large"),
                (storage, given) -> storage.workflows()
                        .updateLabels(given.get("workflowName"), given.get("runId"), given.get("labels")));
        verify(
                identity("updateState", run)
                        .fault(PARENT, "runId", id("missing"), "run-not-found")
                        .name("status", "running")
                        .with("paths", Json.EMPTY_OBJECT)
                        .fault(INVALID, "paths", Json.of(1), "json-not-object")
                        .required("expected", Set.of(WorkflowStatus.RUNNING))
                        .fault(CONFLICT, "expected", Set.of(WorkflowStatus.SUCCESS), "status-conflict"),
                (storage, given) -> storage.workflows()
                        .updateState(
                                given.get("workflowName"),
                                given.get("runId"),
                                WorkflowStatePatch.builder()
                                        .status(new WorkflowStatus(given.get("status")))
                                        .suspendedPaths(given.<Json>get("paths"))
                                        .build(),
                                given.get("expected")));
        verify(
                run("updateStepResult", run)
                        .id("stepId", "step")
                        .with("requestContext", Json.EMPTY_OBJECT)
                        .fault(INVALID, "requestContext", Json.of(1), "json-not-object"),
                (storage, given) -> storage.workflows()
                        .updateStepResult(StepResultUpdate.builder(given.get("workflowName"), given.get("runId"))
                                .stepId(given.get("stepId"))
                                .result(Json.of(1))
                                .requestContext(given.get("requestContext"))
                                .resourceId(given.get("resourceId"))
                                .build()));
    }

    private FaultyCall run(String name, WorkflowRun run) {
        return identity(name, run).id("resourceId", id("resource"));
    }

    private FaultyCall identity(String name, WorkflowRun run) {
        return call(name).id("workflowName", run.workflowName()).id("runId", run.runId());
    }

    private FaultyCall snapshot(FaultyCall call) {
        call.with("snapshot", SNAPSHOT).fault(INVALID, "snapshot", Json.of(1), "json-not-object");
        return Sizes.testable(limits().nameBytes())
                ? call.fault(
                        TOO_LARGE,
                        "snapshot",
                        Json.EMPTY_OBJECT.with("status", Json.of(Sizes.text(limits().nameBytes() + 1L))),
                        "name-too-long")
                : call;
    }

    /** Runs that are found and removed. If this fails, look at calls of the backend before the arguments are checked. */
    @Rule(id = "CORE-26", requires = Feature.WORKFLOWS)
    void ofSeveralErrorsOfACallOnRunsTheFirstIsThrown() {
        verify(
                call("get").id("workflowName", id("workflow")).id("runId", id("run")),
                (storage, given) -> storage.workflows().get(given.get("workflowName"), given.get("runId")));
        verify(
                call("getHead").id("workflowName", id("workflow")).id("runId", id("run")),
                (storage, given) -> storage.workflows().getHead(given.get("workflowName"), given.get("runId")));
        verify(
                call("delete").id("workflowName", id("workflow")).id("runId", id("run")),
                (storage, given) -> storage.workflows().delete(given.get("workflowName"), given.get("runId")));
        verify(
                call("list")
                        .id("workflowName", id("workflow"))
                        .id("resourceId", id("resource"))
                        .name("status", "running")
                        .filter("labels"),
                (storage, given) -> storage.workflows()
                        .list(WorkflowQuery.builder()
                                .labels(given.<Json>get("labels"))
                                .workflowName(given.get("workflowName"))
                                .resourceId(given.get("resourceId"))
                                .status(new WorkflowStatus(given.get("status")))
                                .build())
                        .page());
        verify(
                removal("prune"),
                (storage, given) -> storage.workflows().prune(given.get("olderThan"), given.<Integer>get("limit")));
        verify(
                erasure("eraseResource"),
                (storage, given) -> storage.workflows().eraseResource(given.get("resourceId"), given.get("listener")));
    }

    /** Spans. If this fails, look at the order in which the store and the backend check a span. */
    @Rule(id = "CORE-26", requires = Feature.OBSERVABILITY)
    void ofSeveralErrorsOfASpanTheFirstIsThrown() {
        Span stored = observability().saveSpan(SpanSamples.root(id("trace")));
        verify(
                span("saveSpan", id("trace")),
                (storage, given) -> storage.observability().saveSpan(span(given)));
        verify(
                span("saveSpans", id("trace")),
                (storage, given) ->
                        storage.observability().saveSpans(List.of(SpanSamples.root(id("trace")), span(given))));
        verify(
                span("importSpans", id("trace")),
                (storage, given) -> storage.observability().importSpans(List.of(span(given))));
        verify(
                span("createSpans", stored.spanId()).fault(EXISTS, "traceId", stored.traceId(), "span-exists"),
                (storage, given) -> storage.observability().createSpans(List.of(span(given))));
        verify(
                span("updateSpan", stored.spanId())
                        .with("traceId", stored.traceId())
                        .fault(PARENT, "traceId", id("missing"), "span-not-found"),
                (storage, given) -> storage.observability().updateSpan(patch(given)));
        verify(
                span("updateSpans", stored.spanId()),
                (storage, given) -> storage.observability().updateSpans(List.of(patch(given))));
    }

    private FaultyCall span(String name, String spanId) {
        return call(name)
                .id("traceId", id("trace"))
                .id("spanId", spanId)
                .id("parentSpanId", id("span"))
                .name("name", "span")
                .id("type", "generic")
                .id("resourceId", id("resource"))
                .json("input");
    }

    private static Span span(FaultyCall.Arguments given) {
        return SpanSamples.span(given.get("traceId"), given.get("spanId"))
                .parentSpanId(given.get("parentSpanId"))
                .name(given.get("name"))
                .spanType(new SpanType(given.get("type")))
                .correlation(correlation(given))
                .input(given.get("input"))
                .build();
    }

    private static Correlation correlation(FaultyCall.Arguments given) {
        return Correlation.builder().resourceId(given.get("resourceId")).build();
    }

    private static SpanPatch patch(FaultyCall.Arguments given) {
        return SpanPatch.builder(given.get("traceId"), given.get("spanId"))
                .parentSpanId(given.<String>get("parentSpanId"))
                .name(given.get("name"))
                .spanType(new SpanType(given.get("type")))
                .correlation(correlation(given))
                .input(given.<Json>get("input"))
                .build();
    }

    /** Traces that are found and removed. If this fails, look at calls of the backend before the arguments are checked. */
    @Rule(id = "CORE-26", requires = Feature.OBSERVABILITY)
    void ofSeveralErrorsOfACallOnTracesTheFirstIsThrown() {
        verify(
                call("getSpan").id("traceId", id("trace")).id("spanId", id("span")),
                (storage, given) -> storage.observability().getSpan(given.get("traceId"), given.get("spanId")));
        verify(
                call("listTraces")
                        .id("resourceId", id("resource"))
                        .filter("metadata")
                        .filter("scope"),
                (storage, given) -> storage.observability()
                        .listTraces(TraceQuery.builder()
                                .correlation(correlation(given))
                                .metadata(given.get("metadata"))
                                .scope(given.get("scope"))
                                .build())
                        .page());
        verify(
                call("deleteTraces")
                        .id("first", id("trace"))
                        .id("second", id("trace"))
                        .required("listener", BulkListener.NONE),
                (storage, given) -> storage.observability()
                        .deleteTraces(List.of(given.get("first"), given.get("second")), given.get("listener")));
        verify(
                removal("pruneSpans"),
                (storage, given) ->
                        storage.observability().pruneSpans(given.get("olderThan"), given.<Integer>get("limit")));
        verify(
                erasure("eraseResource"),
                (storage, given) ->
                        storage.observability().eraseResource(given.get("resourceId"), given.get("listener")));
    }

    /** Scores. If this fails, look at calls of the backend before the arguments are checked. */
    @Rule(id = "CORE-26", requires = Feature.SCORES)
    void ofSeveralErrorsOfAScoreTheFirstIsThrown() {
        Score stored = scores().save(evaluation().build());
        verify(score("save", id("score")), (storage, given) -> storage.scores().save(newScore(given)));
        verify(
                score("create", id("score")).fault(EXISTS, "id", stored.id(), "score-exists"),
                (storage, given) -> storage.scores().create(newScore(given)));
        verify(
                score("createAll", id("score")).fault(EXISTS, "id", stored.id(), "score-exists"),
                (storage, given) -> storage.scores()
                        .createAll(List.of(NewScore.of(evaluation().build()), newScore(given))));
        verify(
                call("list")
                        .id("scorerId", id("scorer"))
                        .id("runId", id("run"))
                        .name("entityType", "agent")
                        .id("traceId", id("trace")),
                (storage, given) -> storage.scores()
                        .list(ScoreQuery.builder()
                                .scorerId(given.get("scorerId"))
                                .runId(given.get("runId"))
                                .entityType(given.get("entityType"))
                                .origin(ScoreOrigin.builder()
                                        .traceId(given.get("traceId"))
                                        .build())
                                .build())
                        .page());
        verify(
                removal("prune"),
                (storage, given) -> storage.scores().prune(given.get("olderThan"), given.<Integer>get("limit")));
        verify(
                erasure("eraseResource"),
                (storage, given) -> storage.scores().eraseResource(given.get("resourceId"), given.get("listener")));
    }

    private FaultyCall score(String name, String id) {
        return call(name)
                .id("id", id)
                .storableId("scorerId", id("scorer"))
                .storableId("runId", id("run"))
                .name("source", "TEST")
                .text("reason", "because")
                .json("scorer")
                .json("input")
                .json("metadata");
    }

    private static NewScore newScore(FaultyCall.Arguments given) {
        return NewScore.of(
                given.get("id"),
                evaluation()
                        .scorerId(given.get("scorerId"))
                        .runId(given.get("runId"))
                        .source(new ScoreSource(given.get("source")))
                        .reason(given.get("reason"))
                        .scorer(given.get("scorer"))
                        .input(given.get("input"))
                        .metadata(given.get("metadata"))
                        .build());
    }

    private static Evaluation.Builder evaluation() {
        return Evaluation.builder()
                .scorerId("scorer")
                .runId("run")
                .scorer(Json.EMPTY_OBJECT)
                .entityId("entity")
                .entity(Json.EMPTY_OBJECT)
                .output(Json.EMPTY_OBJECT)
                .score(0.5);
    }

    /** Agents. If this fails, look at the order in which the store and the backend check an agent. */
    @Rule(id = "CORE-26", requires = Feature.AGENTS)
    void ofSeveralErrorsOfAnAgentTheFirstIsThrown() {
        AgentDefinition agent = agents().create(NewAgent.of(id("agent"), config(Json.of("model"))));
        AgentVersion version = agents().getLatestVersion(agent.id()).orElseThrow();
        verify(
                call("create")
                        .id("id", id("agent"))
                        .fault(EXISTS, "id", agent.id(), "agent-exists")
                        .id("versionId", id("version"))
                        .fault(EXISTS, "versionId", version.id(), "agent-version-exists")
                        .id("authorId", id("author"))
                        .json("metadata")
                        .json("model"),
                (storage, given) -> storage.agents()
                        .create(NewAgent.builder(config(given.get("model")))
                                .id(given.get("id"))
                                .versionId(given.get("versionId"))
                                .authorId(given.get("authorId"))
                                .metadata(given.get("metadata"))
                                .build()));
        verify(
                agent("save", agent).json("metadata"),
                (storage, given) -> storage.agents()
                        .save(
                                agent.toBuilder()
                                        .id(given.get("id"))
                                        .authorId(given.get("authorId"))
                                        .status(new AgentStatus(given.get("status")))
                                        .metadata(given.get("metadata"))
                                        .build(),
                                given.get("expected")));
        verify(
                agent("update", agent)
                        .fault(PARENT, "id", id("missing"), "agent-not-found")
                        .object("metadata"),
                (storage, given) -> storage.agents()
                        .update(
                                given.get("id"),
                                AgentPatch.builder()
                                        .authorId(given.<String>get("authorId"))
                                        .status(new AgentStatus(given.get("status")))
                                        .metadata(given.<Json>get("metadata"))
                                        .build(),
                                given.get("expected")));
    }

    private FaultyCall agent(String name, AgentDefinition agent) {
        return call(name)
                .id("id", agent.id())
                .id("authorId", id("author"))
                .name("status", "draft")
                .required("expected", STALE)
                .fault(CONFLICT, "expected", STALE, "version-conflict");
    }

    private static AgentConfig config(Json model) {
        return AgentConfig.builder()
                .name("name")
                .instructions("instructions")
                .model(model)
                .build();
    }

    /** Versions, and agents that are found. If this fails, look at whether the agent is read before the version. */
    @Rule(id = "CORE-26", requires = Feature.AGENTS)
    void ofSeveralErrorsOfAVersionTheFirstIsThrown() {
        AgentDefinition agent = agents().create(NewAgent.of(id("agent"), config(Json.of("model"))));
        AgentVersion version = agents().getLatestVersion(agent.id()).orElseThrow();
        verify(
                call("createVersion")
                        .id("id", id("version"))
                        .fault(EXISTS, "id", version.id(), "agent-version-exists")
                        .id("agentId", agent.id())
                        .fault(PARENT, "agentId", id("missing"), "agent-not-found")
                        .with("number", 2)
                        .fault(INVALID, "number", 0, "version-number-invalid")
                        .fault(EXISTS, "number", 1, "agent-version-number-exists")
                        .text("changeMessage", "why")
                        .json("model"),
                (storage, given) -> storage.agents()
                        .createVersion(NewAgentVersion.builder(given.get("agentId"), config(given.get("model")))
                                .id(given.get("id"))
                                .number(given.<Integer>get("number"))
                                .changeMessage(given.get("changeMessage"))
                                .build()));
        verify(
                call("resolveVersion").id("id", agent.id()).id("versionId", version.id()),
                (storage, given) -> storage.agents().resolveVersion(given.get("id"), given.get("versionId")));
        verify(
                call("list")
                        .id("authorId", id("author"))
                        .name("status", "draft")
                        .filter("metadata"),
                (storage, given) -> storage.agents()
                        .list(AgentQuery.builder()
                                .authorId(given.get("authorId"))
                                .status(new AgentStatus(given.get("status")))
                                .metadata(given.get("metadata"))
                                .build())
                        .page());
        verify(
                call("listVersions").id("agentId", agent.id()),
                (storage, given) -> storage.agents()
                        .listVersions(VersionQuery.of(given.get("agentId")))
                        .page());
        verify(
                call("delete").id("id", id("missing")).required("listener", BulkListener.NONE),
                (storage, given) -> storage.agents().delete(given.get("id"), given.get("listener")));
    }

    /** Indexes. If this fails, look at whether the table and its columns are checked before the support of unique indexes. */
    @Rule(id = "CORE-26", requires = Feature.INDEXES)
    void ofSeveralErrorsOfAnIndexTheFirstIsThrown() {
        IndexTable table = indexes().tables().stream()
                .filter(candidate -> candidate.columns().stream().anyMatch(column -> !isKey(candidate, column)))
                .findFirst()
                .orElseThrow();
        String column = table.columns().stream()
                .filter(candidate -> !isKey(table, candidate))
                .findFirst()
                .orElseThrow();
        FaultyCall ensure = call("ensure")
                .with("table", table.name())
                .fault(PARENT, "table", "missing_table", "table-not-found")
                .with("column", column)
                .fault(STORED, "column", "missing_column", "index-column-unknown")
                .with("unique", false);
        if (!has(Feature.UNIQUE_INDEXES)) {
            ensure.fault(UNSUPPORTED, "unique", true, "feature-unsupported");
        }
        verify(
                ensure,
                (storage, given) -> storage.indexes()
                        .ensure(IndexSpec.builder("missing_index")
                                .table(given.get("table"))
                                .columns(given.<String>get("column"))
                                .unique(given.get("unique"))
                                .build()));
        verify(
                identifier("delete", "name", "missing_index"),
                (storage, given) -> storage.indexes().delete(given.get("name")));
        verify(
                identifier("get", "name", "missing_index"),
                (storage, given) -> storage.indexes().get(given.get("name")));
        verify(
                identifier("list", "table", "missing_table"),
                (storage, given) -> storage.indexes().list(given.get("table")));
    }

    private static boolean isKey(IndexTable table, String column) {
        return table.keys().stream().anyMatch(key -> key.contains(column));
    }

    private FaultyCall identifier(String name, String argument, String value) {
        return call(name).required(argument, value).fault(INVALID, argument, "a;b", "identifier-invalid");
    }
}
