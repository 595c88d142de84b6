package dev.agentstorage.inmemory;

import static dev.agentstorage.inmemory.MemoryFixture.ids;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageInclude;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.value.Limits;
import dev.agentstorage.value.PageRequest;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemoryIncludeTest {
    private final MemoryFixture memory = new MemoryFixture(Limits.STANDARD);

    @BeforeEach
    void twoThreads() {
        memory.thread("t", "r");
        memory.thread("u", "r");
        memory.messages("m", "t", "r", 1, 5);
        memory.messages("n", "u", "r", 3, 4);
    }

    @Test
    void neighboursAreOfTheThreadOfTheIncludedMessage() {
        List<MessageInclude> includes = List.of(
                MessageInclude.builder("m3").before(1).after(1).build(),
                MessageInclude.builder("n4").before(9).after(9).build());

        assertThat(ids(read(includes))).containsExactly("m2", "m3", "n3", "m4", "n4");
    }

    @Test
    void aMessageThatIsIncludedTwiceIsThereOnce() {
        List<MessageInclude> includes = List.of(
                MessageInclude.builder("m1").after(2).build(),
                MessageInclude.builder("m2").after(2).build());

        assertThat(ids(read(includes))).containsExactly("m1", "m2", "m3", "m4");
    }

    @Test
    void anIncludeThatIsUnknownOrNotInItsThreadIsIgnored() {
        List<MessageInclude> includes = List.of(
                MessageInclude.builder("unknown").before(3).after(3).build(),
                MessageInclude.builder("m3").threadId("u").build(),
                MessageInclude.builder("n3").threadId("u").build());

        assertThat(ids(read(includes))).containsExactly("n3");
    }

    /** Reads a page that has only the includes. */
    private List<Message> read(List<MessageInclude> includes) {
        return memory.store
                .listMessages(MessageQuery.ofThread("t"), includes, PageRequest.first(0))
                .items();
    }
}
