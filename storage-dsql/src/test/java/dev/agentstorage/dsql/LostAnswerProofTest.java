package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Storage;
import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.NewAgent;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.dsql.DsqlOptions.DialectChoice;
import dev.agentstorage.dsql.local.DsqlLocal;
import dev.agentstorage.error.OutcomeUnknownException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.Role;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.observability.SpanType;
import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.NewScore;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowSnapshot;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A change whose answer is lost is proved by what is stored: no second commit is needed, and no more than two reads. */
@Tag("slow")
class LostAnswerProofTest {
    private static final String WORKFLOW = "w";

    /** Where the first statement of a second attempt is, counted in statements and commits, in any kind of call. */
    private static final int SECOND_ATTEMPT_FIRST = 2;

    private static final int SECOND_ATTEMPT_LAST = 4;

    private static final AgentConfig CONFIG = AgentConfig.builder()
            .name("name")
            .instructions("be kind")
            .model(Json.of(Map.of("name", "model")))
            .build();
    private static final Json CHANGED = Json.of(Map.of("k", "changed"));

    private static DsqlLocal endpoint;
    private static FaultyDataSource counted;
    private static Storage clean;
    private static Storage storage;
    private static Storage hasty;

    /**
     * One call.
     *
     * @param run makes it and returns what it returns
     * @param stored reads back what it should have returned
     */
    private record Call<T>(Function<Storage, T> run, Function<Storage, T> stored) {}

    /** Every kind of call that is proved. */
    private enum Kind {
        CREATE_THREAD {
            @Override
            Call<?> prepare() {
                ConversationThread thread = newThread();
                return thread(thread.id(), memory -> memory.createThread(thread));
            }
        },
        SAVE_THREAD {
            @Override
            Call<?> prepare() {
                ConversationThread thread = newThread();
                return thread(thread.id(), memory -> memory.saveThread(thread));
            }
        },
        SAVE_THREAD_OF_VERSION {
            @Override
            Call<?> prepare() {
                ConversationThread stored = storedThread();
                ConversationThread thread = ThreadPatch.ofTitle("changed").apply(stored, Instant.now());
                return thread(stored.id(), memory -> memory.saveThread(thread, stored.version()));
            }
        },
        UPDATE_THREAD_OF_VERSION {
            @Override
            Call<?> prepare() {
                ConversationThread stored = storedThread();
                return thread(
                        stored.id(),
                        memory -> memory.updateThread(stored.id(), ThreadPatch.ofTitle("changed"), stored.version()));
            }
        },
        SAVE_MESSAGES {
            @Override
            Call<?> prepare() {
                List<NewMessage> messages = List.of(
                        NewMessage.builder(storedThread().id()).text("one").build(),
                        NewMessage.builder(storedThread().id()).text("two").build());
                List<String> ids = messages.stream().map(NewMessage::id).toList();
                return messages(ids, memory -> memory.saveMessages(messages));
            }
        },
        CREATE_MESSAGES {
            @Override
            Call<?> prepare() {
                List<NewMessage> messages = List.of(
                        NewMessage.builder(storedThread().id()).text("one").build(),
                        NewMessage.builder(storedThread().id()).text("two").build());
                List<String> ids = messages.stream().map(NewMessage::id).toList();
                return messages(ids, memory -> memory.createMessages(messages));
            }
        },
        APPEND_AFTER {
            @Override
            Call<?> prepare() {
                ConversationThread thread = storedThread();
                List<NewMessage> messages =
                        List.of(NewMessage.user(thread.id(), "one"), NewMessage.assistant(thread.id(), "two"));
                List<String> ids = messages.stream().map(NewMessage::id).toList();
                return messages(ids, memory -> memory.appendAfter(thread.id(), Optional.empty(), messages));
            }
        },
        CREATE_RESOURCE {
            @Override
            Call<?> prepare() {
                Resource resource = Resource.of(id());
                return resource(resource.id(), memory -> memory.createResource(resource));
            }
        },
        UPDATE_MESSAGES_OF_VERSION {
            @Override
            Call<?> prepare() {
                Message stored = clean.memory()
                        .saveMessages(List.of(NewMessage.builder(storedThread().id())
                                .text("text")
                                .build()))
                        .get(0);
                MessagePatch patch = MessagePatch.builder(stored.id())
                        .role(Role.TOOL)
                        .expected(stored.version())
                        .build();
                return messages(
                        List.of(stored.id()),
                        memory -> memory.updateMessages(List.of(patch)).items());
            }
        },
        SAVE_RESOURCE {
            @Override
            Call<?> prepare() {
                Resource resource = Resource.of(id());
                return resource(resource.id(), memory -> memory.saveResource(resource));
            }
        },
        SAVE_RESOURCE_OF_VERSION {
            @Override
            Call<?> prepare() {
                Resource stored = clean.memory().saveResource(Resource.of(id()));
                Resource changed = ResourcePatch.ofMetadata(CHANGED).apply(stored, Instant.now());
                return resource(stored.id(), memory -> memory.saveResource(changed, stored.version()));
            }
        },
        UPDATE_RESOURCE_OF_VERSION {
            @Override
            Call<?> prepare() {
                Resource stored = clean.memory().saveResource(Resource.of(id()));
                return resource(
                        stored.id(),
                        memory -> memory.updateResource(
                                stored.id(), ResourcePatch.ofMetadata(CHANGED), stored.version()));
            }
        },
        SAVE_RUN {
            @Override
            Call<?> prepare() {
                String id = id();
                return run(id, from -> from.workflows().save(newRun(id)));
            }
        },
        PERSIST_OF_VERSION {
            @Override
            Call<?> prepare() {
                WorkflowRun stored = clean.workflows().save(newRun(id()));
                NewWorkflowRun changed =
                        NewWorkflowRun.of(WORKFLOW, stored.runId(), Json.parse("{\"status\":\"running\"}"));
                return run(stored.runId(), from -> from.workflows().save(changed, stored.version()));
            }
        },
        UPDATE_STATE {
            @Override
            Call<?> prepare() {
                WorkflowRun stored = clean.workflows().save(newRun(id()));
                WorkflowStatePatch patch = WorkflowStatePatch.ofStatus(WorkflowStatus.SUSPENDED);
                return new Call<>(
                        from -> from.workflows().updateState(WORKFLOW, stored.runId(), patch),
                        from -> from.workflows()
                                .getSnapshot(WORKFLOW, stored.runId())
                                .orElseThrow());
            }
        },
        UPDATE_STEP_RESULT {
            @Override
            Call<?> prepare() {
                String id = id();
                return new Call<>(
                        from -> from.workflows()
                                .updateStepResult(StepResultUpdate.builder(WORKFLOW, id)
                                        .stepId("step")
                                        .result(CHANGED)
                                        .build()),
                        from -> from.workflows()
                                .getSnapshot(WORKFLOW, id)
                                .orElseThrow()
                                .context());
            }
        },
        CREATE_SPAN {
            @Override
            Call<?> prepare() {
                Span span = newSpan();
                return span(span, from -> from.observability().saveSpan(span));
            }
        },
        CREATE_SPANS {
            @Override
            Call<?> prepare() {
                Span span = newSpan();
                return span(
                        span,
                        from -> from.observability().saveSpans(List.of(span)).get(0));
            }
        },
        UPDATE_SPAN {
            @Override
            Call<?> prepare() {
                Span span = clean.observability().saveSpan(newSpan());
                SpanPatch patch = SpanPatch.builder(span.traceId(), span.spanId())
                        .name("changed")
                        .build();
                return span(span, from -> from.observability().updateSpan(patch));
            }
        },
        UPDATE_SPANS {
            @Override
            Call<?> prepare() {
                List<Span> spans = clean.observability().saveSpans(List.of(newSpan(), newSpan()));
                List<SpanPatch> patches = spans.stream()
                        .map(span -> SpanPatch.builder(span.traceId(), span.spanId())
                                .name("changed")
                                .build())
                        .toList();
                return new Call<>(
                        from -> from.observability().updateSpans(patches).items(),
                        from -> spans.stream()
                                .map(span -> from.observability()
                                        .getSpan(span.traceId(), span.spanId())
                                        .orElseThrow())
                                .toList());
            }
        },
        SAVE_SCORE {
            @Override
            Call<?> prepare() {
                NewScore score = newScore(id(), 1);
                return new Call<>(
                        from -> from.scores().save(score),
                        from -> from.scores().get(score.id()).orElseThrow());
            }
        },
        SAVE_SCORE_AGAIN {
            @Override
            Call<?> prepare() {
                String id = id();
                clean.scores().save(newScore(id, 1));
                return new Call<>(
                        from -> from.scores().save(newScore(id, 2)),
                        from -> from.scores().get(id).orElseThrow());
            }
        },
        CREATE_AGENT {
            @Override
            Call<?> prepare() {
                NewAgent agent = NewAgent.builder(CONFIG).id(id()).build();
                return agent(agent.id(), from -> from.agents().create(agent));
            }
        },
        SAVE_AGENT_OF_VERSION {
            @Override
            Call<?> prepare() {
                AgentDefinition stored = storedAgent();
                AgentDefinition changed = AgentPatch.ofMetadata(CHANGED).apply(stored, Instant.now());
                return agent(stored.id(), from -> from.agents().save(changed, stored.version()));
            }
        },
        UPDATE_AGENT_OF_VERSION {
            @Override
            Call<?> prepare() {
                AgentDefinition stored = storedAgent();
                return agent(
                        stored.id(),
                        from -> from.agents().update(stored.id(), AgentPatch.ofMetadata(CHANGED), stored.version()));
            }
        },
        CREATE_AGENT_VERSION {
            @Override
            Call<?> prepare() {
                NewAgentVersion version =
                        NewAgentVersion.builder(storedAgent().id(), CONFIG).build();
                return new Call<>(
                        from -> from.agents().createVersion(version),
                        from -> from.agents().getVersion(version.id()).orElseThrow());
            }
        };

        /** Stores what the call needs. */
        abstract Call<?> prepare();
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }

    private static ConversationThread newThread() {
        return ConversationThread.builder("owner").title("title").build();
    }

    private static ConversationThread storedThread() {
        return clean.memory().createThread(newThread());
    }

    private static NewWorkflowRun newRun(String id) {
        return NewWorkflowRun.of(WORKFLOW, id, WorkflowSnapshot.initial(id, Instant.EPOCH));
    }

    private static Span newSpan() {
        return Span.builder(id(), id())
                .name("span")
                .spanType(SpanType.GENERIC)
                .startedAt(Instant.EPOCH)
                .build();
    }

    private static NewScore newScore(String id, int score) {
        return NewScore.of(
                id,
                Evaluation.builder()
                        .scorerId("scorer")
                        .runId("run")
                        .entityId("entity")
                        .scorer(CHANGED)
                        .entity(CHANGED)
                        .output(CHANGED)
                        .score(score)
                        .build());
    }

    private static AgentDefinition storedAgent() {
        String id = id();
        clean.agents().create(NewAgent.builder(CONFIG).id(id).build());
        return clean.agents().get(id).orElseThrow();
    }

    private static Call<ConversationThread> thread(String id, Function<MemoryStore, ConversationThread> call) {
        return new Call<>(
                from -> call.apply(from.memory()),
                from -> from.memory().getThread(id).orElseThrow());
    }

    private static Call<List<Message>> messages(List<String> ids, Function<MemoryStore, List<Message>> call) {
        return new Call<>(
                from -> call.apply(from.memory()),
                from -> from.memory().getMessages(ids).stream()
                        .sorted(Message.ORDER)
                        .toList());
    }

    private static Call<Resource> resource(String id, Function<MemoryStore, Resource> call) {
        return new Call<>(
                from -> call.apply(from.memory()),
                from -> from.memory().getResource(id).orElseThrow());
    }

    private static Call<WorkflowRun> run(String id, Function<Storage, WorkflowRun> call) {
        return new Call<>(call, from -> from.workflows().get(WORKFLOW, id).orElseThrow());
    }

    private static Call<Span> span(Span span, Function<Storage, Span> call) {
        return new Call<>(
                call,
                from -> from.observability()
                        .getSpan(span.traceId(), span.spanId())
                        .orElseThrow());
    }

    private static Call<AgentDefinition> agent(String id, Function<Storage, AgentDefinition> call) {
        return new Call<>(call, from -> from.agents().get(id).orElseThrow());
    }

    @BeforeAll
    static void start() {
        endpoint = DsqlLocal.builder().start();
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(endpoint.jdbcUrl());
        counted = new FaultyDataSource(source);
        clean = open(4);
        storage = open(4);
        hasty = open(1);
        List.of(clean, storage, hasty).forEach(Storage::init);
    }

    private static Storage open(int attempts) {
        return Schema.open(StorageConfig.builder("dsql")
                .set(DsqlOptions.DATA_SOURCE, counted.dataSource())
                .set(DsqlOptions.DIALECT, DialectChoice.DSQL)
                .set(DsqlOptions.SKIP_DEFAULT_INDEXES, true)
                .set(DsqlOptions.RETRY_ATTEMPTS, attempts));
    }

    @AfterAll
    static void stop() {
        List.of(hasty, storage, clean).forEach(Storage::close);
        endpoint.close();
    }

    @AfterEach
    void heal() {
        endpoint.faults().clear();
    }

    /** Makes a call under a fault and checks that it returns what is stored then. Returns the number of its statements. */
    private static int make(Storage by, Call<?> call, String fault) {
        if (!fault.isEmpty()) {
            endpoint.faults().inject(fault);
        }
        int before = counted.statements();
        Object result = call.run().apply(by);
        int statements = counted.statements() - before;
        endpoint.faults().clear();
        assertThat(result).isEqualTo(call.stored().apply(clean));
        return statements;
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aChangeThatWasStoredIsProvedByAtMostTwoReads(Kind kind) {
        int usual = make(storage, kind.prepare(), "");
        assertThat(make(storage, kind.prepare(), "cut after commit 1")).isBetween(usual + 1, usual + 2);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void theProofNeedsNoSeparateCommit(Kind kind) {
        make(storage, kind.prepare(), "cut after commit");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aChangeThatWasNotStoredIsMadeAgain(Kind kind) {
        make(storage, kind.prepare(), "cut before commit 1");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aLaterAttemptThatBreaksOffHidesNoChangeThatWasNotStored(Kind kind) {
        for (int second = SECOND_ATTEMPT_FIRST; second <= SECOND_ATTEMPT_LAST; second++) {
            Call<?> call = kind.prepare();
            Optional<Object> before = stored(call);
            endpoint.faults().inject("cut before commit 1");
            counted.cut(Map.of(second, false));
            Object result = call.run().apply(storage);
            counted.heal();
            endpoint.faults().clear();
            assertThat(stored(call))
                    .as("a cut before call %d", second)
                    .contains(result)
                    .isNotEqualTo(before);
        }
    }

    private static Optional<Object> stored(Call<?> call) {
        try {
            return Optional.of(call.stored().apply(clean));
        } catch (NoSuchElementException absent) {
            return Optional.empty();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aChangeIsProvedAlsoWhenNoAttemptIsLeft(Kind kind) {
        make(hasty, kind.prepare(), "cut after commit 1");
        Call<?> call = kind.prepare();
        endpoint.faults().inject("cut before commit 1");
        assertThatThrownBy(() -> call.run().apply(hasty)).isInstanceOf(OutcomeUnknownException.class);
    }
}
