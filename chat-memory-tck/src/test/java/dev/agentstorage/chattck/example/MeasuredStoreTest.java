package dev.agentstorage.chattck.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.chattck.ChatMemoryKit;
import dev.agentstorage.chattck.LangChain4jSubjects;
import dev.agentstorage.chattck.Property;
import dev.agentstorage.chattck.Report;
import dev.langchain4j.store.memory.chat.ChatMemoryStore;
import dev.langchain4j.store.memory.chat.InMemoryChatMemoryStore;
import org.junit.jupiter.api.Test;

/** The example of the documentation. */
class MeasuredStoreTest {
    // EXAMPLE begin
    @Test
    void keepsToolCallsAsTheyWere() {
        ChatMemoryStore store = new InMemoryChatMemoryStore(); // yours

        Report report = ChatMemoryKit.measure(LangChain4jSubjects.store("my store", store));

        assertThat(report.markdown()).contains("my store");
        assertThat(report.finding(Property.TOOL_CALLS).examples()).isEmpty();
    }
    // EXAMPLE end
}
