package dev.agentstorage.examples.domains;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.AgentStatus;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.NewAgent;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.store.AgentStore;
import dev.agentstorage.value.Json;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** The definition of an agent with two versions, of which one is active. */
public final class AgentExample {
    private AgentExample() {}

    public static void main(String[] args) {
        try (Storage storage = Storages.open("inmemory")) {
            run(storage, System.out::println);
        }
    }

    /** Runs the example on any storage, and hands over what it prints. */
    public static void run(Storage storage, Consumer<String> out) {
        AgentStore agents = storage.agents();
        String id = "support-" + UUID.randomUUID();
        AgentConfig config = AgentConfig.builder()
                .name("Support")
                .instructions("Answer briefly.")
                .model(Json.of(Map.of("provider", "example", "name", "small")))
                .build();
        AgentDefinition created = agents.create(NewAgent.of(id, config)); // with version 1
        AgentVersion second = agents.createVersion(NewAgentVersion.builder(
                        id,
                        config.toBuilder()
                                .instructions("Answer briefly and kindly.")
                                .build())
                .changedFields(List.of("instructions"))
                .changeMessage("Customers asked for it.")
                .build());
        agents.update(id, AgentPatch.ofActiveVersion(second.id()));
        out.accept("active: " + agents.resolve(id).orElseThrow().config().instructions());

        // An editor that was opened before the change does not overwrite it.
        try {
            agents.update(id, AgentPatch.ofStatus(AgentStatus.ARCHIVED), created.version());
        } catch (ConflictException e) {
            out.accept("not archived: the agent was changed meanwhile");
        }

        String first = agents.getVersionByNumber(id, 1).orElseThrow().id();
        agents.update(id, AgentPatch.ofActiveVersion(first));
        out.accept("back to: " + agents.resolve(id).orElseThrow().config().instructions());
        for (AgentVersion version : agents.listVersions(id).toList()) {
            out.accept("version " + version.number() + " " + version.changedFields());
        }
    }
}
