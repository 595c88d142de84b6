package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.AgentStatus;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.NewAgent;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.observability.Span;
import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.NewScore;
import dev.agentstorage.score.Score;
import dev.agentstorage.store.BulkListener;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowSnapshot;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Spans, scores and agents are restored exactly from an export (rule {@code XFER-01}), and fields that a line omits are unchanged (XFER-03). */
public abstract class DomainTransferContract extends TransferTexts {
    /** Made by the kit. */
    protected DomainTransferContract() {}

    /** Spans are restored with all their fields and times. If this fails, look at what the import of spans overwrites. */
    @Rule(id = "XFER-01", requires = Feature.OBSERVABILITY)
    void spansAreRestoredExactly() throws IOException {
        String trace = id("trace");
        observability().saveSpans(List.of(SpanSamples.full(trace, "a"), SpanSamples.root(trace)));
        List<Span> stored = observability().getTrace(trace).orElseThrow().spans();
        String text = export(List.of(trace));
        observability().deleteTraces(List.of(trace));
        assertThat(observability().getTrace(trace)).isEmpty();
        assertThat(load(text).counts()).isEqualTo(Map.of("span", 2L));
        List<Span> again = observability().getTrace(trace).orElseThrow().spans();
        assertThat(again).isEqualTo(stored);
        assertThat(again.get(1).output().map(Json::text))
                .isEqualTo(stored.get(1).output().map(Json::text));
    }

    /** Scores are restored with all their fields and times. If this fails, look at what the import of scores overwrites. */
    @Rule(id = "XFER-01", requires = Feature.SCORES)
    void scoresAreRestoredExactly() throws IOException {
        String resource = id("resource");
        Evaluation evaluation = Evaluation.builder()
                .scorerId(id("scorer"))
                .runId(id("run"))
                .entityId(id("entity"))
                .scorer(Json.parse("{\"id\":\"quality\"}"))
                .entity(Json.EMPTY_OBJECT)
                .output(Json.parse("{ \"text\":\"\\u0000\" }"))
                .input(Json.parse("\"123\""))
                .score(0.1)
                .structuredOutput(true)
                .resourceId(resource)
                .build();
        Score stored = scores().save(NewScore.of(id("score"), evaluation));
        String text = export(List.of(resource));
        scores().eraseResource(resource, BulkListener.NONE);
        assertThat(scores().get(stored.id())).isEmpty();
        assertThat(load(text).counts()).isEqualTo(Map.of("score", 1L));
        Score again = scores().get(stored.id()).orElseThrow();
        assertThat(again).isEqualTo(stored);
        assertThat(again.evaluation().output().text()).isEqualTo("{ \"text\":\"\\u0000\" }");
    }

    /** Agents are restored with their versions. If this fails, look at the order of agents and versions. */
    @Rule(id = "XFER-01", requires = Feature.AGENTS)
    void agentsAreRestoredExactly() throws IOException {
        String id = id("agent");
        AgentConfig config = AgentConfig.builder()
                .name("name")
                .instructions(Json.parse("[{\"text\":\"block\"}]"))
                .model(Json.parse("{\"n\":1.50}"))
                .build();
        agents().create(NewAgent.of(id, config));
        AgentVersion second = agents().createVersion(
                        NewAgentVersion.builder(id, config).id(id + "/2").build());
        AgentDefinition stored = agents().update(
                        id,
                        AgentPatch.builder()
                                .status(AgentStatus.PUBLISHED)
                                .activeVersionId(second.id())
                                .metadata(Json.parse("{\"a\":1}"))
                                .build());
        List<AgentVersion> versions = agents().listVersions(id).toList();
        String text = export(List.of(id));
        agents().delete(id);
        assertThat(load(text).counts()).isEqualTo(Map.of("agent", 1L, "agent-version", 2L));
        assertThat(agents().get(id)).contains(stored);
        assertThat(agents().listVersions(id).toList()).isEqualTo(versions);
        assertThat(load(text).counts()).isEqualTo(Map.of("agent", 1L, "agent-version", 2L));
        assertThat(agents().countVersions(id)).isEqualTo(2);
    }

    /** Fields that a line omits are unchanged. If this fails, look for a run that is replaced as a whole. */
    @Rule(id = "XFER-03", requires = Feature.WORKFLOWS)
    void aRunWithoutResourceAndLabelsKeepsThoseThatAreStored() throws IOException {
        String workflow = id("workflow");
        String runId = id("run");
        WorkflowSnapshot snapshot = WorkflowSnapshot.initial(runId, base());
        workflows().save(NewWorkflowRun.of(workflow, runId, snapshot));
        String text = export(List.of(runId));
        String resource = id("resource");
        workflows()
                .save(NewWorkflowRun.builder(workflow, runId)
                        .snapshot(snapshot)
                        .resourceId(resource)
                        .build());
        workflows().updateLabels(workflow, runId, Json.parse("{\"a\":1}"));
        assertThat(load(text).total()).isEqualTo(1);
        WorkflowRun stored = workflows().get(workflow, runId).orElseThrow();
        assertThat(stored.resourceId()).contains(resource);
        assertThat(stored.labels()).isEqualTo(Json.parse("{\"a\":1}"));
    }
}
