package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.tooLarge;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.NewAgent;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.error.TooLargeException;
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
import dev.agentstorage.observability.Trace;
import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.NewScore;
import dev.agentstorage.score.ScoreOrigin;
import dev.agentstorage.score.ScoreSteps;
import dev.agentstorage.spi.support.RowSizes;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.tck.run.Contract;
import dev.agentstorage.value.Change;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;

/**
 * Every value is accepted up to its limit, and one more byte is rejected with a hint (rule {@code CORE-21}). The large values are removed again,
 * because listings and exports of other tests would read them.
 */
public abstract class SizeContract extends Contract {
    private static final Map<String, BiFunction<Span, Json, Span>> SPAN_VALUES = Map.of(
            "attributes", (span, value) -> span.toBuilder().attributes(value).build(),
            "links", (span, value) -> span.toBuilder().links(value).build(),
            "input", (span, value) -> span.toBuilder().input(value).build(),
            "output", (span, value) -> span.toBuilder().output(value).build(),
            "error", (span, value) -> span.toBuilder().error(value).build(),
            "requestContext",
                    (span, value) -> span.toBuilder().requestContext(value).build(),
            "scope", (span, value) -> span.toBuilder().scope(value).build(),
            "metadata", (span, value) -> span.toBuilder().metadata(value).build());

    private static final Map<String, BiFunction<Evaluation.Builder, Json, Evaluation.Builder>> SCORE_VALUES = Map.of(
            "scorer", Evaluation.Builder::scorer,
            "entity", Evaluation.Builder::entity,
            "input", Evaluation.Builder::input,
            "output", Evaluation.Builder::output,
            "additionalContext", Evaluation.Builder::additionalContext,
            "requestContext", Evaluation.Builder::requestContext,
            "metadata", Evaluation.Builder::metadata,
            "preprocessStepResult",
                    (score, value) -> score.steps(
                            ScoreSteps.builder().preprocessStepResult(value).build()),
            "extractStepResult",
                    (score, value) -> score.steps(
                            ScoreSteps.builder().extractStepResult(value).build()),
            "analyzeStepResult",
                    (score, value) -> score.steps(
                            ScoreSteps.builder().analyzeStepResult(value).build()));

    private static final Map<String, BiFunction<Evaluation.Builder, String, Evaluation.Builder>> SCORE_TEXTS = Map.of(
            "reason", Evaluation.Builder::reason,
            "preprocessPrompt",
                    (score, text) -> score.steps(ScoreSteps.builder()
                            .preprocessStepResult(Json.EMPTY_OBJECT)
                            .preprocessPrompt(text)
                            .build()),
            "extractPrompt",
                    (score, text) -> score.steps(ScoreSteps.builder()
                            .extractStepResult(Json.EMPTY_OBJECT)
                            .extractPrompt(text)
                            .build()),
            "analyzePrompt",
                    (score, text) -> score.steps(ScoreSteps.builder()
                            .analyzeStepResult(Json.EMPTY_OBJECT)
                            .analyzePrompt(text)
                            .build()),
            "generateScorePrompt",
                    (score, text) -> score.steps(
                            ScoreSteps.builder().generateScorePrompt(text).build()),
            "generateReasonPrompt",
                    (score, text) -> score.steps(
                            ScoreSteps.builder().generateReasonPrompt(text).build()));

    /** Made by the kit. */
    protected SizeContract() {}

    /** Writes a value of exactly the limit, and one of one more byte, whose error must name the value and what to do. */
    private static void edge(String code, String field, long limit, LongConsumer write) {
        if (!Sizes.testable(limit)) {
            return;
        }
        write.accept(limit);
        TooLargeException error = tooLarge(code, () -> write.accept(limit + 1));
        assertThat(error.field()).isEqualTo(field);
        assertThat(error.limit()).isEqualTo(limit);
        assertThat(error.size()).isEqualTo(limit + 1);
        assertThat(error.details())
                .containsEntry("field", field)
                .containsEntry("limit", limit)
                .containsEntry("size", limit + 1);
        assertThat(error.details().get("hint")).asString().isNotBlank();
    }

    private void value(String field, LongConsumer write) {
        edge("value-too-large", field, limits().valueBytes(), write);
    }

    private void name(String field, LongConsumer write) {
        edge("name-too-long", field, limits().nameBytes(), write);
    }

    /** Threads and resources accept values up to the reported limits. If this fails, look at what the columns take. */
    @Rule(id = "CORE-21", requires = Feature.MEMORY)
    void threadsAndResourcesFitUpToTheirLimits() {
        edge(
                "id-too-long",
                "id",
                limits().idBytes(),
                bytes -> stored(newThread().id(text(id(""), bytes))));
        value("title", bytes -> stored(newThread().title(Sizes.text(bytes))));
        value("metadata", bytes -> stored(newThread().metadata(Sizes.object(bytes))));
        value("title", bytes -> patched(ThreadPatch.ofTitle(Sizes.text(bytes))));
        value("metadata", bytes -> patched(ThreadPatch.ofMetadata(Sizes.object(bytes))));
        Resource resource = memory().saveResource(Resource.builder(id("resource"))
                .createdAt(base())
                .updatedAt(base())
                .build());
        value(
                "workingMemory",
                bytes -> stored(
                        resource.toBuilder().workingMemory(Sizes.text(bytes)).build()));
        value(
                "metadata",
                bytes -> stored(Resource.builder(resource.id())
                        .metadata(Sizes.object(bytes))
                        .createdAt(base())
                        .updatedAt(base())
                        .build()));
        value("workingMemory", bytes -> patched(ResourcePatch.ofWorkingMemory(Sizes.text(bytes))));
        value("metadata", bytes -> patched(ResourcePatch.ofMetadata(Sizes.object(bytes))));
    }

    private ConversationThread.Builder newThread() {
        return ConversationThread.builder(id("resource")).id(id("thread")).createdAt(base());
    }

    private void stored(ConversationThread.Builder thread) {
        ConversationThread created = memory().createThread(thread.build());
        assertThat(memory().getThread(created.id())).contains(created);
        memory().deleteThread(created.id());
    }

    private void patched(ThreadPatch patch) {
        ConversationThread created = memory().createThread(newThread().build());
        ConversationThread patched = memory().updateThread(created.id(), patch);
        assertThat(memory().getThread(created.id())).contains(patched);
        memory().deleteThread(created.id());
    }

    private void patched(ResourcePatch patch) {
        Resource patched = memory().updateResource(id("resource"), patch);
        assertThat(memory().getResource(patched.id())).contains(patched);
        memory().deleteResource(patched.id());
    }

    private void stored(Resource resource) {
        memory().saveResource(resource);
        assertThat(memory().getResource(resource.id())).contains(resource);
        memory().deleteResource(resource.id());
    }

    private static String text(String begin, long bytes) {
        return begin + Sizes.text(bytes - begin.length());
    }

    /** Messages accept values up to the reported limits. If this fails, look at what the columns take. */
    @Rule(id = "CORE-21", requires = Feature.MEMORY)
    void messagesFitUpToTheirLimits() {
        ConversationThread thread = memory().createThread(newThread().build());
        name("role", bytes -> stored(NewMessage.builder(thread.id()).role(new Role(Sizes.text(bytes)))));
        name("type", bytes -> stored(NewMessage.builder(thread.id()).type(Sizes.text(bytes))));
        value("content", bytes -> stored(NewMessage.builder(thread.id()).content(Sizes.object(bytes))));
        Message small = stored(NewMessage.builder(thread.id()).content(Json.EMPTY_OBJECT));
        value("content", bytes -> {
            Json change = Sizes.object(bytes);
            memory().updateMessages(List.of(
                    MessagePatch.builder(small.id()).content(change).build()));
        });
        memory().deleteThread(thread.id());
    }

    private Message stored(NewMessage.Builder message) {
        Message saved = memory().saveMessages(
                        List.of(message.id(id("message")).createdAt(base()).build()))
                .get(0);
        assertThat(memory().getMessage(saved.id())).contains(saved);
        return saved;
    }

    /** Spans accept values up to the reported limits. If this fails, look at what the columns and a row take. */
    @Rule(id = "CORE-21", requires = Feature.OBSERVABILITY)
    void spansFitUpToTheirLimits() {
        name(
                "name",
                bytes -> stored(SpanSamples.root(id("trace")).toBuilder()
                        .name(Sizes.text(bytes))
                        .build()));
        value(
                "tags",
                bytes -> stored(SpanSamples.root(id("trace")).toBuilder()
                        .tags(List.of(Sizes.text(bytes - 4)))
                        .build()));
        SPAN_VALUES.forEach((field, set) ->
                value(field, bytes -> stored(set.apply(SpanSamples.root(id("trace")), Sizes.object(bytes)))));
        value("input", bytes -> {
            Span span = observability().saveSpan(SpanSamples.root(id("trace")));
            observability()
                    .updateSpan(SpanPatch.builder(span.traceId(), span.spanId())
                            .input(Change.set(Sizes.object(bytes)))
                            .build());
            observability().deleteTraces(List.of(span.traceId()));
        });
        Span large = largeSpan("trace-of-a-large-row");
        if (fitsOneValueMore(RowSizes.of(large))) {
            edge(
                    "row-too-large",
                    "span",
                    limits().rowBytes(),
                    bytes -> stored(large.toBuilder()
                            .output(Sizes.object(bytes - RowSizes.of(large)))
                            .build()));
        }
    }

    /** Returns a root span that exceeds the limit of a row with one more value, if the limits of the backend allow this. */
    private Span largeSpan(String trace) {
        Span span = SpanSamples.root(trace).toBuilder()
                .input(Sizes.object(limits().valueBytes()))
                .build();
        long rest = limits().rowBytes() - RowSizes.of(span);
        return rest <= limits().valueBytes()
                ? span
                : span.toBuilder()
                        .metadata(Sizes.object(Math.min(rest / 2, limits().valueBytes())))
                        .build();
    }

    private boolean fitsOneValueMore(long bytes) {
        long rest = limits().rowBytes() - bytes;
        return Sizes.testable(limits().rowBytes()) && rest >= 8 && rest < limits().valueBytes();
    }

    /**
     * A patch may not make a span larger than a row, and one of several patches that does leaves all spans as they were. If this fails, look at
     * the size of the whole span: the patch alone is small enough.
     */
    @Rule(id = "CORE-21", requires = Feature.OBSERVABILITY)
    void patchedSpansFitUpToTheLimitOfARow() {
        Span large = largeSpan(id("trace"));
        if (!fitsOneValueMore(RowSizes.of(large))) {
            return;
        }
        Span small = SpanSamples.child(large.traceId(), "another");
        LongFunction<SpanPatch> patch = bytes -> SpanPatch.builder(large.traceId(), large.spanId())
                .output(Change.set(Sizes.object(bytes - RowSizes.of(large))))
                .build();
        SpanPatch other = SpanPatch.builder(small.traceId(), small.spanId())
                .name("patched")
                .build();
        Map<String, LongConsumer> updates = Map.of(
                "alone", bytes -> observability().updateSpan(patch.apply(bytes)),
                "with another", bytes -> observability().updateSpans(List.of(other, patch.apply(bytes))));
        updates.forEach((how, update) -> {
            observability().saveSpans(List.of(large, small));
            edge("row-too-large", "span", limits().rowBytes(), bytes -> {
                if (bytes > limits().rowBytes()) {
                    observability().saveSpans(List.of(large, small));
                }
                List<Span> before = stored(large.traceId());
                try {
                    update.accept(bytes);
                } catch (TooLargeException e) {
                    assertThat(stored(large.traceId())).as("refused, %s", how).isEqualTo(before);
                    throw e;
                }
                assertThat(RowSizes.of(observability()
                                .getSpan(large.traceId(), large.spanId())
                                .orElseThrow()))
                        .as(how)
                        .isEqualTo(bytes);
            });
        });
        observability().deleteTraces(List.of(large.traceId()));
    }

    private List<Span> stored(String trace) {
        return observability().getTrace(trace).map(Trace::spans).orElseThrow();
    }

    private void stored(Span span) {
        Span created = observability().saveSpan(span);
        assertThat(observability().getSpan(span.traceId(), span.spanId())).contains(created);
        observability().deleteTraces(List.of(span.traceId()));
    }

    /** Scores accept values up to the reported limits. If this fails, look at what the columns and a row take. */
    @Rule(id = "CORE-21", requires = Feature.SCORES)
    void scoresFitUpToTheirLimits() {
        String resource = id("resource");
        name("entityType", bytes -> stored(score(resource).entityType(Sizes.text(bytes))));
        SCORE_VALUES.forEach((field, set) ->
                value(field, bytes -> stored(set.apply(score(resource), Sizes.object(bytes)))));
        SCORE_TEXTS.forEach((field, set) ->
                value(field, bytes -> stored(set.apply(score(resource), Sizes.text(bytes)))));
        String id = id("score");
        Evaluation.Builder large = score(resource).input(Sizes.object(limits().valueBytes()));
        long rest = limits().rowBytes() - RowSizes.of(id, large.build());
        if (rest > limits().valueBytes()) {
            large.metadata(Sizes.object(Math.min(rest / 2, limits().valueBytes())));
        }
        long around = RowSizes.of(id, large.output(Json.EMPTY_OBJECT).build()) - 2;
        if (fitsOneValueMore(around)) {
            edge(
                    "row-too-large",
                    "score",
                    limits().rowBytes(),
                    bytes -> scores().save(NewScore.of(
                            id, large.output(Sizes.object(bytes - around)).build())));
        }
        storage().eraseResource(resource);
    }

    private static Evaluation.Builder score(String resource) {
        return Evaluation.builder()
                .scorerId("scorer")
                .runId("run")
                .entityId("entity")
                .score(0.5)
                .origin(ScoreOrigin.builder().resourceId(resource).build())
                .scorer(Json.EMPTY_OBJECT)
                .entity(Json.EMPTY_OBJECT)
                .output(Json.EMPTY_OBJECT);
    }

    private void stored(Evaluation.Builder evaluation) {
        Evaluation built = evaluation.build();
        String id = scores().save(built).id();
        assertThat(scores().get(id).orElseThrow().evaluation()).isEqualTo(built);
    }

    /** Agents accept values up to the reported limits. If this fails, look at what the columns take. */
    @Rule(id = "CORE-21", requires = Feature.AGENTS)
    void agentsFitUpToTheirLimits() {
        AgentConfig small = AgentConfig.builder()
                .name("agent")
                .instructions("")
                .model(Json.of(Map.of("provider", "p", "name", "m")))
                .build();
        long around = small.json().sizeInBytes();
        value(
                "config",
                bytes -> agents().delete(agents().create(NewAgent.of(
                                id("agent"),
                                small.toBuilder()
                                        .instructions(Sizes.text(bytes - around))
                                        .build()))
                        .id()));
        AgentDefinition agent = agents().create(NewAgent.of(id("agent"), small));
        value("metadata", bytes -> {
            AgentDefinition saved =
                    agent.toBuilder().metadata(Sizes.object(bytes)).build();
            agents().save(saved);
            assertThat(agents().get(agent.id())).contains(saved);
        });
        value("metadata", bytes -> agents().update(agent.id(), AgentPatch.ofMetadata(Sizes.object(bytes))));
        value(
                "version",
                bytes -> agents().createVersion(NewAgentVersion.builder(agent.id(), small)
                        .changeMessage(Sizes.text(bytes - around))
                        .build()));
        agents().delete(agent.id());
    }
}
