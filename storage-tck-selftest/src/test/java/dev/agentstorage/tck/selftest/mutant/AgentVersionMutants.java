package dev.agentstorage.tck.selftest.mutant;

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
import dev.agentstorage.spi.AgentRecordBackend;
import dev.agentstorage.spi.AgentVersionBackend;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.ForwardingAgentBackend;
import dev.agentstorage.spi.support.ForwardingAgentRecordBackend;
import dev.agentstorage.spi.support.ForwardingAgentVersionBackend;
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
                Mutant.ofAgentVersions("drops-unknown-fields-of-configurations", "AGENT-06", DropsUnknownFields::new),
                Mutant.ofAgentVersions("takes-empty-fields-for-absent", "AGENT-06", DropsEmptyFields::new),
                Mutant.ofAgentVersions("guesses-what-instructions-are", "AGENT-07", GuessesInstructions::new),
                Mutant.ofAgentRecords("resolves-drafts-to-the-active-version", "AGENT-20", ResolvesActive::new),
                Mutant.ofAgents(
                        "loses-agents-whose-active-version-is-gone",
                        "AGENT-21",
                        real -> Mutant.withAgentRecords(real, new NoFallback(real))),
                Mutant.ofAgents(
                        "takes-active-versions-of-others",
                        "AGENT-21",
                        real -> Mutant.withAgentRecords(real, new TakesForeign(real))),
                Mutant.ofAgents(
                        "resolves-versions-of-others",
                        "AGENT-22",
                        real -> Mutant.withAgentRecords(real, new ResolvesForeign(real))),
                Mutant.ofAgentRecords("loses-agents-without-versions", "AGENT-23", LosesVersionless::new),
                Mutant.ofAgentVersions("numbers-versions-by-their-count", "AGENT-30", NumbersByCount::new),
                Mutant.ofAgentVersions("gives-taken-numbers-another", "AGENT-31", RenumbersTaken::new),
                Mutant.ofAgentVersions("numbers-versions-in-a-race", "AGENT-32", NumbersInARace::new),
                Mutant.ofAgents(
                        "makes-missing-agents",
                        "AGENT-33",
                        real -> Mutant.withAgentVersions(real, new MakesAgents(real))),
                Mutant.ofAgentVersions("takes-the-youngest-for-the-latest", "AGENT-34", YoungestIsLatest::new),
                Mutant.ofAgentVersions("orders-versions-by-number-always", "AGENT-35", OrdersByNumber::new),
                Mutant.ofAgents(
                        "deletes-agents-with-their-versions",
                        "AGENT-36",
                        real -> Mutant.withAgentVersions(real, new DeletesAgents(real))),
                Mutant.ofAgentVersions("always-says-a-version-was-there", "AGENT-37", AlwaysThere::new),
                Mutant.ofAgents("clears-no-agents", "AGENT-38", ClearsNothing::new));
    }

    private static AgentVersion with(AgentVersion version, UnaryOperator<AgentConfig> change) {
        return version.toBuilder().config(change.apply(version.config())).build();
    }

    private abstract static class Reading extends ForwardingAgentVersionBackend {
        Reading(AgentVersionBackend real) {
            super(real);
        }

        abstract AgentConfig read(AgentConfig stored);

        @Override
        public Optional<AgentVersion> get(String agentId, int number) {
            return delegate().get(agentId, number).map(version -> with(version, this::read));
        }
    }

    private static final class DropsUnknownFields extends Reading {
        DropsUnknownFields(AgentVersionBackend real) {
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
        DropsEmptyFields(AgentVersionBackend real) {
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
        GuessesInstructions(AgentVersionBackend real) {
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

    private static final class ResolvesActive extends ForwardingAgentRecordBackend {
        ResolvesActive(AgentRecordBackend real) {
            super(real);
        }

        @Override
        public Optional<ResolvedAgent> resolve(String id, Resolution resolution) {
            return delegate().resolve(id, Resolution.ACTIVE);
        }
    }

    private static final class NoFallback extends ForwardingAgentRecordBackend {
        private final AgentVersionBackend versions;

        NoFallback(AgentBackend real) {
            super(real.agents());
            versions = real.versions();
        }

        @Override
        public Optional<ResolvedAgent> resolve(String id, Resolution resolution) {
            return delegate()
                    .resolve(id, resolution)
                    .filter(resolved -> resolved.agent()
                            .activeVersionId()
                            .map(active -> versions.get(active).isPresent())
                            .orElse(true));
        }
    }

    private static final class TakesForeign extends ForwardingAgentRecordBackend {
        private final AgentVersionBackend versions;

        TakesForeign(AgentBackend real) {
            super(real.agents());
            versions = real.versions();
        }

        @Override
        public Optional<ResolvedAgent> resolve(String id, Resolution resolution) {
            return delegate()
                    .resolve(id, resolution)
                    .map(resolved -> new ResolvedAgent(
                            resolved.agent(),
                            resolved.agent()
                                    .activeVersionId()
                                    .flatMap(versions::get)
                                    .or(resolved::version)));
        }
    }

    private static final class ResolvesForeign extends ForwardingAgentRecordBackend {
        private final AgentVersionBackend versions;

        ResolvesForeign(AgentBackend real) {
            super(real.agents());
            versions = real.versions();
        }

        @Override
        public Optional<ResolvedAgent> resolve(String id, String versionId) {
            return delegate()
                    .get(id)
                    .flatMap(agent ->
                            versions.get(versionId).map(version -> new ResolvedAgent(agent, Optional.of(version))));
        }
    }

    private static final class LosesVersionless extends ForwardingAgentRecordBackend {
        LosesVersionless(AgentRecordBackend real) {
            super(real);
        }

        @Override
        public Optional<ResolvedAgent> resolve(String id, Resolution resolution) {
            return delegate()
                    .resolve(id, resolution)
                    .filter(resolved -> resolved.version().isPresent());
        }
    }

    private static final class NumbersByCount extends ForwardingAgentVersionBackend {
        NumbersByCount(AgentVersionBackend real) {
            super(real);
        }

        @Override
        public AgentVersion create(NewAgentVersion version) {
            int next = (int) delegate().count(version.agentId()) + 1;
            return delegate().create(numbered(version, version.number().orElse(next)));
        }
    }

    private static final class RenumbersTaken extends ForwardingAgentVersionBackend {
        RenumbersTaken(AgentVersionBackend real) {
            super(real);
        }

        @Override
        public AgentVersion create(NewAgentVersion version) {
            try {
                return delegate().create(version);
            } catch (AlreadyExistsException e) {
                return delegate().create(numbered(version, 1000));
            }
        }
    }

    private static final class NumbersInARace extends ForwardingAgentVersionBackend {
        NumbersInARace(AgentVersionBackend real) {
            super(real);
        }

        @Override
        public AgentVersion create(NewAgentVersion version) {
            int next = delegate()
                            .getLatest(version.agentId())
                            .map(AgentVersion::number)
                            .orElse(0)
                    + 1;
            LockSupport.parkNanos(200_000);
            return delegate().create(numbered(version, version.number().orElse(next)));
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

    private static final class MakesAgents extends ForwardingAgentVersionBackend {
        private final AgentRecordBackend agents;

        MakesAgents(AgentBackend real) {
            super(real.versions());
            agents = real.agents();
        }

        @Override
        public AgentVersion create(NewAgentVersion version) {
            try {
                return delegate().create(version);
            } catch (NotFoundException e) {
                Instant now = version.createdAt().orElseThrow();
                agents.save(
                        AgentDefinition.builder(version.agentId())
                                .status(AgentStatus.DRAFT)
                                .createdAt(now)
                                .updatedAt(now)
                                .build(),
                        Optional.empty());
                return delegate().create(version);
            }
        }
    }

    private static final class YoungestIsLatest extends ForwardingAgentVersionBackend {
        YoungestIsLatest(AgentVersionBackend real) {
            super(real);
        }

        @Override
        public Optional<AgentVersion> getLatest(String agentId) {
            return delegate().list(VersionQuery.of(agentId), Window.everything()).stream()
                    .max(Comparator.comparing(AgentVersion::createdAt));
        }
    }

    private static final class OrdersByNumber extends ForwardingAgentVersionBackend {
        OrdersByNumber(AgentVersionBackend real) {
            super(real);
        }

        @Override
        public List<AgentVersion> list(VersionQuery query, Window window) {
            return delegate()
                    .list(
                            query.toBuilder()
                                    .order(VersionQuery.Order.NUMBER)
                                    .direction(query.direction())
                                    .build(),
                            window);
        }
    }

    private static final class DeletesAgents extends ForwardingAgentVersionBackend {
        private final AgentRecordBackend agents;

        DeletesAgents(AgentBackend real) {
            super(real.versions());
            agents = real.agents();
        }

        @Override
        public BulkStep deleteOfAgent(String agentId, int limit) {
            return agents.delete(agentId, limit);
        }
    }

    private static final class AlwaysThere extends ForwardingAgentVersionBackend {
        AlwaysThere(AgentVersionBackend real) {
            super(real);
        }

        @Override
        public boolean delete(String id) {
            delegate().delete(id);
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
