package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.thrown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.agent.VersionQuery;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.store.BulkResult;
import dev.agentstorage.store.Listing;
import dev.agentstorage.tck.engine.support.Concurrently;
import dev.agentstorage.tck.engine.support.Outcomes;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Page;
import dev.agentstorage.value.PageRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Versions are added, numbered, found, listed and deleted (rules {@code AGENT-30} to {@code AGENT-38}). */
public abstract class AgentVersionContract extends AgentContract {
    /** Made by the kit. */
    protected AgentVersionContract() {}

    /** A version is stored as given. If this fails, look at the columns of a version. */
    @Rule(id = "AGENT-30", requires = Feature.AGENTS)
    void versionIsStoredAsGiven() {
        AgentDefinition agent = agent();
        NewAgentVersion wanted = NewAgentVersion.builder(agent.id(), config("seventh"))
                .id(id("version"))
                .number(7)
                .changedFields(List.of("model", "tools", "no such field"))
                .changeMessage("use the new model\n😀")
                .createdAt(at(5))
                .build();
        AgentVersion stored = agents().createVersion(wanted);
        assertThat(stored)
                .isEqualTo(AgentVersion.builder(agent.id(), wanted.config())
                        .id(wanted.id())
                        .number(7)
                        .changedFields(List.of("model", "tools", "no such field"))
                        .changeMessage("use the new model\n😀")
                        .createdAt(at(5))
                        .build());
        assertThat(agents().getVersion(wanted.id())).contains(stored);
        assertThat(agents().get(agent.id())).contains(agent);
    }

    /** The next number follows the highest one. If this fails, look for a number derived from a count. */
    @Rule(id = "AGENT-30", requires = Feature.AGENTS)
    void numberIsTheOneAfterTheHighest() {
        AgentDefinition agent = agent();
        assertThat(version(agent.id(), "second").number()).isEqualTo(2);
        agents().createVersion(NewAgentVersion.builder(agent.id(), config("tenth"))
                .number(10)
                .build());
        AgentVersion next = version(agent.id(), "eleventh");
        assertThat(next.number()).isEqualTo(11);
        assertThat(next.changedFields()).isEmpty();
        assertThat(next.changeMessage()).isEmpty();
        agents().deleteVersion(next.id());
        assertThat(version(agent.id(), "again").number()).isEqualTo(11);
        assertThat(agents().countVersions(agent.id())).isEqualTo(4);
    }

    /** An existing number is rejected. If this fails, look for a missing unique key over agent and number. */
    @Rule(
            id = "AGENT-31",
            requires = Feature.AGENTS,
            cases = {"G25", "E04"})
    void takenNumberIsRefused() {
        AgentDefinition agent = agent();
        AgentVersion stored = version(agent.id(), "second");
        NewAgentVersion same =
                NewAgentVersion.builder(agent.id(), config("other")).number(2).build();
        AlreadyExistsException refused = thrown(AlreadyExistsException.class, () -> agents().createVersion(same));
        assertThat(refused.code()).isEqualTo("agent-version-number-exists");
        assertThat(refused.stored(AgentVersion.class)).contains(stored);
        assertThat(agents().getVersion(same.id())).isEmpty();
        assertThat(agents().getVersionByNumber(agent.id(), 2)).contains(stored);
        assertThat(agents().countVersions(agent.id())).isEqualTo(2);
    }

    /** An existing id is rejected, across all agents. If this fails, look for an upsert instead of an insert. */
    @Rule(id = "AGENT-31", requires = Feature.AGENTS)
    void takenVersionIdIsRefused() {
        AgentVersion stored = version(agent().id(), "second");
        AgentDefinition other = agent();
        AlreadyExistsException refused = thrown(
                AlreadyExistsException.class,
                () -> agents().createVersion(NewAgentVersion.builder(other.id(), config("other"))
                        .id(stored.id())
                        .build()));
        assertThat(refused.code()).isEqualTo("agent-version-exists");
        assertThat(refused.stored(AgentVersion.class)).contains(stored);
        assertThat(agents().getVersion(stored.id())).contains(stored);
        assertThat(agents().countVersions(other.id())).isEqualTo(1);
    }

    /** The id is checked first. If this fails, look at what an insert checks before it assigns the next number. */
    @Rule(id = "AGENT-31", requires = Feature.AGENTS)
    void takenVersionIdIsRefusedBeforeANumberThatRunsOut() {
        AgentDefinition agent = agent();
        AgentVersion last = agents().createVersion(NewAgentVersion.builder(agent.id(), config("last"))
                .number(NewAgentVersion.MAX_NUMBER)
                .build());
        AlreadyExistsException taken = thrown(
                AlreadyExistsException.class,
                () -> agents().createVersion(NewAgentVersion.builder(agent.id(), config("next"))
                        .id(last.id())
                        .build()));
        assertThat(taken.code()).isEqualTo("agent-version-exists");
        InvalidRequestException none = thrown(
                InvalidRequestException.class,
                () -> agents().createVersion(NewAgentVersion.builder(agent.id(), config("next"))
                        .build()));
        assertThat(none.code()).isEqualTo("version-number-invalid");
        assertThat(agents().countVersions(agent.id())).isEqualTo(2);
    }

    /** Two writers never get the same number. If this fails, look at a number that is read in another transaction. */
    @Rule(id = "AGENT-32", requires = Feature.AGENTS, cases = "E04")
    void concurrentVersionsGetNumbersWithoutAGap() {
        AgentDefinition agent = agent();
        Outcomes<AgentVersion> outcomes = Concurrently.threads(4)
                .rounds(5)
                .run((worker, round) -> version(agent.id(), "w" + worker + "r" + round))
                .allowOnly();
        assertThat(outcomes.values())
                .extracting(AgentVersion::number)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(2, 21).boxed().toList());
        assertThat(agents().countVersions(agent.id())).isEqualTo(21);
        assertThat(agents().listVersions(VersionQuery.builder(agent.id())
                                .order(VersionQuery.Order.NUMBER)
                                .direction(Direction.ASC)
                                .build())
                        .toList())
                .extracting(AgentVersion::number)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 21).boxed().toList());
    }

    /** A version requires its agent. If this fails, orphaned versions can be written. */
    @Rule(id = "AGENT-33", requires = Feature.AGENTS)
    void versionOfAMissingAgentIsRefused() {
        String missing = id("agent");
        NewAgentVersion version = NewAgentVersion.of(missing, config("orphan"));
        refused(NotFoundException.class, "agent-not-found", () -> agents().createVersion(version));
        assertThat(agents().getVersion(version.id())).isEmpty();
        assertThat(agents().countVersions(missing)).isZero();
    }

    /** The three ways to find a version agree. If this fails, look at their conditions. */
    @Rule(id = "AGENT-34", requires = Feature.AGENTS)
    void versionIsFoundByIdByNumberAndAsLatest() {
        AgentDefinition agent = agent();
        AgentVersion second = agents().createVersion(NewAgentVersion.builder(agent.id(), config("second"))
                .createdAt(at(-100))
                .build());
        assertThat(agents().getVersion(second.id())).contains(second);
        assertThat(agents().getVersionByNumber(agent.id(), 2)).contains(second);
        // the latest version has the highest number, not the latest time
        assertThat(agents().getLatestVersion(agent.id())).contains(second);
        assertThat(agents().getVersion(id("version"))).isEmpty();
        assertThat(agents().getVersionByNumber(agent.id(), 3)).isEmpty();
        assertThat(agents().getVersionByNumber(agent.id(), 0)).isEmpty();
        assertThat(agents().getVersionByNumber(agent.id(), -1)).isEmpty();
        assertThat(agents().getVersionByNumber(id("agent"), 1)).isEmpty();
        assertThat(agents().getLatestVersion(id("agent"))).isEmpty();
        assertThat(agents().countVersions(id("agent"))).isZero();
    }

    /** Versions are listed by number or time, in both directions. If this fails, look at ORDER BY. */
    @Rule(
            id = "AGENT-35",
            requires = Feature.AGENTS,
            cases = {"G25", "E06"})
    void versionsAreListedInTheOrderAsked() {
        AgentDefinition agent = agent();
        agents().createVersion(NewAgentVersion.builder(agent.id(), config("2"))
                .createdAt(at(30))
                .build());
        agents().createVersion(NewAgentVersion.builder(agent.id(), config("3"))
                .createdAt(at(20))
                .build());
        version(agent().id(), "of another agent");
        VersionQuery query = VersionQuery.of(agent.id());
        assertThat(numbers(agents().listVersions(agent.id()))).containsExactly(3, 2, 1);
        assertThat(numbers(agents().listVersions(query.toBuilder()
                        .order(VersionQuery.Order.NUMBER)
                        .direction(Direction.ASC)
                        .build())))
                .containsExactly(1, 2, 3);
        assertThat(numbers(agents().listVersions(query.toBuilder()
                        .order(VersionQuery.Order.CREATED_AT)
                        .direction(Direction.ASC)
                        .build())))
                .containsExactly(1, 3, 2);
        assertThat(numbers(agents().listVersions(query.toBuilder()
                        .order(VersionQuery.Order.CREATED_AT)
                        .direction(Direction.DESC)
                        .build())))
                .containsExactly(2, 3, 1);
        assertThat(agents().listVersions(id("agent")).toList()).isEmpty();
    }

    /** A page has 20 versions by default. If this fails, look at the default of the listing. */
    @Rule(
            id = "AGENT-35",
            requires = Feature.AGENTS,
            cases = {"G25", "E06"})
    void versionsAreListedByPagesOfTwenty() {
        AgentDefinition agent = agent();
        IntStream.rangeClosed(2, 25).forEach(i -> version(agent.id(), "v" + i));
        Page<AgentVersion> first =
                agents().listVersions(agent.id()).page(PageRequest.first().withTotal());
        assertThat(first.items())
                .extracting(AgentVersion::number)
                .startsWith(25, 24)
                .hasSize(20);
        assertThat(first.total()).hasValue(25);
        assertThat(first.hasMore()).isTrue();
        Page<AgentVersion> third = agents().listVersions(agent.id()).page(PageRequest.of(2, 10));
        assertThat(third.items()).extracting(AgentVersion::number).containsExactly(5, 4, 3, 2, 1);
        assertThat(third.hasMore()).isFalse();
        assertThat(agents().listVersions(agent.id()).count()).isEqualTo(25);
    }

    /** Versions with equal times appear once each when read by cursor. If this fails, look for the id in ORDER BY. */
    @Rule(id = "AGENT-35", requires = Feature.AGENTS, cases = "G01")
    void versionsOfOneInstantAreWalkedOnceEach() {
        AgentDefinition agent = agent();
        String prefix = id("v");
        Instant same = at(10);
        for (String end : List.of("b", "a", "😀", "\uffee", "c")) {
            agents().createVersion(NewAgentVersion.builder(agent.id(), config(end))
                    .id(prefix + end)
                    .createdAt(same)
                    .build());
        }
        agents().deleteVersion(
                        agents().getVersionByNumber(agent.id(), 1).orElseThrow().id());
        VersionQuery query = VersionQuery.of(agent.id());
        List<String> ascending = List.of(prefix + "a", prefix + "b", prefix + "c", prefix + "\uffee", prefix + "😀");
        List<String> descending = new ArrayList<>(ascending);
        Collections.reverse(descending);
        assertThat(versionIds(
                        agents().listVersions(query.toBuilder()
                                .order(VersionQuery.Order.CREATED_AT)
                                .direction(Direction.ASC)
                                .build()),
                        2))
                .containsExactlyElementsOf(ascending);
        assertThat(versionIds(
                        agents().listVersions(query.toBuilder()
                                .order(VersionQuery.Order.CREATED_AT)
                                .direction(Direction.DESC)
                                .build()),
                        2))
                .containsExactlyElementsOf(descending);
        assertThat(versionIds(agents().listVersions(query), 1))
                .containsExactly(prefix + "c", prefix + "\uffee", prefix + "😀", prefix + "a", prefix + "b");
    }

    /** Deleting versions does not remove the agent. If this fails, look at the condition of the delete. */
    @Rule(id = "AGENT-36", requires = Feature.AGENTS)
    void deletingVersionsLeavesTheAgent() {
        AgentDefinition agent = agent();
        version(agent.id(), "second");
        AgentDefinition other = agent();
        assertThat(agents().deleteVersions(agent.id()).affected()).isEqualTo(2);
        assertThat(agents().countVersions(agent.id())).isZero();
        assertThat(agents().getLatestVersion(agent.id())).isEmpty();
        assertThat(agents().get(agent.id())).contains(agent);
        assertThat(agents().countVersions(other.id())).isEqualTo(1);
        assertThat(agents().deleteVersions(agent.id()).affected()).isZero();
        assertThat(agents().deleteVersions(id("agent")).done()).isTrue();
        assertThat(version(agent.id(), "new").number()).isEqualTo(1);
    }

    /** Deleting a version removes only this one. If this fails, look at the condition of the delete. */
    @Rule(id = "AGENT-37", requires = Feature.AGENTS)
    void deletingAVersionRemovesThatOne() {
        AgentDefinition agent = agent();
        AgentVersion second = version(agent.id(), "second");
        AgentVersion third = version(agent.id(), "third");
        agents().update(agent.id(), AgentPatch.ofActiveVersion(second.id()));
        assertThat(agents().deleteVersion(second.id())).isTrue();
        assertThat(agents().deleteVersion(second.id())).isFalse();
        assertThat(agents().deleteVersion(id("version"))).isFalse();
        assertThat(numbers(agents().listVersions(agent.id()))).containsExactly(3, 1);
        assertThat(agents().get(agent.id()).orElseThrow().activeVersionId()).contains(second.id());
        assertThat(agents().resolve(agent.id()).orElseThrow().version()).contains(third);
    }

    /** Clearing removes everything. If this fails, look at the order of the tables. */
    @Rule(id = "AGENT-38", requires = Feature.AGENTS)
    void clearingLeavesNothing() {
        AgentVersion second = version(agent().id(), "second");
        BulkResult cleared = agents().clear();
        assertThat(cleared.affected()).isGreaterThanOrEqualTo(3);
        assertThat(cleared.done()).isTrue();
        assertThat(agents().list().count()).isZero();
        assertThat(agents().countVersions(second.agentId())).isZero();
        assertThat(agents().getVersion(second.id())).isEmpty();
        assertThat(agents().clear()).isEqualTo(new BulkResult(0, true));
    }

    private static List<String> versionIds(Listing<AgentVersion> listing, int size) {
        return Walks.slices(listing, size).stream().map(AgentVersion::id).toList();
    }

    private static List<Integer> numbers(Listing<AgentVersion> listing) {
        return listing.toList().stream().map(AgentVersion::number).toList();
    }
}
