package dev.agentstorage.inmemory;

import static dev.agentstorage.inmemory.MemoryFixture.BASE;
import static dev.agentstorage.inmemory.MemoryFixture.ids;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageInclude;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Limits;
import dev.agentstorage.value.Page;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.value.TimeRange;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemoryIncludeTest {
    private final MemoryFixture memory = new MemoryFixture(Limits.STANDARD);
    private final MessageQuery thread = MessageQuery.ofThread("t");

    @BeforeEach
    void twoThreads() {
        memory.thread("t", "r");
        memory.thread("u", "r");
        memory.messages("m", "t", "r", 1, 5);
        memory.messages("n", "u", "r", 3, 4);
    }

    @Test
    void pageAndIncludesAreOneListInTheOrderOfTheQuery() {
        Page<Message> page = read(thread, List.of(MessageInclude.of("m3", 1, 0)), PageRequest.first(2));
        assertThat(ids(page.items())).containsExactly("m1", "m2", "m3");
        assertThat(page.hasMore()).isTrue();

        page = read(thread.direction(Direction.DESC), List.of(MessageInclude.of("n3", 1, 1)), PageRequest.first(2));
        assertThat(ids(page.items())).containsExactly("m5", "n4", "m4", "n3");
    }

    @Test
    void nothingMoreIsThereWhenTheIncludesCoverTheRest() {
        PageRequest request = PageRequest.first(3).withTotal();

        Page<Message> page = read(thread, List.of(MessageInclude.of("m1", 0, 10)), request);

        assertThat(ids(page.items())).containsExactly("m1", "m2", "m3", "m4", "m5");
        assertThat(page.hasMore()).isFalse();
        assertThat(page.total()).hasValue(5);
    }

    @Test
    void moreIsThereWhenTheIncludesCoverOnlyThePageOrOnlyAPartOfTheRest() {
        assertThat(read(thread, List.of(MessageInclude.of("m2", 1, 1)), PageRequest.first(3))
                        .hasMore())
                .isTrue();
        assertThat(read(thread, List.of(MessageInclude.of("m5", 0, 0)), PageRequest.first(3))
                        .hasMore())
                .isTrue();
        assertThat(read(thread, List.of(MessageInclude.of("n3", 1, 1)), PageRequest.first(3))
                        .hasMore())
                .isTrue();
    }

    @Test
    void onALaterPageTheMessagesBeforeItMustBeCoveredToo() {
        PageRequest second = PageRequest.of(1, 2);

        assertThat(read(thread, List.of(MessageInclude.of("m5", 0, 0)), second).hasMore())
                .isTrue();
        assertThat(read(thread, List.of(MessageInclude.of("m5", 4, 0)), second).hasMore())
                .isFalse();
        assertThat(read(thread, List.of(MessageInclude.of("m5", 0, 0)), PageRequest.of(2, 2))
                        .hasMore())
                .isFalse();
    }

    @Test
    void theTotalCountsOnlyTheMessagesOfTheQuery() {
        PageRequest request = PageRequest.first(2).withTotal();
        MessageQuery late = thread.range(TimeRange.from(BASE.plusSeconds(3)));

        Page<Message> page = read(late, List.of(MessageInclude.of("m1", 0, 0), MessageInclude.of("n3", 0, 0)), request);

        assertThat(ids(page.items())).containsExactly("m1", "m3", "n3", "m4");
        assertThat(page.total()).hasValue(3);
    }

    @Test
    void aPageOfNoMessagesHasOnlyTheIncludesAndATotalOfZero() {
        PageRequest request = PageRequest.first(0).withTotal();

        Page<Message> page = read(thread, List.of(MessageInclude.of("m3", 1, 1)), request);
        assertThat(ids(page.items())).containsExactly("m2", "m3", "m4");
        assertThat(page.total()).hasValue(0);
        assertThat(page.perPage()).hasValue(0);
        assertThat(page.hasMore()).isFalse();

        assertThat(read(thread, List.of(), request).items()).isEmpty();
    }

    @Test
    void everythingHasTheIncludesOfOtherThreadsToo() {
        Page<Message> page = read(
                thread,
                List.of(MessageInclude.of("n4", 0, 9)),
                PageRequest.everything().withTotal());

        assertThat(ids(page.items())).containsExactly("m1", "m2", "m3", "m4", "n4", "m5");
        assertThat(page.total()).hasValue(5);
        assertThat(page.perPage()).isEmpty();
    }

    @Test
    void anIncludeThatIsUnknownOrNotInItsThreadIsIgnored() {
        List<MessageInclude> includes = List.of(
                MessageInclude.of("unknown", 3, 3),
                new MessageInclude("m3", Optional.of("u"), 0, 0),
                new MessageInclude("n3", Optional.of("u"), 0, 0));

        assertThat(ids(read(thread, includes, PageRequest.first(0)).items())).containsExactly("n3");
    }

    private Page<Message> read(MessageQuery query, List<MessageInclude> includes, PageRequest request) {
        return memory.store.listMessages(query, includes, request);
    }
}
