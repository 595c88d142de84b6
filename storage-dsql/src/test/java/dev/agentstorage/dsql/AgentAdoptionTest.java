package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Storage;
import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.AgentStatus;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.NewAgent;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.agent.ResolvedAgent;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.store.AgentStore;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables and rows of agents that Mastra made are read as they are meant, and ours are as Mastra reads them. */
@Tag("slow")
@ParameterizedClass
@EnumSource(Server.class)
class AgentAdoptionTest {
    private static final Json MODEL = Json.parse("{\"name\":\"m\"}");

    private final Schema schema;
    private Storage storage;
    private AgentStore agents;

    AgentAdoptionTest(Server server) {
        schema = Schema.in(server);
    }

    @BeforeEach
    void open() {
        MastraAgentTables.create(schema);
        storage = schema.open();
        storage.init();
        agents = storage.agents();
    }

    @AfterEach
    void close() {
        storage.close();
        schema.close();
    }

    @Test
    void anAgentOfMastraIsResolvedWithTheFieldsThatItHas() {
        foreignAgent("a", "NULL");
        foreignVersion("v", 1, "'Be brief.'", "00:00:01");
        schema.run("UPDATE " + schema + ".mastra_agent_versions SET tools = '{\"t\":{}}', \"changedFields\" ="
                + " '[\"name\"]', \"skillsFormat\" = 'xml'");
        ResolvedAgent resolved = agents.resolve("a").orElseThrow();
        assertThat(resolved.agent().status()).isEqualTo(AgentStatus.PUBLISHED);
        assertThat(resolved.agent().metadata()).isEqualTo(Json.EMPTY_OBJECT);
        assertThat(resolved.agent().createdAt()).isEqualTo(Instant.parse("2024-05-06T07:08:09.123Z"));
        AgentVersion version = resolved.version().orElseThrow();
        assertThat(version.config())
                .isEqualTo(AgentConfig.builder()
                        .name("name")
                        .instructions("Be brief.")
                        .model(MODEL)
                        .tools(Json.parse("{\"t\":{}}"))
                        .skillsFormat("xml")
                        .build());
        assertThat(version.changedFields()).containsExactly("name");
        assertThat(version.changeMessage()).isEmpty();
    }

    @Test
    void instructionsOfMastraAreBlocksOnlyIfTheyAreAnArray() {
        foreignAgent("a", "NULL");
        Map.of(
                        "'[{\"text\":\"x\"}]'", Json.parse("[{\"text\":\"x\"}]"),
                        "'[sic] be brief'", Json.of("[sic] be brief"),
                        "'{\"a\":1}'", Json.of("{\"a\":1}"),
                        "'12'", Json.of("12"),
                        "''", Json.of(""))
                .forEach((column, instructions) -> {
                    foreignVersion("v", 1, column, "00:00:01");
                    assertThat(agents.getVersion("v").orElseThrow().config().instructions())
                            .isEqualTo(instructions);
                    agents.deleteVersion("v");
                });
    }

    @Test
    void aNumberThatIsThereTwiceHidesNothingAndIsNotGivenAgain() {
        foreignAgent("a", "NULL");
        foreignVersion("newer", 1, "'x'", "00:00:02");
        foreignVersion("older", 1, "'x'", "00:00:01");
        assertThat(agents.listVersions("a").toList())
                .extracting(AgentVersion::id)
                .containsExactly("older", "newer");
        assertThat(agents.getVersionByNumber("a", 1).orElseThrow().id()).isEqualTo("newer");
        assertThat(agents.getLatestVersion("a").orElseThrow().id()).isEqualTo("newer");
        assertThat(agents.resolve("a").orElseThrow().version().orElseThrow().id())
                .isEqualTo("newer");
        assertThat(agents.listResolved(AgentQuery.ALL).toList())
                .extracting(found -> found.version().orElseThrow().id())
                .containsExactly("newer");
        assertThatThrownBy(() -> agents.createVersion(
                        NewAgentVersion.builder("a", config("x")).number(1).build()))
                .isInstanceOf(AlreadyExistsException.class);
        assertThat(agents.createVersion(NewAgentVersion.of("a", config("x"))).number())
                .isEqualTo(2);
        try (Storage second = schema.open()) {
            second.init();
            assertThat(second.agents().countVersions("a")).isEqualTo(3);
        }
    }

    @Test
    void metadataIsFoundWhateverTheOrderOfItsKeys() {
        foreignAgent("a", "'{ \"b\" : {\"y\":2, \"x\":1}, \"a\":1}'");
        Json filter = Json.parse("{\"a\":1,\"b\":{\"x\":1,\"y\":2}}");
        assertThat(agents.list(AgentQuery.builder().metadata(filter).build()).toList())
                .hasSize(1);
        assertThat(agents.list(AgentQuery.builder()
                                .metadata(Json.parse("{\"a\":2}"))
                                .build())
                        .count())
                .isZero();
    }

    @Test
    void anUnreadableVersionIsNamedAndItsAgentIsStillListed() {
        foreignAgent("a", "NULL");
        foreignVersion("v", 1, "'x'", "00:00:01");
        schema.run("UPDATE " + schema + ".mastra_agent_versions SET as_config = '{broken'");
        assertThat(agents.list().toList()).hasSize(1);
        assertThatThrownBy(() -> agents.getVersion("v"))
                .isInstanceOfSatisfying(
                        CorruptDataException.class,
                        e -> assertThat(e.details())
                                .isEqualTo(
                                        Map.of("table", "mastra_agent_versions", "key", "v", "column", "as_config")));
        assertThatThrownBy(() -> agents.listResolved(AgentQuery.ALL).toList()).isInstanceOf(CorruptDataException.class);
        foreignAgent("b", "NULL");
        try (Storage tolerant =
                Schema.open(schema.config().set(DsqlOptions.CORRUPT_ROWS, DsqlOptions.CorruptRows.SKIP))) {
            assertThat(tolerant.agents().listResolved(AgentQuery.ALL).slice(1).items())
                    .extracting(found -> found.agent().id())
                    .containsExactly("b");
        }
    }

    @Test
    void whatWeWriteHasBothColumnsOfEachTimeAndTextAsItIs() {
        AgentConfig config = AgentConfig.builder()
                .name("the name")
                .instructions("[1]")
                .model(MODEL)
                .description("about")
                .set("unknown", Json.of(1))
                .build();
        agents.create(NewAgent.builder(config)
                .id("a")
                .createdAt(Instant.parse("2024-05-06T07:08:09.123456Z"))
                .build());
        agents.update("a", AgentPatch.builder().authorId("someone").build());
        agents.createVersion(NewAgentVersion.of("a", config));
        assertThat(schema.query("SELECT concat(\"createdAt\" = \"createdAtZ\" AT TIME ZONE 'UTC', \"updatedAt\" ="
                        + " \"updatedAtZ\" AT TIME ZONE 'UTC', to_char(\"createdAt\", ' YYYY-MM-DD HH24:MI:SS.US'))"
                        + " FROM " + schema + ".mastra_agents"))
                .containsExactly("tt 2024-05-06 07:08:09.123456");
        assertThat(schema.query("SELECT concat_ws(' ', \"createdAt\" = \"createdAtZ\" AT TIME ZONE 'UTC',"
                        + " name, instructions, model, description, tools, \"changedFields\", \"as_config\") FROM "
                        + schema + ".mastra_agent_versions ORDER BY \"versionNumber\""))
                .containsExactly(
                        "t the name [1] {\"name\":\"m\"} about"
                                + " [\"name\",\"description\",\"instructions\",\"model\",\"unknown\"] {\"unknown\":1}",
                        "t the name [1] {\"name\":\"m\"} about [] {\"unknown\":1}");
        assertThat(agents.getLatestVersion("a").orElseThrow().config()).isEqualTo(config);
    }

    @Test
    void versionsWithoutAnAgentAreRemovedWithItAndBlockItsReturn() {
        foreignVersion("orphan", 1, "'x'", "00:00:01");
        NewAgent agent = NewAgent.builder(config("x")).id("a").build();
        assertThatThrownBy(() -> agents.create(agent))
                .isInstanceOfSatisfying(
                        AlreadyExistsException.class,
                        e -> assertThat(e.code()).isEqualTo("agent-version-number-exists"));
        assertThat(agents.get("a")).isEmpty();
        agents.delete("a");
        agents.create(agent);
        assertThat(agents.countVersions("a")).isEqualTo(1);
    }

    private static AgentConfig config(String name) {
        return AgentConfig.builder()
                .name(name)
                .instructions("Be brief.")
                .model(MODEL)
                .build();
    }

    private void foreignAgent(String id, String metadata) {
        schema.run("INSERT INTO " + schema + ".mastra_agents (id, status, metadata, \"createdAt\", \"updatedAt\","
                + " \"createdAtZ\") VALUES ('" + id + "', 'published', " + metadata
                + ", '2024-05-06 09:08:09.123', '2024-05-06 09:08:09.123', '2024-05-06 07:08:09.123+00')");
    }

    private void foreignVersion(String id, int number, String instructions, String time) {
        schema.run("INSERT INTO " + schema + ".mastra_agent_versions (id, \"agentId\", \"versionNumber\", name,"
                + " instructions, model, \"createdAt\", \"createdAtZ\") VALUES ('" + id + "', 'a', " + number
                + ", 'name', " + instructions + ", '{\"name\":\"m\"}', '2024-05-06 " + time + "', '2024-05-06 " + time
                + "+00')");
    }
}
