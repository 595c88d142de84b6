package dev.agentstorage.tck.selftest.mutant;

import static dev.agentstorage.tck.selftest.mutant.AgentMutants.mutant;

import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentStatus;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.agent.Resolution;
import dev.agentstorage.agent.ResolvedAgent;
import dev.agentstorage.agent.VersionQuery;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.spi.AgentBackend;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.ForwardingAgentBackend;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** What a backend may get wrong in the versions of agents, their configurations and their choice. */
final class AgentVersionMutants {
    private AgentVersionMutants() {}

    static List<Mutant> all() {
        return List.of(
                mutant("drops-unknown-fields-of-configurations", "AGENT-06", DropsUnknownFields::new),
                mutant("takes-empty-fields-for-absent", "AGENT-06", DropsEmptyFields::new),
                mutant("guesses-what-instructions-are", "AGENT-07", GuessesInstructions::new),
                mutant("resolves-drafts-to-the-active-version", "AGENT-20", ResolvesActive::new),
                mutant("loses-agents-whose-active-version-is-gone", "AGENT-21", NoFallback::new),
                mutant("takes-active-versions-of-others", "AGENT-21", TakesForeign::new),
                mutant("resolves-versions-of-others", "AGENT-22", ResolvesForeign::new),
                mutant("loses-agents-without-versions", "AGENT-23", LosesVersionless::new),
                mutant("numbers-versions-by-their-count", "AGENT-30", NumbersByCount::new),
                mutant("gives-taken-numbers-another", "AGENT-31", RenumbersTaken::new),
                mutant("numbers-versions-in-a-race", "AGENT-32", NumbersInARace::new),
                mutant("makes-missing-agents", "AGENT-33", MakesAgents::new),
                mutant("takes-the-youngest-for-the-latest", "AGENT-34", YoungestIsLatest::new),
                mutant("orders-versions-by-number-always", "AGENT-35", OrdersByNumber::new),
                mutant("deletes-agents-with-their-versions", "AGENT-36", DeletesAgents::new),
                mutant("always-says-a-version-was-there", "AGENT-37", AlwaysThere::new),
                mutant("clears-no-agents", "AGENT-38", ClearsNothing::new));
    }

    private static AgentVersion with(AgentVersion version, UnaryOperator<AgentConfig> change) {
        return version.toBuilder().config(change.apply(version.config())).build();
    }

    private abstract static class Reading extends ForwardingAgentBackend {
        Reading(AgentBackend real) {
            super(real);
        }

        abstract AgentConfig read(AgentConfig stored);

        @Override
        public Optional<AgentVersion> getVersion(String agentId, int number) {
            return delegate().getVersion(agentId, number).map(version -> with(version, this::read));
        }
    }

    private static final class DropsUnknownFields extends Reading {
        DropsUnknownFields(AgentBackend real) {
            super(real);
        }

        @Override
        AgentConfig read(AgentConfig stored) {
            Map<String, Json> fields = new LinkedHashMap<>(stored.json().members());
            fields.keySet().retainAll(AgentConfig.FIELDS);
            return new AgentConfig(Json.of(fields));
        }
    }

    private static final class DropsEmptyFields extends Reading {
        DropsEmptyFields(AgentBackend real) {
            super(real);
        }

        @Override
        AgentConfig read(AgentConfig stored) {
            Map<String, Json> fields = new LinkedHashMap<>(stored.json().members());
            fields.values().removeIf(Json.EMPTY_OBJECT::equals);
            return new AgentConfig(Json.of(fields));
        }
    }

    private static final class GuessesInstructions extends Reading {
        GuessesInstructions(AgentBackend real) {
            super(real);
        }

        @Override
        AgentConfig read(AgentConfig stored) {
            return stored.instructions()
                    .string()
                    .filter(text -> text.startsWith("["))
                    .map(text ->
                            stored.toBuilder().instructions(Json.parse(text)).build())
                    .orElse(stored);
        }
    }

    private static final class ResolvesActive extends ForwardingAgentBackend {
        ResolvesActive(AgentBackend real) {
            super(real);
        }

        @Override
        public Optional<ResolvedAgent> resolveAgent(String id, Resolution resolution) {
            return delegate().resolveAgent(id, Resolution.ACTIVE);
        }
    }

    private static final class NoFallback extends ForwardingAgentBackend {
        NoFallback(AgentBackend real) {
            super(real);
        }

        @Override
        public Optional<ResolvedAgent> resolveAgent(String id, Resolution resolution) {
            return delegate()
                    .resolveAgent(id, resolution)
                    .filter(resolved -> resolved.agent()
                            .activeVersionId()
                            .map(active -> delegate().getVersion(active).isPresent())
                            .orElse(true));
        }
    }

    private static final class TakesForeign extends ForwardingAgentBackend {
        TakesForeign(AgentBackend real) {
            super(real);
        }

        @Override
        public Optional<ResolvedAgent> resolveAgent(String id, Resolution resolution) {
            return delegate()
                    .resolveAgent(id, resolution)
                    .map(resolved -> new ResolvedAgent(
                            resolved.agent(),
                            resolved.agent()
                                    .activeVersionId()
                                    .flatMap(delegate()::getVersion)
                                    .or(resolved::version)));
        }
    }

    private static final class ResolvesForeign extends ForwardingAgentBackend {
        ResolvesForeign(AgentBackend real) {
            super(real);
        }

        @Override
        public Optional<ResolvedAgent> resolveAgent(String id, String versionId) {
            return delegate()
                    .getAgent(id)
                    .flatMap(agent -> delegate()
                            .getVersion(versionId)
                            .map(version -> new ResolvedAgent(agent, Optional.of(version))));
        }
    }

    private static final class LosesVersionless extends ForwardingAgentBackend {
        LosesVersionless(AgentBackend real) {
            super(real);
        }

        @Override
        public Optional<ResolvedAgent> resolveAgent(String id, Resolution resolution) {
            return delegate()
                    .resolveAgent(id, resolution)
                    .filter(resolved -> resolved.version().isPresent());
        }
    }

    private static final class NumbersByCount extends ForwardingAgentBackend {
        NumbersByCount(AgentBackend real) {
            super(real);
        }

        @Override
        public AgentVersion createVersion(NewAgentVersion version) {
            int next = (int) delegate().countVersions(version.agentId()) + 1;
            return delegate().createVersion(numbered(version, version.number().orElse(next)));
        }
    }

    private static final class RenumbersTaken extends ForwardingAgentBackend {
        RenumbersTaken(AgentBackend real) {
            super(real);
        }

        @Override
        public AgentVersion createVersion(NewAgentVersion version) {
            try {
                return delegate().createVersion(version);
            } catch (AlreadyExistsException e) {
                return delegate().createVersion(numbered(version, 1000));
            }
        }
    }

    private static final class NumbersInARace extends ForwardingAgentBackend {
        NumbersInARace(AgentBackend real) {
            super(real);
        }

        @Override
        public AgentVersion createVersion(NewAgentVersion version) {
            int next = delegate()
                            .getLatestVersion(version.agentId())
                            .map(AgentVersion::number)
                            .orElse(0)
                    + 1;
            LockSupport.parkNanos(200_000);
            return delegate().createVersion(numbered(version, version.number().orElse(next)));
        }
    }

    private static NewAgentVersion numbered(NewAgentVersion version, int number) {
        return NewAgentVersion.builder(version.agentId(), version.config())
                .id(version.id())
                .number(number)
                .changedFields(version.changedFields())
                .changeMessage(version.changeMessage().orElse(null))
                .createdAt(version.createdAt().orElseThrow())
                .build();
    }

    private static final class MakesAgents extends ForwardingAgentBackend {
        MakesAgents(AgentBackend real) {
            super(real);
        }

        @Override
        public AgentVersion createVersion(NewAgentVersion version) {
            try {
                return delegate().createVersion(version);
            } catch (NotFoundException e) {
                Instant now = version.createdAt().orElseThrow();
                delegate()
                        .saveAgent(
                                AgentDefinition.builder(version.agentId())
                                        .status(AgentStatus.DRAFT)
                                        .createdAt(now)
                                        .updatedAt(now)
                                        .build(),
                                Optional.empty());
                return delegate().createVersion(version);
            }
        }
    }

    private static final class YoungestIsLatest extends ForwardingAgentBackend {
        YoungestIsLatest(AgentBackend real) {
            super(real);
        }

        @Override
        public Optional<AgentVersion> getLatestVersion(String agentId) {
            return delegate().listVersions(VersionQuery.of(agentId), Window.everything()).stream()
                    .max(Comparator.comparing(AgentVersion::createdAt));
        }
    }

    private static final class OrdersByNumber extends ForwardingAgentBackend {
        OrdersByNumber(AgentBackend real) {
            super(real);
        }

        @Override
        public List<AgentVersion> listVersions(VersionQuery query, Window window) {
            return delegate()
                    .listVersions(
                            query.toBuilder()
                                    .order(VersionQuery.Order.NUMBER)
                                    .direction(query.direction())
                                    .build(),
                            window);
        }
    }

    private static final class DeletesAgents extends ForwardingAgentBackend {
        DeletesAgents(AgentBackend real) {
            super(real);
        }

        @Override
        public BulkStep deleteVersions(String agentId, int limit) {
            return delegate().deleteAgent(agentId, limit);
        }
    }

    private static final class AlwaysThere extends ForwardingAgentBackend {
        AlwaysThere(AgentBackend real) {
            super(real);
        }

        @Override
        public boolean deleteVersion(String id) {
            delegate().deleteVersion(id);
            return true;
        }
    }

    private static final class ClearsNothing extends ForwardingAgentBackend {
        ClearsNothing(AgentBackend real) {
            super(real);
        }

        @Override
        public BulkStep clear(int limit) {
            return new BulkStep(3, true);
        }
    }
}
