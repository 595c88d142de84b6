package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.thrown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.NewAgent;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Configurations are stored exactly, and unstorable ones are rejected (rules {@code AGENT-06}, {@code AGENT-07}, {@code AGENT-50}, {@code
 * AGENT-51}).
 */
public abstract class AgentConfigContract extends AgentContract {
    /** Made by the kit. */
    protected AgentConfigContract() {}

    /** Every field is stored. If this fails, look at the list of columns. */
    @Rule(
            id = "AGENT-06",
            requires = Feature.AGENTS,
            cases = {"A02", "A27"})
    void everyFieldSurvives() {
        Json tools = Json.parse("{\"search\":{\"description\":\"find\",\"rules\":[1,\"2\",null]},\"send\":{}}");
        AgentConfig config = AgentConfig.builder()
                .name("all")
                .instructions("Be brief.")
                .model(Json.parse("{\"name\":\"m\",\"temperature\":0.10}"))
                .description("what it does")
                .tools(tools)
                .defaultOptions(Json.of(Map.of("maxSteps", 5)))
                .workflows(Json.of(List.of("w1")))
                .agents(Json.of(List.of("a1")))
                .integrationTools(Json.of(Map.of("i", Map.of())))
                .toolProviders(Json.of(Map.of("p", Map.of())))
                .inputProcessors(Json.of(List.of(Map.of("id", "in"))))
                .outputProcessors(Json.of(List.of(Map.of("id", "out"))))
                .memory(Json.of(Map.of("lastMessages", 20)))
                .scorers(Json.of(Map.of("s", Map.of("rate", 0.5))))
                .mcpClients(Json.of(Map.of("c", Map.of())))
                .requestContextSchema(Json.of(Map.of("type", "object")))
                .workspace(Json.of(Map.of("root", "/")))
                .skills(Json.of(List.of("s1")))
                .skillsFormat("markdown")
                .durable(Json.of(true))
                .browser(Json.of(Map.of("headless", true)))
                .build();
        assertThat(config.fieldNames()).containsExactlyElementsOf(AgentConfig.FIELDS);
        AgentVersion stored = stored(config);
        assertThat(stored.config()).isEqualTo(config);
        assertThat(stored.config().fieldNames()).isEqualTo(AgentConfig.FIELDS);
        assertThat(stored.config().tools()).contains(tools);
        assertThat(stored.config().description()).contains("what it does");
        assertThat(stored.config().skillsFormat()).contains("markdown");
        assertThat(stored.changedFields()).isEqualTo(AgentConfig.FIELDS);
    }

    /** A field that is not given is absent. If this fails, look at null and the empty object. */
    @Rule(id = "AGENT-06", requires = Feature.AGENTS, cases = "A03")
    void fieldsThatAreNotGivenAreAbsent() {
        AgentConfig minimal =
                config("minimal").toBuilder().set("tools", Json.NULL).build();
        AgentConfig stored = stored(minimal).config();
        assertThat(stored.description()).isEmpty();
        assertThat(stored.tools()).isEmpty();
        assertThat(stored.fieldNames()).containsExactly("name", "instructions", "model");
        AgentConfig empty = config("empty").toBuilder()
                .description("")
                .tools(Json.EMPTY_OBJECT)
                .build();
        assertThat(stored(empty).config()).isEqualTo(empty);
    }

    /** Unknown fields are kept. If this fails, look at where fields without a column are stored. */
    @Rule(id = "AGENT-06", requires = Feature.AGENTS)
    void unknownFieldsSurvive() {
        AgentConfig config = config("future").toBuilder()
                .set("voice", Json.parse("{\"speed\":1.50}"))
                .set("id", Json.of("not the id"))
                .set("a b\0\"", Json.of(List.of(1)))
                .build();
        AgentConfig stored = stored(config).config();
        assertThat(stored).isEqualTo(config);
        assertThat(stored.field("voice")).contains(Json.parse("{\"speed\":1.5}"));
        assertThat(stored.extra().members()).containsOnlyKeys("voice", "id", "a b\0\"");
    }

    /** A large, deeply nested model is kept. If this fails, look at limits of a column. */
    @Rule(id = "AGENT-06", requires = Feature.AGENTS, cases = "A22")
    void largeModelSurvives() {
        List<Object> variants = new ArrayList<>();
        IntStream.range(0, 500)
                .forEach(i -> variants.add(Map.of("index", i, "settings", Map.of("a", List.of(i, "text " + i, 0.25)))));
        Object deep = "bottom";
        for (int i = 0; i < 50; i++) {
            deep = Map.of("level" + i, List.of(deep));
        }
        AgentConfig config = AgentConfig.builder()
                .name("large")
                .instructions("Be brief.")
                .model(Json.of(Map.of("variants", variants, "deep", deep)))
                .build();
        assertThat(stored(config).config()).isEqualTo(config);
    }

    /** Every problem is reported. If this fails, the configuration was not made by the library. */
    @Rule(id = "AGENT-06", requires = Feature.AGENTS)
    void configurationWithoutItsEssentialsIsRefusedWithEveryProblem() {
        InvalidRequestException empty = thrown(InvalidRequestException.class, () -> new AgentConfig(Json.EMPTY_OBJECT));
        assertThat(empty.code()).isEqualTo("agent-config-invalid");
        assertThat(empty.problems())
                .extracting(InvalidRequestException.Problem::field)
                .containsExactlyInAnyOrder("name", "instructions", "model");
        InvalidRequestException wrong = thrown(
                InvalidRequestException.class,
                () -> new AgentConfig(Json.parse(
                        "{\"name\":\" \",\"instructions\":{},\"model\":1,\"description\":1,\"skillsFormat\":[]}")));
        assertThat(wrong.problems())
                .extracting(InvalidRequestException.Problem::field)
                .containsExactlyInAnyOrder("name", "instructions", "description", "skillsFormat");
        refused(InvalidRequestException.class, "json-not-object", () -> new AgentConfig(Json.of(List.of())));
    }

    /** Text is returned character by character. If this fails, look at escaping. */
    @Rule(id = "AGENT-07", requires = Feature.AGENTS, cases = "A23")
    void textSurvives() {
        String text = "Line one\nline two\ttab \"double\" 'single' \\back <b>bold</b> &amp; 😀 日本語 %s $1 {{x}}";
        AgentConfig config = AgentConfig.builder()
                .name(text)
                .instructions(text)
                .model(Json.of(text))
                .description(text)
                .build();
        AgentConfig stored = stored(config).config();
        assertThat(stored.instructions().string()).contains(text);
        assertThat(stored.name()).isEqualTo(text);
        assertThat(stored.description()).contains(text);
        assertThat(stored.model()).isEqualTo(Json.of(text));
    }

    /** Text that looks like JSON is still text. If this fails, look for a column whose type is guessed from its content. */
    @Rule(id = "AGENT-07", requires = Feature.AGENTS)
    void instructionsStayWhatTheyAre() {
        for (String text :
                List.of("", " ", "[]", "[{\"role\":\"system\",\"content\":\"x\"}]", "{}", "null", "\"x\"", "1")) {
            AgentConfig config = AgentConfig.builder()
                    .name("n")
                    .instructions(text)
                    .model(Json.of("m"))
                    .build();
            assertThat(stored(config).config().instructions()).as(text).isEqualTo(Json.of(text));
        }
        Json blocks = Json.parse("[{\"type\":\"text\",\"content\":\"a\\u0000b\"},\"plain\",[]]");
        AgentConfig config = AgentConfig.builder()
                .name("n")
                .instructions(blocks)
                .model(Json.of("m"))
                .build();
        assertThat(stored(config).config().instructions()).isEqualTo(blocks);
    }

    /** Blank and unstorable ids are refused. If this fails, the call did not go through the store. */
    @Rule(
            id = "AGENT-50",
            requires = Feature.AGENTS,
            cases = {"G17", "G20"})
    void badIdsAreRefused() {
        AgentDefinition agent = agent();
        for (String blank : List.of("", " \t")) {
            refused(
                    InvalidRequestException.class,
                    "id-blank",
                    () -> agents().create(newAgent().id(blank).build()));
            refused(
                    InvalidRequestException.class,
                    "id-blank",
                    () -> agents().create(newAgent().versionId(blank).build()));
            refused(
                    InvalidRequestException.class,
                    "id-blank",
                    () -> agents().create(newAgent().authorId(blank).build()));
            refused(InvalidRequestException.class, "id-blank", () -> agents().get(blank));
            refused(InvalidRequestException.class, "id-blank", () -> agents().resolve(blank));
            refused(InvalidRequestException.class, "id-blank", () -> agents().resolveVersion(agent.id(), blank));
            refused(InvalidRequestException.class, "id-blank", () -> agents().update(blank, AgentPatch.EMPTY));
            refused(
                    InvalidRequestException.class,
                    "id-blank",
                    () -> agents().update(agent.id(), AgentPatch.ofActiveVersion(blank)));
            refused(InvalidRequestException.class, "id-blank", () -> agents().delete(blank));
            refused(InvalidRequestException.class, "id-blank", () -> agents().list(AgentQuery.ofAuthor(blank)));
            refused(InvalidRequestException.class, "id-blank", () -> agents().countVersions(blank));
            refused(InvalidRequestException.class, "id-blank", () -> agents().listVersions(blank));
            refused(InvalidRequestException.class, "id-blank", () -> agents().deleteVersions(blank));
        }
        for (String unstorable : List.of("a\0b", "a\ud800b", "\udc00")) {
            refused(InvalidRequestException.class, "text-unstorable", () -> agents().get(unstorable));
            refused(InvalidRequestException.class, "text-unstorable", () -> agents().deleteVersion(unstorable));
            refused(
                    InvalidRequestException.class,
                    "text-unstorable",
                    () -> agents().create(newAgent().authorId(unstorable).build()));
        }
        refused(InvalidRequestException.class, "null-argument", () -> agents().get(nothing(String.class)));
        refused(InvalidRequestException.class, "null-argument", () -> agents().create(nothing(NewAgent.class)));
        refused(
                InvalidRequestException.class,
                "null-argument",
                () -> agents().update(agent.id(), nothing(AgentPatch.class)));
        assertThat(agents().get(agent.id())).contains(agent);
    }

    /** Invalid values are rejected and nothing is stored. If this fails, the call did not go through the store. */
    @Rule(id = "AGENT-50", requires = Feature.AGENTS, cases = "G17")
    void badValuesAreRefused() {
        AgentDefinition agent = agent();
        for (AgentConfig config : List.of(
                config("a\0b"),
                config("n").toBuilder().description("\ud800").build(),
                config("n").toBuilder().instructions("\0").build(),
                config("n").toBuilder().skillsFormat("\0").build())) {
            refused(
                    InvalidRequestException.class,
                    "text-unstorable",
                    () -> agents().createVersion(NewAgentVersion.of(agent.id(), config)));
        }
        for (int number : new int[] {0, -1, NewAgentVersion.MAX_NUMBER + 1}) {
            refused(
                    InvalidRequestException.class,
                    "version-number-invalid",
                    () -> agents().createVersion(NewAgentVersion.builder(agent.id(), config("n"))
                            .number(number)
                            .build()));
        }
        AgentDefinition full = agent();
        AgentVersion highest = agents().createVersion(NewAgentVersion.builder(full.id(), config("n"))
                .number(NewAgentVersion.MAX_NUMBER)
                .build());
        refused(
                InvalidRequestException.class,
                "version-number-invalid",
                () -> agents().createVersion(NewAgentVersion.of(full.id(), config("n"))));
        assertThat(agents().getLatestVersion(full.id())).contains(highest);
        assertThat(agents().countVersions(full.id())).isEqualTo(2);
        refused(
                InvalidRequestException.class,
                "text-unstorable",
                () -> agents().createVersion(NewAgentVersion.builder(agent.id(), config("n"))
                        .changeMessage("\0")
                        .build()));
        refused(
                InvalidRequestException.class,
                "json-not-object",
                () -> agents().update(agent.id(), AgentPatch.ofMetadata(Json.of(List.of()))));
        refused(
                InvalidRequestException.class,
                "metadata-key-invalid",
                () -> agents().list(AgentQuery.builder()
                        .metadata(Json.of(Map.of("a.b", 1)))
                        .build()));
        assertThat(agents().countVersions(agent.id())).isEqualTo(1);
        assertThat(agents().get(agent.id())).contains(agent);
    }

    /** Values over a limit are refused. If this fails, the call did not go through the store. */
    @Rule(id = "AGENT-51", requires = Feature.AGENTS, cases = "G19")
    void tooLargeValuesAreRefused() {
        AgentDefinition agent = agent();
        refused(TooLargeException.class, "id-too-long", () -> agents().get("x".repeat(limits().idBytes() + 1)));
        String large = "x".repeat(Math.toIntExact(limits().valueBytes()));
        refused(
                TooLargeException.class,
                "value-too-large",
                () -> agents().createVersion(NewAgentVersion.of(
                        agent.id(), config("n").toBuilder().instructions(large).build())));
        refused(
                TooLargeException.class,
                "value-too-large",
                () -> agents().update(agent.id(), AgentPatch.ofMetadata(Json.of(Map.of("a", large)))));
        assertThat(agents().countVersions(agent.id())).isEqualTo(1);
        assertThat(agents().get(agent.id())).contains(agent);
    }

    /** Values at the limit are stored. If this fails, the reported limits are too high. */
    @Rule(id = "AGENT-51", requires = Feature.AGENTS, cases = "G19")
    void valuesAtTheLimitSurvive() {
        AgentConfig small = config("n").toBuilder().instructions("").build();
        int room = Math.toIntExact(limits().valueBytes() - small.json().sizeInBytes());
        AgentConfig config = small.toBuilder().instructions("x".repeat(room)).build();
        String unique = id("agent");
        AgentDefinition agent = agents().create(newAgent()
                .id("a".repeat(limits().idBytes() - unique.length()) + unique)
                .build());
        AgentVersion version = agents().createVersion(NewAgentVersion.of(agent.id(), config));
        assertThat(agents().getVersion(version.id())).contains(version);
        assertThat(version.config()).isEqualTo(config);
    }

    /** Many small patches cannot make a value too large. If this fails, look at the size check of merged values. */
    @Rule(id = "AGENT-53", requires = Feature.AGENTS)
    void patchThatMakesMetadataTooLargeIsRefused() {
        String half = "x".repeat(Math.toIntExact(limits().valueBytes() / 2));
        AgentDefinition agent =
                agents().create(newAgent().metadata(Json.of(Map.of("a", half))).build());
        refused(
                TooLargeException.class,
                "value-too-large",
                () -> agents().update(agent.id(), AgentPatch.ofMetadata(Json.of(Map.of("b", half)))));
        assertThat(agents().get(agent.id())).contains(agent);
        AgentPatch replacing = AgentPatch.ofMetadata(Json.of(Map.of("a", 1)).merge(Json.of(Map.of("b", half))));
        assertThat(agents().update(agent.id(), replacing).metadata().members()).containsOnlyKeys("a", "b");
    }

    /** Stores an agent with this configuration and reads its version 1. */
    private AgentVersion stored(AgentConfig config) {
        String id = id("agent");
        agents().create(NewAgent.of(id, config));
        return agents().getVersionByNumber(id, 1).orElseThrow();
    }
}
