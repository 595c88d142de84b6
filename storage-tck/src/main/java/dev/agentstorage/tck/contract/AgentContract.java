package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.NewAgent;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.tck.run.Contract;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Base of the contracts of the agent domain: each test has its own agents and versions. */
public abstract class AgentContract extends Contract {
    /** Made by the kit. */
    protected AgentContract() {}

    /** Returns a small configuration with this name. */
    static AgentConfig config(String name) {
        return AgentConfig.builder()
                .name(name)
                .instructions("Be brief.")
                .model(Json.of(Map.of("provider", "p", "name", "m")))
                .build();
    }

    final NewAgent.Builder newAgent() {
        return NewAgent.builder(config("first"))
                .id(id("agent"))
                .versionId(id("version"))
                .createdAt(base());
    }

    /** Stores an agent with version 1, whose configuration has the name {@code first}. */
    final AgentDefinition agent() {
        return agents().create(newAgent().build());
    }

    /** Adds the next version to an agent. */
    final AgentVersion version(String agentId, String name) {
        return agents().createVersion(NewAgentVersion.builder(agentId, config(name))
                .id(id("version"))
                .build());
    }

    /** Returns the instant this number of seconds after {@link #base()}. */
    final Instant at(long seconds) {
        return base().plusSeconds(seconds);
    }

    static List<String> agentIds(List<AgentDefinition> agents) {
        return agents.stream().map(AgentDefinition::id).toList();
    }

    static void refused(Class<? extends StorageException> type, String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(type)
                .extracting(error -> ((StorageException) error).code())
                .isEqualTo(code);
    }

    /** Returns null, for arguments that must not be null. */
    @SuppressWarnings("NullAway")
    static <T> T nothing(Class<T> type) {
        return null;
    }
}
