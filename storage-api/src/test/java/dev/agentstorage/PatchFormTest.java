package dev.agentstorage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.AgentStatus;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.observability.Correlation;
import dev.agentstorage.observability.CorrelationPatch;
import dev.agentstorage.observability.EntityType;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanEntity;
import dev.agentstorage.observability.SpanEntityPatch;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.value.Json;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every field of an entity that may be absent or empty can be cleared by a patch, and by that alone. */
class PatchFormTest {
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");
    private static final Json OBJECT = Json.parse("{\"a\":1}");

    /**
     * An entity in which nothing is empty, and how its patch is made.
     *
     * @param full the entity
     * @param clearing makes what the entity becomes when the method of that name is called on its patch
     */
    record Patched(Record full, Function<String, Object> clearing) {
        @Override
        public String toString() {
            return full.getClass().getSimpleName();
        }
    }

    private static Stream<Patched> entities() {
        ConversationThread thread = ConversationThread.builder("r")
                .id("t")
                .title("title")
                .metadata(OBJECT)
                .createdAt(TIME)
                .updatedAt(TIME)
                .archivedAt(TIME)
                .lastMessageAt(TIME)
                .build();
        Resource resource = Resource.builder("r")
                .workingMemory("memory")
                .metadata(OBJECT)
                .createdAt(TIME)
                .updatedAt(TIME)
                .build();
        AgentDefinition agent = AgentDefinition.builder("a")
                .status(AgentStatus.DRAFT)
                .activeVersionId("v")
                .authorId("author")
                .metadata(OBJECT)
                .createdAt(TIME)
                .updatedAt(TIME)
                .build();
        SpanEntity entity = SpanEntity.builder()
                .type(EntityType.AGENT)
                .id("id")
                .name("name")
                .versionId("version")
                .build();
        Correlation correlation = Correlation.builder()
                .userId("1")
                .organizationId("2")
                .resourceId("3")
                .runId("4")
                .sessionId("5")
                .threadId("6")
                .requestId("7")
                .environment("8")
                .source("9")
                .serviceName("10")
                .experimentId("11")
                .build();
        Span span = Span.builder("t", "s")
                .parentSpanId("p")
                .startedAt(TIME)
                .endedAt(TIME)
                .entity(entity)
                .parentEntity(entity)
                .rootEntity(entity)
                .correlation(correlation)
                .scope(OBJECT)
                .metadata(OBJECT)
                .tags(List.of("tag"))
                .attributes(OBJECT)
                .links(OBJECT)
                .input(OBJECT)
                .output(OBJECT)
                .error(OBJECT)
                .requestContext(OBJECT)
                .createdAt(TIME)
                .build();
        return Stream.of(
                new Patched(
                        thread,
                        name -> ((ThreadPatch.Builder) call(ThreadPatch.builder(), name))
                                .build()
                                .apply(thread, TIME)),
                new Patched(
                        resource,
                        name -> ((ResourcePatch.Builder) call(ResourcePatch.builder(), name))
                                .build()
                                .apply(resource, TIME)),
                new Patched(
                        agent,
                        name -> ((AgentPatch.Builder) call(AgentPatch.builder(), name))
                                .build()
                                .apply(agent, TIME)),
                new Patched(
                        entity,
                        name -> ((SpanEntityPatch.Builder) call(SpanEntityPatch.builder(), name))
                                .build()
                                .apply(entity)),
                new Patched(
                        correlation,
                        name -> ((CorrelationPatch.Builder) call(CorrelationPatch.builder(), name))
                                .build()
                                .apply(correlation)),
                new Patched(
                        span,
                        name -> ((SpanPatch.Builder) call(SpanPatch.builder("t", "s"), name))
                                .build()
                                .apply(span, TIME)));
    }

    @ParameterizedTest
    @MethodSource("entities")
    void everyFieldThatMayBeEmptyCanBeCleared(Patched entity) {
        List<RecordComponent> fields = Arrays.asList(entity.full().getClass().getRecordComponents());
        List<RecordComponent> optional = fields.stream()
                .filter(field -> mayBeEmpty(field, value(field, entity.full())))
                // the storage keeps it, and no patch takes it back (rule MEM-115)
                .filter(field -> !field.getName().equals("lastMessageAt"))
                .toList();
        assertThat(optional).isNotEmpty();
        for (RecordComponent cleared : optional) {
            Object after = entity.clearing().apply(clearing(cleared.getName()));
            assertThat(fields).allSatisfy(field -> {
                Object now = value(field, after);
                if (field.equals(cleared)) {
                    assertThat(isEmpty(now)).as("%s is cleared", field).isTrue();
                } else if (!field.getName().equals("updatedAt")) {
                    assertThat(now).as("%s is kept", field).isEqualTo(value(field, entity.full()));
                }
            });
        }
    }

    /** What a patch of a message could clear is in its content, where a {@code null} member does it. */
    @Test
    void noFieldOfAMessageMayBeAbsent() {
        assertThat(Message.class.getRecordComponents())
                .extracting(RecordComponent::getType)
                .doesNotContain(Optional.class);
    }

    private static String clearing(String field) {
        return "clear" + field.substring(0, 1).toUpperCase(Locale.ROOT) + field.substring(1);
    }

    private static boolean mayBeEmpty(RecordComponent field, Object value) {
        boolean named = List.of("title", "tags").contains(field.getName());
        boolean empties = value instanceof Optional
                || value instanceof Json
                || value instanceof SpanEntity
                || value instanceof Correlation;
        if (named || empties) {
            assertThat(isEmpty(value)).as("%s of the sample is empty", field).isFalse();
        }
        return named || empties;
    }

    private static boolean isEmpty(Object value) {
        return List.of(Optional.empty(), Json.EMPTY_OBJECT, SpanEntity.NONE, Correlation.NONE, List.of(), "")
                .contains(value);
    }

    private static Object value(RecordComponent field, Object of) {
        try {
            return field.getAccessor().invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private static Object call(Object patch, String method) {
        try {
            return patch.getClass().getMethod(method).invoke(patch);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
