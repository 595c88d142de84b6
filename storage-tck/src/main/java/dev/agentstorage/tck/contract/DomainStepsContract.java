package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.NewAgent;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.agent.VersionQuery;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.observability.Trace;
import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.NewScore;
import dev.agentstorage.score.Score;
import dev.agentstorage.score.ScoreQuery;
import dev.agentstorage.store.AgentStore;
import dev.agentstorage.store.BulkResult;
import dev.agentstorage.store.ObservabilityStore;
import dev.agentstorage.store.ScoreStore;
import dev.agentstorage.store.WorkflowStore;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.transfer.StorageTransfer;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRun;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Bulk operations on traces, scores, runs and agents at the limits of their steps (rule {@code CORE-28}). */
public abstract class DomainStepsContract extends StepsContract {
    /** No other test stores data of this age, so that pruning does not remove the data of another test. */
    private static final Instant ANCIENT = Instant.parse("1601-01-01T00:00:00Z");

    private static final AgentConfig CONFIG = AgentConfig.builder()
            .name("name")
            .instructions("Be brief.")
            .model(Json.EMPTY_OBJECT)
            .build();

    /** Made by the kit. */
    protected DomainStepsContract() {}

    private ObservabilityStore traces() {
        return smallStorage().observability();
    }

    private ScoreStore evaluations() {
        return smallStorage().scores();
    }

    private WorkflowStore runs() {
        return smallStorage().workflows();
    }

    private AgentStore definitions() {
        return smallStorage().agents();
    }

    private List<Span> spansOf(String trace) {
        return traces().getTrace(trace).map(Trace::spans).orElse(List.of());
    }

    private List<Span> spans(String trace, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> SpanSamples.child(trace, id("span")))
                .toList();
    }

    private List<Span> stored(List<Span> spans) {
        return inParts(spans, traces()::saveSpans);
    }

    /** If this fails, look at the check of the batch size, and at statements with one row for each span. */
    @Rule(id = "CORE-28", requires = Feature.OBSERVABILITY)
    void atomicBatchesTakeAsManySpansAsTheyMay() {
        String trace = id("trace");
        String other = id("trace");
        stored(spans(other, 2));
        atomic(count -> traces().saveSpans(spans(trace, count)), () -> List.of(spansOf(trace), spansOf(other)));
        atomic(count -> traces().createSpans(spans(trace, count)), () -> List.of(spansOf(trace), spansOf(other)));
        assertThat(spansOf(trace)).hasSize(2 * rows());
        String updated = id("trace");
        List<Span> spans = stored(spans(updated, 2 * rows() + 1));
        atomic(
                count -> traces().updateSpans(spans.subList(0, count).stream()
                                .map(span -> SpanPatch.builder(updated, span.spanId())
                                        .name("patched")
                                        .build())
                                .toList())
                        .items(),
                () -> List.of(spansOf(trace), spansOf(updated)));
        assertThat(spansOf(updated))
                .filteredOn(span -> span.name().equals("patched"))
                .extracting(Span::spanId)
                .containsExactlyInAnyOrderElementsOf(SpanSamples.spanIds(spans.subList(0, rows())));
    }

    /** If this fails, look at what an import buffers when it stores a part, and at the step in which a trace becomes empty. */
    @Rule(id = "CORE-28", requires = Feature.OBSERVABILITY)
    void tracesComeAndGoWhole() {
        edges(count -> {
            String before = id("trace-1");
            String trace = id("trace-2");
            String after = id("trace-3");
            stored(spans(before, 2));
            stored(spans(after, 2));
            List<Span> spans = spans(trace, count);
            affects(count, listener -> traces().importSpans(spans, listener));
            assertThat(SpanSamples.spanIds(spansOf(trace)))
                    .containsExactlyInAnyOrderElementsOf(SpanSamples.spanIds(spans));
            affects(count, listener -> traces().deleteTraces(List.of(trace), listener));
            assertThat(spansOf(trace)).isEmpty();
            assertThat(spansOf(before)).hasSize(2);
            assertThat(spansOf(after)).hasSize(2);
        });
    }

    /** If this fails, look at the ids that a step reports when it ends in the middle of them. */
    @Rule(id = "CORE-28", requires = Feature.OBSERVABILITY)
    void manyTracesGoByTheirIds() {
        edges(count -> {
            List<String> named = new ArrayList<>();
            List<String> kept = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                named.add(id("trace"));
                kept.add(id("trace"));
                stored(List.of(SpanSamples.root(named.get(i)), SpanSamples.root(kept.get(i))));
            }
            stored(spans(named.get(count - 1), 2));
            String missing = id("trace");
            named.add(count / 2, missing);
            assertThat(traces().deleteTraces(named)).isEqualTo(new BulkResult(count + 2L, true, List.of(missing)));
            assertThat(named).allSatisfy(trace -> assertThat(spansOf(trace)).isEmpty());
            assertThat(kept).allSatisfy(trace -> assertThat(spansOf(trace)).hasSize(1));
        });
    }

    /** If this fails, look at whether a step that has removed its maximum reports that rows may be left. */
    @Rule(id = "CORE-28", requires = Feature.OBSERVABILITY)
    void pruningOfSpansSaysWhetherAnyIsLeft() {
        edges(count -> {
            traces().pruneSpans(ANCIENT.plusSeconds(1000), Integer.MAX_VALUE);
            String trace = id("trace");
            List<Span> spans = stored(IntStream.range(0, count + 2)
                    .mapToObj(i -> SpanSamples.span(trace, id("span"))
                            .startedAt(ANCIENT.plusSeconds(i))
                            .endedAt(ANCIENT.plusSeconds(i))
                            .build())
                    .toList());
            Instant end = ANCIENT.plusSeconds(count);
            assertThat(traces().pruneSpans(end, count - 1)).isEqualTo(new BulkResult(count - 1L, false));
            assertThat(traces().pruneSpans(end.minusSeconds(1), count)).isEqualTo(new BulkResult(0, true));
            assertThat(traces().pruneSpans(end, count)).isEqualTo(new BulkResult(1, true));
            stored(spans.subList(0, count));
            assertThat(traces().pruneSpans(end, count)).isEqualTo(new BulkResult(count, true));
            assertThat(SpanSamples.spanIds(spansOf(trace)))
                    .containsExactlyInAnyOrderElementsOf(SpanSamples.spanIds(spans.subList(count, count + 2)));
        });
    }

    /** If this fails, look at the step that removes the root of a trace: it must be the last one of the trace. */
    @Rule(id = "CORE-28", requires = Feature.OBSERVABILITY)
    void spansOfAResourceGo() {
        edges(count -> {
            String resource = id("resource");
            String whole = id("trace");
            String partly = id("trace");
            stored(List.of(SpanSamples.listed(resource, whole).build()));
            stored(spans(whole, count - 1));
            stored(List.of(SpanSamples.listed(id("resource"), partly).build()));
            List<Span> others = stored(spans(partly, count));
            stored(spans(partly, count).stream()
                    .map(span -> span.toBuilder()
                            .correlation(
                                    SpanSamples.listed(resource, partly).build().correlation())
                            .build())
                    .toList());
            affects(2L * count, listener -> traces().eraseResource(resource, listener));
            assertThat(spansOf(whole)).isEmpty();
            assertThat(SpanSamples.spanIds(spansOf(partly)))
                    .hasSize(count + 1)
                    .containsAll(SpanSamples.spanIds(others));
        });
    }

    /** If this fails, look at what a step reports when exactly its maximum number of rows existed. */
    @Rule(id = "CORE-28", requires = Feature.OBSERVABILITY)
    void clearCountsSpans() {
        edges(count -> {
            traces().clear();
            stored(spans(id("trace"), count));
            assertThat(traces().clear()).isEqualTo(new BulkResult(count, true));
            assertThat(traces().listSpans().count()).isZero();
        });
    }

    private NewScore.Builder score(String run, String resource, Instant createdAt) {
        return NewScore.builder(Evaluation.builder()
                        .scorerId("scorer")
                        .runId(run)
                        .entityId("entity")
                        .scorer(Json.EMPTY_OBJECT)
                        .entity(Json.EMPTY_OBJECT)
                        .output(Json.EMPTY_OBJECT)
                        .score(1)
                        .resourceId(resource)
                        .build())
                .id(id("score"))
                .createdAt(createdAt);
    }

    private List<NewScore> scores(String run, String resource, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> score(run, resource, at(i)).build())
                .toList();
    }

    private List<Score> scoresOf(String run) {
        return evaluations().list(ScoreQuery.ofRun(run)).toList();
    }

    /** If this fails, look at the check of the batch size, and at statements with one row for each score. */
    @Rule(id = "CORE-28", requires = Feature.SCORES)
    void atomicBatchesTakeAsManyScoresAsTheyMay() {
        String run = id("run");
        String other = id("run");
        evaluations().createAll(scores(other, "resource", 2));
        atomic(
                count -> evaluations().createAll(scores(run, "resource", count)),
                () -> List.of(scoresOf(run), scoresOf(other)));
        assertThat(scoresOf(run)).hasSize(rows());
    }

    /** If this fails, look at whether a step that has removed its maximum reports that rows may be left. */
    @Rule(id = "CORE-28", requires = Feature.SCORES)
    void pruningOfScoresSaysWhetherAnyIsLeft() {
        edges(count -> {
            evaluations().prune(ANCIENT.plusSeconds(1000), Integer.MAX_VALUE);
            String run = id("run");
            List<NewScore> scores = IntStream.range(0, count + 2)
                    .mapToObj(
                            i -> score(run, "resource", ANCIENT.plusSeconds(i)).build())
                    .toList();
            inParts(scores, evaluations()::createAll);
            Instant end = ANCIENT.plusSeconds(count);
            assertThat(evaluations().prune(end, count - 1)).isEqualTo(new BulkResult(count - 1L, false));
            assertThat(evaluations().prune(end, count)).isEqualTo(new BulkResult(1, true));
            inParts(scores.subList(0, count), evaluations()::createAll);
            assertThat(evaluations().prune(end, count)).isEqualTo(new BulkResult(count, true));
            assertThat(scoresOf(run))
                    .extracting(Score::id)
                    .containsExactlyInAnyOrder(
                            scores.get(count).id(), scores.get(count + 1).id());
        });
    }

    /** If this fails, look at the condition of the step, and at what it reports when exactly its maximum number of rows existed. */
    @Rule(id = "CORE-28", requires = Feature.SCORES)
    void scoresOfAResourceGo() {
        edges(count -> {
            String resource = id("resource");
            String run = id("run");
            for (int i = 0; i < count; i++) {
                evaluations()
                        .createAll(List.of(
                                score(run, id("resource"), at(2L * i)).build(),
                                score(run, resource, at(2L * i + 1)).build()));
            }
            affects(count, listener -> evaluations().eraseResource(resource, listener));
            assertThat(scoresOf(run))
                    .hasSize(count)
                    .allSatisfy(score -> assertThat(score.evaluation().origin().resourceId())
                            .get()
                            .isNotEqualTo(resource));
            evaluations().clear();
            inParts(scores(run, resource, count), evaluations()::createAll);
            assertThat(evaluations().clear()).isEqualTo(new BulkResult(count, true));
            assertThat(evaluations().list().count()).isZero();
        });
    }

    private NewWorkflowRun run(String name, String resource, Instant updatedAt) {
        return NewWorkflowRun.builder(name, id("run"))
                .snapshot(Json.EMPTY_OBJECT)
                .resourceId(resource)
                .createdAt(updatedAt)
                .updatedAt(updatedAt)
                .build();
    }

    private List<WorkflowRun> runsOf(String name) {
        return runs().list(WorkflowQuery.ofWorkflow(name)).toList();
    }

    /** If this fails, look at whether a step that has removed its maximum reports that rows may be left. */
    @Rule(id = "CORE-28", requires = Feature.WORKFLOWS)
    void pruningOfRunsSaysWhetherAnyIsLeft() {
        edges(count -> {
            runs().prune(ANCIENT.plusSeconds(1000), Integer.MAX_VALUE);
            String name = id("name");
            List<NewWorkflowRun> saved = IntStream.range(0, count + 2)
                    .mapToObj(i -> run(name, "resource", ANCIENT.plusSeconds(i)))
                    .toList();
            saved.forEach(runs()::save);
            Instant end = ANCIENT.plusSeconds(count);
            assertThat(runs().prune(end, count - 1)).isEqualTo(new BulkResult(count - 1L, false));
            assertThat(runs().prune(end, count)).isEqualTo(new BulkResult(1, true));
            saved.subList(0, count).forEach(runs()::save);
            assertThat(runs().prune(end, count)).isEqualTo(new BulkResult(count, true));
            assertThat(runsOf(name))
                    .extracting(WorkflowRun::runId)
                    .containsExactlyInAnyOrder(
                            saved.get(count).runId(), saved.get(count + 1).runId());
        });
    }

    /** If this fails, look at the condition of the step, and at what it reports when exactly its maximum number of rows existed. */
    @Rule(id = "CORE-28", requires = Feature.WORKFLOWS)
    void runsOfAResourceGo() {
        edges(count -> {
            String resource = id("resource");
            String name = id("name");
            for (int i = 0; i < count; i++) {
                runs().save(run(name, id("resource"), at(2L * i)));
                runs().save(run(name, resource, at(2L * i + 1)));
            }
            affects(count, listener -> runs().eraseResource(resource, listener));
            assertThat(runsOf(name))
                    .hasSize(count)
                    .allSatisfy(run -> assertThat(run.resourceId()).get().isNotEqualTo(resource));
            runs().clear();
            IntStream.range(0, count).forEach(i -> runs().save(run(name, resource, at(i))));
            assertThat(runs().clear()).isEqualTo(new BulkResult(count, true));
            assertThat(runs().list().count()).isZero();
        });
    }

    /** Stores an agent with a number of versions. */
    private String agent(int versions) {
        String id = id("agent");
        definitions()
                .create(NewAgent.builder(CONFIG).id(id).versionId(id("version")).build());
        IntStream.range(1, versions)
                .forEach(i -> definitions()
                        .createVersion(NewAgentVersion.builder(id, CONFIG)
                                .id(id("version"))
                                .build()));
        return id;
    }

    private List<AgentVersion> versionsOf(String agent) {
        return definitions().listVersions(VersionQuery.of(agent)).toList();
    }

    /** If this fails, look at the step that removes the last version: either this step or the next one removes the record. */
    @Rule(id = "CORE-28", requires = Feature.AGENTS)
    void agentsGoWithAllTheirVersions() {
        edges(count -> {
            String before = agent(2);
            String agent = agent(count);
            String after = agent(2);
            List<Long> heard = new ArrayList<>();
            assertThat(definitions().delete(agent, heard::add)).isTrue();
            assertSteps(count + 1L, heard);
            assertThat(definitions().get(agent)).isEmpty();
            assertThat(versionsOf(agent)).isEmpty();
            String emptied = agent(count);
            assertThat(definitions().deleteVersions(emptied)).isEqualTo(new BulkResult(count, true));
            assertThat(definitions().get(emptied)).isPresent();
            assertThat(versionsOf(emptied)).isEmpty();
            assertThat(versionsOf(before)).hasSize(2);
            assertThat(versionsOf(after)).hasSize(2);
        });
    }

    /** If this fails, look at the order of the tables, and at the step in which one of them becomes empty. */
    @Rule(id = "CORE-28", requires = Feature.AGENTS)
    void clearCountsAgentsAndVersions() {
        edges(count -> {
            definitions().clear();
            agent(count);
            IntStream.range(1, count).forEach(i -> agent(1));
            assertThat(definitions().clear()).isEqualTo(new BulkResult(3L * count - 1, true));
            assertThat(definitions().list().count()).isZero();
        });
    }

    /** If this fails, look at the parts in which rows are written; the rules of the domain test the same. */
    @Rule(id = "CORE-28", requires = Feature.OBSERVABILITY)
    void importOfATextTakesManyRows() {
        edges(count -> {
            String resource = id("resource");
            String trace = id("trace");
            String other = id("trace");
            stored(spans(other, 2));
            stored(List.of(SpanSamples.listed(resource, trace).build()));
            stored(spans(trace, count - 1));
            List<Span> exported = spansOf(trace);
            StringWriter text = new StringWriter();
            try {
                StorageTransfer.exportResource(smallStorage(), resource, text);
                traces().deleteTraces(List.of(trace));
                StorageTransfer.importResource(smallStorage(), resource, new StringReader(text.toString()));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            assertThat(spansOf(trace)).hasSize(count).isEqualTo(exported);
            assertThat(spansOf(other)).hasSize(2);
        });
    }
}
