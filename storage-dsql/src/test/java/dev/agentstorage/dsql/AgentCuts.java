package dev.agentstorage.dsql;

import dev.agentstorage.Storage;
import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.AgentStatus;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.NewAgent;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Agents and their versions under cuts. The model is two maps. */
final class AgentCuts implements CutWorld {
    private static final Instant BASE = Instant.parse("2024-01-01T00:00:00Z");
    private static final int IDS = 3;

    private final String prefix;
    private final Random random;
    private final Map<String, AgentDefinition> agents = new TreeMap<>();
    private final Map<String, AgentVersion> versions = new TreeMap<>();
    private int numbers;

    AgentCuts(String prefix, Random random) {
        this.prefix = prefix;
        this.random = random;
    }

    @Override
    public List<Supplier<Optional<Change>>> changes() {
        return List.of(
                this::create,
                this::save,
                this::saveOfVersion,
                this::update,
                this::updateOfVersion,
                this::createVersion,
                this::deleteVersion,
                this::deleteVersions,
                this::delete);
    }

    private Optional<Change> create() {
        String id = prefix + "a" + random.nextInt(IDS);
        if (agents.containsKey(id)) {
            return Optional.empty();
        }
        String version = nextVersion();
        AgentConfig config = config();
        NewAgent agent = NewAgent.builder(config)
                .id(id)
                .versionId(version)
                .metadata(object())
                .build();
        return Optional.of(Change.once(
                "create agent",
                storage -> storage.agents().create(agent),
                () -> {
                    agents.put(id, agent(id, AgentStatus.DRAFT, agent.metadata()));
                    versions.put(version, version(version, id, 1, config));
                },
                storage -> storage.agents().getVersion(version).isPresent()));
    }

    private Optional<Change> save() {
        return pick().map(stored -> {
            AgentDefinition agent = agent(stored.id(), AgentStatus.DRAFT, object());
            return Change.repeatable(
                    "save agent", storage -> storage.agents().save(agent), () -> agents.put(agent.id(), agent));
        });
    }

    private Optional<Change> saveOfVersion() {
        return pick().map(stored -> {
            AgentDefinition agent = agent(stored.id(), AgentStatus.DRAFT, object());
            return Change.once(
                    "save agent of a version",
                    storage -> storage.agents().save(agent, stored.version()),
                    () -> agents.put(agent.id(), agent),
                    storage -> metadata(storage, agent.id()).equals(Optional.of(agent.metadata())));
        });
    }

    private Optional<Change> update() {
        return pick().map(stored -> {
            AgentPatch patch =
                    AgentPatch.builder().metadata(object()).authorId(word()).build();
            return Change.repeatable(
                    "update agent",
                    storage -> storage.agents().update(stored.id(), patch),
                    () -> agents.put(stored.id(), patch.apply(stored, BASE)));
        });
    }

    private Optional<Change> updateOfVersion() {
        return pick().map(stored -> {
            AgentPatch patch = AgentPatch.ofMetadata(object());
            AgentDefinition changed = patch.apply(stored, BASE);
            return Change.once(
                    "update agent of a version",
                    storage -> storage.agents().update(stored.id(), patch, stored.version()),
                    () -> agents.put(stored.id(), changed),
                    storage -> metadata(storage, stored.id()).equals(Optional.of(changed.metadata())));
        });
    }

    private Optional<Change> createVersion() {
        return pick().map(stored -> {
            String id = nextVersion();
            AgentConfig config = config();
            NewAgentVersion version =
                    NewAgentVersion.builder(stored.id(), config).id(id).build();
            return Change.once(
                    "createVersion",
                    storage -> storage.agents().createVersion(version),
                    () -> {
                        int highest = versions.values().stream()
                                .filter(other -> other.agentId().equals(stored.id()))
                                .mapToInt(AgentVersion::number)
                                .max()
                                .orElse(0);
                        versions.put(id, version(id, stored.id(), highest + 1, config));
                    },
                    storage -> storage.agents().getVersion(id).isPresent());
        });
    }

    private Optional<Change> deleteVersion() {
        return versions.keySet().stream()
                .skip(random.nextInt(versions.size() + 1))
                .findFirst()
                .map(id -> Change.repeatable(
                        "deleteVersion", storage -> storage.agents().deleteVersion(id), () -> versions.remove(id)));
    }

    private Optional<Change> deleteVersions() {
        return pick().map(stored -> Change.bulk(
                "deleteVersions",
                storage -> storage.agents().deleteVersions(stored.id()),
                () -> versions.values().removeIf(version -> version.agentId().equals(stored.id()))));
    }

    private Optional<Change> delete() {
        return pick().map(stored ->
                Change.bulk("delete agent", storage -> storage.agents().delete(stored.id()), () -> {
                    agents.remove(stored.id());
                    versions.values().removeIf(version -> version.agentId().equals(stored.id()));
                }));
    }

    @Override
    public List<String> expected() {
        return lines(agents.values().stream(), versions.values().stream());
    }

    @Override
    public List<String> stored(Storage storage) {
        List<AgentDefinition> found = new ArrayList<>();
        List<AgentVersion> theirs = new ArrayList<>();
        for (int i = 0; i < IDS; i++) {
            storage.agents().get(prefix + "a" + i).ifPresent(found::add);
            theirs.addAll(storage.agents().listVersions(prefix + "a" + i).toList());
        }
        return lines(found.stream(), theirs.stream());
    }

    private static List<String> lines(Stream<AgentDefinition> allAgents, Stream<AgentVersion> allVersions) {
        return Stream.concat(
                        allAgents.map(agent -> "agent " + agent.id() + " " + agent.status() + " "
                                + agent.activeVersionId() + " " + agent.authorId() + " " + agent.metadata()),
                        allVersions.map(version -> "version " + version.id() + " of " + version.agentId() + " "
                                + version.number() + " " + version.config().name()))
                .sorted()
                .toList();
    }

    private static Optional<Json> metadata(Storage storage, String id) {
        return storage.agents().get(id).map(AgentDefinition::metadata);
    }

    private static AgentDefinition agent(String id, AgentStatus status, Json metadata) {
        return AgentDefinition.builder(id)
                .status(status)
                .metadata(metadata)
                .createdAt(BASE)
                .updatedAt(BASE)
                .build();
    }

    private static AgentVersion version(String id, String agent, int number, AgentConfig config) {
        return AgentVersion.builder(agent, config)
                .id(id)
                .number(number)
                .changedFields(List.of())
                .createdAt(BASE)
                .build();
    }

    private AgentConfig config() {
        return AgentConfig.builder()
                .name(word())
                .instructions("be kind")
                .model(Json.of(Map.of("name", "model")))
                .build();
    }

    private Optional<AgentDefinition> pick() {
        return agents.values().stream().skip(random.nextInt(agents.size() + 1)).findFirst();
    }

    private String nextVersion() {
        return prefix + "v" + numbers++;
    }

    private String word() {
        return "w" + random.nextInt(1_000_000);
    }

    private Json object() {
        return Json.of(Map.of("k" + random.nextInt(5), word()));
    }
}
