package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.AgentStatus;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.Resolution;
import dev.agentstorage.agent.ResolvedAgent;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Feature;
import java.util.Optional;

/** An agent gets its configuration from a version (rules {@code AGENT-20} to {@code AGENT-23}). */
public abstract class AgentResolutionContract extends AgentContract {
    /** Made by the kit. */
    protected AgentResolutionContract() {}

    /** The active version is returned. If this fails, look at the join. */
    @Rule(id = "AGENT-20", requires = Feature.AGENTS, cases = "A07")
    void activeVersionGivesTheConfiguration() {
        AgentDefinition agent = agent();
        AgentVersion second = version(agent.id(), "second");
        version(agent.id(), "third");
        AgentDefinition active = agents().update(agent.id(), AgentPatch.ofActiveVersion(second.id()));
        ResolvedAgent resolved = agents().resolve(agent.id()).orElseThrow();
        assertThat(resolved).isEqualTo(new ResolvedAgent(active, Optional.of(second)));
        assertThat(resolved.config().name()).isEqualTo("second");
    }

    /** The latest version is returned if the active one is missing. If this fails, look at the fallback. */
    @Rule(id = "AGENT-20", requires = Feature.AGENTS, cases = "A08")
    void latestVersionReplacesAMissingActiveOne() {
        AgentDefinition agent = agent();
        version(agent.id(), "second");
        AgentVersion third = version(agent.id(), "third");
        assertThat(agents().resolve(agent.id())).contains(new ResolvedAgent(agent, Optional.of(third)));
    }

    /** The draft is the latest version. If this fails, look at the meaning of the resolutions. */
    @Rule(id = "AGENT-20", requires = Feature.AGENTS)
    void draftsSeeTheLatestVersion() {
        AgentDefinition agent = agent();
        AgentVersion second = version(agent.id(), "second");
        AgentVersion third = version(agent.id(), "third");
        agents().update(agent.id(), AgentPatch.ofActiveVersion(second.id()));
        assertThat(agents().resolve(agent.id(), Resolution.of(AgentStatus.DRAFT))
                        .orElseThrow()
                        .version())
                .contains(third);
        for (AgentStatus status :
                new AgentStatus[] {AgentStatus.PUBLISHED, AgentStatus.ARCHIVED, new AgentStatus("paused")}) {
            assertThat(agents().resolve(agent.id(), Resolution.of(status))
                            .orElseThrow()
                            .version())
                    .contains(second);
        }
    }

    /** A missing agent is an empty result. If this fails, look for an error instead. */
    @Rule(id = "AGENT-20", requires = Feature.AGENTS, cases = "A06")
    void missingAgentResolvesToNothing() {
        String missing = id("agent");
        assertThat(agents().resolve(missing)).isEmpty();
        assertThat(agents().resolve(missing, Resolution.LATEST)).isEmpty();
        assertThat(agents().resolveVersion(missing, id("version"))).isEmpty();
    }

    /** An active version that does not exist counts as none. If this fails, look at an inner join. */
    @Rule(id = "AGENT-21", requires = Feature.AGENTS, cases = "G25")
    void danglingActiveVersionFallsBackToTheLatest() {
        AgentDefinition agent = agent();
        AgentVersion second = version(agent.id(), "second");
        AgentVersion third = version(agent.id(), "third");
        agents().update(agent.id(), AgentPatch.ofActiveVersion(id("version")));
        assertThat(agents().resolve(agent.id()).orElseThrow().version()).contains(third);
        agents().update(agent.id(), AgentPatch.ofActiveVersion(second.id()));
        agents().deleteVersion(second.id());
        assertThat(agents().resolve(agent.id()).orElseThrow().version()).contains(third);
    }

    /** A version of another agent counts as none. If this fails, look at a join by version id alone. */
    @Rule(id = "AGENT-21", requires = Feature.AGENTS)
    void activeVersionOfAnotherAgentFallsBackToTheLatest() {
        AgentDefinition agent = agent();
        AgentVersion foreign = version(agent().id(), "foreign");
        agents().update(agent.id(), AgentPatch.ofActiveVersion(foreign.id()));
        assertThat(agents().resolve(agent.id()).orElseThrow().config().name()).isEqualTo("first");
    }

    /** A requested version is returned, or an empty result. If this fails, look for an unwanted fallback. */
    @Rule(id = "AGENT-22", requires = Feature.AGENTS, cases = "G25")
    void resolvingByVersionGivesThatVersionOrNothing() {
        AgentDefinition agent = agent();
        AgentVersion second = version(agent.id(), "second");
        version(agent.id(), "third");
        AgentVersion foreign = version(agent().id(), "foreign");
        assertThat(agents().resolveVersion(agent.id(), second.id()))
                .contains(new ResolvedAgent(agent, Optional.of(second)));
        assertThat(agents().resolveVersion(agent.id(), id("version"))).isEmpty();
        assertThat(agents().resolveVersion(agent.id(), foreign.id())).isEmpty();
    }

    /** An agent without versions is still an agent. If this fails, look at an inner join. */
    @Rule(id = "AGENT-23", requires = Feature.AGENTS)
    void agentWithoutVersionsResolvesToItsRecord() {
        AgentDefinition agent = agent();
        agents().deleteVersions(agent.id());
        ResolvedAgent resolved = agents().resolve(agent.id()).orElseThrow();
        assertThat(resolved).isEqualTo(new ResolvedAgent(agent, Optional.empty()));
        refused(NotFoundException.class, "agent-version-not-found", resolved::config);
    }
}
