package dev.agentstorage.examples.agent;

import dev.agentstorage.memory.Message;
import dev.agentstorage.recall.result.ToolDefinition;
import dev.agentstorage.value.Json;
import java.util.List;

/** A language model, as little of it as the agent needs. */
public interface Model {
    /**
     * Answers.
     *
     * @param system the system prompt
     * @param history the last messages of the conversation, oldest first
     * @param question what the user says now
     * @param tool what the model may call
     */
    Reply reply(String system, List<Message> history, String question, ToolDefinition tool);

    /**
     * What a model says.
     *
     * @param text for the user
     * @param toolCalls the arguments of each call of the tool
     */
    record Reply(String text, List<Json> toolCalls) {
        /** Copies the list. */
        public Reply {
            toolCalls = List.copyOf(toolCalls);
        }
    }
}
