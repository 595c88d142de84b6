package dev.agentstorage.recall.result;

import dev.agentstorage.value.Json;

/**
 * A tool to offer to a model. Immutable.
 *
 * @param name the name of the tool
 * @param description a description for the model
 * @param parameters the JSON schema of its arguments
 */
public record ToolDefinition(String name, String description, Json parameters) {}
