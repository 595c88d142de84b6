package dev.agentstorage.examples.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.memory.Message;
import dev.agentstorage.recall.Memory;
import dev.agentstorage.recall.request.MemoryKey;
import dev.agentstorage.recall.request.RecallRequest;
import dev.agentstorage.vector.VectorStore;
import dev.agentstorage.vector.VectorStores;
import dev.agentstorage.vector.embed.HashingEmbedder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AgentTest {
    private static final MemoryKey MONDAY = MemoryKey.of("user-1", "monday");
    private static final MemoryKey FRIDAY = MemoryKey.of("user-1", "friday");

    private final Storage storage = Storages.open("inmemory");
    private final VectorStore vectors = VectorStores.open("exact");
    private final Memory memory = Agent.memory(storage, vectors, new HashingEmbedder(64, 512));
    private final Agent agent = new Agent(memory, new FakeModel());

    @AfterEach
    void close() {
        memory.close();
        vectors.close();
        storage.close();
    }

    @Test
    void theTurnIsStored() {
        assertThat(agent.answer(MONDAY, "I like plums.")).isEqualTo("I see.");
        assertThat(memory.recall(RecallRequest.builder(MONDAY).build()).history())
                .extracting(Message::text)
                .containsExactly("I like plums.", "I see.");
    }

    @Test
    void theHistoryOfTheConversationIsKnown() {
        agent.answer(MONDAY, "My train leaves at nine.");
        assertThat(agent.answer(MONDAY, "When does the train leave?")).isEqualTo("My train leaves at nine.");
    }

    @Test
    void messagesOfAnotherConversationAreRecalled() {
        agent.answer(MONDAY, "Mia is allergic to hazelnuts.");
        assertThat(agent.answer(FRIDAY, "What is Mia allergic to?")).endsWith("user: Mia is allergic to hazelnuts.");
        assertThat(agent.answer(MemoryKey.of("user-2", "other"), "What is Mia allergic to?"))
                .isEqualTo(FakeModel.IGNORANT);
    }

    @Test
    void theModelChangesWorkingMemoryByItsTool() {
        assertThat(agent.answer(MONDAY, "Remember: The user is a vegetarian.")).isEqualTo("Noted.");
        assertThat(memory.workingMemory(FRIDAY).content()).contains("The user is a vegetarian.");
        assertThat(agent.answer(FRIDAY, "Who is vegetarian here?")).isEqualTo("The user is a vegetarian.");
    }
}
