package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.thrown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.AgentStatus;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.NewAgent;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.error.UnsupportedException;
import dev.agentstorage.tck.engine.support.Concurrently;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Agents are created, found, patched and deleted (rules {@code AGENT-01} to {@code AGENT-15}). */
public abstract class AgentRecordContract extends AgentContract {
    /** Made by the kit. */
    protected AgentRecordContract() {}

    /** A new agent is a draft with version 1. If this fails, look at what creating an agent writes. */
    @Rule(id = "AGENT-01", requires = Feature.AGENTS, cases = "A01")
    void newAgentIsADraftWithVersionOne() {
        NewAgent wanted = newAgent()
                .authorId("author")
                .metadata(Json.parse("{\"team\":\"blue\"}"))
                .createdAt(base().plusNanos(123_456_789))
                .build();
        Instant createdAt = base().plusNanos(123_456_000);
        AgentDefinition created = agents().create(wanted);
        assertThat(created)
                .isEqualTo(AgentDefinition.builder(wanted.id())
                        .status(AgentStatus.DRAFT)
                        .authorId("author")
                        .metadata(wanted.metadata())
                        .createdAt(createdAt)
                        .updatedAt(createdAt)
                        .build());
        assertThat(agents().get(wanted.id())).contains(created);
        assertThat(agents().countVersions(wanted.id())).isEqualTo(1);
        assertThat(agents().getLatestVersion(wanted.id()))
                .contains(AgentVersion.builder(wanted.id(), wanted.config())
                        .id(wanted.versionId())
                        .number(1)
                        .changedFields(List.of("name", "instructions", "model"))
                        .changeMessage("Initial version")
                        .createdAt(createdAt)
                        .build());
        assertThat(agents().resolve(wanted.id()).orElseThrow().config()).isEqualTo(wanted.config());
    }

    /** The store sets the time if the caller does not. If this fails, look at the clock. */
    @Rule(id = "AGENT-01", requires = Feature.AGENTS)
    void timesAreNowUnlessGiven() {
        Instant before = Instant.now().truncatedTo(ChronoUnit.MICROS);
        AgentDefinition created = agents().create(newAgent().createdAt(null).build());
        assertThat(created.createdAt()).isBetween(before, Instant.now());
        assertThat(created.updatedAt()).isEqualTo(created.createdAt());
    }

    /** Agents are returned as stored. If this fails, look at the row mapper. */
    @Rule(
            id = "AGENT-02",
            requires = Feature.AGENTS,
            cases = {"A04", "A05", "A24"})
    void agentIsFoundAsItWasStored() {
        List<Object> large = new ArrayList<>();
        IntStream.range(0, 100)
                .forEach(i ->
                        large.add(Map.of("index", i, "text", "x\"\\\n😀".repeat(50), "nested", List.of(1, 2.5, true))));
        AgentDefinition created = agents().create(
                        newAgent().metadata(Json.of(Map.of("large", large))).build());
        assertThat(agents().get(created.id())).contains(created);
        assertThat(agents().get(id("agent"))).isEmpty();
    }

    /** An unknown status is kept. If this fails, look for an enum of statuses. */
    @Rule(id = "AGENT-03", requires = Feature.AGENTS)
    void unknownStatusSurvives() {
        AgentDefinition agent =
                agents().create(newAgent().authorId(id("author")).build());
        AgentStatus paused = new AgentStatus("paused");
        assertThat(agents().update(agent.id(), AgentPatch.ofStatus(paused)).status())
                .isEqualTo(paused);
        AgentQuery ofAuthor = AgentQuery.ofAuthor(agent.authorId().orElseThrow());
        assertThat(agentIds(agents().list(ofAuthor.toBuilder().status(paused).build())
                        .toList()))
                .containsExactly(agent.id());
        assertThat(agents().list(ofAuthor.toBuilder().status(AgentStatus.DRAFT).build())
                        .toList())
                .isEmpty();
    }

    /** An existing id is rejected. If this fails, look for an upsert instead of an insert. */
    @Rule(id = "AGENT-04", requires = Feature.AGENTS, cases = "G25")
    void takenIdIsRefused() {
        AgentDefinition stored = agent();
        NewAgent second = NewAgent.of(stored.id(), config("second"));
        AlreadyExistsException refused = thrown(AlreadyExistsException.class, () -> agents().create(second));
        assertThat(refused.code()).isEqualTo("agent-exists");
        assertThat(refused.stored(AgentDefinition.class)).contains(stored);
        assertThat(agents().get(stored.id())).contains(stored);
        assertThat(agents().countVersions(stored.id())).isEqualTo(1);
        assertThat(agents().getVersion(second.versionId())).isEmpty();
    }

    /** Agent and version 1 are stored together or not at all. If this fails, look for two transactions instead of one. */
    @Rule(id = "AGENT-04", requires = Feature.AGENTS, cases = "E03")
    void takenVersionIdLeavesNoAgent() {
        AgentVersion stored = agents().getLatestVersion(agent().id()).orElseThrow();
        NewAgent second = newAgent().versionId(stored.id()).build();
        AlreadyExistsException refused = thrown(AlreadyExistsException.class, () -> agents().create(second));
        assertThat(refused.code()).isEqualTo("agent-version-exists");
        assertThat(refused.stored(AgentVersion.class)).contains(stored);
        assertThat(agents().get(second.id())).isEmpty();
        assertThat(agents().countVersions(second.id())).isZero();
    }

    /** Saving replaces the agent record. If this fails, look for columns that the upsert omits. */
    @Rule(id = "AGENT-05", requires = Feature.AGENTS)
    void savingReplacesEveryField() {
        AgentDefinition stored = agents().create(newAgent()
                .authorId("a")
                .metadata(Json.of(Map.of("a", 1)))
                .build());
        AgentDefinition other = AgentDefinition.builder(stored.id())
                .status(AgentStatus.PUBLISHED)
                .activeVersionId(id("version"))
                .metadata(Json.of(Map.of("b", 2)))
                .createdAt(at(-10))
                .updatedAt(at(-5))
                .build();
        assertThat(agents().save(other)).isEqualTo(other);
        assertThat(agents().get(stored.id())).contains(other);
        assertThat(agents().countVersions(stored.id())).isEqualTo(1);
        assertThat(agentIds(agents().list(AgentQuery.builder()
                                .authorId("a")
                                .metadata(stored.metadata())
                                .build())
                        .toList()))
                .doesNotContain(stored.id());

        ConflictException stale = thrown(ConflictException.class, () -> agents().save(stored, stored.version()));
        assertThat(stale.details()).containsEntry("agentId", stored.id());
        assertThat(stale.stored(AgentDefinition.class)).contains(other);
        assertThat(agents().save(stored, other.version())).isEqualTo(stored);

        AgentDefinition unknown = AgentDefinition.builder(id("agent"))
                .status(AgentStatus.ARCHIVED)
                .createdAt(at(0))
                .updatedAt(at(1))
                .build();
        refused(ConflictException.class, "version-conflict", () -> agents().save(unknown, unknown.version()));
        assertThat(agents().get(unknown.id())).isEmpty();
        assertThat(agents().save(unknown)).isEqualTo(unknown);
        assertThat(agents().get(unknown.id())).contains(unknown);
    }

    /** Fields that a patch does not name are unchanged. If this fails, look at the merge. */
    @Rule(
            id = "AGENT-10",
            requires = Feature.AGENTS,
            cases = {"A09", "A10", "A26", "E01"})
    void patchChangesOnlyWhatItGives() {
        AgentDefinition agent = agents().create(newAgent()
                .authorId("author")
                .metadata(Json.parse("{\"a\":1,\"b\":{\"x\":1,\"y\":2},\"c\":3}"))
                .build());
        AgentConfig config = agents().resolve(agent.id()).orElseThrow().config();
        AgentDefinition changed = agents().update(
                        agent.id(), AgentPatch.ofMetadata(Json.parse("{\"b\":{\"x\":9},\"c\":null,\"d\":[4]}")));
        assertThat(changed)
                .isEqualTo(AgentDefinition.builder(agent.id())
                        .status(AgentStatus.DRAFT)
                        .authorId("author")
                        .metadata(Json.parse("{\"a\":1,\"b\":{\"x\":9},\"d\":[4]}"))
                        .createdAt(agent.createdAt())
                        .updatedAt(changed.updatedAt())
                        .build());
        assertThat(agents().get(agent.id())).contains(changed);
        assertThat(agents().countVersions(agent.id())).isEqualTo(1);
        assertThat(agents().resolve(agent.id()).orElseThrow().config()).isEqualTo(config);
    }

    /** Metadata can be cleared. If this fails, look for a patch that treats cleared fields as unchanged. */
    @Rule(id = "AGENT-10", requires = Feature.AGENTS)
    void metadataCanBeCleared() {
        AgentDefinition agent = agents().create(newAgent()
                .authorId("author")
                .metadata(Json.of(Map.of("a", 1)))
                .build());
        AgentDefinition cleared =
                agents().update(agent.id(), AgentPatch.builder().clearMetadata().build());
        assertThat(cleared.metadata()).isEqualTo(Json.EMPTY_OBJECT);
        assertThat(cleared.authorId()).contains("author");
        assertThat(agents().get(agent.id())).contains(cleared);
    }

    /** Updating a missing agent is an error. If this fails, look at an update of zero rows. */
    @Rule(id = "AGENT-10", requires = Feature.AGENTS)
    void patchOfAMissingAgentIsNotFound() {
        String missing = id("agent");
        refused(NotFoundException.class, "agent-not-found", () -> agents().update(missing, AgentPatch.EMPTY));
        assertThat(agents().get(missing)).isEmpty();
    }

    /** Setting an active version does not change the status. If this fails, look for a derived status. */
    @Rule(id = "AGENT-11", requires = Feature.AGENTS, cases = "A11")
    void activeVersionAndAuthorAreSetAndCleared() {
        AgentDefinition agent = agent();
        String anything = id("version");
        AgentDefinition set = agents().update(
                        agent.id(),
                        AgentPatch.builder()
                                .activeVersionId(anything)
                                .authorId("someone")
                                .build());
        assertThat(set.activeVersionId()).contains(anything);
        assertThat(set.authorId()).contains("someone");
        assertThat(set.status()).isEqualTo(AgentStatus.DRAFT);
        assertThat(agents().get(agent.id())).contains(set);
        AgentDefinition cleared = agents().update(
                        agent.id(),
                        AgentPatch.builder()
                                .clearActiveVersionId()
                                .clearAuthorId()
                                .build());
        assertThat(cleared.activeVersionId()).isEmpty();
        assertThat(cleared.authorId()).isEmpty();
        assertThat(agents().get(agent.id())).contains(cleared);
    }

    /** {@code updatedAt} only increases. If this fails, look at the maximum of now and the old value. */
    @Rule(id = "AGENT-12", requires = Feature.AGENTS, cases = "A12")
    void patchMovesUpdatedAtForwards() {
        AgentDefinition agent = agent();
        AgentDefinition first = agents().update(agent.id(), AgentPatch.EMPTY);
        AgentDefinition second = agents().update(agent.id(), AgentPatch.EMPTY);
        assertThat(first.updatedAt()).isAfter(agent.updatedAt());
        assertThat(second.updatedAt()).isAfter(first.updatedAt());

        Instant future = Instant.parse("2999-01-01T00:00:00Z");
        AgentDefinition ahead = agents().create(newAgent().createdAt(future).build());
        assertThat(agents().update(ahead.id(), AgentPatch.EMPTY).updatedAt())
                .isEqualTo(future.plus(1, ChronoUnit.MICROS));
    }

    /** An expected version protects the content; times are not part of it. If this fails, look at what is compared, and where. */
    @Rule(id = "AGENT-13", requires = Feature.AGENTS)
    void expectedVersionGuardsAPatch() {
        AgentDefinition agent = agent();
        AgentDefinition touched = agents().update(agent.id(), AgentPatch.EMPTY, agent.version());
        AgentDefinition changed =
                agents().update(agent.id(), AgentPatch.ofStatus(AgentStatus.PUBLISHED), touched.version());
        ConflictException stale = thrown(
                ConflictException.class,
                () -> agents().update(agent.id(), AgentPatch.ofMetadata(Json.of(Map.of("a", 1))), agent.version()));
        assertThat(stale.code()).isEqualTo("version-conflict");
        assertThat(stale.details()).containsEntry("agentId", agent.id());
        assertThat(stale.stored(AgentDefinition.class)).contains(changed);
        assertThat(agents().get(agent.id())).contains(changed);
        refused(
                NotFoundException.class,
                "agent-not-found",
                () -> agents().update(id("agent"), AgentPatch.EMPTY, agent.version()));
    }

    /** No concurrent change is lost. If this fails, look for a read and a write in separate transactions. */
    @Rule(id = "AGENT-14", requires = Feature.AGENTS, cases = "A25")
    void concurrentPatchesAreAllKept() {
        AgentDefinition agent = agent();
        Concurrently.threads(5)
                .rounds(4)
                .run((worker, round) -> agents().update(
                                agent.id(), AgentPatch.ofMetadata(Json.of(Map.of("w" + worker + "r" + round, worker)))))
                .allowOnly();
        assertThat(agents().get(agent.id()).orElseThrow().metadata().members()).hasSize(20);
    }

    /** Deleting an agent removes its versions, and can be repeated. If this fails, look for remaining rows. */
    @Rule(
            id = "AGENT-15",
            requires = Feature.AGENTS,
            cases = {"A13", "A14", "A15", "E03"})
    void deletingRemovesAgentAndVersions() {
        AgentDefinition agent = agent();
        AgentVersion second = version(agent.id(), "second");
        AgentDefinition other = agent();
        assertThat(agents().delete(agent.id())).isTrue();
        assertThat(agents().get(agent.id())).isEmpty();
        assertThat(agents().getVersion(second.id())).isEmpty();
        assertThat(agents().countVersions(agent.id())).isZero();
        assertThat(agents().delete(agent.id())).isFalse();
        assertThat(agents().delete(id("agent"))).isFalse();
        assertThat(agents().get(other.id())).contains(other);
        assertThat(agents().countVersions(other.id())).isEqualTo(1);
    }

    /**
     * The count of removed rows includes the agent, also when it has no versions. If this fails, look at the result when the last row was the
     * agent.
     */
    @Rule(id = "AGENT-15", requires = Feature.AGENTS)
    void deletingCountsTheAgentAndItsVersions() {
        List<Long> progress = new ArrayList<>();
        AgentDefinition agent = agent();
        version(agent.id(), "second");
        assertThat(agents().delete(agent.id(), progress::add)).isTrue();
        assertThat(progress).isSorted().endsWith(3L);
        AgentDefinition bare = agents().save(agent);
        progress.clear();
        assertThat(agents().delete(bare.id(), progress::add)).isTrue();
        assertThat(progress).isSorted().endsWith(1L);
        assertThat(agents().get(bare.id())).isEmpty();
    }

    /** A backend without agents rejects their calls. If this fails, look at the features that the provider reports. */
    @Rule(id = "AGENT-52", absent = Feature.AGENTS)
    void agentsAreUnsupported() {
        UnsupportedException refused =
                thrown(UnsupportedException.class, () -> storage().agents());
        assertThat(refused.feature()).isEqualTo(Feature.AGENTS.name());
    }
}
