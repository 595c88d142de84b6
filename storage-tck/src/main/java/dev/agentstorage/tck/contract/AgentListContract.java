package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.AgentStatus;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.NewAgent;
import dev.agentstorage.agent.Resolution;
import dev.agentstorage.agent.ResolvedAgent;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.store.Listing;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Cursor;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Page;
import dev.agentstorage.value.PageRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Agents are listed (rules {@code AGENT-40} to {@code AGENT-45}); each test filters by its own author. */
public abstract class AgentListContract extends AgentContract {
    /** Made by the kit. */
    protected AgentListContract() {}

    /** Only the given filters apply. If this fails, look for a default status. */
    @Rule(id = "AGENT-40", requires = Feature.AGENTS, cases = "A17")
    void agentsOfEveryStatusAreListed() {
        String author = id("author");
        List<AgentDefinition> made = agents(author, 5);
        assertThat(agents().list(AgentQuery.ofAuthor(author)).toList())
                .hasSize(5)
                .allMatch(agent -> agent.status().equals(AgentStatus.DRAFT));
        AgentDefinition published = agents().update(made.get(1).id(), AgentPatch.ofStatus(AgentStatus.PUBLISHED));
        AgentDefinition archived = agents().update(made.get(3).id(), AgentPatch.ofStatus(AgentStatus.ARCHIVED));
        AgentQuery query = AgentQuery.ofAuthor(author);
        assertThat(agents().list(query).toList()).hasSize(5).contains(published, archived);
        assertThat(agents().list(query.toBuilder().status(AgentStatus.PUBLISHED).build())
                        .toList())
                .containsExactly(published);
        assertThat(agents().list(query.toBuilder().status(AgentStatus.ARCHIVED).build())
                        .toList())
                .containsExactly(archived);
        assertThat(agents().list(query.toBuilder().status(AgentStatus.DRAFT).build())
                        .count())
                .isEqualTo(3);
    }

    /** Metadata filters mean containment. If this fails, look at a comparison of texts. */
    @Rule(
            id = "AGENT-40",
            requires = Feature.AGENTS,
            cases = {"E02", "G14"})
    void metadataIsFilteredByContainment() {
        String author = id("author");
        AgentDefinition agent = agents().create(newAgent()
                .authorId(author)
                .metadata(Json.parse(
                        "{\"team\":\"blue\",\"tags\":[\"a\",\"b\"],\"deep\":{\"x\":1.0,\"y\":null},\"n\":10}"))
                .build());
        agents().create(newAgent()
                .authorId(author)
                .metadata(Json.parse("{\"team\":\"red\"}"))
                .build());
        AgentQuery query = AgentQuery.ofAuthor(author);
        for (String part : List.of(
                "{\"team\":\"blue\"}",
                "{\"n\":1e1,\"team\":\"blue\"}",
                "{\"tags\":[\"b\"]}",
                "{\"deep\":{\"x\":1}}",
                "{\"deep\":{\"y\":null}}")) {
            assertThat(agentIds(agents().list(
                                    query.toBuilder().metadata(Json.parse(part)).build())
                            .toList()))
                    .as(part)
                    .containsExactly(agent.id());
            assertThat(agents().list(
                                    query.toBuilder().metadata(Json.parse(part)).build())
                            .count())
                    .as(part)
                    .isEqualTo(1);
        }
        for (String part :
                List.of("{\"team\":\"blu\"}", "{\"team\":null}", "{\"n\":\"10\"}", "{\"tags\":[\"c\"]}", "{\"x\":1}")) {
            assertThat(agents().list(
                                    query.toBuilder().metadata(Json.parse(part)).build())
                            .toList())
                    .as(part)
                    .isEmpty();
        }
        assertThat(agents().list(query.toBuilder().metadata(Json.EMPTY_OBJECT).build())
                        .count())
                .isEqualTo(2);
    }

    /** All filters must hold. If this fails, look at AND and OR. */
    @Rule(id = "AGENT-40", requires = Feature.AGENTS)
    void allFiltersMustHold() {
        String author = id("author");
        Json blue = Json.of(Map.of("team", "blue"));
        AgentDefinition agent =
                agents().create(newAgent().authorId(author).metadata(blue).build());
        agents().create(newAgent().metadata(blue).build());
        AgentQuery query = AgentQuery.builder()
                .authorId(author)
                .metadata(blue)
                .status(AgentStatus.DRAFT)
                .build();
        assertThat(agents().list(query).toList()).containsExactly(agent);
        assertThat(agents().list(query.toBuilder().status(AgentStatus.PUBLISHED).build())
                        .toList())
                .isEmpty();
        assertThat(agents().list(query.toBuilder().authorId(id("author")).build())
                        .toList())
                .isEmpty();
    }

    /** Agents are listed by either time, in both directions. If this fails, look at ORDER BY. */
    @Rule(id = "AGENT-41", requires = Feature.AGENTS)
    void agentsAreListedInTheOrderAsked() {
        String author = id("author");
        List<String> made = agentIds(agents(author, 3));
        agents().update(made.get(0), AgentPatch.EMPTY);
        AgentQuery query = AgentQuery.ofAuthor(author);
        assertThat(agentIds(agents().list(query).toList())).containsExactly(made.get(2), made.get(1), made.get(0));
        assertThat(listed(query.toBuilder()
                        .order(AgentQuery.Order.CREATED_AT)
                        .direction(Direction.ASC)
                        .build()))
                .containsExactlyElementsOf(made);
        assertThat(listed(query.toBuilder()
                        .order(AgentQuery.Order.UPDATED_AT)
                        .direction(Direction.DESC)
                        .build()))
                .containsExactly(made.get(0), made.get(2), made.get(1));
        assertThat(listed(query.toBuilder()
                        .order(AgentQuery.Order.UPDATED_AT)
                        .direction(Direction.ASC)
                        .build()))
                .containsExactly(made.get(1), made.get(2), made.get(0));
        assertThat(agentIds(agents().list().stream()
                        .filter(agent -> made.contains(agent.id()))
                        .toList()))
                .containsExactly(made.get(2), made.get(1), made.get(0));
    }

    /** Agents with equal times appear once each, ordered by the bytes of their ids. If this fails, look for the id in ORDER BY and its collation. */
    @Rule(id = "AGENT-41", requires = Feature.AGENTS, cases = "G01")
    void agentsOfOneInstantAreWalkedOnceEach() {
        String author = id("author");
        String prefix = id("a");
        for (String end : List.of("b", "B", "😀", "_", "é", "\uffee", "a")) {
            agents().create(newAgent().id(prefix + end).authorId(author).build());
        }
        List<String> ascending = new ArrayList<>();
        List.of("B", "_", "a", "b", "é", "\uffee", "😀").forEach(end -> ascending.add(prefix + end));
        List<String> descending = new ArrayList<>(ascending);
        Collections.reverse(descending);
        for (AgentQuery.Order order : AgentQuery.Order.values()) {
            AgentQuery query = AgentQuery.ofAuthor(author);
            Listing<AgentDefinition> up = agents().list(query.toBuilder()
                    .order(order)
                    .direction(Direction.ASC)
                    .build());
            Listing<AgentDefinition> down = agents().list(query.toBuilder()
                    .order(order)
                    .direction(Direction.DESC)
                    .build());
            for (int size = 1; size <= 8; size++) {
                assertThat(agentIds(Walks.slices(up, size))).containsExactlyElementsOf(ascending);
                assertThat(agentIds(Walks.pages(up, size))).containsExactlyElementsOf(ascending);
                assertThat(agentIds(Walks.slices(down, size))).containsExactlyElementsOf(descending);
                assertThat(agentIds(Walks.pages(down, size))).containsExactlyElementsOf(descending);
            }
            assertThat(agentIds(up.stream().toList())).containsExactlyElementsOf(ascending);
        }
    }

    /** Reading by cursor neither repeats nor skips unchanged agents. If this fails, look for an offset in a cursor. */
    @Rule(id = "AGENT-41", requires = Feature.AGENTS, cases = "G01")
    void walkSurvivesChangesOfOthers() {
        String author = id("author");
        List<String> made = agentIds(agents(author, 6));
        AgentQuery query = AgentQuery.builder()
                .authorId(author)
                .order(AgentQuery.Order.CREATED_AT)
                .direction(Direction.ASC)
                .build();
        Cursor after = agents().list(query).slice(3).next().orElseThrow();
        agents().delete(made.get(0));
        agents().delete(made.get(2));
        agents().create(newAgent().authorId(author).createdAt(at(-50)).build());
        assertThat(agentIds(agents().list(query).slice(3, after).items()))
                .containsExactly(made.get(3), made.get(4), made.get(5));
        refused(
                InvalidRequestException.class,
                "cursor-of-another-query",
                () -> agents().list(query.toBuilder().status(AgentStatus.DRAFT).build())
                        .slice(3, after));
        refused(
                InvalidRequestException.class,
                "cursor-of-another-query",
                () -> agents().listResolved(query).slice(3, after));
    }

    /** A listing without matches is an empty page, not an error. If this fails, look at the empty result. */
    @Rule(id = "AGENT-42", requires = Feature.AGENTS, cases = "A16")
    void nothingIsAnEmptyPage() {
        Page<AgentDefinition> page = agents().list(AgentQuery.ofAuthor(id("author")))
                .page(PageRequest.first().withTotal());
        assertThat(page.items()).isEmpty();
        assertThat(page.total()).hasValue(0);
        assertThat(page.hasMore()).isFalse();
        assertThat(page.perPage()).hasValue(100);
    }

    /** Pages divide the listing. If this fails, look at LIMIT and OFFSET. */
    @Rule(id = "AGENT-42", requires = Feature.AGENTS, cases = "A18")
    void fifteenAgentsAreThreePagesOfFive() {
        String author = id("author");
        List<String> made = agentIds(agents(author, 15));
        AgentQuery query = AgentQuery.builder()
                .authorId(author)
                .order(AgentQuery.Order.CREATED_AT)
                .direction(Direction.ASC)
                .build();
        for (int number = 0; number < 3; number++) {
            Page<AgentDefinition> page =
                    agents().list(query).page(PageRequest.of(number, 5).withTotal());
            assertThat(agentIds(page.items())).isEqualTo(made.subList(number * 5, number * 5 + 5));
            assertThat(page.total()).hasValue(15);
            assertThat(page.page()).isEqualTo(number);
            assertThat(page.hasMore()).isEqualTo(number < 2);
        }
        assertThat(agents().list(query).page(PageRequest.of(3, 5)).items()).isEmpty();
    }

    /** The whole listing can be requested as one page. If this fails, look for a fixed limit. */
    @Rule(id = "AGENT-42", requires = Feature.AGENTS, cases = "A19")
    void everythingIsOnePage() {
        String author = id("author");
        agents(author, 10);
        Page<AgentDefinition> page = agents().list(AgentQuery.ofAuthor(author))
                .page(PageRequest.everything().withTotal());
        assertThat(page.items()).hasSize(10);
        assertThat(page.total()).hasValue(10);
        assertThat(page.perPage()).isEmpty();
        assertThat(page.hasMore()).isFalse();
    }

    /** Resolved agents have the same order. If this fails, look at the order after the join with versions. */
    @Rule(
            id = "AGENT-45",
            requires = Feature.AGENTS,
            cases = {"A20", "A21"})
    void resolvedAgentsComeInTheSameOrder() {
        String author = id("author");
        List<AgentDefinition> made = agents(author, 4);
        AgentQuery query = AgentQuery.ofAuthor(author);
        assertThat(agents().listResolved(query).toList())
                .extracting(ResolvedAgent::agent)
                .containsExactly(made.get(3), made.get(2), made.get(1), made.get(0));
        Listing<ResolvedAgent> ascending = agents().listResolved(query.toBuilder()
                .order(AgentQuery.Order.CREATED_AT)
                .direction(Direction.ASC)
                .build());
        assertThat(Walks.slices(ascending, 3)).extracting(ResolvedAgent::agent).containsExactlyElementsOf(made);
        assertThat(Walks.pages(ascending, 3)).extracting(ResolvedAgent::agent).containsExactlyElementsOf(made);
        assertThat(ascending.count()).isEqualTo(4);
        assertThat(agents().listResolved(
                                query.toBuilder().status(AgentStatus.ARCHIVED).build())
                        .toList())
                .isEmpty();
    }

    /** Each agent has the same version as when it is resolved alone. If this fails, look at the join of agents and versions. */
    @Rule(id = "AGENT-45", requires = Feature.AGENTS, cases = "E05")
    void resolvedAgentsHaveTheVersionThatResolvingGives() {
        String author = id("author");
        List<String> made = agentIds(agents(author, 5));
        AgentVersion foreign = version(made.get(0), "second of the first");
        version(made.get(1), "second");
        AgentVersion third = version(made.get(1), "third");
        version(made.get(1), "fourth");
        agents().update(made.get(1), AgentPatch.ofActiveVersion(third.id()));
        agents().update(made.get(2), AgentPatch.ofActiveVersion(foreign.id()));
        agents().update(made.get(3), AgentPatch.ofActiveVersion(id("version")));
        agents().deleteVersions(made.get(4));
        for (Resolution resolution : Resolution.values()) {
            List<ResolvedAgent> listed = agents().listResolved(AgentQuery.ofAuthor(author), resolution)
                    .toList();
            assertThat(listed).hasSize(5);
            for (ResolvedAgent resolved : listed) {
                assertThat(agents().resolve(resolved.agent().id(), resolution)).contains(resolved);
            }
        }
        assertThat(agents().listResolved(AgentQuery.ofAuthor(author)).toList())
                .filteredOn(resolved -> resolved.agent().id().equals(made.get(1)))
                .extracting(ResolvedAgent::version)
                .containsExactly(Optional.of(third));
    }

    /** Stores this number of agents of an author, one second apart, in order. */
    private List<AgentDefinition> agents(String author, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    Instant createdAt = at(i);
                    NewAgent agent =
                            newAgent().authorId(author).createdAt(createdAt).build();
                    return agents().create(agent);
                })
                .toList();
    }

    private List<String> listed(AgentQuery query) {
        return agentIds(agents().list(query).toList());
    }
}
