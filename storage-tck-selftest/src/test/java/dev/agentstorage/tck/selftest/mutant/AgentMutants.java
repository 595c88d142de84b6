package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.agent.Resolution;
import dev.agentstorage.agent.ResolvedAgent;
import dev.agentstorage.spi.AgentBackend;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** What a backend may get wrong in agents and their versions. */
final class AgentMutants {
    private AgentMutants() {}

    static List<Mutant> all() {
        return List.of(
                mutant("numbers-versions-by-looking-first", "AGENT-32", AgentMutants::looksFirst),
                mutant("shows-drafts-the-active-version", "AGENT-20", AgentMutants::alwaysActive),
                mutant("leaves-versions-of-a-deleted-agent", "AGENT-15", AgentMutants::leavesVersions),
                mutant("ignores-expected-version-of-agents", "AGENT-13", AgentMutants::ignoresVersions));
    }

    private static Mutant mutant(String name, String rule, UnaryOperator<AgentBackend> defect) {
        return new Mutant(name, rule, backend -> new ForwardingBackend(backend) {
            @Override
            public Optional<AgentBackend> agents() {
                return super.agents().map(defect);
            }
        });
    }

    private static AgentBackend looksFirst(AgentBackend backend) {
        return new ForwardingAgentBackend(backend) {
            @Override
            public AgentVersion createVersion(NewAgentVersion version) {
                int next = real.getLatestVersion(version.agentId())
                                .map(AgentVersion::number)
                                .orElse(0)
                        + 1;
                LockSupport.parkNanos(200_000);
                return real.createVersion(new NewAgentVersion(
                        version.id(),
                        version.agentId(),
                        OptionalInt.of(version.number().orElse(next)),
                        version.config(),
                        version.changedFields(),
                        version.changeMessage(),
                        version.createdAt()));
            }
        };
    }

    private static AgentBackend alwaysActive(AgentBackend backend) {
        return new ForwardingAgentBackend(backend) {
            @Override
            public Optional<ResolvedAgent> resolveAgent(String id, Resolution resolution) {
                return real.resolveAgent(id, Resolution.ACTIVE);
            }
        };
    }

    private static AgentBackend leavesVersions(AgentBackend backend) {
        return new ForwardingAgentBackend(backend) {
            @Override
            public BulkStep deleteAgent(String id, int limit) {
                return new BulkStep(real.deleteAgent(id, 1).affected(), true);
            }
        };
    }

    private static AgentBackend ignoresVersions(AgentBackend backend) {
        return new ForwardingAgentBackend(backend) {
            @Override
            public AgentDefinition updateAgent(String id, AgentPatch patch, Optional<Version> expected, Instant now) {
                return real.updateAgent(id, patch, Optional.empty(), now);
            }
        };
    }
}
