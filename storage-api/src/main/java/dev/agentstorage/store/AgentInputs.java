package dev.agentstorage.store;

import static dev.agentstorage.internal.Checks.notNull;

import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.AgentStatus;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.NewAgent;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Utf8;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Checks and normalises the arguments of the agent domain. */
final class AgentInputs {
    private static final String CONFIG_HINT = "keep large parts of the configuration elsewhere and refer to them";

    private final Call<?> call;

    AgentInputs(Call<?> call) {
        this.call = call;
    }

    NewAgent newAgent(NewAgent agent, Instant now) {
        notNull("agent", agent);
        call.id("id", agent.id());
        call.id("versionId", agent.versionId());
        call.id("authorId", agent.authorId());
        config(agent.config());
        return new NewAgent(
                agent.id(),
                agent.versionId(),
                agent.authorId(),
                metadata(agent.metadata()),
                agent.config(),
                Optional.of(Checks.instant("createdAt", agent.createdAt().orElse(now))));
    }

    static AgentDefinition draft(NewAgent agent) {
        Instant createdAt = agent.createdAt().orElseThrow();
        return new AgentDefinition(
                agent.id(),
                AgentStatus.DRAFT,
                Optional.empty(),
                agent.authorId(),
                agent.metadata(),
                createdAt,
                createdAt);
    }

    static AgentVersion first(NewAgent agent, String message) {
        return new AgentVersion(
                agent.versionId(),
                agent.id(),
                1,
                agent.config(),
                agent.config().fieldNames(),
                Optional.of(message),
                agent.createdAt().orElseThrow());
    }

    AgentDefinition agent(AgentDefinition agent) {
        notNull("agent", agent);
        call.id("id", agent.id());
        status(agent.status());
        call.id("activeVersionId", agent.activeVersionId());
        call.id("authorId", agent.authorId());
        return new AgentDefinition(
                agent.id(),
                agent.status(),
                agent.activeVersionId(),
                agent.authorId(),
                metadata(agent.metadata()),
                Checks.instant("createdAt", agent.createdAt()),
                Checks.instant("updatedAt", agent.updatedAt()));
    }

    AgentPatch patch(AgentPatch patch) {
        notNull("patch", patch);
        patch.status().ifPresent(this::status);
        call.id("activeVersionId", patch.activeVersionId().value());
        call.id("authorId", patch.authorId().value());
        return new AgentPatch(
                patch.status(),
                patch.activeVersionId(),
                patch.authorId(),
                patch.metadata().map(this::metadataPatch));
    }

    AgentQuery query(AgentQuery query) {
        notNull("query", query);
        query.status().ifPresent(this::status);
        call.id("authorId", query.authorId());
        return new AgentQuery(
                query.status(),
                query.authorId(),
                call.filter("metadata", query.metadata()),
                query.order(),
                query.direction());
    }

    NewAgentVersion newVersion(NewAgentVersion version, Instant now) {
        notNull("version", version);
        call.id("id", version.id());
        call.id("agentId", version.agentId());
        version.number().ifPresent(AgentInputs::number);
        long bytes = config(version.config());
        for (String field : version.changedFields()) {
            bytes += Utf8.length(call.name("changedFields", field)) + 3;
        }
        if (version.changeMessage().isPresent()) {
            bytes += Utf8.length(
                    call.text("changeMessage", version.changeMessage().get()));
        }
        call.size("version", bytes, call.limits().valueBytes(), CONFIG_HINT);
        return new NewAgentVersion(
                version.id(),
                version.agentId(),
                version.number(),
                version.config(),
                version.changedFields(),
                version.changeMessage(),
                Optional.of(Checks.instant("createdAt", version.createdAt().orElse(now))));
    }

    /** Checks a configuration and returns its size; what is kept as plain text must be storable as such. */
    private long config(AgentConfig config) {
        for (String field : List.of("name", "description", "instructions", "skillsFormat")) {
            config.field(field).flatMap(Json::string).ifPresent(text -> call.text("config." + field, text));
        }
        long bytes = config.json().sizeInBytes();
        call.size("config", bytes, call.limits().valueBytes(), CONFIG_HINT);
        return bytes;
    }

    private Json metadata(Json metadata) {
        return fitting(call.metadata("metadata", metadata));
    }

    private Json metadataPatch(Json patch) {
        return fitting(call.object("metadata", patch));
    }

    private Json fitting(Json metadata) {
        call.value("metadata", metadata.sizeInBytes());
        return metadata;
    }

    private void status(AgentStatus status) {
        call.name("status", status.value());
    }

    private static void number(int number) {
        if (number < 1 || number > NewAgentVersion.MAX_NUMBER) {
            throw new InvalidRequestException(
                    "version-number-invalid",
                    "a version number is between 1 and 1,000,000,000",
                    Details.of("field", "number", "value", number));
        }
    }
}
