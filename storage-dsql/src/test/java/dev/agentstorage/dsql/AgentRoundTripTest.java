package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.NewAgent;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.agent.VersionQuery;
import dev.agentstorage.dsql.local.wire.WireCounters;
import dev.agentstorage.store.AgentStore;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Json;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds every operation on agents to its round trips, counted at the wire, however many agents and versions there are. */
class AgentRoundTripTest {
    private static final AgentConfig CONFIG = AgentConfig.builder()
            .name("name")
            .instructions("Be brief.")
            .model(Json.of(Map.of("name", "m")))
            .build();

    private static Schema schema;
    private static Storage storage;
    private static AgentStore agents;

    @BeforeAll
    static void start() {
        schema = Schema.in(Server.DSQL);
        // the end of a build changes the schema, and what then runs is run again
        storage = schema.openUnchecked(
                schema.config().set(DsqlOptions.POOL_MAXIMUM, 1).set(DsqlOptions.POOL_MINIMUM, 1));
        agents = storage.agents();
    }

    @AfterAll
    static void stop() {
        storage.close();
        schema.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 30})
    void anAgentIsResolvedInOneRoundTrip(int versions) {
        String id = agent("resolved" + versions, "author", versions);
        expect(1, "get", () -> agents.get(id));
        expect(1, "resolve the latest", () -> agents.resolve(id));
        agents.update(id, AgentPatch.builder().activeVersionId(id + "-v1").build());
        expect(1, "resolve the active", () -> agents.resolve(id));
        agents.update(id, AgentPatch.builder().activeVersionId("gone").build());
        expect(1, "resolve one that is gone", () -> agents.resolve(id));
        expect(1, "resolve a version", () -> agents.resolveVersion(id, id + "-v1"));
        expect(1, "get version", () -> agents.getVersion(id + "-v1"));
        expect(1, "get version by number", () -> agents.getVersionByNumber(id, 1));
        expect(1, "latest version", () -> agents.getLatestVersion(id));
        expect(1, "count versions", () -> agents.countVersions(id));
        expect(1, "versions by number", () -> agents.listVersions(id).slice(10));
        expect(
                1,
                "versions by time",
                () -> agents.listVersions(VersionQuery.builder(id)
                                .order(VersionQuery.Order.CREATED_AT)
                                .direction(Direction.ASC)
                                .build())
                        .slice(10));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 25})
    void agentsAreListedWithTheirVersionsInOneRoundTrip(int count) {
        String author = "author" + count;
        for (int i = 0; i < count; i++) {
            agent(author + "-" + i, author, 2);
        }
        AgentQuery query = AgentQuery.ofAuthor(author);
        expect(1, "list", () -> agents.list(query).slice(100));
        expect(1, "list resolved", () -> agents.listResolved(query).slice(100));
        expect(
                1,
                "list resolved by metadata",
                () -> agents.listResolved(query.toBuilder()
                                .metadata(Json.of(Map.of("k", 1)))
                                .build())
                        .slice(100));
        assertThat(agents.listResolved(query).toList())
                .hasSize(count)
                .allSatisfy(resolved ->
                        assertThat(resolved.version().orElseThrow().number()).isEqualTo(2));
    }

    @Test
    void changesTakeThreeRoundTripsAndAVersionWithoutNumberOneMore() {
        NewAgent agent = NewAgent.builder(CONFIG).id("changed").build();
        expect(3, "create", () -> agents.create(agent));
        expect(
                3,
                "update",
                () -> agents.update(
                        "changed", AgentPatch.builder().authorId("other").build()));
        AgentDefinition stored = agents.get("changed").orElseThrow();
        expect(1, "save", () -> agents.save(stored));
        expect(3, "save with version", () -> agents.save(stored, stored.version()));
        expect(
                3,
                "create version with a number",
                () -> agents.createVersion(
                        NewAgentVersion.builder("changed", CONFIG).number(7).build()));
        expect(4, "create version", () -> agents.createVersion(NewAgentVersion.of("changed", CONFIG)));
        expect(1, "delete version", () -> agents.deleteVersion("none"));
        expect(1, "delete versions", () -> agents.deleteVersions("changed"));
        expect(3, "delete", () -> agents.delete("changed"));
    }

    private static String agent(String id, String author, int versions) {
        agents.create(NewAgent.builder(CONFIG)
                .id(id)
                .versionId(id + "-v1")
                .authorId(author)
                .metadata(Json.of(Map.of("k", 1)))
                .build());
        for (int i = 1; i < versions; i++) {
            agents.createVersion(NewAgentVersion.of(id, CONFIG));
        }
        return id;
    }

    private static void expect(long roundTrips, String operation, Runnable work) {
        WireCounters before = Server.local().counters();
        work.run();
        assertThat(Server.local().counters().minus(before).roundTrips())
                .as(operation)
                .isEqualTo(roundTrips);
    }
}
