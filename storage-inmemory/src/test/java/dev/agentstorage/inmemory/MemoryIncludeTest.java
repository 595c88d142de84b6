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
        Page<Message> page =
                read(thread, List.of(MessageInclude.builder("m3").before(1).build()), PageRequest.first(2));
        assertThat(ids(page.items())).containsExactly("m1", "m2", "m3");
        assertThat(page.hasMore()).isTrue();

        page = read(
                thread.toBuilder().direction(Direction.DESC).build(),
                List.of(MessageInclude.builder("n3").before(1).after(1).build()),
                PageRequest.first(2));
        assertThat(ids(page.items())).containsExactly("m5", "n4", "m4", "n3");
    }

    @Test
    void nothingMoreIsThereWhenTheIncludesCoverTheRest() {
        PageRequest request = PageRequest.first(3).withTotal();

        Page<Message> page =
                read(thread, List.of(MessageInclude.builder("m1").after(10).build()), request);

        assertThat(ids(page.items())).containsExactly("m1", "m2", "m3", "m4", "m5");
        assertThat(page.hasMore()).isFalse();
        assertThat(page.total()).hasValue(5);
    }

    @Test
    void moreIsThereWhenTheIncludesCoverOnlyThePageOrOnlyAPartOfTheRest() {
        assertThat(read(
                                thread,
                                List.of(MessageInclude.builder("m2")
                                        .before(1)
                                        .after(1)
                                        .build()),
                                PageRequest.first(3))
                        .hasMore())
                .isTrue();
        assertThat(read(thread, List.of(MessageInclude.builder("m5").build()), PageRequest.first(3))
                        .hasMore())
                .isTrue();
        assertThat(read(
                                thread,
                                List.of(MessageInclude.builder("n3")
                                        .before(1)
                                        .after(1)
                                        .build()),
                                PageRequest.first(3))
                        .hasMore())
                .isTrue();
    }

    @Test
    void onALaterPageTheMessagesBeforeItMustBeCoveredToo() {
        PageRequest second = PageRequest.of(1, 2);

        assertThat(read(thread, List.of(MessageInclude.builder("m5").build()), second)
                        .hasMore())
                .isTrue();
        assertThat(read(thread, List.of(MessageInclude.builder("m5").before(4).build()), second)
                        .hasMore())
                .isFalse();
        assertThat(read(thread, List.of(MessageInclude.builder("m5").build()), PageRequest.of(2, 2))
                        .hasMore())
                .isFalse();
    }

    @Test
    void theTotalCountsOnlyTheMessagesOfTheQuery() {
        PageRequest request = PageRequest.first(2).withTotal();
        MessageQuery late =
                thread.toBuilder().range(TimeRange.from(BASE.plusSeconds(3))).build();

        Page<Message> page = read(
                late,
                List.of(
                        MessageInclude.builder("m1").build(),
                        MessageInclude.builder("n3").build()),
                request);

        assertThat(ids(page.items())).containsExactly("m1", "m3", "n3", "m4");
        assertThat(page.total()).hasValue(3);
    }

    @Test
    void aPageOfNoMessagesHasOnlyTheIncludesAndATotalOfZero() {
        PageRequest request = PageRequest.first(0).withTotal();

        Page<Message> page = read(
                thread, List.of(MessageInclude.builder("m3").before(1).after(1).build()), request);
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
                List.of(MessageInclude.builder("n4").after(9).build()),
                PageRequest.everything().withTotal());

        assertThat(ids(page.items())).containsExactly("m1", "m2", "m3", "m4", "n4", "m5");
        assertThat(page.total()).hasValue(5);
        assertThat(page.perPage()).isEmpty();
    }

    @Test
    void anIncludeThatIsUnknownOrNotInItsThreadIsIgnored() {
        List<MessageInclude> includes = List.of(
                MessageInclude.builder("unknown").before(3).after(3).build(),
                MessageInclude.builder("m3").threadId("u").build(),
                MessageInclude.builder("n3").threadId("u").build());

        assertThat(ids(read(thread, includes, PageRequest.first(0)).items())).containsExactly("n3");
    }

    private Page<Message> read(MessageQuery query, List<MessageInclude> includes, PageRequest request) {
        return memory.store.listMessages(query, includes, request);
    }
}
