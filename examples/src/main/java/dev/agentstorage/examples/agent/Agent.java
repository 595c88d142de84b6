package dev.agentstorage.examples.agent;

import dev.agentstorage.Storage;
import dev.agentstorage.examples.agent.Model.Reply;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.recall.Memory;
import dev.agentstorage.recall.PromptText;
import dev.agentstorage.recall.request.MemoryKey;
import dev.agentstorage.recall.request.RecallRequest;
import dev.agentstorage.recall.result.Recalled;
import dev.agentstorage.value.Json;
import dev.agentstorage.vector.VectorStore;
import dev.agentstorage.vector.embed.Embedder;
import java.util.List;

/** An agent that remembers, for docs/EXAMPLES.md. */
public final class Agent {
    private final Memory memory;
    private final Model model;

    /** Makes an agent; memory and model stay the caller's to close. */
    public Agent(Memory memory, Model model) {
        this.memory = memory;
        this.model = model;
    }

    /**
     * Makes a memory of last messages, older ones that fit, and working memory.
     *
     * @return the memory, to be closed before the parts
     */
    public static Memory memory(Storage storage, VectorStore vectors, Embedder embedder) {
        // spotless:off
        // MEMORY begin
        return Memory.builder(storage)
                .vectorStore(vectors)
                .embedder(embedder)
                .options(options -> options.recall().workingMemory())
                .build();
        // MEMORY end
        // spotless:on
    }

    /** Answers what a user says in a conversation, which is created when it does not exist. */
    public String answer(MemoryKey key, String question) {
        // spotless:off
        // AGENT begin
        Recalled recalled = memory.recall(RecallRequest.of(key, question));
        String system = "Answer briefly.\n" + PromptText.of(recalled);
        Reply reply = model.reply(system, recalled.history(), question, memory.workingMemoryTool());
        for (Json arguments : reply.toolCalls()) {
            memory.callWorkingMemoryTool(key, arguments);
        }
        memory.openThread(key);
        memory.append(key, List.of(
                NewMessage.user(key.threadId(), question), NewMessage.assistant(key.threadId(), reply.text())));
        return reply.text();
        // AGENT end
        // spotless:on
    }
}
