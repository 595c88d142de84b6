package dev.agentstorage.spi.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentStatus;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.index.IndexSpec;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.observability.SpanIdentity;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Version;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowSnapshot;
import dev.agentstorage.workflow.WorkflowStatus;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final ConversationThread THREAD = ConversationThread.builder("r")
            .id("t")
            .createdAt(NOW)
            .updatedAt(NOW)
            .build();
    private static final Resource RESOURCE =
            Resource.builder("r").createdAt(NOW).updatedAt(NOW).build();
    private static final WorkflowRun RUN = WorkflowRun.builder("w", "run")
            .snapshot(WorkflowSnapshot.initial("run", NOW))
            .createdAt(NOW)
            .updatedAt(NOW)
            .build();
    private static final AgentDefinition AGENT = new AgentDefinition(
            "a", AgentStatus.DRAFT, Optional.empty(), Optional.empty(), Json.EMPTY_OBJECT, NOW, NOW);
    private static final AgentVersion VERSION = new AgentVersion(
            "v",
            "a",
            3,
            AgentConfig.builder()
                    .name("name")
                    .instructions("instructions")
                    .model(Json.EMPTY_OBJECT)
                    .build(),
            List.of(),
            Optional.empty(),
            NOW);

    /** Each error with the values that it must show, in their order. */
    private static final Map<StorageException, String> ALL = Map.ofEntries(
            Map.entry(Refusals.threadNotFound("t"), "thread-not-found {threadId=t}"),
            Map.entry(Refusals.cloneSourceNotFound("t"), "clone-source-not-found {threadId=t}"),
            Map.entry(Refusals.threadExists("t", THREAD), "thread-exists {threadId=t}"),
            Map.entry(Refusals.messageNotFound("m"), "message-not-found {messageId=m}"),
            Map.entry(Refusals.messageExists("m"), "message-exists {messageId=m}"),
            Map.entry(
                    Refusals.messagesExist(List.of("m", "2"), List.of()),
                    "message-exists {messageId=m, messages=[m, 2]}"),
            Map.entry(Refusals.messageRepeated("m"), "message-repeated {messageId=m}"),
            Map.entry(Refusals.notAtEnd("t", null), "not-at-end {threadId=t}"),
            Map.entry(Refusals.resourceExists(RESOURCE), "resource-exists {resourceId=r}"),
            Map.entry(Refusals.threadVersionConflict("t", THREAD), "version-conflict {threadId=t}"),
            Map.entry(Refusals.messageVersionConflict("m", null), "version-conflict {messageId=m}"),
            Map.entry(Refusals.resourceVersionConflict("r", RESOURCE), "version-conflict {resourceId=r}"),
            Map.entry(Refusals.runNotFound("w", "run"), "run-not-found {workflowName=w, runId=run}"),
            Map.entry(Refusals.runExists("w", "run", RUN), "run-exists {workflowName=w, runId=run}"),
            Map.entry(Refusals.scoreExists(List.of("s", "2")), "score-exists {scoreId=s, scores=[s, 2]}"),
            Map.entry(Refusals.scoreRepeated("s"), "score-repeated {scoreId=s}"),
            Map.entry(Refusals.runVersionConflict("w", "run", RUN), "version-conflict {workflowName=w, runId=run}"),
            Map.entry(
                    Refusals.statusConflict(RUN, Set.of(WorkflowStatus.SUSPENDED, WorkflowStatus.FAILED)),
                    "status-conflict {workflowName=w, runId=run, expected=[failed, suspended]}"),
            Map.entry(
                    Refusals.snapshotWithoutContext("w", "run"),
                    "snapshot-without-context {workflowName=w, runId=run}"),
            Map.entry(Refusals.spanNotFound("tr", "sp"), "span-not-found {traceId=tr, spanId=sp}"),
            Map.entry(
                    Refusals.spanExists(List.of(new SpanIdentity("tr", "sp"), new SpanIdentity("tr", "2"))),
                    "span-exists {traceId=tr, spanId=sp, spans=[SpanIdentity[traceId=tr, spanId=sp], SpanIdentity[traceId=tr,"
                            + " spanId=2]]}"),
            Map.entry(Refusals.spanRepeated("tr", "sp"), "span-repeated {traceId=tr, spanId=sp}"),
            Map.entry(Refusals.agentNotFound("a"), "agent-not-found {agentId=a}"),
            Map.entry(Refusals.agentExists("a", AGENT), "agent-exists {agentId=a}"),
            Map.entry(Refusals.agentVersionExists(VERSION), "agent-version-exists {versionId=v}"),
            Map.entry(Refusals.agentVersionNumberExists(VERSION), "agent-version-number-exists {agentId=a, number=3}"),
            Map.entry(Refusals.agentVersionConflict("a", AGENT), "version-conflict {agentId=a}"),
            Map.entry(Refusals.tableNotFound("x"), "table-not-found {table=x}"),
            Map.entry(Refusals.indexColumnUnknown("x", "c"), "index-column-unknown {table=x, column=c}"),
            Map.entry(
                    Refusals.indexDuplicates(IndexSpec.builder("i")
                            .table("x")
                            .columns("c")
                            .unique(true)
                            .build()),
                    "index-duplicates {name=i, table=x}"),
            Map.entry(Refusals.indexNameTaken("i"), "index-name-taken {name=i}"),
            Map.entry(Refusals.indexRequired("i"), "index-required {name=i}"),
            Map.entry(Refusals.indexRefused("i", "42601", null), "index-refused {name=i, sqlState=42601}"),
            Map.entry(Refusals.storageClosed("x", "b"), "storage-closed {storage=x, backend=b}"),
            Map.entry(Refusals.interrupted(Map.of("attempts", 5), null), "interrupted {attempts=5}"),
            Map.entry(
                    Refusals.commitOutcomeUnknown(Map.of("attempts", 5), null), "commit-outcome-unknown {attempts=5}"),
            Map.entry(Refusals.retriesExhausted(Map.of("attempts", 5), null), "retries-exhausted {attempts=5}"),
            Map.entry(
                    Refusals.valueTooLarge("content", 10, 11, "store a reference"),
                    "value-too-large {field=content, limit=10, size=11, hint=store a reference}"));

    @Test
    void everyErrorHasItsCodeAndItsDetails() {
        ALL.forEach((error, expected) ->
                assertThat(error.code() + " " + error.details()).isEqualTo(expected));
    }

    @Test
    void everyFactoryIsTried() {
        long factories = Arrays.stream(Refusals.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .map(Method::getReturnType)
                .filter(StorageException.class::isAssignableFrom)
                .count();
        assertThat(ALL).hasSize((int) factories);
    }

    @Test
    void detailsHaveTheNamesOfTheContract() {
        assertThat(ALL.keySet())
                .allSatisfy(error ->
                        assertThat(Details.NAMES).containsAll(error.details().keySet()));
    }

    @Test
    void aCodeHasOneSentence() {
        Map<String, String> sentences = new HashMap<>();
        assertThat(ALL.keySet()).allSatisfy(error -> {
            String message = error.getMessage();
            String sentence = message.contains(" (") ? message.substring(0, message.indexOf(" (")) : message;
            assertThat(sentences.merge(error.code(), sentence, (first, next) -> first))
                    .isEqualTo(sentence);
        });
    }

    @Test
    void errorsCarryWhatIsStoredWhenItIsGiven() {
        assertThat(Refusals.threadExists("t", THREAD).stored(ConversationThread.class))
                .contains(THREAD);
        assertThat(Refusals.threadExists("t", null).stored(ConversationThread.class))
                .isEmpty();
        assertThat(Refusals.runVersionConflict("w", "run", RUN).stored(WorkflowRun.class))
                .contains(RUN);
        assertThat(Refusals.agentVersionExists(VERSION).stored(AgentVersion.class))
                .contains(VERSION);
        assertThat(Refusals.messageExists("m").stored(Object.class)).isEmpty();
        assertThat(Refusals.spanExists(List.of(new SpanIdentity("tr", "sp"))).stored(Object.class))
                .isEmpty();
    }

    @Test
    void aVersionIsRequiredOnlyWhereOneIsExpected() {
        Optional<Version> none = Optional.empty();
        Optional<Version> other = Optional.of(RESOURCE.version());
        assertThatCode(() -> {
                    Refusals.requireThreadVersion(none, "t", null);
                    Refusals.requireThreadVersion(none, "t", THREAD);
                    Refusals.requireThreadVersion(Optional.of(THREAD.version()), "t", THREAD);
                    Refusals.requireResourceVersion(none, "r", null);
                    Refusals.requireResourceVersion(Optional.of(RESOURCE.version()), "r", RESOURCE);
                    Refusals.requireAgentVersion(none, "a", null);
                    Refusals.requireAgentVersion(Optional.of(AGENT.version()), "a", AGENT);
                })
                .doesNotThrowAnyException();
        assertThat(catchThrowableOfType(
                                ConflictException.class, () -> Refusals.requireThreadVersion(other, "t", THREAD))
                        .stored(ConversationThread.class))
                .contains(THREAD);
        assertThat(catchThrowableOfType(ConflictException.class, () -> Refusals.requireThreadVersion(other, "t", null))
                        .stored(ConversationThread.class))
                .isEmpty();
        assertThat(catchThrowableOfType(
                        ConflictException.class,
                        () -> Refusals.requireResourceVersion(Optional.of(THREAD.version()), "r", RESOURCE)))
                .isNotNull();
        assertThat(catchThrowableOfType(ConflictException.class, () -> Refusals.requireAgentVersion(other, "a", null)))
                .isNotNull();
    }
}
