package dev.agentstorage.benchmarks.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.memory.MessageContent;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Role;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ConversationTest {
    private static final Conversation SEVEN = new Conversation(7, "thread", "owner");

    @Test
    void isTheSameInEveryProcess() {
        NewMessage message = SEVEN.message(5);

        assertThat(message.id()).isEqualTo("68b33fe3-bef8-7f17-ad57-4c42565fb5fd");
        assertThat(message.createdAt().orElseThrow()).hasToString("2024-01-01T00:00:07.728Z");
        assertThat(message.role()).isEqualTo(Role.TOOL);
        assertThat(message.content().text())
                .hasSize(1_018)
                .contains("\"be as\\ncall value string and before as should list run module result ");
    }

    @Test
    void timesAscendAndIdsAreNeverRepeated() {
        Set<String> ids = new HashSet<>();
        for (long i = 0; i < 5_000; i++) {
            assertThat(SEVEN.createdAt(i + 1)).isAfter(SEVEN.createdAt(i));
            assertThat(ids.add(SEVEN.id(i))).isTrue();
        }
        assertThat(SEVEN.createdAt(10_000_000)).isBefore(Conversation.END);
    }

    @Test
    void anotherThreadSaysTheSameUnderOtherIds() {
        Conversation other = new Conversation(7, "other", "owner");

        assertThat(other.content(30)).isEqualTo(SEVEN.content(30));
        assertThat(other.id(30)).isNotEqualTo(SEVEN.id(30));
        assertThat(new Conversation(8, "thread", "owner").content(30)).isNotEqualTo(SEVEN.content(30));
    }

    @Test
    void saysAsMuchAsRecordedAgentsDo() {
        assertThat(medianLength(Role.ASSISTANT)).isBetween(250, 350);
        assertThat(medianLength(Role.TOOL)).isBetween(330, 470);
        assertThat(medianLength(Role.USER)).isBetween(400, 600);
        assertThat(LongStream.range(1, 3_000)
                        .mapToObj(SEVEN::content)
                        .mapToInt(String::length)
                        .max()
                        .orElseThrow())
                .isBetween(5_000, 9_100);
    }

    private static int medianLength(Role role) {
        List<Integer> lengths = LongStream.range(0, 3_000)
                .mapToObj(SEVEN::message)
                .filter(message -> message.role().equals(role))
                .map(message -> new MessageContent(message.content()).text().length())
                .sorted()
                .toList();
        return lengths.get(lengths.size() / 2);
    }
}
