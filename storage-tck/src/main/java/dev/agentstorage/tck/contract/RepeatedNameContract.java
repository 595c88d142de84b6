package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.NewAgent;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ResourceQuery;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.NewScore;
import dev.agentstorage.score.Score;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.tck.run.Contract;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import java.util.List;

/** JSON objects that name a member more than once (rule {@code CORE-24}). */
public abstract class RepeatedNameContract extends Contract {
    /** As metadata, {@code a} is 2. */
    private static final String TWICE = "{\"a\":1,\"o\":0,\"a\":2}";

    private static final String ONCE = "{\"a\":2,\"o\":0}";
    private static final String PATCH = "{\"b\":1,\"b\":{\"x\":1,\"x\":2}}";
    private static final String PATCHED = "{\"a\":2,\"o\":0,\"b\":{\"x\":2}}";

    private static final Json FIRST = Json.parse("{\"a\":1}");
    private static final Json LAST = Json.parse("{\"a\":2}");

    /** For subclasses. */
    protected RepeatedNameContract() {}

    private ConversationThread thread(String resource, String metadata) {
        return memory().createThread(ConversationThread.builder(resource)
                .id(id("thread"))
                .metadata(Json.parse(metadata))
                .build());
    }

    /** Content is kept exactly, and loses duplicate names when it is patched. If this fails, look at how stored content is read for a merge. */
    @Rule(id = "CORE-24", requires = Feature.MEMORY)
    void contentIsKeptAndHealsWithItsNextPatch() {
        ConversationThread thread = thread(id("resource"), "{}");
        String text = "{ \"metadata\":" + TWICE + ",\"parts\":[{\"x\":1,\"x\":2}],\"n\":1,\"n\":2 }";
        Message saved = memory().saveMessages(List.of(NewMessage.builder(thread.id())
                        .id(id("message"))
                        .content(Json.parse(text))
                        .build()))
                .get(0);
        assertThat(saved.content().text()).isEqualTo(text);
        assertThat(memory().getMessage(saved.id()).orElseThrow().content().text())
                .isEqualTo(text);
        assertThat(found(thread, LAST)).containsExactly(saved);
        assertThat(found(thread, FIRST)).isEmpty();
        assertThat(found(thread, Json.parse("{\"a\":1,\"a\":2}"))).containsExactly(saved);

        MessagePatch patch = MessagePatch.builder(saved.id())
                .content(Json.parse("{\"metadata\":" + PATCH + ",\"m\":3,\"m\":4}"))
                .build();
        Message patched = memory().updateMessage(patch);
        assertThat(patched.content().text())
                .isEqualTo("{\"metadata\":" + PATCHED + ",\"parts\":[{\"x\":2}],\"n\":2,\"m\":4}");
        assertThat(memory().getMessage(saved.id())
                        .map(message -> message.content().text()))
                .contains(patched.content().text());
    }

    private List<Message> found(ConversationThread thread, Json metadata) {
        return memory().listMessages(MessageQuery.builder()
                        .threadId(thread.id())
                        .metadata(metadata)
                        .build())
                .toList();
    }

    /** Metadata of threads and resources. If this fails, look for a rejection of duplicate names. */
    @Rule(id = "CORE-24", requires = Feature.MEMORY)
    void metadataOfThreadsAndResourcesHasTheLastMember() {
        String resource = id("resource");
        ConversationThread thread = thread(resource, TWICE);
        assertThat(thread.metadata().text()).isEqualTo(ONCE);
        ThreadQuery threads = ThreadQuery.ofResource(resource);
        assertThat(memory().listThreads(threads.toBuilder().metadata(LAST).build())
                        .toList())
                .containsExactly(thread);
        assertThat(memory().listThreads(threads.toBuilder().metadata(FIRST).build())
                        .count())
                .isZero();
        assertThat(memory().updateThread(thread.id(), ThreadPatch.ofMetadata(Json.parse(PATCH)))
                        .metadata()
                        .text())
                .isEqualTo(PATCHED);
        ConversationThread replaced = memory().saveThread(
                        thread.toBuilder().metadata(Json.parse(TWICE)).build());
        assertThat(replaced.metadata().text()).isEqualTo(ONCE);

        Resource saved = memory().saveResource(Resource.builder(resource)
                .metadata(Json.parse(TWICE))
                .createdAt(base())
                .updatedAt(base())
                .build());
        assertThat(saved.metadata().text()).isEqualTo(ONCE);
        assertThat(memory().listResources(ResourceQuery.builder().metadata(LAST).build())
                        .toList())
                .contains(saved);
        assertThat(memory().listResources(
                                ResourceQuery.builder().metadata(FIRST).build())
                        .toList())
                .doesNotContain(saved);
        assertThat(memory().updateResource(resource, ResourcePatch.ofMetadata(Json.parse(PATCH)))
                        .metadata()
                        .text())
                .isEqualTo(PATCHED);
    }

    /** A snapshot is kept exactly, and loses duplicate names with its next change. If this fails, look at how a stored snapshot is merged. */
    @Rule(id = "CORE-24", requires = Feature.WORKFLOWS)
    void snapshotIsKeptAndHealsWithItsNextChange() {
        for (long size : List.of(0L, largeSnapshot())) {
            String padding = "x".repeat((int) size);
            String text = "{ \"status\":\"failed\",\"status\":\"running\",\"big\":\"" + padding
                    + "\",\"context\":{\"lost\":1},\"context\":{\"s\":{\"output\":[0],\"output\":[1,2],\"e\":1,\"e\":2},"
                    + "\"t\":1,\"t\":2},\"value\":{\"v\":1,\"v\":2} }";
            for (boolean step : List.of(true, false)) {
                String name = id("name");
                String run = id("run");
                workflows().save(NewWorkflowRun.of(name, run, Json.parse(text)));
                assertThat(snapshot(name, run)).isEqualTo(text);
                assertThat(workflows().get(name, run).orElseThrow().status()).contains(WorkflowStatus.RUNNING);
                String context = "{\"s\":{\"output\":[1,2],\"e\":2},\"t\":2}";
                String status = "running";
                String rest = "\"value\":{\"v\":2}";
                if (step) {
                    Json result = Json.parse("{\"output\":[8],\"output\":[9],\"f\":1,\"f\":2}");
                    workflows()
                            .updateStepResult(StepResultUpdate.builder(name, run)
                                    .stepId("s")
                                    .result(result)
                                    .build());
                    context = "{\"s\":{\"output\":[9,2],\"e\":2,\"f\":2},\"t\":2}";
                    rest += ",\"requestContext\":{}";
                } else {
                    workflows().updateState(name, run, WorkflowStatePatch.ofStatus(WorkflowStatus.SUSPENDED));
                    status = "suspended";
                }
                assertThat(snapshot(name, run))
                        .isEqualTo("{\"status\":\"" + status + "\",\"big\":\"" + padding + "\",\"context\":" + context
                                + "," + rest + "}");
            }
        }
    }

    private String snapshot(String name, String run) {
        return workflows().get(name, run).orElseThrow().snapshot().json().text();
    }

    /** Returns a snapshot larger than the limit of other values, if the backend allows one. */
    private long largeSnapshot() {
        return Math.min(limits().snapshotBytes() - 10_000, limits().valueBytes() + 10_000);
    }

    /** Scope and metadata of spans. If this fails, look for a rejection of duplicate names. */
    @Rule(id = "CORE-24", requires = Feature.OBSERVABILITY)
    void scopeAndMetadataOfSpansHaveTheLastMember() {
        String resource = id("resource");
        Span span = observability()
                .saveSpan(SpanSamples.listed(resource, id("trace"))
                        .scope(Json.parse(TWICE))
                        .metadata(Json.parse(TWICE))
                        .attributes(Json.parse(TWICE))
                        .build());
        assertThat(span.scope().text()).isEqualTo(ONCE);
        assertThat(span.metadata().text()).isEqualTo(ONCE);
        assertThat(span.attributes().map(Json::text)).contains(TWICE);
        TraceQuery.Builder query = TraceQuery.ofResource(resource).toBuilder();
        assertThat(observability()
                        .listTraces(query.metadata(LAST).scope(LAST).build())
                        .count())
                .isEqualTo(1);
        assertThat(observability().listTraces(query.metadata(FIRST).build()).count())
                .isZero();
        Span patched = observability()
                .updateSpan(SpanPatch.builder(span.traceId(), span.spanId())
                        .metadata(Json.parse(PATCH))
                        .build());
        assertThat(patched.metadata().text()).isEqualTo("{\"b\":{\"x\":2}}");
        assertThat(patched.attributes().map(Json::text)).contains(TWICE);
    }

    /** Objects of scores. If this fails, look as above. */
    @Rule(id = "CORE-24", requires = Feature.SCORES)
    void objectsOfScoresHaveTheLastMember() {
        Json twice = Json.parse(TWICE);
        Score saved = scores().save(NewScore.of(
                id("score"),
                Evaluation.builder()
                        .scorerId(id("scorer"))
                        .runId(id("run"))
                        .entityId(id("entity"))
                        .scorer(twice)
                        .entity(twice)
                        .metadata(twice)
                        .output(twice)
                        .score(1)
                        .build()));
        Score stored = scores().get(saved.id()).orElseThrow();
        assertThat(stored).isEqualTo(saved);
        assertThat(stored.evaluation().scorer().text()).isEqualTo(ONCE);
        assertThat(stored.evaluation().metadata().map(Json::text)).contains(ONCE);
        assertThat(stored.evaluation().output().text()).isEqualTo(TWICE);
    }

    /** Configuration and metadata of agents. If this fails, look as above. */
    @Rule(id = "CORE-24", requires = Feature.AGENTS)
    void configurationAndMetadataOfAgentsHaveTheLastMember() {
        String author = id("author");
        AgentConfig config = new AgentConfig(Json.parse(
                "{\"name\":\"a\",\"name\":\"b\",\"instructions\":\"\",\"model\":" + TWICE + ",\"own\":1,\"own\":2}"));
        AgentDefinition agent = agents().create(NewAgent.builder(config)
                .id(id("agent"))
                .authorId(author)
                .metadata(Json.parse(TWICE))
                .build());
        AgentConfig stored = agents().getLatestVersion(agent.id()).orElseThrow().config();
        assertThat(stored).isEqualTo(config);
        assertThat(stored.name()).isEqualTo("b");
        assertThat(stored.model().text()).isEqualTo(ONCE);
        assertThat(stored.extra().text()).isEqualTo("{\"own\":2}");
        assertThat(agent.metadata().text()).isEqualTo(ONCE);
        AgentQuery query = AgentQuery.builder().authorId(author).build();
        assertThat(agents().list(query.toBuilder().metadata(LAST).build()).count())
                .isEqualTo(1);
        assertThat(agents().list(query.toBuilder().metadata(FIRST).build()).count())
                .isZero();
        assertThat(agents().update(agent.id(), AgentPatch.ofMetadata(Json.parse(PATCH)))
                        .metadata()
                        .text())
                .isEqualTo(PATCHED);
    }
}
