package dev.agentstorage.agent;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.JsonKind;
import dev.agentstorage.value.Utf8;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of an agent as one JSON object: name, instructions, model, tools and so on. Unknown fields are kept (rule {@code AGENT-06}). A
 * {@code null} member counts as absent and is dropped.
 *
 * <p>Equal by structure, immutable, thread-safe.
 *
 * @param json the object: known fields in the order of {@link #FIELDS}, then all others by name
 */
public record AgentConfig(Json json) {
    /** The known fields. */
    public static final List<String> FIELDS = List.of(
            "name",
            "description",
            "instructions",
            "model",
            "tools",
            "defaultOptions",
            "workflows",
            "agents",
            "integrationTools",
            "toolProviders",
            "inputProcessors",
            "outputProcessors",
            "memory",
            "scorers",
            "mcpClients",
            "requestContextSchema",
            "workspace",
            "skills",
            "skillsFormat",
            "durable",
            "browser");

    /**
     * Checks and orders the fields.
     *
     * @param json the object
     * @throws InvalidRequestException {@code agent-config-invalid} with every problem: {@code name}, {@code instructions} or {@code model}
     *     is missing; {@code name}, {@code description} or {@code skillsFormat} is no string; {@code name} is blank; {@code instructions}
     *     is neither a string nor an array. {@code json-not-object}, {@code null-argument}
     */
    public AgentConfig {
        if (!Checks.notNull("config", json).isObject()) {
            throw new InvalidRequestException(
                    "json-not-object", "the value must be a JSON object", Map.of("field", "config"));
        }
        json = ordered(json.canonical().members());
        check(json);
    }

    /**
     * Returns a builder for a configuration; its name, instructions and model must be given.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder(Map.of());
    }

    /**
     * Returns a builder with the values of this configuration.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(json.members());
    }

    /** {@return the name} */
    public String name() {
        return field("name").flatMap(Json::string).orElseThrow();
    }

    /** {@return the instructions: a JSON string, or an array of blocks} */
    public Json instructions() {
        return field("instructions").orElseThrow();
    }

    /** {@return the model} */
    public Json model() {
        return field("model").orElseThrow();
    }

    /** {@return the description} */
    public Optional<String> description() {
        return field("description").flatMap(Json::string);
    }

    /** {@return the tools} */
    public Optional<Json> tools() {
        return field("tools");
    }

    /** {@return the format of the skills, such as {@code xml}, {@code json} or {@code markdown}} */
    public Optional<String> skillsFormat() {
        return field("skillsFormat").flatMap(Json::string);
    }

    /**
     * {@return a field by its name; empty when it is absent}
     *
     * @param name the name of the field
     */
    public Optional<Json> field(String name) {
        return json.get(name);
    }

    /** {@return the names of all fields that are present, in their order} */
    public List<String> fieldNames() {
        return List.copyOf(json.members().keySet());
    }

    /** {@return the fields that are not in {@link #FIELDS}} */
    public Json extra() {
        Map<String, Json> extra = new LinkedHashMap<>(json.members());
        FIELDS.forEach(extra::remove);
        return Json.of(extra);
    }

    private static Json ordered(Map<String, Json> given) {
        Map<String, Json> fields = new LinkedHashMap<>();
        for (String name : FIELDS) {
            put(fields, name, given.get(name));
        }
        List<String> others = new ArrayList<>(given.keySet());
        others.removeAll(FIELDS);
        others.sort(Utf8::compare);
        others.forEach(name -> put(fields, name, given.get(name)));
        return Json.of(fields);
    }

    private static void put(Map<String, Json> fields, String name, @Nullable Json value) {
        if (value != null && value.kind() != JsonKind.NULL) {
            fields.put(name, value);
        }
    }

    private static void check(Json json) {
        List<InvalidRequestException.Problem> problems = new ArrayList<>();
        for (String required : List.of("name", "instructions", "model")) {
            if (json.get(required).isEmpty()) {
                problems.add(new InvalidRequestException.Problem(required, "is required", null));
            }
        }
        for (String text : List.of("name", "description", "skillsFormat")) {
            if (json.get(text).filter(value -> value.kind() != JsonKind.STRING).isPresent()) {
                problems.add(new InvalidRequestException.Problem(text, "must be a string", null));
            }
        }
        if (json.path("name").string().filter(String::isBlank).isPresent()) {
            problems.add(new InvalidRequestException.Problem("name", "must not be blank", null));
        }
        Optional<JsonKind> instructions = json.get("instructions").map(Json::kind);
        if (instructions
                .filter(kind -> kind != JsonKind.STRING && kind != JsonKind.ARRAY)
                .isPresent()) {
            problems.add(new InvalidRequestException.Problem("instructions", "must be a string or an array", null));
        }
        if (!problems.isEmpty()) {
            throw new InvalidRequestException(
                    "agent-config-invalid", "the configuration of the agent is not valid", problems);
        }
    }

    /** Collects the fields of a configuration. Not thread-safe. */
    public static final class Builder {
        private final Map<String, Json> fields;

        private Builder(Map<String, Json> fields) {
            this.fields = new LinkedHashMap<>(fields);
        }

        /**
         * Sets the name.
         *
         * @param name the name
         * @return this builder
         */
        public Builder name(String name) {
            return set("name", Json.of(Checks.notNull("name", name)));
        }

        /**
         * Sets the description, for people.
         *
         * @param description a description for people
         * @return this builder
         */
        public Builder description(String description) {
            return set("description", Json.of(Checks.notNull("description", description)));
        }

        /**
         * Sets instructions in plain text.
         *
         * @param instructions instructions in plain text
         * @return this builder
         */
        public Builder instructions(String instructions) {
            return set("instructions", Json.of(Checks.notNull("instructions", instructions)));
        }

        /**
         * Sets the instructions: a JSON string, or an array of blocks.
         *
         * @param instructions the instructions: a JSON string, or an array of blocks
         * @return this builder
         */
        public Builder instructions(Json instructions) {
            return set("instructions", instructions);
        }

        /**
         * Sets the model.
         *
         * @param model the model
         * @return this builder
         */
        public Builder model(Json model) {
            return set("model", model);
        }

        /**
         * Sets the tools.
         *
         * @param tools the tools
         * @return this builder
         */
        public Builder tools(Json tools) {
            return set("tools", tools);
        }

        /**
         * Sets the default options of calls of the agent.
         *
         * @param defaultOptions the default options of a call
         * @return this builder
         */
        public Builder defaultOptions(Json defaultOptions) {
            return set("defaultOptions", defaultOptions);
        }

        /**
         * Sets the workflows that the agent may run.
         *
         * @param workflows the workflows that the agent may run
         * @return this builder
         */
        public Builder workflows(Json workflows) {
            return set("workflows", workflows);
        }

        /**
         * Sets the agents that the agent may call.
         *
         * @param agents the agents that the agent may call
         * @return this builder
         */
        public Builder agents(Json agents) {
            return set("agents", agents);
        }

        /**
         * Sets the tools of integrations.
         *
         * @param integrationTools the tools of integrations
         * @return this builder
         */
        public Builder integrationTools(Json integrationTools) {
            return set("integrationTools", integrationTools);
        }

        /**
         * Sets the providers of tools.
         *
         * @param toolProviders the providers of tools
         * @return this builder
         */
        public Builder toolProviders(Json toolProviders) {
            return set("toolProviders", toolProviders);
        }

        /**
         * Sets the input processors.
         *
         * @param inputProcessors the processors of the agent's input
         * @return this builder
         */
        public Builder inputProcessors(Json inputProcessors) {
            return set("inputProcessors", inputProcessors);
        }

        /**
         * Sets the output processors.
         *
         * @param outputProcessors the processors of the agent's output
         * @return this builder
         */
        public Builder outputProcessors(Json outputProcessors) {
            return set("outputProcessors", outputProcessors);
        }

        /**
         * Sets the configuration of the agent's memory.
         *
         * @param memory the configuration of the agent's memory
         * @return this builder
         */
        public Builder memory(Json memory) {
            return set("memory", memory);
        }

        /**
         * Sets the scorers.
         *
         * @param scorers the scorers
         * @return this builder
         */
        public Builder scorers(Json scorers) {
            return set("scorers", scorers);
        }

        /**
         * Sets the MCP clients.
         *
         * @param mcpClients the MCP clients
         * @return this builder
         */
        public Builder mcpClients(Json mcpClients) {
            return set("mcpClients", mcpClients);
        }

        /**
         * Sets the schema of the request context.
         *
         * @param requestContextSchema the schema of the request context
         * @return this builder
         */
        public Builder requestContextSchema(Json requestContextSchema) {
            return set("requestContextSchema", requestContextSchema);
        }

        /**
         * Sets the workspace.
         *
         * @param workspace the workspace
         * @return this builder
         */
        public Builder workspace(Json workspace) {
            return set("workspace", workspace);
        }

        /**
         * Sets the skills.
         *
         * @param skills the skills
         * @return this builder
         */
        public Builder skills(Json skills) {
            return set("skills", skills);
        }

        /**
         * Sets the format of the skills, such as {@code xml}, {@code json} or {@code markdown}.
         *
         * @param skillsFormat the format of the skills
         * @return this builder
         */
        public Builder skillsFormat(String skillsFormat) {
            return set("skillsFormat", Json.of(Checks.notNull("skillsFormat", skillsFormat)));
        }

        /**
         * Sets whether and how runs are durable.
         *
         * @param durable whether and how runs are durable
         * @return this builder
         */
        public Builder durable(Json durable) {
            return set("durable", durable);
        }

        /**
         * Sets the browser.
         *
         * @param browser the browser
         * @return this builder
         */
        public Builder browser(Json browser) {
            return set("browser", browser);
        }

        /**
         * Sets any field by its name, known or not; {@link Json#NULL} removes it.
         *
         * @param name the name of the field
         * @param value the value of the field
         * @return this builder
         */
        public Builder set(String name, Json value) {
            fields.put(Checks.notNull("name", name), Checks.notNull(name, value));
            return this;
        }

        /**
         * Builds the configuration.
         *
         * @return the configuration
         * @throws InvalidRequestException {@code agent-config-invalid} with every problem
         */
        public AgentConfig build() {
            return new AgentConfig(Json.of(fields));
        }
    }
}
