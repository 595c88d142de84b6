package dev.agentstorage.recall;

import static dev.agentstorage.recall.World.KEY;
import static dev.agentstorage.recall.World.RESOURCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.memory.CloneRequest;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.recall.request.MemoryKey;
import dev.agentstorage.recall.request.MemoryScope;
import dev.agentstorage.recall.request.RecallRequest;
import dev.agentstorage.recall.request.WorkingMemoryOptions;
import dev.agentstorage.recall.result.WorkingMemory;
import dev.agentstorage.value.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Working memory: text that is replaced, or JSON that is merged, and never overwritten unseen. */
class WorkingMemoryTest {
    private static final Json SCHEMA = Json.parse("""
            {"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer","minimum":0}},
             "additionalProperties":true}""");

    private World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private Memory with(UnaryOperator<WorkingMemoryOptions.Builder> change) {
        world.close();
        world = new World(builder -> builder.options(options -> options.workingMemory(change)));
        return world.memory;
    }

    private static Json content(WorkingMemory memory) {
        return Json.parse(memory.content().orElseThrow());
    }

    @Test
    void textIsReplacedAndComesWithRecall() {
        Memory memory = with(UnaryOperator.identity());
        assertThat(memory.workingMemory(KEY)).isEqualTo(new WorkingMemory(Optional.empty(), Optional.empty()));
        memory.updateWorkingMemory(KEY, "likes tea");
        memory.updateWorkingMemory(KEY, "likes coffee");
        assertThat(memory.recall(RecallRequest.builder(KEY).build())
                        .workingMemory()
                        .orElseThrow()
                        .content())
                .contains("likes coffee");
        assertThat(memory.workingMemory(MemoryKey.of(RESOURCE, "another")).content())
                .contains("likes coffee");
    }

    @Test
    void aThreadKeepsItsOwn() {
        Memory memory = with(working -> working.scope(MemoryScope.THREAD));
        memory.updateWorkingMemory(KEY, "likes tea");
        memory.openThread(MemoryKey.of(RESOURCE, "another"));
        assertThat(memory.workingMemory(KEY).content()).contains("likes tea");
        assertThat(memory.workingMemory(MemoryKey.of(RESOURCE, "another")).content())
                .isEmpty();
        assertThatThrownBy(() -> memory.updateWorkingMemory(MemoryKey.of(RESOURCE, "missing"), "x"))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void aCopyOfAThreadHasItsWorkingMemory() {
        Memory memory = with(working -> working.scope(MemoryScope.THREAD));
        memory.updateWorkingMemory(KEY, "likes tea");
        String copy = memory.cloneThread(
                        RESOURCE, CloneRequest.builder(KEY.threadId()).build())
                .thread()
                .id();
        assertThat(memory.workingMemory(MemoryKey.of(RESOURCE, copy)).content()).contains("likes tea");
        memory.updateWorkingMemory(MemoryKey.of(RESOURCE, copy), "likes coffee");
        assertThat(memory.workingMemory(KEY).content()).contains("likes tea");
    }

    @Test
    void aTitleThatChangesMeanwhileLosesNothing() {
        Memory memory = with(working -> working.scope(MemoryScope.THREAD));
        memory.updateWorkingMemory(KEY, "likes tea");
        memory.updateThread(KEY, ThreadPatch.ofTitle("about tea"));
        memory.updateWorkingMemory(KEY, "likes coffee");
        assertThat(memory.getThread(KEY).orElseThrow().title()).isEqualTo("about tea");
        assertThat(memory.workingMemory(KEY).content()).contains("likes coffee");
    }

    /** Merge patches of RFC 7396. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1} | {\"b\":2} | {\"a\":1,\"b\":2}",
                "{\"a\":1} | {\"a\":2} | {\"a\":2}",
                "{\"a\":1,\"b\":2} | {\"a\":null} | {\"b\":2}",
                "{\"a\":{\"b\":1,\"c\":2}} | {\"a\":{\"b\":3}} | {\"a\":{\"b\":3,\"c\":2}}",
                "{\"a\":{\"b\":1}} | {\"a\":{\"b\":null}} | {\"a\":{}}",
                "{\"a\":[1,2]} | {\"a\":[3]} | {\"a\":[3]}",
                "{\"a\":1} | {\"a\":{\"b\":null,\"c\":2}} | {\"a\":{\"c\":2}}",
                "{\"a\":1} | {} | {\"a\":1}"
            })
    void jsonIsMerged(String stored, String change, String expected) {
        Memory memory = with(working -> working.schema(Json.parse("{\"type\":\"object\"}")));
        memory.updateWorkingMemory(KEY, stored);
        assertThat(content(memory.updateWorkingMemory(KEY, change))).isEqualTo(Json.parse(expected));
    }

    @Test
    void whatDoesNotFitTheSchemaChangesNothing() {
        Memory memory = with(working -> working.schema(SCHEMA));
        memory.updateWorkingMemory(KEY, "{\"name\":\"Ada\",\"age\":36}");
        assertThatThrownBy(() -> memory.updateWorkingMemory(KEY, "{\"age\":\"secret\"}"))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        error -> assertThat(error.code()).isEqualTo("working-memory-invalid"))
                .hasMessageContaining("age")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> memory.updateWorkingMemory(KEY, "not json"))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        error -> assertThat(error.code()).isEqualTo("working-memory-not-object"));
        assertThat(content(memory.workingMemory(KEY))).isEqualTo(Json.of(Map.of("name", "Ada", "age", 36)));
    }

    @Test
    void referencesOfASchemaToOtherDocumentsAreNotFollowed() {
        Json schema = Json.parse("{\"$ref\":\"http://localhost:1/schema.json\"}");
        assertThatThrownBy(() -> with(working -> working.schema(schema)))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        error -> assertThat(error.code()).isEqualTo("schema-invalid"))
                .rootCause()
                .hasMessageContaining("not followed");
        world = new World();
    }

    @Test
    void anUpdateThatExpectsAnotherVersionIsRefusedWithWhatIsStored() {
        Memory memory = with(UnaryOperator.identity());
        WorkingMemory first = memory.updateWorkingMemory(KEY, "one");
        WorkingMemory second =
                memory.updateWorkingMemory(KEY, "two", first.version().orElseThrow());
        assertThatThrownBy(() ->
                        memory.updateWorkingMemory(KEY, "three", first.version().orElseThrow()))
                .isInstanceOfSatisfying(
                        ConflictException.class,
                        error -> assertThat(error.stored(WorkingMemory.class)).contains(second));
    }

    @Test
    void whatIsTooLargeIsRefused() {
        Memory memory = with(working -> working.maxBytes(10));
        memory.updateWorkingMemory(KEY, "0123456789");
        assertThatThrownBy(() -> memory.updateWorkingMemory(KEY, "0123456789x"))
                .isInstanceOf(TooLargeException.class)
                .hasMessageContaining("limit=10");
    }

    @Test
    void clearingRemovesWhateverIsThere() {
        Memory text = with(UnaryOperator.identity());
        text.updateWorkingMemory(KEY, "no object");
        Memory json = World.builder(world.storage, world.vectors)
                .options(options -> options.workingMemory(working -> working.schema(SCHEMA)))
                .build();
        assertThatThrownBy(() -> json.updateWorkingMemory(KEY, "{}")).isInstanceOf(InvalidRequestException.class);
        json.clearWorkingMemory(KEY);
        assertThat(content(json.updateWorkingMemory(KEY, "{\"age\":1}"))).isEqualTo(Json.of(Map.of("age", 1)));
    }

    @Test
    void aModelUpdatesItByATool() {
        Memory memory = with(working -> working.schema(SCHEMA));
        assertThat(memory.workingMemoryTool().name()).isEqualTo("update_working_memory");
        assertThat(memory.workingMemoryTool().description()).contains("minimum");
        assertThat(memory.workingMemoryTool()
                        .parameters()
                        .path("required")
                        .path(0)
                        .string())
                .contains("memory");
        memory.callWorkingMemoryTool(KEY, Json.parse("{\"memory\":{\"name\":\"Ada\"}}"));
        // as some models do it
        memory.callWorkingMemoryTool(KEY, Json.parse("{\"memory\":\"{\\\"age\\\":36}\"}"));
        assertThat(content(memory.workingMemory(KEY))).isEqualTo(Json.of(Map.of("name", "Ada", "age", 36)));
        assertThatThrownBy(() -> memory.callWorkingMemoryTool(KEY, Json.parse("{\"memory\":3}")))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        error -> assertThat(error.code()).isEqualTo("tool-arguments-invalid"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"$id\":\"https://example.com/person\",\"type\":\"object\",\"properties\":{\"age\":{\"$ref\":\"#/$defs/age\"}},"
                        + "\"$defs\":{\"age\":{\"type\":\"integer\"}}}",
                "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"type\":\"object\",\"properties\":{\"age\":{\"$ref\":"
                        + "\"#/definitions/age\"}},\"definitions\":{\"age\":{\"type\":\"integer\"}}}",
                "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"type\":\"object\",\"properties\":{\"age\":{\"type\":"
                        + "\"integer\"}}}",
                "{\"type\":\"object\",\"properties\":{\"age\":{\"type\":\"integer\"},\"child\":{\"$ref\":\"#\"}}}"
            })
    void schemasReferToTheirOwnParts(String schema) {
        Memory memory = with(working -> working.schema(Json.parse(schema)));
        memory.updateWorkingMemory(KEY, "{\"age\":1}");
        assertThatThrownBy(() -> memory.updateWorkingMemory(KEY, "{\"age\":\"old\"}"))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        error -> assertThat(error.code()).isEqualTo("working-memory-invalid"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"strng\"}",
                "{\"type\":3}",
                "{\"properties\":{\"a\":{\"pattern\":\"[\"}}}",
                "{\"$ref\":\"#/$defs/missing\"}",
                "{\"required\":\"a\"}",
                "{\"$schema\":\"http://localhost:1/own\",\"type\":\"object\"}"
            })
    void whatIsNoSchemaIsRefusedWhenTheMemoryIsMade(String schema) {
        assertThatThrownBy(() -> with(working -> working.schema(Json.parse(schema))))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        error -> assertThat(error.code()).isEqualTo("schema-invalid"));
        world = new World();
    }

    @Test
    void numbersAreKeptToTheDigit() {
        Memory memory = with(working -> working.schema(SCHEMA));
        String exact =
                "{\"pi\":3.14159265358979323846264338327950288,\"big\":12345678901234567890123456789,\"far\":1E+400}";
        memory.updateWorkingMemory(KEY, exact);
        assertThat(memory.updateWorkingMemory(KEY, "{\"name\":\"Ada\"}")
                        .content()
                        .orElseThrow())
                .contains("3.14159265358979323846264338327950288", "12345678901234567890123456789", "1E+400");
        assertThatThrownBy(() -> memory.updateWorkingMemory(KEY, "{\"age\":1e999999999,\"name\":3}"))
                .isInstanceOf(InvalidRequestException.class);
        memory.updateWorkingMemory(KEY, "{\"name\":\"a\",\"name\":\"b\"}");
        assertThat(content(memory.workingMemory(KEY)).path("name").string()).contains("b");
    }

    @Test
    void theDeepestJsonIsMerged() {
        Memory memory = with(working -> working.schema(SCHEMA));
        String deep = "{\"a\":".repeat(499) + "{}" + "}".repeat(499);
        memory.updateWorkingMemory(KEY, deep);
        memory.updateWorkingMemory(KEY, deep.replace("{}", "{\"b\":1}"));
        assertThat(memory.workingMemory(KEY).content().orElseThrow()).contains("{\"b\":1}");
        for (String refused :
                List.of("null", "[]", "3", "\"{}\"", "", "{", "{\"a\":".repeat(501) + "1" + "}".repeat(501))) {
            assertThatThrownBy(() -> memory.updateWorkingMemory(KEY, refused))
                    .isInstanceOfSatisfying(
                            InvalidRequestException.class,
                            error -> assertThat(error.code()).isEqualTo("working-memory-not-object"));
        }
    }
}
