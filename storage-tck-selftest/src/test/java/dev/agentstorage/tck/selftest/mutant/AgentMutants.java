package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.AgentStatus;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.Resolution;
import dev.agentstorage.agent.ResolvedAgent;
import dev.agentstorage.agent.VersionQuery;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.spi.AgentBackend;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.StorageBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.ForwardingAgentBackend;
import dev.agentstorage.spi.support.ForwardingStorageBackend;
import dev.agentstorage.value.Change;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** What a backend may get wrong in the thin records of agents and their listings. */
final class AgentMutants {
    private AgentMutants() {}

    static List<Mutant> all() {
        return List.of(
                mutant("cuts-instants-of-agents", "AGENT-01", CutsInstants::new),
                mutant("knows-only-its-statuses", "AGENT-03", KnownStatuses::new),
                mutant("creating-an-agent-overwrites", "AGENT-04", CreateOverwrites::new),
                mutant("creates-an-agent-in-two-steps", "AGENT-04", TwoSteps::new),
                mutant("saving-an-agent-keeps-created-at", "AGENT-05", SaveKeepsCreatedAt::new),
                mutant("replaces-metadata-of-agents", "AGENT-10", ReplacesMetadata::new),
                mutant("keeps-metadata-of-agents-that-is-cleared", "AGENT-10", KeepsMetadata::new),
                mutant("publishes-by-activating", "AGENT-11", Publishes::new),
                mutant("leaves-updated-at-of-agents", "AGENT-12", LeavesUpdatedAt::new),
                mutant("ignores-versions-of-agents", "AGENT-13", IgnoresVersions::new),
                mutant("loses-concurrent-updates-of-agents", "AGENT-14", LosesUpdates::new),
                mutant("leaves-versions-of-a-deleted-agent", "AGENT-15", LeavesVersions::new),
                mutant("lists-published-agents-only", "AGENT-40", ListsPublished::new),
                mutant("compares-metadata-of-agents-whole", "AGENT-40", ComparesWhole::new),
                mutant("orders-ties-of-agents-ascending", "AGENT-41", TiesAscending::new),
                mutant("repeats-the-agent-of-the-cursor", "AGENT-41", RepeatsCursor::new),
                mutant("counts-agents-without-filter", "AGENT-42", CountsAll::new),
                mutant("resolves-lists-in-any-order", "AGENT-45", ResolvesReversed::new),
                mutant("lets-merges-of-agents-grow", "AGENT-53", LetsMergesGrow::new));
    }

    static Mutant mutant(String name, String rule, UnaryOperator<AgentBackend> defect) {
        return new Mutant(name, rule, real -> new WithAgents(real, defect));
    }

    private static final class WithAgents extends ForwardingStorageBackend {
        private final Optional<AgentBackend> agents;

        WithAgents(StorageBackend real, UnaryOperator<AgentBackend> defect) {
            super(real);
            agents = real.agents().map(defect);
        }

        @Override
        public Optional<AgentBackend> agents() {
            return agents;
        }
    }

    private static AgentDefinition copy(
            AgentDefinition agent, AgentStatus status, Json metadata, Instant createdAt, Instant updatedAt) {
        return AgentDefinition.builder(agent.id())
                .status(status)
                .activeVersionId(agent.activeVersionId().orElse(null))
                .authorId(agent.authorId().orElse(null))
                .metadata(metadata)
                .createdAt(createdAt)
                .updatedAt(updatedAt)
                .build();
    }

    private static final class CutsInstants extends ForwardingAgentBackend {
        CutsInstants(AgentBackend real) {
            super(real);
        }

        @Override
        public Optional<AgentDefinition> getAgent(String id) {
            return delegate()
                    .getAgent(id)
                    .map(agent -> copy(
                            agent,
                            agent.status(),
                            agent.metadata(),
                            agent.createdAt().truncatedTo(ChronoUnit.MILLIS),
                            agent.updatedAt()));
        }
    }

    private static final class KnownStatuses extends ForwardingAgentBackend {
        KnownStatuses(AgentBackend real) {
            super(real);
        }

        @Override
        public AgentDefinition updateAgent(String id, AgentPatch patch, Optional<Version> expected, Instant now) {
            boolean known = patch.status()
                    .map(List.of(AgentStatus.DRAFT, AgentStatus.PUBLISHED, AgentStatus.ARCHIVED)::contains)
                    .orElse(true);
            return delegate()
                    .updateAgent(
                            id,
                            known
                                    ? patch
                                    : patch.toBuilder()
                                            .status(AgentStatus.DRAFT)
                                            .build(),
                            expected,
                            now);
        }
    }

    private static final class CreateOverwrites extends ForwardingAgentBackend {
        CreateOverwrites(AgentBackend real) {
            super(real);
        }

        @Override
        public AgentDefinition createAgent(AgentDefinition agent, AgentVersion first) {
            try {
                return delegate().createAgent(agent, first);
            } catch (AlreadyExistsException e) {
                return delegate().saveAgent(agent, Optional.empty());
            }
        }
    }

    private static final class TwoSteps extends ForwardingAgentBackend {
        TwoSteps(AgentBackend real) {
            super(real);
        }

        @Override
        public AgentDefinition createAgent(AgentDefinition agent, AgentVersion first) {
            if (delegate().getAgent(agent.id()).isEmpty()
                    && delegate().getVersion(first.id()).isPresent()) {
                delegate().saveAgent(agent, Optional.empty());
                throw new AlreadyExistsException(
                        "agent-version-exists",
                        "",
                        Map.of(),
                        delegate().getVersion(first.id()).get());
            }
            return delegate().createAgent(agent, first);
        }
    }

    private static final class SaveKeepsCreatedAt extends ForwardingAgentBackend {
        SaveKeepsCreatedAt(AgentBackend real) {
            super(real);
        }

        @Override
        public AgentDefinition saveAgent(AgentDefinition agent, Optional<Version> expected) {
            Instant createdAt = delegate()
                    .getAgent(agent.id())
                    .map(AgentDefinition::createdAt)
                    .orElse(agent.createdAt());
            return delegate()
                    .saveAgent(copy(agent, agent.status(), agent.metadata(), createdAt, agent.updatedAt()), expected);
        }
    }

    private static final class ReplacesMetadata extends ForwardingAgentBackend {
        ReplacesMetadata(AgentBackend real) {
            super(real);
        }

        @Override
        public AgentDefinition updateAgent(String id, AgentPatch patch, Optional<Version> expected, Instant now) {
            AgentDefinition changed = delegate().updateAgent(id, patch, expected, now);
            Json metadata = patch.metadata().value().orElse(changed.metadata());
            return delegate()
                    .saveAgent(
                            copy(changed, changed.status(), metadata, changed.createdAt(), changed.updatedAt()),
                            Optional.empty());
        }
    }

    private static final class KeepsMetadata extends ForwardingAgentBackend {
        KeepsMetadata(AgentBackend real) {
            super(real);
        }

        @Override
        public AgentDefinition updateAgent(String id, AgentPatch patch, Optional<Version> expected, Instant now) {
            AgentPatch other = patch.toBuilder()
                    .metadata(Change.setIfPresent(patch.metadata().value()))
                    .build();
            return delegate().updateAgent(id, other, expected, now);
        }
    }

    private static final class Publishes extends ForwardingAgentBackend {
        Publishes(AgentBackend real) {
            super(real);
        }

        @Override
        public AgentDefinition updateAgent(String id, AgentPatch patch, Optional<Version> expected, Instant now) {
            boolean activates = patch.activeVersionId().value().isPresent();
            return delegate()
                    .updateAgent(
                            id,
                            activates
                                    ? patch.toBuilder()
                                            .status(AgentStatus.PUBLISHED)
                                            .build()
                                    : patch,
                            expected,
                            now);
        }
    }

    private static final class LeavesUpdatedAt extends ForwardingAgentBackend {
        LeavesUpdatedAt(AgentBackend real) {
            super(real);
        }

        @Override
        public AgentDefinition updateAgent(String id, AgentPatch patch, Optional<Version> expected, Instant now) {
            Optional<AgentDefinition> before = delegate().getAgent(id);
            AgentDefinition changed = delegate().updateAgent(id, patch, expected, now);
            return delegate()
                    .saveAgent(
                            copy(
                                    changed,
                                    changed.status(),
                                    changed.metadata(),
                                    changed.createdAt(),
                                    before.orElseThrow().updatedAt()),
                            Optional.empty());
        }
    }

    private static final class IgnoresVersions extends ForwardingAgentBackend {
        IgnoresVersions(AgentBackend real) {
            super(real);
        }

        @Override
        public AgentDefinition updateAgent(String id, AgentPatch patch, Optional<Version> expected, Instant now) {
            return delegate().updateAgent(id, patch, Optional.empty(), now);
        }
    }

    private static final class LosesUpdates extends ForwardingAgentBackend {
        LosesUpdates(AgentBackend real) {
            super(real);
        }

        @Override
        public AgentDefinition updateAgent(String id, AgentPatch patch, Optional<Version> expected, Instant now) {
            AgentDefinition changed = patch.apply(delegate().getAgent(id).orElseThrow(), now);
            LockSupport.parkNanos(200_000);
            return delegate().saveAgent(changed, expected);
        }
    }

    private static final class LeavesVersions extends ForwardingAgentBackend {
        private final Map<String, AgentVersion> left = new ConcurrentHashMap<>();

        LeavesVersions(AgentBackend real) {
            super(real);
        }

        @Override
        public BulkStep deleteAgent(String id, int limit) {
            delegate()
                    .listVersions(VersionQuery.of(id), Window.everything())
                    .forEach(version -> left.put(version.id(), version));
            return delegate().deleteAgent(id, limit);
        }

        @Override
        public Optional<AgentVersion> getVersion(String id) {
            return delegate().getVersion(id).or(() -> Optional.ofNullable(left.get(id)));
        }
    }

    private static final class ListsPublished extends ForwardingAgentBackend {
        ListsPublished(AgentBackend real) {
            super(real);
        }

        @Override
        public List<AgentDefinition> listAgents(AgentQuery query, Window window) {
            return delegate()
                    .listAgents(
                            query.status().isPresent()
                                    ? query
                                    : query.toBuilder()
                                            .status(AgentStatus.PUBLISHED)
                                            .build(),
                            window);
        }
    }

    private static final class ComparesWhole extends ForwardingAgentBackend {
        ComparesWhole(AgentBackend real) {
            super(real);
        }

        @Override
        public List<AgentDefinition> listAgents(AgentQuery query, Window window) {
            return delegate().listAgents(query, window).stream()
                    .filter(agent ->
                            query.metadata().isEmpty() || query.metadata().get().equals(agent.metadata()))
                    .toList();
        }
    }

    private static final class TiesAscending extends ForwardingAgentBackend {
        TiesAscending(AgentBackend real) {
            super(real);
        }

        @Override
        public List<AgentDefinition> listAgents(AgentQuery query, Window window) {
            if (query.direction() == Direction.ASC || window.after().isPresent()) {
                return delegate().listAgents(query, window);
            }
            return delegate()
                    .listAgents(
                            query.toBuilder()
                                    .order(query.order())
                                    .direction(Direction.ASC)
                                    .build(),
                            Window.everything())
                    .stream()
                    .sorted(Comparator.comparing(AgentDefinition::createdAt).reversed())
                    .skip(window.offset())
                    .limit(window.limit())
                    .toList();
        }
    }

    private static final class RepeatsCursor extends ForwardingAgentBackend {
        RepeatsCursor(AgentBackend real) {
            super(real);
        }

        @Override
        public List<AgentDefinition> listAgents(AgentQuery query, Window window) {
            if (window.after().isEmpty()) {
                return delegate().listAgents(query, window);
            }
            List<AgentDefinition> rows = new ArrayList<>();
            delegate().getAgent(window.after().get().ids().get(0)).ifPresent(rows::add);
            rows.addAll(delegate().listAgents(query, window));
            return rows.stream().limit(window.limit()).toList();
        }
    }

    private static final class CountsAll extends ForwardingAgentBackend {
        CountsAll(AgentBackend real) {
            super(real);
        }

        @Override
        public long countAgents(AgentQuery query) {
            return delegate().countAgents(AgentQuery.ALL) + 1;
        }
    }

    private static final class ResolvesReversed extends ForwardingAgentBackend {
        ResolvesReversed(AgentBackend real) {
            super(real);
        }

        @Override
        public List<ResolvedAgent> listResolvedAgents(AgentQuery query, Resolution resolution, Window window) {
            List<ResolvedAgent> rows = new ArrayList<>(delegate().listResolvedAgents(query, resolution, window));
            Collections.reverse(rows);
            return rows;
        }
    }

    private static final class LetsMergesGrow extends ForwardingAgentBackend {
        LetsMergesGrow(AgentBackend real) {
            super(real);
        }

        @Override
        public AgentDefinition updateAgent(String id, AgentPatch patch, Optional<Version> expected, Instant now) {
            try {
                return delegate().updateAgent(id, patch, expected, now);
            } catch (TooLargeException e) {
                return delegate().saveAgent(patch.apply(delegate().getAgent(id).orElseThrow(), now), expected);
            }
        }
    }
}
