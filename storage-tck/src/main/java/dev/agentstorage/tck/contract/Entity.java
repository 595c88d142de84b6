package dev.agentstorage.tck.contract;

import dev.agentstorage.Storage;
import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageContent;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.Role;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.Trace;
import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.Score;
import dev.agentstorage.score.ScoreQuery;
import dev.agentstorage.value.Change;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * One kind of entity with the operations that all kinds support, so that one test covers all kinds in the domains of a storage.
 *
 * @param name the name in failures
 * @param feature the feature of its domain
 * @param bare creates an entity with this id and without optional fields
 * @param ids the fields of its identity
 * @param save stores an entity as given, including its times, together with its parent entities; returns the stored entity
 * @param get reads an entity by its identity
 * @param remove removes an entity
 * @param list lists entities with its identity or another common field
 */
record Entity<T extends Record>(
        String name,
        Feature feature,
        Function<String, T> bare,
        Set<String> ids,
        BiFunction<Storage, T, T> save,
        BiFunction<Storage, T, Optional<T>> get,
        BiConsumer<Storage, T> remove,
        BiFunction<Storage, T, List<T>> list) {
    private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
    private static final AgentConfig CONFIG = AgentConfig.builder()
            .name("name")
            .instructions("instructions")
            .model(Json.of(Map.of("name", "m")))
            .build();

    /** Stores an entity and returns the stored one. */
    T store(Storage storage, T entity) {
        return save.apply(storage, entity);
    }

    /** Reads an entity. */
    Optional<T> find(Storage storage, T entity) {
        return get.apply(storage, entity);
    }

    /** Removes an entity. */
    void discard(Storage storage, T entity) {
        remove.accept(storage, entity);
    }

    /** Stores only the parent entities of an entity. */
    void storeParent(Storage storage, T entity) {
        store(storage, entity);
        discard(storage, entity);
    }

    /** Lists an entity, possibly with others. */
    List<T> listed(Storage storage, T entity) {
        return list.apply(storage, entity);
    }

    /** Returns whether this is the given kind. */
    boolean is(Entity<?> kind) {
        return name.equals(kind.name());
    }

    /** Returns the kinds of the domains of a storage. */
    static List<Entity<?>> of(Collection<Feature> features) {
        List<Entity<?>> all =
                new ArrayList<>(List.of(THREAD, MESSAGE, RESOURCE, RUN, SPAN, SCORE, AGENT, AGENT_VERSION));
        all.removeIf(kind -> !features.contains(kind.feature()));
        return all;
    }

    static final Entity<ConversationThread> THREAD = new Entity<>(
            "thread",
            Feature.MEMORY,
            id -> ConversationThread.builder(id)
                    .id(id)
                    .createdAt(START)
                    .updatedAt(START)
                    .build(),
            Set.of("id"),
            (storage, thread) -> storage.memory().saveThread(thread),
            (storage, thread) -> storage.memory().getThread(thread.id()),
            (storage, thread) -> storage.memory().deleteThread(thread.id()),
            (storage, thread) -> storage.memory()
                    .listThreads(ThreadQuery.ofResource(thread.resourceId()))
                    .toList());

    static final Entity<Message> MESSAGE = new Entity<>(
            "message",
            Feature.MEMORY,
            id -> Message.builder()
                    .id(id)
                    .threadId(id)
                    .resourceId(id)
                    .role(Role.USER)
                    .content(MessageContent.text(""))
                    .createdAt(START)
                    .build(),
            Set.of("id"),
            (storage, message) -> {
                if (storage.memory().getThread(message.threadId()).isEmpty()) {
                    storage.memory()
                            .createThread(ConversationThread.builder(message.resourceId())
                                    .id(message.threadId())
                                    .build());
                }
                return storage.memory().saveMessage(message.toNew());
            },
            (storage, message) -> storage.memory().getMessage(message.id()),
            (storage, message) -> storage.memory().deleteMessages(List.of(message.id())),
            (storage, message) -> storage.memory()
                    .listMessages(MessageQuery.ofThread(message.threadId()))
                    .toList());

    static final Entity<Resource> RESOURCE = new Entity<>(
            "resource",
            Feature.MEMORY,
            id -> Resource.builder(id).createdAt(START).updatedAt(START).build(),
            Set.of("id"),
            (storage, resource) -> storage.memory().saveResource(resource),
            (storage, resource) -> storage.memory().getResource(resource.id()),
            (storage, resource) -> storage.memory().deleteResource(resource.id()),
            (storage, resource) ->
                    storage.memory().forResource(resource.id()).listResources().toList());

    static final Entity<WorkflowRun> RUN = new Entity<>(
            "run",
            Feature.WORKFLOWS,
            id -> WorkflowRun.builder(id, id)
                    .snapshot(Json.parse("{\"context\":{}}"))
                    .createdAt(START)
                    .updatedAt(START)
                    .build(),
            Set.of("workflowName", "runId"),
            (storage, run) -> storage.workflows()
                    .save(NewWorkflowRun.builder(run.workflowName(), run.runId())
                            .resourceId(run.resourceId().map(Change::set).orElse(Change.clear()))
                            .snapshot(run.snapshot())
                            .labels(run.labels())
                            .createdAt(run.createdAt())
                            .updatedAt(run.updatedAt())
                            .build()),
            (storage, run) -> storage.workflows().get(run.workflowName(), run.runId()),
            (storage, run) -> storage.workflows().delete(run.workflowName(), run.runId()),
            (storage, run) -> storage.workflows()
                    .list(WorkflowQuery.builder()
                            .workflowName(run.workflowName())
                            .build())
                    .toList());

    static final Entity<Span> SPAN = new Entity<>(
            "span",
            Feature.OBSERVABILITY,
            id -> Span.builder(id, id)
                    .name("")
                    .startedAt(START)
                    .createdAt(START)
                    .updatedAt(START)
                    .build(),
            Set.of("traceId", "spanId"),
            (storage, span) -> {
                storage.observability().importSpans(List.of(span));
                return storage.observability()
                        .getSpan(span.traceId(), span.spanId())
                        .orElseThrow();
            },
            (storage, span) -> storage.observability().getSpan(span.traceId(), span.spanId()),
            (storage, span) -> storage.observability().deleteTraces(List.of(span.traceId())),
            (storage, span) -> storage.observability()
                    .getTrace(span.traceId())
                    .map(Trace::spans)
                    .orElse(List.of()));

    static final Entity<Score> SCORE = new Entity<>(
            "score",
            Feature.SCORES,
            id -> Score.builder(Evaluation.builder()
                            .scorerId(id)
                            .runId("run")
                            .entityId("entity")
                            .scorer(Json.EMPTY_OBJECT)
                            .entity(Json.EMPTY_OBJECT)
                            .output(Json.EMPTY_OBJECT)
                            .score(0.5)
                            .resourceId(id)
                            .build())
                    .id(id)
                    .createdAt(START)
                    .updatedAt(START)
                    .build(),
            Set.of("id"),
            (storage, score) -> storage.scores().save(score.toNew()),
            (storage, score) -> storage.scores().get(score.id()),
            (storage, score) -> storage.scores()
                    .eraseResource(score.evaluation().origin().resourceId().orElseThrow()),
            (storage, score) -> storage.scores()
                    .list(ScoreQuery.builder().scorerId(score.scorerId()).build())
                    .toList());

    static final Entity<AgentDefinition> AGENT = new Entity<>(
            "agent",
            Feature.AGENTS,
            id -> AgentDefinition.builder(id)
                    .authorId(id)
                    .createdAt(START)
                    .updatedAt(START)
                    .build(),
            Set.of("id"),
            (storage, agent) -> storage.agents().save(agent),
            (storage, agent) -> storage.agents().get(agent.id()),
            (storage, agent) -> storage.agents().delete(agent.id()),
            (storage, agent) -> storage.agents()
                    .list(agent.authorId()
                            .map(author -> AgentQuery.builder().authorId(author).build())
                            .orElse(AgentQuery.ALL))
                    .toList());

    static final Entity<AgentVersion> AGENT_VERSION = new Entity<>(
            "agent version",
            Feature.AGENTS,
            id -> AgentVersion.builder(id, CONFIG)
                    .id(id)
                    .number(1)
                    .createdAt(START)
                    .build(),
            Set.of("id"),
            (storage, version) -> {
                if (storage.agents().get(version.agentId()).isEmpty()) {
                    storage.agents()
                            .save(AgentDefinition.builder(version.agentId())
                                    .createdAt(START)
                                    .updatedAt(START)
                                    .build());
                }
                return storage.agents()
                        .createVersion(NewAgentVersion.builder(version.agentId(), version.config())
                                .id(version.id())
                                .number(version.number())
                                .changedFields(version.changedFields())
                                .changeMessage(version.changeMessage().orElse(null))
                                .createdAt(version.createdAt())
                                .build());
            },
            (storage, version) -> storage.agents().getVersion(version.id()),
            (storage, version) -> storage.agents().deleteVersion(version.id()),
            (storage, version) ->
                    storage.agents().listVersions(version.agentId()).toList());
}
