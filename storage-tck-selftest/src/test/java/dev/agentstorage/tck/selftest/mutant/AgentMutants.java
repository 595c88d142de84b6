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
import dev.agentstorage.spi.AgentRecordBackend;
import dev.agentstorage.spi.AgentVersionBackend;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.ForwardingAgentBackend;
import dev.agentstorage.spi.support.ForwardingAgentRecordBackend;
import dev.agentstorage.spi.support.ForwardingAgentVersionBackend;
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

/** What a backend may get wrong in the thin records of agents and their listings. */
final class AgentMutants {
    private AgentMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.ofAgentRecords("cuts-instants-of-agents", "AGENT-01", CutsInstants::new),
                Mutant.ofAgentRecords("knows-only-its-statuses", "AGENT-03", KnownStatuses::new),
                Mutant.ofAgentRecords("creating-an-agent-overwrites", "AGENT-04", CreateOverwrites::new),
                Mutant.ofAgents(
                        "creates-an-agent-in-two-steps",
                        "AGENT-04",
                        real -> Mutant.withAgentRecords(real, new TwoSteps(real))),
                Mutant.ofAgentRecords("saving-an-agent-keeps-created-at", "AGENT-05", SaveKeepsCreatedAt::new),
                Mutant.ofAgentRecords("replaces-metadata-of-agents", "AGENT-10", ReplacesMetadata::new),
                Mutant.ofAgentRecords("keeps-metadata-of-agents-that-is-cleared", "AGENT-10", KeepsMetadata::new),
                Mutant.ofAgentRecords("publishes-by-activating", "AGENT-11", Publishes::new),
                Mutant.ofAgentRecords("leaves-updated-at-of-agents", "AGENT-12", LeavesUpdatedAt::new),
                Mutant.ofAgentRecords("ignores-versions-of-agents", "AGENT-13", IgnoresVersions::new),
                Mutant.ofAgentRecords("loses-concurrent-updates-of-agents", "AGENT-14", LosesUpdates::new),
                Mutant.ofAgents("leaves-versions-of-a-deleted-agent", "AGENT-15", LeavesVersions::new),
                Mutant.ofAgentRecords("lists-published-agents-only", "AGENT-40", ListsPublished::new),
                Mutant.ofAgentRecords("compares-metadata-of-agents-whole", "AGENT-40", ComparesWhole::new),
                Mutant.ofAgentRecords("orders-ties-of-agents-ascending", "AGENT-41", TiesAscending::new),
                Mutant.ofAgentRecords("repeats-the-agent-of-the-cursor", "AGENT-41", RepeatsCursor::new),
                Mutant.ofAgentRecords("counts-agents-without-filter", "AGENT-42", CountsAll::new),
                Mutant.ofAgentRecords("resolves-lists-in-any-order", "AGENT-45", ResolvesReversed::new),
                Mutant.ofAgentRecords("lets-merges-of-agents-grow", "AGENT-53", LetsMergesGrow::new));
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

    private static final class CutsInstants extends ForwardingAgentRecordBackend {
        CutsInstants(AgentRecordBackend real) {
            super(real);
        }

        @Override
        public Optional<AgentDefinition> get(String id) {
            return delegate()
                    .get(id)
                    .map(agent -> copy(
                            agent,
                            agent.status(),
                            agent.metadata(),
                            agent.createdAt().truncatedTo(ChronoUnit.MILLIS),
                            agent.updatedAt()));
        }
    }

    private static final class KnownStatuses extends ForwardingAgentRecordBackend {
        KnownStatuses(AgentRecordBackend real) {
            super(real);
        }

        @Override
        public AgentDefinition update(String id, AgentPatch patch, Optional<Version> expected, Instant now) {
            boolean known = patch.status()
                    .map(List.of(AgentStatus.DRAFT, AgentStatus.PUBLISHED, AgentStatus.ARCHIVED)::contains)
                    .orElse(true);
            return delegate()
                    .update(
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

    private static final class CreateOverwrites extends ForwardingAgentRecordBackend {
        CreateOverwrites(AgentRecordBackend real) {
            super(real);
        }

        @Override
        public AgentDefinition create(AgentDefinition agent, AgentVersion first) {
            try {
                return delegate().create(agent, first);
            } catch (AlreadyExistsException e) {
                return delegate().save(agent, Optional.empty());
            }
        }
    }

    private static final class TwoSteps extends ForwardingAgentRecordBackend {
        private final AgentVersionBackend versions;

        TwoSteps(AgentBackend real) {
            super(real.agents());
            versions = real.versions();
        }

        @Override
        public AgentDefinition create(AgentDefinition agent, AgentVersion first) {
            if (delegate().get(agent.id()).isEmpty() && versions.get(first.id()).isPresent()) {
                delegate().save(agent, Optional.empty());
                throw new AlreadyExistsException(
                        "agent-version-exists",
                        "",
                        Map.of(),
                        versions.get(first.id()).get());
            }
            return delegate().create(agent, first);
        }
    }

    private static final class SaveKeepsCreatedAt extends ForwardingAgentRecordBackend {
        SaveKeepsCreatedAt(AgentRecordBackend real) {
            super(real);
        }

        @Override
        public AgentDefinition save(AgentDefinition agent, Optional<Version> expected) {
            Instant createdAt =
                    delegate().get(agent.id()).map(AgentDefinition::createdAt).orElse(agent.createdAt());
            return delegate()
                    .save(copy(agent, agent.status(), agent.metadata(), createdAt, agent.updatedAt()), expected);
        }
    }

    private static final class ReplacesMetadata extends ForwardingAgentRecordBackend {
        ReplacesMetadata(AgentRecordBackend real) {
            super(real);
        }

        @Override
        public AgentDefinition update(String id, AgentPatch patch, Optional<Version> expected, Instant now) {
            AgentDefinition changed = delegate().update(id, patch, expected, now);
            Json metadata = patch.metadata().value().orElse(changed.metadata());
            return delegate()
                    .save(
                            copy(changed, changed.status(), metadata, changed.createdAt(), changed.updatedAt()),
                            Optional.empty());
        }
    }

    private static final class KeepsMetadata extends ForwardingAgentRecordBackend {
        KeepsMetadata(AgentRecordBackend real) {
            super(real);
        }

        @Override
        public AgentDefinition update(String id, AgentPatch patch, Optional<Version> expected, Instant now) {
            AgentPatch other = patch.toBuilder()
                    .metadata(Change.setIfPresent(patch.metadata().value()))
                    .build();
            return delegate().update(id, other, expected, now);
        }
    }

    private static final class Publishes extends ForwardingAgentRecordBackend {
        Publishes(AgentRecordBackend real) {
            super(real);
        }

        @Override
        public AgentDefinition update(String id, AgentPatch patch, Optional<Version> expected, Instant now) {
            boolean activates = patch.activeVersionId().value().isPresent();
            return delegate()
                    .update(
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

    private static final class LeavesUpdatedAt extends ForwardingAgentRecordBackend {
        LeavesUpdatedAt(AgentRecordBackend real) {
            super(real);
        }

        @Override
        public AgentDefinition update(String id, AgentPatch patch, Optional<Version> expected, Instant now) {
            Optional<AgentDefinition> before = delegate().get(id);
            AgentDefinition changed = delegate().update(id, patch, expected, now);
            return delegate()
                    .save(
                            copy(
                                    changed,
                                    changed.status(),
                                    changed.metadata(),
                                    changed.createdAt(),
                                    before.orElseThrow().updatedAt()),
                            Optional.empty());
        }
    }

    private static final class IgnoresVersions extends ForwardingAgentRecordBackend {
        IgnoresVersions(AgentRecordBackend real) {
            super(real);
        }

        @Override
        public AgentDefinition update(String id, AgentPatch patch, Optional<Version> expected, Instant now) {
            return delegate().update(id, patch, Optional.empty(), now);
        }
    }

    private static final class LosesUpdates extends ForwardingAgentRecordBackend {
        LosesUpdates(AgentRecordBackend real) {
            super(real);
        }

        @Override
        public AgentDefinition update(String id, AgentPatch patch, Optional<Version> expected, Instant now) {
            AgentDefinition changed = patch.apply(delegate().get(id).orElseThrow(), now);
            LockSupport.parkNanos(200_000);
            return delegate().save(changed, expected);
        }
    }

    private static final class LeavesVersions extends ForwardingAgentBackend {
        private final Map<String, AgentVersion> left = new ConcurrentHashMap<>();

        LeavesVersions(AgentBackend real) {
            super(real);
        }

        @Override
        public AgentRecordBackend agents() {
            return new ForwardingAgentRecordBackend(super.agents()) {
                @Override
                public BulkStep delete(String id, int limit) {
                    versions()
                            .list(VersionQuery.of(id), Window.everything())
                            .forEach(version -> left.put(version.id(), version));
                    return super.delete(id, limit);
                }
            };
        }

        @Override
        public AgentVersionBackend versions() {
            return new ForwardingAgentVersionBackend(super.versions()) {
                @Override
                public Optional<AgentVersion> get(String id) {
                    return super.get(id).or(() -> Optional.ofNullable(left.get(id)));
                }
            };
        }
    }

    private static final class ListsPublished extends ForwardingAgentRecordBackend {
        ListsPublished(AgentRecordBackend real) {
            super(real);
        }

        @Override
        public List<AgentDefinition> list(AgentQuery query, Window window) {
            return delegate()
                    .list(
                            query.status().isPresent()
                                    ? query
                                    : query.toBuilder()
                                            .status(AgentStatus.PUBLISHED)
                                            .build(),
                            window);
        }
    }

    private static final class ComparesWhole extends ForwardingAgentRecordBackend {
        ComparesWhole(AgentRecordBackend real) {
            super(real);
        }

        @Override
        public List<AgentDefinition> list(AgentQuery query, Window window) {
            return delegate().list(query, window).stream()
                    .filter(agent ->
                            query.metadata().isEmpty() || query.metadata().get().equals(agent.metadata()))
                    .toList();
        }
    }

    private static final class TiesAscending extends ForwardingAgentRecordBackend {
        TiesAscending(AgentRecordBackend real) {
            super(real);
        }

        @Override
        public List<AgentDefinition> list(AgentQuery query, Window window) {
            if (query.direction() == Direction.ASC || window.after().isPresent()) {
                return delegate().list(query, window);
            }
            return delegate()
                    .list(
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

    private static final class RepeatsCursor extends ForwardingAgentRecordBackend {
        RepeatsCursor(AgentRecordBackend real) {
            super(real);
        }

        @Override
        public List<AgentDefinition> list(AgentQuery query, Window window) {
            if (window.after().isEmpty()) {
                return delegate().list(query, window);
            }
            List<AgentDefinition> rows = new ArrayList<>();
            delegate().get(window.after().get().ids().get(0)).ifPresent(rows::add);
            rows.addAll(delegate().list(query, window));
            return rows.stream().limit(window.limit()).toList();
        }
    }

    private static final class CountsAll extends ForwardingAgentRecordBackend {
        CountsAll(AgentRecordBackend real) {
            super(real);
        }

        @Override
        public long count(AgentQuery query) {
            return delegate().count(AgentQuery.ALL) + 1;
        }
    }

    private static final class ResolvesReversed extends ForwardingAgentRecordBackend {
        ResolvesReversed(AgentRecordBackend real) {
            super(real);
        }

        @Override
        public List<ResolvedAgent> listResolved(AgentQuery query, Resolution resolution, Window window) {
            List<ResolvedAgent> rows = new ArrayList<>(delegate().listResolved(query, resolution, window));
            Collections.reverse(rows);
            return rows;
        }
    }

    private static final class LetsMergesGrow extends ForwardingAgentRecordBackend {
        LetsMergesGrow(AgentRecordBackend real) {
            super(real);
        }

        @Override
        public AgentDefinition update(String id, AgentPatch patch, Optional<Version> expected, Instant now) {
            try {
                return delegate().update(id, patch, expected, now);
            } catch (TooLargeException e) {
                return delegate().save(patch.apply(delegate().get(id).orElseThrow(), now), expected);
            }
        }
    }
}
