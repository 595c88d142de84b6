package dev.agentstorage.tck.model;

import static dev.agentstorage.tck.model.Expression.call;
import static dev.agentstorage.tck.model.Expression.field;

import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.AgentStatus;
import dev.agentstorage.agent.NewAgent;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.agent.Resolution;
import dev.agentstorage.agent.VersionQuery;
import dev.agentstorage.tck.model.Operation.Call;
import java.util.ArrayList;
import java.util.List;

/** Calls of the agent domain, on agents of the sequence; without {@code clear}, which would remove the data of other rules. */
final class AgentCalls implements Domain {
    private static final Expression AGENTS = Expression.storage().then("agents");
    private static final List<Expression> IDS = Values.pool("a0", "a1", "A1");
    private static final List<Expression> VERSIONS = Values.pool("v0", "v1", "v2", "V2", "v\u00e9");
    private static final List<Expression> AUTHORS = Values.pool("u", "U");

    private final Values values;

    AgentCalls(Values values) {
        this.values = values;
    }

    @Override
    public List<Expression> state() {
        List<Expression> state = new ArrayList<>();
        for (Expression agent : IDS) {
            state.add(AGENTS.then("get", agent));
            state.add(AGENTS.then("resolve", agent));
            state.add(AGENTS.then("listVersions", agent).then("toList"));
        }
        for (Expression author : AUTHORS) {
            state.add(AGENTS.then("listResolved", call(AgentQuery.class, "ofAuthor", author))
                    .then("toList"));
        }
        return state;
    }

    @Override
    public Operation next() {
        Expression id = values.id(IDS);
        return new Call(
                switch (values.random().below(24)) {
                    case 0, 1, 2 -> AGENTS.then("create", newAgent());
                    case 3 -> AGENTS.then("save", agent(id));
                    case 4 -> AGENTS.then("save", agent(id), versionOf(id));
                    case 5, 6 -> AGENTS.then("update", id, patch());
                    case 7 -> AGENTS.then("update", id, patch(), versionOf(id));
                    case 8 -> AGENTS.then("delete", id);
                    case 9, 10, 11, 12 -> AGENTS.then("createVersion", newVersion());
                    case 13 -> AGENTS.then("deleteVersion", values.id(VERSIONS));
                    case 14 -> values.chance(30) ? AGENTS.then("deleteVersions", id) : AGENTS.then("get", id);
                    case 15 -> AGENTS.then("resolve", id, values.pick(List.of(Resolution.values())));
                    case 16 -> AGENTS.then("resolveVersion", id, values.id(VERSIONS));
                    case 17 -> AGENTS.then("getVersion", values.id(VERSIONS));
                    case 18 ->
                        AGENTS.then("getVersionByNumber", id, values.random().between(0, 4));
                    case 19 ->
                        values.chance(50) ? AGENTS.then("getLatestVersion", id) : AGENTS.then("countVersions", id);
                    case 20 -> values.read(AGENTS.then("listVersions", versionQuery(id)));
                    case 21 -> values.read(AGENTS.then("list", query()));
                    default -> values.read(AGENTS.then("listResolved", query()));
                },
                false);
    }

    private Expression versionOf(Expression id) {
        return values.version(AGENTS.then("get", id), AgentDefinition.class);
    }

    private Expression config() {
        Expression config = call(AgentConfig.class, "builder").then("name", values.text());
        config = values.chance(97) ? config.then("model", values.object()) : config;
        config = values.chance(50)
                ? config.then("instructions", values.pick(List.of("help", "[\"looks like JSON\"]", "")))
                : config.then("instructions", Values.json("[{\"role\":\"system\",\"content\":\"x\"}]"));
        config = values.chance(30) ? config.then("description", values.text()) : config;
        config = values.chance(30) ? config.then("tools", values.any()) : config;
        config = values.chance(20) ? config.then("memory", values.any()) : config;
        config = values.chance(20) ? config.then("set", "unknown", values.any()) : config;
        return config.then("build");
    }

    private Expression newAgent() {
        Expression agent = call(NewAgent.class, "builder", config())
                .then("id", values.id(IDS))
                .then("versionId", values.id(VERSIONS))
                .then("metadata", values.metadata());
        agent = values.chance(70) ? agent.then("authorId", values.id(AUTHORS)) : agent;
        agent = values.chance(50) ? agent.then("createdAt", values.time()) : agent;
        return agent.then("build");
    }

    private Expression agent(Expression id) {
        Expression agent = call(AgentDefinition.class, "builder", id)
                .then("status", status())
                .then("metadata", values.metadata())
                .then("createdAt", values.time())
                .then("updatedAt", values.time());
        agent = values.chance(40) ? agent.then("activeVersionId", values.id(VERSIONS)) : agent;
        agent = values.chance(70) ? agent.then("authorId", values.id(AUTHORS)) : agent;
        return agent.then("build");
    }

    private Expression status() {
        return values.chance(80)
                ? field(AgentStatus.class, values.pick(List.of("DRAFT", "PUBLISHED", "ARCHIVED")))
                : call(AgentStatus.class, "of", "odd");
    }

    private Expression patch() {
        Expression patch = call(AgentPatch.class, "builder");
        patch = values.chance(30) ? patch.then("status", status()) : patch;
        patch = values.chance(40) ? patch.then("activeVersionId", values.id(VERSIONS)) : patch;
        patch = values.chance(10) ? patch.then("clearActiveVersionId") : patch;
        patch = values.chance(20) ? patch.then("authorId", values.id(AUTHORS)) : patch;
        patch = values.chance(10) ? patch.then("clearAuthorId") : patch;
        patch = values.chance(40) ? patch.then("metadata", values.metadata()) : patch;
        patch = values.chance(10) ? patch.then("clearMetadata") : patch;
        return patch.then("build");
    }

    private Expression newVersion() {
        Expression version =
                call(NewAgentVersion.class, "builder", values.id(IDS), config()).then("id", values.id(VERSIONS));
        version = values.chance(30) ? version.then("number", number()) : version;
        version = values.chance(30)
                ? version.then("changedFields", values.list(2, () -> Expression.of(values.pick(List.of("name", "x")))))
                : version;
        version = values.chance(30) ? version.then("changeMessage", values.text()) : version;
        version = values.chance(50) ? version.then("createdAt", values.time()) : version;
        return version.then("build");
    }

    private int number() {
        return values.chance(90)
                ? values.random().between(1, 5)
                : values.pick(List.of(0, NewAgentVersion.MAX_NUMBER, NewAgentVersion.MAX_NUMBER + 1));
    }

    private Expression versionQuery(Expression id) {
        Expression query = call(VersionQuery.class, "builder", id);
        query = values.chance(50) ? query.then("order", values.pick(List.of(VersionQuery.Order.values()))) : query;
        query = values.chance(50) ? query.then("direction", values.direction()) : query;
        return query.then("build");
    }

    private Expression query() {
        Expression query = call(AgentQuery.class, "builder").then("authorId", values.id(AUTHORS));
        query = values.chance(30) ? query.then("status", status()) : query;
        query = values.chance(30) ? query.then("metadata", values.filter()) : query;
        query = values.chance(50) ? query.then("order", values.pick(List.of(AgentQuery.Order.values()))) : query;
        query = values.chance(50) ? query.then("direction", values.direction()) : query;
        return query.then("build");
    }
}
