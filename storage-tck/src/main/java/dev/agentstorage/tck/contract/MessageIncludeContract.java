package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageInclude;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Page;
import dev.agentstorage.value.PageRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Messages are included with their neighbours (rules {@code MEM-55} to {@code MEM-59}). */
public abstract class MessageIncludeContract extends MemoryContract {
    /** Made by the kit. */
    protected MessageIncludeContract() {}

    private Page<Message> page(ConversationThread thread, PageRequest request, MessageInclude... includes) {
        return memory().listMessages(MessageQuery.ofThread(thread.id()), List.of(includes), request.withTotal());
    }

    private static MessageInclude around(Message message, int before, int after) {
        return MessageInclude.builder(message.id()).before(before).after(after).build();
    }

    /** Page and includes form one ordered result. If this fails, look at the union. */
    @Rule(
            id = "MEM-55",
            requires = Feature.MEMORY,
            cases = {"L06", "L07", "L08", "L09", "L10", "L19", "L25", "L41", "L42", "P08"})
    void pageAndIncludesAreOneResult() {
        ConversationThread one = thread();
        ConversationThread two = thread();
        List<Message> a = messages(one, 5);
        List<Message> b = memory().saveMessages(IntStream.range(0, 3)
                .mapToObj(i -> message(two, millis(1500 + i * 1000L)).build())
                .toList());
        assertThat(page(one, PageRequest.first(), around(a.get(2), 1, 1), around(a.get(1), 0, 2))
                        .items())
                .isEqualTo(a);
        assertThat(page(one, PageRequest.first(2), around(a.get(2), 1, 0)).items())
                .isEqualTo(a.subList(0, 3));
        assertThat(page(one, PageRequest.first(), around(b.get(1), 1, 1)).items())
                .containsExactly(a.get(0), b.get(0), a.get(1), b.get(1), a.get(2), b.get(2), a.get(3), a.get(4));
        MessageQuery newest = MessageQuery.builder()
                .threadId(one.id())
                .direction(Direction.DESC)
                .build();
        assertThat(memory().listMessages(newest, List.of(around(b.get(0), 0, 1)), PageRequest.first(2))
                        .items())
                .containsExactly(a.get(4), a.get(3), b.get(1), b.get(0));
    }

    /** The resource of the query confines includes as well. If this fails, look at the neighbours' resource. */
    @Rule(id = "MEM-55", requires = Feature.MEMORY, cases = "G29")
    void resourceOfTheQueryConfinesIncludes() {
        ConversationThread thread = thread();
        List<Message> own = messages(thread, 3);
        Message foreign = memory().saveMessages(List.of(NewMessage.builder(thread.id())
                        .resourceId(id("other"))
                        .id(id("message"))
                        .createdAt(millis(2500))
                        .build()))
                .get(0);
        ConversationThread elsewhere = thread();
        Message secret = messages(elsewhere, 1).get(0);
        MessageQuery query = MessageQuery.builder()
                .threadId(thread.id())
                .resourceId(thread.resourceId())
                .build();
        Page<Message> page = memory().listMessages(
                        query,
                        List.of(around(own.get(1), 1, 1), around(foreign, 1, 1), around(secret, 0, 0)),
                        PageRequest.first(0));
        assertThat(page.items()).isEqualTo(own);
    }

    /** Neighbours stop at the ends of the thread. If this fails, look at the two directions of the window. */
    @Rule(
            id = "MEM-56",
            requires = Feature.MEMORY,
            cases = {"P07", "L34", "G01"})
    void neighboursAreOfTheSameThread() {
        ConversationThread thread = thread();
        ConversationThread other = thread();
        messages(other, 10);
        List<NewMessage> batch = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            // groups of three with equal times: within a group, the window is ordered by id
            batch.add(message(thread, at(i / 3))
                    .id(String.format("%s-%03d", thread.id(), i))
                    .build());
        }
        List<Message> all = memory().saveMessages(batch);
        TreeSet<Integer> expected = new TreeSet<>();
        List<MessageInclude> includes = new ArrayList<>();
        for (int target : new int[] {0, 40, 41, 99, 150, 199}) {
            includes.add(around(all.get(target), 2, 2));
            IntStream.rangeClosed(Math.max(0, target - 2), Math.min(199, target + 2))
                    .forEach(expected::add);
        }
        Page<Message> page = memory().listMessages(
                        MessageQuery.ofThread(thread.id()),
                        includes,
                        PageRequest.first(0).withTotal());
        assertThat(page.items()).isEqualTo(expected.stream().map(all::get).toList());
        assertThat(page.total()).hasValue(0);
        assertThat(page(thread, PageRequest.first(0), around(all.get(190), 0, 30))
                        .items())
                .isEqualTo(all.subList(190, 200));
    }

    /** Messages that cannot be included are ignored. If this fails, look at missing targets. */
    @Rule(
            id = "MEM-57",
            requires = Feature.MEMORY,
            cases = {"L15", "L32"})
    void whatIsNotThereIsIgnored() {
        ConversationThread thread = thread();
        List<Message> all = messages(thread, 5);
        assertThat(page(
                                thread,
                                PageRequest.first(),
                                MessageInclude.builder(id("unknown"))
                                        .before(1)
                                        .after(1)
                                        .build())
                        .items())
                .isEqualTo(all);
        MessageInclude elsewhere = MessageInclude.builder(all.get(2).id())
                .threadId(id("thread"))
                .before(1)
                .after(1)
                .build();
        MessageInclude here = MessageInclude.builder(all.get(2).id())
                .threadId(thread.id())
                .before(1)
                .after(1)
                .build();
        assertThat(page(thread, PageRequest.first(0), elsewhere).items()).isEmpty();
        assertThat(page(thread, PageRequest.first(0), here, around(all.get(3), 1, 0))
                        .items())
                .isEqualTo(all.subList(1, 4));
        assertThatThrownBy(() -> MessageInclude.builder("a").before(-1).build())
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> MessageInclude.builder("a")
                        .after(MessageInclude.MAX_NEIGHBOURS + 1)
                        .build())
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> page(
                        thread, PageRequest.first(), MessageInclude.builder("").build()))
                .isInstanceOf(InvalidRequestException.class);
        List<MessageInclude> many = Stream.generate(
                        () -> MessageInclude.builder(id("x")).build())
                .limit(1001)
                .toList();
        assertThatThrownBy(() -> memory().listMessages(MessageQuery.ofThread(thread.id()), many, PageRequest.first()))
                .isInstanceOf(TooLargeException.class);
    }

    /** The maximum number of includes and neighbours is returned. If this fails, look at statements with one value for each. */
    @Rule(id = "MEM-57", requires = Feature.MEMORY)
    void mostIncludesAndNeighboursAreGivenInFull() {
        int most = MessageInclude.MAX_NEIGHBOURS;
        ConversationThread thread = thread();
        memory().importMessages(IntStream.range(0, rows(2 * most + 3))
                .mapToObj(i -> message(thread, millis(i)).build())
                .toList());
        List<Message> all =
                memory().listMessages(MessageQuery.ofThread(thread.id())).toList();
        List<MessageInclude> everySecond = IntStream.range(0, most)
                .mapToObj(i -> around(all.get(2 * i + 1), 0, 0))
                .toList();
        assertThat(page(thread, PageRequest.first(1), everySecond.toArray(MessageInclude[]::new))
                        .items())
                .containsExactlyElementsOf(Stream.concat(
                                Stream.of(all.get(0)), IntStream.range(0, most).mapToObj(i -> all.get(2 * i + 1)))
                        .toList());
        assertThat(page(thread, PageRequest.first(0), around(all.get(most + 1), most, most))
                        .items())
                .isEqualTo(all.subList(1, 2 * most + 2));
        memory().deleteThread(thread.id());
    }

    /** Includes do not count. If this fails, look at total and hasMore. */
    @Rule(
            id = "MEM-58",
            requires = Feature.MEMORY,
            cases = {"L17", "L09"})
    void includesDoNotCount() {
        ConversationThread thread = thread();
        ConversationThread other = thread();
        List<Message> all = messages(thread, 5);
        Message elsewhere = messages(other, 1).get(0);
        Page<Message> complete = page(thread, PageRequest.first(3), around(all.get(0), 0, 10));
        assertThat(complete.items()).isEqualTo(all);
        assertThat(complete.total()).hasValue(5);
        assertThat(complete.hasMore()).isFalse();
        Page<Message> partial = page(thread, PageRequest.first(3), around(elsewhere, 0, 0));
        assertThat(partial.items())
                .hasSize(4)
                .isSortedAccordingTo(Comparator.comparing(Message::createdAt)
                        .thenComparing(Message::id, dev.agentstorage.value.Utf8::compare));
        assertThat(partial.total()).hasValue(5);
        assertThat(partial.hasMore()).isTrue();
    }

    /** A page of size 0 returns only the includes. If this fails, look at the fast path. */
    @Rule(
            id = "MEM-59",
            requires = Feature.MEMORY,
            cases = {"L28", "L29", "L30", "L31", "L33", "L34"})
    void pageOfNoneGivesOnlyTheIncludes() {
        ConversationThread thread = thread();
        ConversationThread other = thread();
        List<Message> all = messages(thread, 5);
        Message elsewhere = messages(other, 1).get(0);
        Page<Message> window = page(thread, PageRequest.first(0), around(all.get(2), 1, 1));
        assertThat(window.items()).isEqualTo(all.subList(1, 4));
        assertThat(window.total()).hasValue(0);
        assertThat(window.hasMore()).isFalse();
        assertThat(window.perPage()).hasValue(0);
        assertThat(page(thread, PageRequest.first(0), around(all.get(1), 0, 0), around(elsewhere, 0, 0))
                        .items())
                .hasSize(2);
        Page<Message> nothing = page(thread, PageRequest.first(0));
        assertThat(nothing.items()).isEmpty();
        assertThat(nothing.total()).hasValue(0);
        assertThat(memory().listMessages(
                                MessageQuery.builder()
                                        .threadId(thread.id())
                                        .direction(Direction.DESC)
                                        .build(),
                                List.of(around(all.get(2), 1, 1)),
                                PageRequest.first(0))
                        .items())
                .containsExactly(all.get(3), all.get(2), all.get(1));
    }
}
