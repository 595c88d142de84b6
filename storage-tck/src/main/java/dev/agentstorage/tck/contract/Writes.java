package dev.agentstorage.tck.contract;

import dev.agentstorage.Storage;
import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.NewAgent;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.Role;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.score.Score;
import dev.agentstorage.value.Change;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Version;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The ways to write an entity of one kind that can be rejected, in addition to those of {@link Entity}.
 *
 * @param kind the kind of entity
 * @param changed returns the same entity with other content
 * @param invalid returns the same entity with content that no storage accepts
 * @param create stores a new entity and returns the stored one; its parent entities exist
 * @param update changes an existing entity; empty if a change creates missing entities, or the kind has no change
 * @param guarded saves an entity with an expected version and returns the stored one; empty if the kind has no versions
 */
record Writes<T extends Record>(
        Entity<T> kind,
        UnaryOperator<T> changed,
        UnaryOperator<T> invalid,
        BiFunction<Storage, T, T> create,
        Optional<BiConsumer<Storage, T>> update,
        Optional<Guarded<T>> guarded) {
    private static final String UNSTORABLE = "a\0b";
    private static final Json CHANGED = Json.of(Map.of("changed", true));

    /**
     * Saves with an expected version.
     *
     * @param version returns the version of an entity
     * @param save saves an entity with this expected version
     */
    record Guarded<T>(Function<T, Version> version, Save<T> save) {}

    /** Saves an entity with an expected version. */
    @FunctionalInterface
    interface Save<T> {
        T over(Storage storage, T entity, Version expected);
    }

    /** Returns the kinds of the domains of a storage. */
    static List<Writes<?>> of(Collection<Feature> features) {
        return List.<Writes<?>>of(threads(), messages(), resources(), runs(), spans(), scores(), agents(), versions())
                .stream()
                .filter(writes -> features.contains(writes.kind().feature()))
                .toList();
    }

    private static Writes<ConversationThread> threads() {
        return new Writes<>(
                Entity.THREAD,
                thread -> thread.toBuilder().title("changed").build(),
                thread -> thread.toBuilder().title(UNSTORABLE).build(),
                (storage, thread) -> storage.memory().createThread(thread),
                Optional.of((storage, thread) ->
                        storage.memory().updateThread(thread.id(), ThreadPatch.ofTitle(thread.title()))),
                Optional.of(new Guarded<>(
                        ConversationThread::version,
                        (storage, thread, expected) -> storage.memory().saveThread(thread, expected))));
    }

    private static Writes<Message> messages() {
        return new Writes<>(
                Entity.MESSAGE,
                message -> message.toBuilder().role(Role.TOOL).build(),
                message -> message.toBuilder().role(Role.of(UNSTORABLE)).build(),
                (storage, message) -> storage.memory().createMessage(message.toNew()),
                Optional.of((storage, message) ->
                        storage.memory().updateMessage(patch(message).build())),
                Optional.of(new Guarded<>(
                        Message::version,
                        (storage, message, expected) -> storage.memory()
                                .updateMessage(patch(message).expected(expected).build()))));
    }

    private static MessagePatch.Builder patch(Message message) {
        return MessagePatch.builder(message.id()).role(message.role());
    }

    private static Writes<Resource> resources() {
        return new Writes<>(
                Entity.RESOURCE,
                resource -> resource.toBuilder().workingMemory("changed").build(),
                resource -> resource.toBuilder().workingMemory(UNSTORABLE).build(),
                (storage, resource) -> storage.memory().createResource(resource),
                Optional.empty(),
                Optional.of(new Guarded<>(
                        Resource::version,
                        (storage, resource, expected) -> storage.memory().saveResource(resource, expected))));
    }

    private static Writes<WorkflowRun> runs() {
        return new Writes<>(
                Entity.RUN,
                run -> run.toBuilder()
                        .snapshot(Json.parse("{\"context\":{},\"changed\":true}"))
                        .build(),
                run -> run.toBuilder().resourceId(UNSTORABLE).build(),
                (storage, run) -> storage.workflows().create(given(run)),
                Optional.of((storage, run) -> storage.workflows()
                        .updateState(
                                run.workflowName(),
                                run.runId(),
                                WorkflowStatePatch.builder()
                                        .status(WorkflowStatus.SUCCESS)
                                        .build())),
                Optional.of(new Guarded<>(
                        WorkflowRun::version,
                        (storage, run, expected) -> storage.workflows().save(given(run), expected))));
    }

    private static NewWorkflowRun given(WorkflowRun run) {
        return NewWorkflowRun.builder(run.workflowName(), run.runId())
                .resourceId(run.resourceId().map(Change::set).orElse(Change.clear()))
                .snapshot(run.snapshot())
                .labels(run.labels())
                .createdAt(run.createdAt())
                .updatedAt(run.updatedAt())
                .build();
    }

    private static Writes<Span> spans() {
        return new Writes<>(
                Entity.SPAN,
                span -> span.toBuilder().name("changed").build(),
                span -> span.toBuilder().name(UNSTORABLE).build(),
                (storage, span) ->
                        storage.observability().createSpans(List.of(span)).get(0),
                Optional.of((storage, span) -> storage.observability()
                        .updateSpan(SpanPatch.builder(span.traceId(), span.spanId())
                                .name(span.name())
                                .build())),
                Optional.empty());
    }

    private static Writes<Score> scores() {
        return new Writes<>(
                Entity.SCORE,
                score -> reasoned(score, "changed"),
                score -> reasoned(score, UNSTORABLE),
                (storage, score) -> storage.scores().create(score.toNew()),
                Optional.empty(),
                Optional.empty());
    }

    private static Score reasoned(Score score, String reason) {
        return score.toBuilder()
                .evaluation(score.evaluation().toBuilder().reason(reason).build())
                .build();
    }

    private static Writes<AgentDefinition> agents() {
        return new Writes<>(
                Entity.AGENT,
                agent -> agent.toBuilder().metadata(CHANGED).build(),
                agent -> agent.toBuilder().authorId(UNSTORABLE).build(),
                (storage, agent) -> storage.agents()
                        .create(NewAgent.builder(config("config"))
                                .id(agent.id())
                                .authorId(agent.authorId().orElse(null))
                                .metadata(agent.metadata())
                                .build()),
                Optional.of((storage, agent) ->
                        storage.agents().update(agent.id(), AgentPatch.ofMetadata(agent.metadata()))),
                Optional.of(new Guarded<>(
                        AgentDefinition::version,
                        (storage, agent, expected) -> storage.agents().save(agent, expected))));
    }

    private static Writes<AgentVersion> versions() {
        return new Writes<>(
                Entity.AGENT_VERSION,
                version -> version.toBuilder().changeMessage("changed").build(),
                version -> version.toBuilder().changeMessage(UNSTORABLE).build(),
                (storage, version) -> storage.agents()
                        .createVersion(NewAgentVersion.builder(version.agentId(), version.config())
                                .id(version.id())
                                .number(version.number())
                                .changeMessage(version.changeMessage().orElse(null))
                                .createdAt(version.createdAt())
                                .build()),
                Optional.empty(),
                Optional.empty());
    }

    private static AgentConfig config(String name) {
        return AgentConfig.builder()
                .name(name)
                .instructions("instructions")
                .model(CHANGED)
                .build();
    }
}
