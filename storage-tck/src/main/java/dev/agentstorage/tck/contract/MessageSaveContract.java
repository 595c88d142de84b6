package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Storage;
import dev.agentstorage.config.CommonOptions;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageContent;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Role;
import dev.agentstorage.memory.ToolResult;
import dev.agentstorage.store.BulkResult;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Instants;
import dev.agentstorage.value.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Messages are saved (rules {@code MEM-30} to {@code MEM-39}, {@code MEM-87}). */
public abstract class MessageSaveContract extends MemoryContract {
    /** Made by the kit. */
    protected MessageSaveContract() {}

    private List<Message> stored(ConversationThread thread) {
        return memory().listMessages(MessageQuery.ofThread(thread.id())).toList();
    }

    /** Messages are returned as saved. If this fails, look at the row mapper. */
    @Rule(
            id = "MEM-30",
            requires = Feature.MEMORY,
            cases = {"P03", "L01", "L18", "P22", "P23"})
    void savedMessagesAreReadBack() {
        ConversationThread thread = thread();
        List<NewMessage> batch = List.of(
                message(thread, at(2)).text("second").build(),
                message(thread, at(1)).role(Role.ASSISTANT).text("first").build());
        List<Message> saved = memory().saveMessages(batch);
        assertThat(saved.stream().map(Message::toNew)).containsExactly(batch.get(1), batch.get(0));
        assertThat(stored(thread)).isEqualTo(saved);
        assertThat(saved.get(0).text()).isEqualTo("first");
        assertThat(saved.get(0).parts()).hasSize(1);
    }

    /** Content is kept exactly. If this fails, look for JSON that is parsed and written again. */
    @Rule(
            id = "MEM-30",
            requires = Feature.MEMORY,
            cases = {"T10", "L02", "G16", "G17"})
    void contentIsKeptToTheCharacter() {
        ConversationThread thread = thread();
        for (String text : List.of(
                "{\"format\":2,\"content\":\"{\\\"format\\\":2,\\\"a\\\":[1]}\",\"parts\":[{\"type\":\"text\",\"text\":\"x\"}]}",
                "{\"parts\":[{\"providerMetadata\":{\"cache\":{\"tokens\":1.50E+3,\"big\":12345678901234567890.10}}}]}",
                "{ \"b\" : 1 ,\n\t\"a\" : 2, \"a\" : 3, \"\" : {} }",
                "{\"n\":\"\\u0000\",\"h\":\"\\ud83d\",\"l\":\"\\uDE00\",\"e\":\"\\ud83d\\ude00😀\",\"s\":\"\\/\\u0041\"}",
                "{\"a\":\"123\",\"b\":\"true\",\"c\":\"null\",\"d\":\"\\\"x\\\"\",\"e\":null,\"f\":[]}",
                "{\"sql\":\"'; DROP TABLE x; -- $1 ? \\\\ %s {0}\"}")) {
            Message saved = memory().saveMessages(List.of(
                            message(thread, at(1)).content(Json.parse(text)).build()))
                    .get(0);
            assertThat(saved.content().text()).isEqualTo(text);
            assertThat(memory().getMessage(saved.id()).orElseThrow().content().text())
                    .isEqualTo(text);
        }
    }

    /** Unknown roles and types survive. If this fails, look for an enum. */
    @Rule(id = "MEM-31", requires = Feature.MEMORY)
    void unknownRolesAndTypesSurvive() {
        ConversationThread thread = thread();
        for (Role role : List.of(Role.USER, Role.ASSISTANT, Role.SYSTEM, Role.TOOL, new Role("critic/π"))) {
            Message saved = memory().saveMessages(List.of(message(thread, at(1))
                            .role(role)
                            .type("type of " + role)
                            .build()))
                    .get(0);
            assertThat(saved.role()).isEqualTo(role);
            assertThat(memory().getMessage(saved.id())).contains(saved);
        }
    }

    /** An upsert keeps createdAt and may move. If this fails, look at the columns of the upsert. */
    @Rule(
            id = "MEM-32",
            requires = Feature.MEMORY,
            cases = {"P09", "P11", "G03"})
    void savedAgainReplacesAllButCreatedAt() {
        ConversationThread thread = thread();
        ConversationThread other = thread();
        Message first = memory().saveMessages(
                        List.of(message(thread, at(1)).text("first").build()))
                .get(0);
        Message same = memory().saveMessages(List.of(message(thread, at(50))
                        .id(first.id())
                        .role(Role.TOOL)
                        .type("t")
                        .text("second")
                        .build()))
                .get(0);
        assertThat(same.createdAt()).isEqualTo(at(1));
        assertThat(same.role()).isEqualTo(Role.TOOL);
        assertThat(same.type()).isEqualTo("t");
        assertThat(same.content()).isEqualTo(MessageContent.text("second"));
        assertThat(stored(thread)).containsExactly(same);

        Message moved = memory().saveMessages(List.of(
                        message(other, at(60)).id(first.id()).text("third").build()))
                .get(0);
        assertThat(moved.createdAt()).isEqualTo(at(1));
        assertThat(moved.resourceId()).isEqualTo(other.resourceId());
        assertThat(stored(thread)).isEmpty();
        assertThat(stored(other)).containsExactly(moved);
    }

    /** The store sets times that keep a conversation in order. If this fails, look at the clock of the store. */
    @Rule(
            id = "MEM-33",
            requires = Feature.MEMORY,
            cases = {"P05", "G01"})
    void storeGivesTimesInOrder() {
        ConversationThread thread = thread();
        Instant before = Instant.now().minusMillis(1);
        List<String> expected = new ArrayList<>();
        for (int batch = 0; batch < 4; batch++) {
            List<NewMessage> messages = IntStream.range(0, 25)
                    .mapToObj(i -> message(thread, at(0)).createdAt(null).build())
                    .toList();
            messages.forEach(message -> expected.add(message.id()));
            memory().saveMessages(messages);
        }
        List<Message> stored = stored(thread);
        assertThat(ids(stored)).isEqualTo(expected);
        assertThat(stored.stream().map(Message::createdAt))
                .doesNotHaveDuplicates()
                .allMatch(before::isBefore);

        Instant future = Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.MICROS);
        Message ahead =
                memory().saveMessages(List.of(message(thread, future).build())).get(0);
        Message next = memory().saveMessages(
                        List.of(message(thread, at(0)).createdAt(null).build()))
                .get(0);
        assertThat(next.createdAt()).isAfter(ahead.createdAt());
    }

    /** A message far in the future does not affect later ones. If this fails, look for a time that follows every other one. */
    @Rule(id = "MEM-33", requires = Feature.MEMORY)
    void aMessageFarAheadIsNotFollowed() {
        ConversationThread thread = thread();
        Message near = memory().saveMessages(
                        List.of(message(thread, Instant.now().plusSeconds(60)).build()))
                .get(0);
        Message far = memory().saveMessages(List.of(
                        message(thread, Instant.parse("2999-01-01T00:00:00Z")).build()))
                .get(0);
        List<NewMessage> batch = List.of(
                message(thread, at(0)).createdAt(null).build(),
                message(thread, Instant.parse("2998-01-01T00:00:00Z")).build(),
                message(thread, at(0)).createdAt(null).build());
        memory().saveMessages(batch);
        NewMessage last = message(thread, at(0)).createdAt(null).build();
        memory().saveMessages(List.of(last));
        assertThat(ids(stored(thread)))
                .containsExactly(
                        near.id(),
                        batch.get(0).id(),
                        batch.get(2).id(),
                        last.id(),
                        batch.get(1).id(),
                        far.id());

        memory().deleteMessages(List.of(far.id(), batch.get(1).id()));
        Message after = memory().saveMessages(
                        List.of(message(thread, at(0)).createdAt(null).build()))
                .get(0);
        assertThat(after.createdAt())
                .isBefore(Instant.now()
                        .plus(config().validate(provider().options()).get(CommonOptions.CLOCK_LEAD)));
        assertThat(ids(stored(thread))).endsWith(last.id(), after.id());
    }

    /** The lead over the clock is bounded. If this fails, look at how the store compares its times with its clock. */
    @Rule(id = "MEM-33", requires = Feature.MEMORY)
    void noTimeIsGivenFurtherAheadThanTheLeadOfTheClock() {
        Instant[] now = {base().minusSeconds(1_000_000)};
        try (Storage another = openAnother(() -> now[0])) {
            Duration lead = config().validate(provider().options()).get(CommonOptions.CLOCK_LEAD);
            MemoryStore store = another.memory();
            ConversationThread thread =
                    store.createThread(newThread(id("resource")).build());
            NewMessage.Builder timeless = message(thread, at(0)).createdAt(null);
            Instant ahead = now[0].plus(lead);
            store.saveMessages(List.of(message(thread, ahead).build()));
            assertThat(store.saveMessages(List.of(timeless.id(id("message")).build()))
                            .get(0)
                            .createdAt())
                    .isEqualTo(now[0]);
            now[0] = now[0].plusSeconds(1);
            assertThat(store.saveMessages(List.of(timeless.id(id("message")).build()))
                            .get(0)
                            .createdAt())
                    .isEqualTo(ahead.plus(1, ChronoUnit.MICROS));
        }
    }

    /** No time after the maximum is assigned. If this fails, check the time of the store's clock before it is stored. */
    @Rule(id = "MEM-33", requires = Feature.MEMORY)
    void noTimeIsGivenAfterTheLastOneThatCanBeStored() {
        try (Storage another = openAnother(() -> Instants.LAST)) {
            MemoryStore store = another.memory();
            ConversationThread thread =
                    store.createThread(newThread(id("resource")).build());
            List<NewMessage> two = List.of(
                    message(thread, at(0)).createdAt(null).build(),
                    message(thread, at(0)).createdAt(null).build());
            assertThatThrownBy(() -> store.saveMessages(two))
                    .isInstanceOfSatisfying(
                            InvalidRequestException.class,
                            error -> assertThat(error.code()).isEqualTo("instant-out-of-range"));
            MessageQuery query = MessageQuery.ofThread(thread.id());
            assertThat(store.listMessages(query).toList()).isEmpty();
            List<Message> saved = store.saveMessages(two.subList(0, 1));
            assertThat(saved.get(0).createdAt()).isEqualTo(Instants.LAST);
            assertThatThrownBy(() -> store.saveMessages(two.subList(1, 2))).isInstanceOf(InvalidRequestException.class);
            assertThat(store.listMessages(query).toList()).isEqualTo(saved);
        }
    }

    /** All or nothing. If this fails, the batch is not one transaction. */
    @Rule(
            id = "MEM-34",
            requires = Feature.MEMORY,
            cases = {"P06", "P12"})
    void batchIsStoredWholeOrNotAtAll() {
        ConversationThread thread = thread();
        NewMessage good = message(thread, at(1)).build();
        NewMessage lost = NewMessage.builder(id("missing"))
                .resourceId(thread.resourceId())
                .id(id("message"))
                .createdAt(at(2))
                .build();
        assertThatThrownBy(() -> memory().saveMessages(List.of(good, lost)))
                .isInstanceOfSatisfying(
                        NotFoundException.class,
                        error -> assertThat(error.code()).isEqualTo("thread-not-found"));
        NewMessage blank = NewMessage.builder(" ")
                .resourceId(thread.resourceId())
                .id(id("message"))
                .build();
        assertThatThrownBy(() -> memory().saveMessages(List.of(good, blank)))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> NewMessage.builder(nothing()).build()).isInstanceOf(InvalidRequestException.class);
        assertThat(memory().getMessage(good.id())).isEmpty();
        assertThat(stored(thread)).isEmpty();
    }

    @SuppressWarnings("NullAway")
    private static String nothing() {
        return null;
    }

    /** The last of two messages with the same id wins. If this fails, look at duplicate keys in one statement. */
    @Rule(id = "MEM-35", requires = Feature.MEMORY, cases = "G04")
    void lastDuplicateOfABatchWins() {
        ConversationThread thread = thread();
        NewMessage first = message(thread, at(1)).text("first").build();
        NewMessage between = message(thread, at(2)).build();
        NewMessage last = message(thread, at(3)).id(first.id()).text("last").build();
        List<Message> saved = memory().saveMessages(List.of(first, between, last));
        assertThat(saved).hasSize(2);
        assertThat(memory().getMessage(first.id()).orElseThrow().content()).isEqualTo(MessageContent.text("last"));
        assertThat(stored(thread)).isEqualTo(saved);

        NewMessage a = message(thread, at(0)).createdAt(null).text("a").build();
        NewMessage b = message(thread, at(0)).createdAt(null).text("b").build();
        NewMessage again =
                message(thread, at(0)).createdAt(null).id(a.id()).text("again").build();
        assertThat(ids(memory().saveMessages(List.of(a, b, again)))).containsExactly(a.id(), b.id());
    }

    /** A duplicate id is saved as if in two calls. If this fails, look for a batch whose earlier occurrences are ignored. */
    @Rule(id = "MEM-35", requires = Feature.MEMORY)
    void savingAnIdTwiceIsSavingOneAfterTheOther() {
        ConversationThread one = thread();
        ConversationThread two = thread();
        NewMessage first = message(one, at(5)).role(Role.USER).text("first").build();
        NewMessage second = message(two, at(1))
                .id(first.id())
                .role(Role.TOOL)
                .text("second")
                .build();
        Message saved = memory().saveMessages(List.of(first, second)).get(0);
        assertThat(saved.toNew())
                .isEqualTo(message(two, at(5))
                        .id(first.id())
                        .role(Role.TOOL)
                        .text("second")
                        .build());
        assertThat(stored(one)).isEmpty();
        assertThat(stored(two)).containsExactly(saved);
        eventually(() -> {
            for (ConversationThread thread : List.of(one, two)) {
                assertThat(memory().getThread(thread.id()).orElseThrow().updatedAt())
                        .isAfter(thread.updatedAt());
            }
        });

        NewMessage lost = NewMessage.builder(id("missing"))
                .resourceId(two.resourceId())
                .id(id("message"))
                .build();
        NewMessage found = message(two, at(2)).id(lost.id()).build();
        assertThatThrownBy(() -> memory().saveMessages(List.of(lost, found)))
                .isInstanceOfSatisfying(
                        NotFoundException.class,
                        error -> assertThat(error.code()).isEqualTo("thread-not-found"));
        assertThat(memory().getMessage(lost.id())).isEmpty();
    }

    /** An import accepts duplicate ids as well. If this fails, look at how the parts are built. */
    @Rule(id = "MEM-35", requires = Feature.MEMORY)
    void importingAnIdTwiceIsSavingOneAfterTheOther() {
        ConversationThread thread = thread();
        NewMessage first = message(thread, at(5)).text("first").build();
        NewMessage between = message(thread, at(5)).build();
        NewMessage second = message(thread, at(1)).id(first.id()).text("second").build();
        assertThat(memory().importMessages(List.of(first, between, second))).isEqualTo(new BulkResult(3, true));
        List<Message> stored = stored(thread);
        assertThat(ids(stored)).containsExactly(first.id(), between.id());
        assertThat(stored.get(0).content()).isEqualTo(MessageContent.text("second"));
        assertThat(stored.get(0).createdAt()).isEqualTo(at(5));
        assertThat(stored.get(1).createdAt()).isEqualTo(at(5).plusNanos(1_000));
    }

    /** Every thread of a batch is bumped, forwards only. If this fails, look at the bump after the insert. */
    @Rule(
            id = "MEM-36",
            requires = Feature.MEMORY,
            cases = {"T09", "P10", "G02"})
    void savingBumpsEveryThread() {
        ConversationThread one = thread();
        ConversationThread two = thread();
        Instant future = Instant.parse("2999-01-01T00:00:00Z");
        ConversationThread ahead = memory().createThread(
                        newThread(id("resource")).updatedAt(future).build());
        memory().saveMessages(List.of(
                message(one, at(1)).build(),
                message(two, at(1)).build(),
                message(ahead, at(1)).build()));
        eventually(() -> {
            for (ConversationThread thread : List.of(one, two)) {
                ConversationThread bumped = memory().getThread(thread.id()).orElseThrow();
                assertThat(bumped.updatedAt()).isAfter(thread.updatedAt());
                assertThat(bumped.version()).isEqualTo(thread.version());
            }
        });
        assertThat(memory().getThread(ahead.id()).orElseThrow().updatedAt()).isEqualTo(future);
    }

    /** Invalid messages are rejected. If this fails, the call did not go through the store. */
    @Rule(
            id = "MEM-37",
            requires = Feature.MEMORY,
            cases = {"P04", "G20"})
    void badMessagesAreRefused() {
        assertThat(memory().saveMessages(List.of())).isEmpty();
        ConversationThread thread = thread();
        refused(message(thread, at(1)).id("").build(), "id-blank");
        refused(NewMessage.builder(thread.id()).resourceId("  ").build(), "id-blank");
        refused(message(thread, at(1)).id("a\0").build(), "text-unstorable");
        refused(message(thread, at(1)).role(new Role("r\0")).build(), "text-unstorable");
        refused(message(thread, at(1)).type("t\ud83d").build(), "text-unstorable");
        refused(message(thread, Instant.MAX).build(), "instant-out-of-range");
        assertThat(stored(thread)).isEmpty();
    }

    private void refused(NewMessage message, String code) {
        assertThatThrownBy(() -> memory().saveMessages(List.of(message)))
                .isInstanceOf(InvalidRequestException.class)
                .satisfies(
                        error -> assertThat(((StorageException) error).code()).isEqualTo(code));
    }

    /** A message has the resource of its thread unless it names one. If this fails, look at where the resource is set. */
    @Rule(id = "MEM-87", requires = Feature.MEMORY)
    void aMessageWithoutAResourceHasThatOfItsThread() {
        ConversationThread one = thread();
        ConversationThread two = thread();
        Message asked = memory().saveMessage(NewMessage.user(one.id(), "Where is it?"));
        assertThat(asked.resourceId()).isEqualTo(one.resourceId());
        assertThat(memory().getMessage(asked.id())).contains(asked);

        NewMessage first = NewMessage.assistant(one.id(), "There.");
        NewMessage second = NewMessage.system(two.id(), "Be brief.");
        NewMessage third = NewMessage.builder(two.id())
                .resourceId(id("another"))
                .createdAt(at(1))
                .build();
        List<Message> saved = memory().saveMessages(List.of(first, second, third));
        assertThat(saved.stream().filter(message -> message.id().equals(first.id())))
                .extracting(Message::resourceId)
                .containsExactly(one.resourceId());
        assertThat(saved.stream().filter(message -> message.id().equals(second.id())))
                .extracting(Message::resourceId)
                .containsExactly(two.resourceId());
        assertThat(saved.stream().filter(message -> message.id().equals(third.id())))
                .extracting(message -> Optional.of(message.resourceId()))
                .containsExactly(third.resourceId());
        assertThat(memory().getMessages(ids(saved))).isEqualTo(saved);
    }

    /** The same holds when a message is saved again, imported, or saved twice in one call. If this fails, look at the upsert. */
    @Rule(id = "MEM-87", requires = Feature.MEMORY)
    void aMessageThatIsSavedAgainHasTheResourceOfTheThreadThatItIsIn() {
        ConversationThread one = thread();
        ConversationThread two = thread();
        Message stored = memory().saveMessage(NewMessage.builder(one.id())
                .resourceId(id("another"))
                .createdAt(at(1))
                .build());
        NewMessage again = NewMessage.builder(two.id()).id(stored.id()).build();
        Message moved = memory().saveMessage(again);
        assertThat(moved.resourceId()).isEqualTo(two.resourceId());
        assertThat(moved.createdAt()).isEqualTo(at(1));
        assertThat(stored(two)).containsExactly(moved);

        NewMessage back = NewMessage.builder(one.id()).id(stored.id()).build();
        assertThat(memory().saveMessages(List.of(again, back)))
                .extracting(Message::resourceId)
                .containsExactly(one.resourceId());

        NewMessage imported = NewMessage.tool(two.id(), ToolResult.of("call", "tool", Json.NULL));
        memory().importMessages(List.of(imported, again));
        assertThat(stored(two)).extracting(Message::resourceId).containsOnly(two.resourceId());
        assertThat(stored(two)).hasSize(2);
    }

    /** A view sets its own resource, and missing threads are still errors. If this fails, look for a resource that is set before the check. */
    @Rule(id = "MEM-87", requires = Feature.MEMORY)
    void aViewFillsInItsOwnResource() {
        ConversationThread own = thread();
        ConversationThread foreign = thread();
        MemoryStore view = memory().forResource(own.resourceId());
        assertThat(view.saveMessage(NewMessage.user(own.id(), "mine")).resourceId())
                .isEqualTo(own.resourceId());
        for (String threadId : List.of(foreign.id(), id("missing"))) {
            assertThatThrownBy(() -> view.saveMessage(NewMessage.user(threadId, "lost")))
                    .isInstanceOfSatisfying(
                            NotFoundException.class,
                            error -> assertThat(error.code()).isEqualTo("thread-not-found"));
        }
        assertThatThrownBy(() -> memory().saveMessage(NewMessage.user(id("missing"), "lost")))
                .isInstanceOfSatisfying(
                        NotFoundException.class,
                        error -> assertThat(error.code()).isEqualTo("thread-not-found"));
        assertThat(stored(foreign)).isEmpty();
    }

    /** A call over a limit is rejected as a whole. If this fails, look at how the store adds up sizes. */
    @Rule(
            id = "MEM-38",
            requires = Feature.MEMORY,
            cases = {"G10", "G19"})
    void overALimitNothingIsStored() {
        ConversationThread thread = thread();
        int room = Math.toIntExact(limits().valueBytes());
        NewMessage huge =
                message(thread, at(1)).content(object("a", "x".repeat(room))).build();
        tooLarge(List.of(huge), "value-too-large");
        tooLarge(
                IntStream.rangeClosed(0, limits().atomicRows())
                        .mapToObj(i -> message(thread, millis(i)).build())
                        .toList(),
                "batch-too-large");
        int half = (int) Math.min(room - 100L, limits().atomicBytes() / 2);
        long count = limits().atomicBytes() / half + 1;
        if (count <= limits().atomicRows()) {
            tooLarge(
                    IntStream.range(0, (int) count)
                            .mapToObj(i -> message(thread, millis(i))
                                    .content(object("a", "x".repeat(half)))
                                    .build())
                            .toList(),
                    "batch-too-large");
        }
        assertThat(stored(thread)).isEmpty();
        NewMessage largest = message(thread, at(1))
                .content(object("a", "x".repeat(room - 8)))
                .build();
        assertThat(memory().saveMessages(List.of(largest)).get(0).content().sizeInBytes())
                .isEqualTo(limits().valueBytes());
        memory().deleteThread(thread.id());
    }

    private void tooLarge(List<NewMessage> messages, String code) {
        assertThatThrownBy(() -> memory().saveMessages(messages))
                .isInstanceOfSatisfying(TooLargeException.class, error -> {
                    assertThat(error.code()).isEqualTo(code);
                    if (code.equals("batch-too-large")) {
                        assertThat(String.valueOf(error.details().get("hint"))).contains("importMessages");
                    }
                });
    }

    /** Imports can have any size. If this fails, look at how the parts are split. */
    @Rule(id = "MEM-39", requires = Feature.MEMORY, cases = "G10")
    void importsAreOfAnySize() {
        ConversationThread thread = thread();
        int count = rows(2 * limits().atomicRows() + 1);
        List<NewMessage> messages = IntStream.range(0, count)
                .mapToObj(i -> message(thread, millis(i)).build())
                .toList();
        List<Long> heard = new ArrayList<>();
        assertThat(memory().importMessages(messages, heard::add)).isEqualTo(new BulkResult(count, true));
        assertThat(heard).hasSizeGreaterThan(1).isSorted().endsWith((long) count);
        memory().importMessages(messages);
        assertThat(memory().listMessages(MessageQuery.ofThread(thread.id())).count())
                .isEqualTo(count);
        memory().deleteThread(thread.id());

        List<NewMessage> bad = new ArrayList<>(messages.subList(0, 3));
        ConversationThread other = thread();
        bad.add(NewMessage.builder(id("missing")).resourceId(other.resourceId()).build());
        assertThatThrownBy(() -> memory().importMessages(bad)).isInstanceOf(NotFoundException.class);
        assertThat(memory().importMessages(List.of())).isEqualTo(new BulkResult(0, true));
    }

    /** Concurrent writers of one thread do not lose messages. If this fails, look at retries of appends. */
    @Rule(id = "MEM-30", requires = Feature.MEMORY)
    void concurrentAppendsAreAllStored() {
        ConversationThread thread = thread();
        concurrently(
                4,
                10,
                (worker, step) -> memory().saveMessages(List.of(message(thread, at(0))
                        .createdAt(null)
                        .id(thread.id() + "/" + worker + "/" + step)
                        .build())));
        List<Message> stored = stored(thread);
        assertThat(stored).hasSize(40);
        for (int worker = 0; worker < 4; worker++) {
            String prefix = thread.id() + "/" + worker + "/";
            List<String> expected =
                    IntStream.range(0, 10).mapToObj(step -> prefix + step).toList();
            assertThat(ids(stored).stream().filter(id -> id.startsWith(prefix))).isEqualTo(expected);
        }
    }
}
