package dev.agentstorage.dsql.internal.agent;

import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.Resolution;
import dev.agentstorage.agent.VersionQuery;
import dev.agentstorage.dsql.internal.schema.AgentTables;
import dev.agentstorage.dsql.internal.schema.MeasuredServer;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Direction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The database reads no more agents and versions than the page plus a constant. */
class AgentReadCostTest {
    private static final Instant BASE = Instant.parse("2024-01-01T00:00:00Z");

    private static MeasuredServer server;
    private static AgentRecordStatements agents;
    private static AgentVersionStatements versions;
    private static ResolvedAgentStatements resolved;

    @BeforeAll
    static void start() {
        server = new MeasuredServer(AgentTables.ALL);
        agents = new AgentRecordStatements(server.settings());
        versions = new AgentVersionStatements(server.settings());
        resolved = new ResolvedAgentStatements(agents, versions);
        // configurations are long, so that reading all of them is not the cheaper way
        server.fill(
                "INSERT INTO public.mastra_agents (id, status, \"activeVersionId\", \"authorId\", metadata, \"createdAt\","
                        + " \"updatedAt\", \"createdAtZ\", \"updatedAtZ\") SELECT 'a' || i, 'draft',"
                        + " CASE i % 2 WHEN 0 THEN 'v' || i || '-1' END, 'w' || i % 20, '{}', t, t,"
                        + " t AT TIME ZONE 'UTC', t AT TIME ZONE 'UTC' FROM (SELECT i, TIMESTAMP '2024-01-01'"
                        + " + i * INTERVAL '1 second' AS t FROM generate_series(0, 1999) i ORDER BY md5(i::text)) s",
                "INSERT INTO public.mastra_agent_versions (id, \"agentId\", \"versionNumber\", name, instructions, model,"
                        + " \"createdAt\", \"createdAtZ\") SELECT 'v' || i || '-' || n, 'a' || i, n, 'n', repeat('x', 1000), '{}', t,"
                        + " t AT TIME ZONE 'UTC' FROM (SELECT i, n, TIMESTAMP '2024-01-01' + n * INTERVAL '1 second'"
                        + " AS t FROM generate_series(0, 1999) i, generate_series(1, CASE i WHEN 7 THEN 3000 ELSE 3 END) n"
                        + " ORDER BY md5(n || '/' || i)) s");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void anAgentIsResolvedByItsOwnRowAndAFewOfItsVersions() {
        server.assertCheap(resolved.get("a7", Resolution.LATEST), 4);
        server.assertCheap(resolved.get("a7", Resolution.ACTIVE), 4);
        server.assertCheap(resolved.get("a8", Resolution.ACTIVE), 4);
        server.assertCheap(resolved.get("a8", "v8-2"), 2);
    }

    @Test
    void agentsAreListedWithAConstantNumberOfVersionsEach() {
        Position middle = Position.of(BASE.plusSeconds(1000), "a1000");
        for (Direction direction : Direction.values()) {
            AgentQuery query = AgentQuery.builder()
                    .order(AgentQuery.Order.CREATED_AT)
                    .direction(direction)
                    .build();
            server.assertCheap(resolved.list(query, Resolution.ACTIVE, Window.after(Optional.of(middle), 20)), 101);
            server.assertCheap(agents.list(query, Window.after(Optional.of(middle), 20)), 21);
        }
    }

    @Test
    void theAgentsOfAnAuthorAndThoseThatChangedLast() {
        server.assertCheap(agents.list(AgentQuery.ofAuthor("w3"), Window.offset(0, 20)), 20);
        server.assertCheap(
                agents.list(
                        AgentQuery.builder()
                                .order(AgentQuery.Order.UPDATED_AT)
                                .direction(Direction.DESC)
                                .build(),
                        Window.offset(0, 20)),
                20);
    }

    @Test
    void aSliceInTheMiddleOfManyVersionsInEitherOrderAndDirection() {
        for (Direction direction : Direction.values()) {
            server.assertCheap(
                    versions.list(
                            VersionQuery.builder("a7")
                                    .order(VersionQuery.Order.NUMBER)
                                    .direction(direction)
                                    .build(),
                            Window.after(Optional.of(new Position(1500, List.of("v7-1500"))), 20)),
                    21);
            server.assertCheap(
                    versions.list(
                            VersionQuery.builder("a7")
                                    .order(VersionQuery.Order.CREATED_AT)
                                    .direction(direction)
                                    .build(),
                            Window.after(Optional.of(Position.of(BASE.plusSeconds(1500), "v7-1500")), 20)),
                    21);
        }
    }

    @Test
    void oneVersionAndTheLatestAndTheHighestNumber() {
        server.assertCheap(versions.get("v7-5"), 1);
        server.assertCheap(versions.get("a7", 5), 1);
        server.assertCheap(versions.latest("a7"), 2);
        server.assertCheap(versions.highest("a7"), 1);
    }
}
