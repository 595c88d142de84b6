package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.NewAgent;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.MessageContent;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.NewScore;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Version;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.WorkflowSnapshot;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Errors contain enough to act on, and no stored content (rule {@code CORE-10}). */
public abstract class ErrorContract extends CoreContract {
    /** Looks like a second line of a log, and is longer than the shown part of a value. */
    private static final String HOSTILE = "\r\nINFO ok \u202e\u2028\\ " + "x".repeat(Details.SHOWN_CHARACTERS);

    private static final Version OTHER_VERSION = Version.of("another");

    private String secret = "";

    /** Made by the kit. */
    protected ErrorContract() {}

    /** The message names the entity of the error. If this fails, look at the details that the error is created with. */
    @Rule(id = "CORE-10", requires = Feature.MEMORY)
    void theMessageSaysCodeAndValues() {
        String missing = id("missing");
        StorageException error = thrown(() -> memory().updateThread(missing, ThreadPatch.ofTitle("x")));
        assertThat(error.getMessage()).startsWith(error.code() + ": ").endsWith("(threadId=" + missing + ")");
        assertThat(error.details()).containsEntry("threadId", missing);
    }

    /** No error contains titles, content or metadata. If this fails, look at messages of the database, and at causes. */
    @Rule(id = "CORE-10", requires = Feature.MEMORY)
    void errorsOfMemoryShowNothingThatIsStored() {
        ConversationThread thread = memory().createThread(ConversationThread.builder(hostile("resource"))
                .id(hostile("thread"))
                .title(secret())
                .metadata(secrets())
                .build());
        NewMessage message = NewMessage.builder(thread.id())
                .resourceId(thread.resourceId())
                .id(hostile("message"))
                .content(MessageContent.text(secret()))
                .build();
        memory().saveMessages(List.of(message));
        memory().saveResource(resource());
        assertSilent(
                () -> memory().createThread(thread),
                () -> memory().updateThread(thread.id(), ThreadPatch.ofMetadata(secrets()), OTHER_VERSION),
                () -> memory().updateThread(hostile("missing"), ThreadPatch.ofTitle(secret())),
                () -> memory().updateThread(thread.id(), ThreadPatch.ofTitle(secret() + "\0")),
                () -> memory().updateThread(thread.id(), ThreadPatch.ofTitle(tooLong())),
                () -> memory().updateThread(thread.id(), ThreadPatch.ofMetadata(Json.of(secret()))),
                () -> memory().listThreads(ThreadQuery.builder()
                                .metadata(Json.of(secret()))
                                .build())
                        .toList(),
                () -> memory().saveMessages(List.of(NewMessage.builder(hostile("missing"))
                        .resourceId(thread.resourceId())
                        .content(MessageContent.text(secret()))
                        .build())),
                () -> memory().updateMessages(List.of(MessagePatch.builder(message.id())
                        .content(secrets())
                        .expected(OTHER_VERSION)
                        .build())),
                () -> memory().saveMessages(List.of(NewMessage.builder(thread.id())
                        .resourceId(thread.resourceId())
                        .content(MessageContent.text(tooLong()))
                        .build())),
                () -> memory().listMessages(MessageQuery.builder()
                                .metadata(Json.of(secret()))
                                .build())
                        .toList(),
                () -> memory().saveResource(resource(), OTHER_VERSION),
                () -> memory().updateResource(resource().id(), ResourcePatch.ofWorkingMemory(secret() + "\ud800")),
                () -> memory().forResource("other").updateThread(thread.id(), ThreadPatch.ofTitle(secret())));
    }

    /** No error contains snapshots or results. If this fails, look at messages of the database, and at causes. */
    @Rule(id = "CORE-10", requires = Feature.WORKFLOWS)
    void errorsOfRunsShowNothingThatIsStored() {
        NewWorkflowRun run = NewWorkflowRun.of(hostile("workflow"), hostile("run"), snapshot(secrets()));
        workflows().save(run);
        assertSilent(
                () -> workflows().save(run, OTHER_VERSION),
                () -> workflows().save(NewWorkflowRun.of(run.workflowName(), run.runId(), Json.of(secret()))),
                () -> workflows()
                        .updateState(
                                run.workflowName(),
                                run.runId(),
                                WorkflowStatePatch.builder().result(secrets()).build(),
                                Set.of(WorkflowStatus.of("other"))),
                () -> workflows()
                        .updateState(
                                run.workflowName(),
                                run.runId(),
                                WorkflowStatePatch.builder()
                                        .suspendedPaths(Json.of(secret()))
                                        .build()));
    }

    /** No error contains inputs, outputs or attributes. If this fails, look at messages of the database, and at causes. */
    @Rule(id = "CORE-10", requires = Feature.OBSERVABILITY)
    void errorsOfSpansShowNothingThatIsStored() {
        Span span = Span.builder(hostile("trace"), hostile("span"))
                .name(secret())
                .startedAt(base())
                .input(secrets())
                .metadata(secrets())
                .build();
        observability().saveSpan(span);
        SpanPatch.Builder missing = SpanPatch.builder(hostile("missing"), hostile("missing"));
        SpanPatch.Builder patch = SpanPatch.builder(span.traceId(), span.spanId());
        assertSilent(
                () -> observability().updateSpan(missing.output(secrets()).build()),
                () -> observability().updateSpan(patch.name(secret() + "\0").build()),
                () -> observability().updateSpan(patch.name(tooLong()).build()),
                () -> observability()
                        .saveSpan(span.toBuilder().name(secret() + "\0").build()),
                () -> observability()
                        .listTraces(
                                TraceQuery.builder().metadata(Json.of(secret())).build())
                        .toList());
    }

    /** No error contains reasons or inputs. If this fails, look at messages of the database, and at causes. */
    @Rule(id = "CORE-10", requires = Feature.SCORES)
    void errorsOfScoresShowNothingThatIsStored() {
        Evaluation evaluation = Evaluation.builder()
                .scorerId(hostile("scorer"))
                .runId(hostile("run"))
                .entityId(hostile("entity"))
                .scorer(secrets())
                .entity(secrets())
                .score(1)
                .reason(secret())
                .input(secrets())
                .output(secrets())
                .build();
        assertSilent(
                () -> scores().save(
                                evaluation.toBuilder().reason(secret() + "\0").build()),
                () -> scores().save(evaluation.toBuilder().reason(tooLong()).build()),
                () -> scores().save(NewScore.of(" ", evaluation)));
    }

    /** No error contains instructions or metadata. If this fails, look at messages of the database, and at causes. */
    @Rule(id = "CORE-10", requires = Feature.AGENTS)
    void errorsOfAgentsShowNothingThatIsStored() {
        AgentConfig config = AgentConfig.builder()
                .name("agent")
                .instructions(secret())
                .model(Json.of(Map.of("name", secret())))
                .build();
        NewAgent agent = NewAgent.builder(config)
                .id(hostile("agent"))
                .metadata(secrets())
                .build();
        AgentDefinition stored = agents().create(agent);
        assertSilent(
                () -> agents().create(agent),
                () -> agents().save(stored, OTHER_VERSION),
                () -> agents().update(stored.id(), AgentPatch.ofMetadata(secrets()), OTHER_VERSION),
                () -> agents().update(hostile("missing"), AgentPatch.ofMetadata(secrets())),
                () -> agents().update(stored.id(), AgentPatch.ofMetadata(Json.of(secret()))),
                () -> agents().create(NewAgent.builder(config)
                        .id(hostile("agent2"))
                        .metadata(Json.of(Map.of("text", tooLong())))
                        .build()));
    }

    private Resource resource() {
        return Resource.builder(hostile("resource"))
                .workingMemory(secret())
                .metadata(secrets())
                .createdAt(base())
                .updatedAt(base())
                .build();
    }

    private static WorkflowSnapshot snapshot(Json value) {
        return new WorkflowSnapshot(Json.of(Map.of("status", "running", "value", value, "context", value)));
    }

    private String secret() {
        if (secret.isEmpty()) {
            secret = "private " + id("text");
        }
        return secret;
    }

    private Json secrets() {
        return Json.of(Map.of("text", secret(), "more", List.of(secret())));
    }

    /** The private text, followed by more text than any backend accepts. */
    private String tooLong() {
        return secret() + "x".repeat(Math.toIntExact(limits().valueBytes()));
    }

    private String hostile(String kind) {
        String id = id(kind) + HOSTILE;
        return id.substring(0, Math.min(id.length(), limits().idBytes() / 3));
    }

    private void assertSilent(ThrowingCallable... calls) {
        for (int i = 0; i < calls.length; i++) {
            StorageException error = thrown(calls[i]);
            assertThat(error.getMessage())
                    .as("call %s", i)
                    .startsWith(error.code() + ": ")
                    .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]")
                    .doesNotContain("x".repeat(Details.SHOWN_CHARACTERS + 1));
            assertThat(Details.NAMES)
                    .as("call %s", i)
                    .containsAll(error.details().keySet());
            for (Throwable cause = error; cause != null; cause = cause.getCause()) {
                assertThat(cause.toString()).as("call %s", i).doesNotContain(secret());
            }
        }
    }

    private static StorageException thrown(ThrowingCallable call) {
        return ExpectedError.thrown(StorageException.class, call);
    }
}
