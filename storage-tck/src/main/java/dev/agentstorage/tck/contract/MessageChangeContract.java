package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.thrown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.Role;
import dev.agentstorage.store.BulkResult;
import dev.agentstorage.store.Updated;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Messages are changed and removed (rules {@code MEM-40} to {@code MEM-49}). */
public abstract class MessageChangeContract extends MemoryContract {
    private static final String CONTENT =
            "{\"format\":2,\"content\":\"text\",\"parts\":[{\"type\":\"text\",\"text\":\"x\"}],\"metadata\":{\"a\":1,\"b\":2}}";

    /** Made by the kit. */
    protected MessageChangeContract() {}

    private Message stored(ConversationThread thread) {
        return memory().saveMessages(List.of(
                        message(thread, at(1)).content(Json.parse(CONTENT)).build()))
                .get(0);
    }

    private Message update(MessagePatch patch) {
        Updated<Message, String> updated = memory().updateMessages(List.of(patch));
        assertThat(updated.skipped()).isEmpty();
        Message message = updated.items().get(0);
        assertThat(updated.items()).hasSize(1);
        assertThat(memory().getMessage(patch.id())).contains(message);
        return message;
    }

    /** Fields that a patch does not name are unchanged. If this fails, look at the merge of content. */
    @Rule(
            id = "MEM-40",
            requires = Feature.MEMORY,
            cases = {"U01", "U02", "U03", "U04"})
    void patchChangesOnlyWhatItGives() {
        Message message = stored(thread());
        Message role =
                update(MessagePatch.builder(message.id()).role(Role.ASSISTANT).build());
        assertThat(role.role()).isEqualTo(Role.ASSISTANT);
        assertThat(role.content().text()).isEqualTo(CONTENT);
        assertThat(update(MessagePatch.builder(message.id()).type("other").build())
                        .type())
                .isEqualTo("other");

        Json metadata = update(MessagePatch.builder(message.id())
                        .content(Json.parse("{\"metadata\":{\"b\":3,\"c\":4,\"a\":null}}"))
                        .build())
                .content();
        assertThat(metadata.get("metadata")).contains(Json.parse("{\"b\":3,\"c\":4}"));
        assertThat(metadata.get("content")).contains(Json.of("text"));
        assertThat(metadata.get("parts")).isEqualTo(Json.parse(CONTENT).get("parts"));

        Json content = update(MessagePatch.builder(message.id())
                        .content(object("content", "new"))
                        .build())
                .content();
        assertThat(content.get("content")).contains(Json.of("new"));
        assertThat(content.get("metadata")).contains(Json.parse("{\"b\":3,\"c\":4}"));
    }

    /** Several patches in one call. If this fails, look at how patches are matched with rows. */
    @Rule(id = "MEM-40", requires = Feature.MEMORY, cases = "U05")
    void severalMessagesAreChangedInOneCall() {
        ConversationThread thread = thread();
        List<Message> messages = messages(thread, 3);
        List<Message> updated = memory().updateMessages(List.of(
                        MessagePatch.builder(messages.get(2).id())
                                .role(Role.TOOL)
                                .build(),
                        MessagePatch.builder(messages.get(0).id())
                                .content(object("content", "x"))
                                .build()))
                .items();
        assertThat(ids(updated))
                .containsExactly(messages.get(0).id(), messages.get(2).id());
        List<Message> stored =
                memory().listMessages(MessageQuery.ofThread(thread.id())).toList();
        assertThat(stored).containsExactly(updated.get(0), messages.get(1), updated.get(1));
    }

    /** Unknown ids are skipped. If this fails, look for an upsert. */
    @Rule(id = "MEM-41", requires = Feature.MEMORY, cases = "U08")
    void unknownIdsAreSkipped() {
        Message message = stored(thread());
        String unknown = id("message");
        String another = id("message");
        Updated<Message, String> updated = memory().updateMessages(List.of(
                MessagePatch.builder(unknown).role(Role.TOOL).build(),
                MessagePatch.builder(message.id()).role(Role.TOOL).build(),
                MessagePatch.builder(another).type("x").build(),
                MessagePatch.builder(unknown).type("x").build()));
        assertThat(updated.items()).hasSize(1);
        assertThat(memory().getMessage(message.id())).contains(updated.items().get(0));
        assertThat(updated.skipped()).containsExactly(unknown, another);
        assertThat(memory().getMessages(List.of(unknown, another))).isEmpty();
        assertThat(memory().updateMessages(List.of())).isEqualTo(new Updated<>(List.of(), List.of()));
    }

    /** A single message is changed or reported as missing. If this fails, look for an upsert. */
    @Rule(id = "MEM-41", requires = Feature.MEMORY)
    void anUnknownMessageIsNotUpdated() {
        Message message = stored(thread());
        Message updated = memory().updateMessage(
                        MessagePatch.builder(message.id()).role(Role.TOOL).build());
        assertThat(updated.role()).isEqualTo(Role.TOOL);
        assertThat(memory().getMessage(message.id())).contains(updated);

        String unknown = id("message");
        NotFoundException missing = thrown(
                NotFoundException.class,
                () -> memory().updateMessage(
                                MessagePatch.builder(unknown).role(Role.TOOL).build()));
        assertThat(missing.code()).isEqualTo("message-not-found");
        assertThat(missing.details()).isEqualTo(Map.of("messageId", unknown));
        assertThat(memory().getMessage(unknown)).isEmpty();
    }

    /** A message moves between threads. If this fails, look at the bump of both. */
    @Rule(id = "MEM-42", requires = Feature.MEMORY, cases = "U07")
    void messageMovesToAnotherThread() {
        ConversationThread from = thread();
        ConversationThread to = thread();
        Message message = stored(from);
        Message moved = update(MessagePatch.builder(message.id())
                .threadId(to.id())
                .resourceId(to.resourceId())
                .build());
        assertThat(moved.threadId()).isEqualTo(to.id());
        assertThat(moved.resourceId()).isEqualTo(to.resourceId());
        assertThat(memory().listMessages(MessageQuery.ofThread(from.id())).toList())
                .isEmpty();
        assertThat(memory().listMessages(MessageQuery.ofThread(to.id())).toList())
                .containsExactly(moved);
        eventually(() -> {
            assertThat(memory().getThread(from.id()).orElseThrow().updatedAt()).isAfter(from.updatedAt());
            assertThat(memory().getThread(to.id()).orElseThrow().updatedAt()).isAfter(to.updatedAt());
        });
    }

    /** A move to a missing thread changes nothing. If this fails, the call is not one transaction. */
    @Rule(id = "MEM-42", requires = Feature.MEMORY)
    void moveToAMissingThreadChangesNothing() {
        ConversationThread thread = thread();
        List<Message> messages = messages(thread, 2);
        assertThatThrownBy(() -> memory().updateMessages(List.of(
                        MessagePatch.builder(messages.get(0).id())
                                .role(Role.TOOL)
                                .build(),
                        MessagePatch.builder(messages.get(1).id())
                                .threadId(id("missing"))
                                .build())))
                .isInstanceOfSatisfying(
                        NotFoundException.class,
                        error -> assertThat(error.code()).isEqualTo("thread-not-found"));
        assertThat(memory().listMessages(MessageQuery.ofThread(thread.id())).toList())
                .isEqualTo(messages);
    }

    /** An expected version protects the whole call. If this fails, compare it inside the atomic change. */
    @Rule(id = "MEM-43", requires = Feature.MEMORY)
    void expectedVersionGuardsTheWholeCall() {
        ConversationThread thread = thread();
        List<Message> messages = messages(thread, 2);
        Message first = messages.get(0);
        Message changed = update(MessagePatch.builder(first.id())
                .role(Role.TOOL)
                .expected(first.version())
                .build());
        ConflictException conflict = thrown(
                ConflictException.class,
                () -> memory().updateMessages(List.of(
                        MessagePatch.builder(messages.get(1).id())
                                .role(Role.TOOL)
                                .build(),
                        MessagePatch.builder(first.id())
                                .role(Role.USER)
                                .expected(first.version())
                                .build())));
        assertThat(conflict.code()).isEqualTo("version-conflict");
        assertThat(conflict.details()).containsEntry("messageId", first.id());
        assertThat(conflict.stored(Message.class)).contains(changed);
        assertThat(memory().listMessages(MessageQuery.ofThread(thread.id())).toList())
                .containsExactly(changed, messages.get(1));
    }

    /** Patches of one message are applied in order. If this fails, look for patches in a map by id. */
    @Rule(id = "MEM-44", requires = Feature.MEMORY)
    void patchesOfOneMessageAreAppliedInTheirOrder() {
        ConversationThread from = thread();
        ConversationThread over = thread();
        ConversationThread to = thread();
        Message message = stored(from);
        Message other = stored(from);
        MessagePatch first = MessagePatch.builder(message.id())
                .threadId(over.id())
                .content(Json.parse("{\"a\":1,\"b\":{\"c\":1},\"metadata\":{\"x\":1}}"))
                .build();
        MessagePatch second = MessagePatch.builder(message.id())
                .threadId(to.id())
                .role(Role.TOOL)
                .content(Json.parse("{\"a\":null,\"b\":2,\"metadata\":{\"y\":2}}"))
                .build();
        Message expected = second.apply(first.apply(message));
        Message changed = MessagePatch.builder(other.id()).type("t").build().apply(other);

        List<Message> updated = memory().updateMessages(List.of(
                        first, MessagePatch.builder(other.id()).type("t").build(), second))
                .items();
        assertThat(updated).containsExactlyInAnyOrder(expected, changed);
        assertThat(memory().getMessage(message.id())).contains(expected);
        assertThat(memory().getMessage(other.id())).contains(changed);
        eventually(() -> {
            for (ConversationThread thread : List.of(from, over, to)) {
                assertThat(memory().getThread(thread.id()).orElseThrow().updatedAt())
                        .isAfter(thread.updatedAt());
            }
        });
    }

    /** A patch is applied to the result of the previous one. If this fails, each is compared with the stored message. */
    @Rule(id = "MEM-44", requires = Feature.MEMORY)
    void patchesOfOneMessageExpectTheVersionBeforeThem() {
        Message message = stored(thread());
        MessagePatch first = MessagePatch.builder(message.id())
                .role(Role.TOOL)
                .expected(message.version())
                .build();
        Message between = first.apply(message);
        MessagePatch second = MessagePatch.builder(message.id()).type("t").build();
        assertThatThrownBy(() -> memory().updateMessages(List.of(
                        first, second.toBuilder().expected(message.version()).build())))
                .isInstanceOfSatisfying(ConflictException.class, error -> {
                    assertThat(error.code()).isEqualTo("version-conflict");
                    assertThat(error.stored(Message.class)).contains(message);
                });
        assertThat(memory().getMessage(message.id())).contains(message);
        assertThat(memory().updateMessages(List.of(
                                first,
                                second.toBuilder().expected(between.version()).build()))
                        .items())
                .containsExactly(second.apply(between));
    }

    /** Each patch must be valid. If this fails, only the result of all patches is checked. */
    @Rule(id = "MEM-44", requires = Feature.MEMORY)
    void noPatchOfOneMessageMayFail() {
        ConversationThread thread = thread();
        Message message = stored(thread);
        String missing = id("missing");
        assertThatThrownBy(() -> memory().updateMessages(List.of(
                        MessagePatch.builder(message.id()).threadId(missing).build(),
                        MessagePatch.builder(message.id()).threadId(thread.id()).build())))
                .isInstanceOfSatisfying(
                        NotFoundException.class,
                        error -> assertThat(error.code()).isEqualTo("thread-not-found"));
        Json half = object("a", "x".repeat((int) (limits().valueBytes() * 2 / 3)));
        Json otherHalf = object("b", "x".repeat((int) (limits().valueBytes() * 2 / 3)));
        assertThatThrownBy(() -> memory().updateMessages(List.of(
                        MessagePatch.builder(message.id()).content(half).build(),
                        MessagePatch.builder(message.id()).content(otherHalf).build(),
                        MessagePatch.builder(message.id())
                                .content(Json.parse("{\"a\":null}"))
                                .build())))
                .isInstanceOfSatisfying(
                        TooLargeException.class,
                        error -> assertThat(error.code()).isEqualTo("value-too-large"));
        assertThat(memory().getMessage(message.id())).contains(message);
    }

    /** A call that is too large is rejected. If this fails, it did not go through the store. */
    @Rule(id = "MEM-44", requires = Feature.MEMORY)
    void oversizedCallsAreRefused() {
        Message message = stored(thread());
        assertThatThrownBy(() -> memory().updateMessages(
                                List.of(MessagePatch.builder(" ").build())))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> memory().updateMessages(List.of(MessagePatch.builder(message.id())
                        .content(Json.parse("[1]"))
                        .build())))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> memory().updateMessages(IntStream.rangeClosed(0, limits().atomicRows())
                        .mapToObj(i -> MessagePatch.builder("m" + i).build())
                        .toList()))
                .isInstanceOf(TooLargeException.class);
        assertThat(memory().getMessage(message.id())).contains(message);
    }

    /** Concurrent updates of different keys are all kept. If this fails, the merge is outside the atomic change. */
    @Rule(id = "MEM-45", requires = Feature.MEMORY, cases = "G11")
    void concurrentUpdatesOfDifferentKeysAreAllKept() {
        Message message = stored(thread());
        concurrently(
                4,
                4,
                (worker, step) -> memory().updateMessages(List.of(MessagePatch.builder(message.id())
                        .content(object("metadata", object("k" + worker + step, 1)))
                        .build())));
        Message stored = memory().getMessage(message.id()).orElseThrow();
        assertThat(stored.content().get("metadata").orElseThrow().members()).hasSize(18);
        assertThat(stored.createdAt()).isEqualTo(message.createdAt());
    }

    /** Some messages are removed. If this fails, look at the list of ids. */
    @Rule(
            id = "MEM-46",
            requires = Feature.MEMORY,
            cases = {"D01", "D02", "D03", "D05", "D07"})
    void messagesAreRemovedById() {
        ConversationThread thread = thread();
        ConversationThread other = thread();
        List<Message> messages = messages(thread, 5);
        List<Message> others = messages(other, 2);
        String unknown = id("unknown");
        String another = id("unknown");
        assertThat(memory().deleteMessages(List.of(
                        another,
                        messages.get(0).id(),
                        messages.get(2).id(),
                        unknown,
                        others.get(1).id(),
                        messages.get(0).id(),
                        another)))
                .isEqualTo(new BulkResult(3, true, List.of(another, unknown)));
        assertThat(memory().listMessages(MessageQuery.ofThread(thread.id())).toList())
                .containsExactly(messages.get(1), messages.get(3), messages.get(4));
        assertThat(memory().listMessages(MessageQuery.ofThread(other.id())).toList())
                .containsExactly(others.get(0));
        assertThat(memory().deleteMessages(List.of())).isEqualTo(new BulkResult(0, true));
        assertThat(memory().deleteMessages(List.of(unknown, messages.get(0).id())))
                .isEqualTo(
                        new BulkResult(0, true, List.of(unknown, messages.get(0).id())));
        assertThatThrownBy(() -> memory().deleteMessages(List.of(""))).isInstanceOf(InvalidRequestException.class);
    }

    /** Any number of ids. If this fails, look at how ids are split. */
    @Rule(
            id = "MEM-46",
            requires = Feature.MEMORY,
            cases = {"D06", "G10"})
    void manyMessagesAreRemovedById() {
        ConversationThread thread = thread();
        List<Message> hundred = messages(thread, 100);
        assertThat(memory().deleteMessages(ids(hundred.subList(50, 100)))).isEqualTo(new BulkResult(50, true));
        assertThat(memory().listMessages(MessageQuery.ofThread(thread.id())).toList())
                .isEqualTo(hundred.subList(0, 50));

        ConversationThread large = thread();
        int count = rows(limits().atomicRows() + 10);
        List<String> ids = new ArrayList<>();
        memory().importMessages(IntStream.range(0, count)
                .mapToObj(i -> message(large, millis(i)).build())
                .peek(message -> ids.add(message.id()))
                .toList());
        String unknown = id("unknown");
        ids.add(1, unknown);
        assertThat(memory().deleteMessages(ids)).isEqualTo(new BulkResult(count, true, List.of(unknown)));
        assertThat(memory().listMessages(MessageQuery.ofThread(large.id())).count())
                .isZero();
    }

    /** Changes bump the thread. If this fails, look at the bump after update and delete. */
    @Rule(
            id = "MEM-47",
            requires = Feature.MEMORY,
            cases = {"U06", "D04"})
    void changesBumpTheThread() {
        ConversationThread updated = thread();
        ConversationThread deleted = thread();
        Message one = stored(updated);
        Message two = stored(deleted);
        ConversationThread beforeUpdate = settled(updated);
        ConversationThread beforeDelete = settled(deleted);
        memory().updateMessages(
                        List.of(MessagePatch.builder(one.id()).role(Role.TOOL).build()));
        memory().deleteMessages(List.of(two.id()));
        eventually(() -> {
            assertThat(memory().getThread(updated.id()).orElseThrow().updatedAt())
                    .isAfter(beforeUpdate.updatedAt());
            assertThat(memory().getThread(deleted.id()).orElseThrow().updatedAt())
                    .isAfter(beforeDelete.updatedAt());
        });
    }

    private ConversationThread settled(ConversationThread thread) {
        eventually(
                () -> assertThat(memory().getThread(thread.id()).orElseThrow().updatedAt())
                        .isAfter(thread.updatedAt()));
        return memory().getThread(thread.id()).orElseThrow();
    }

    /** Exactly the matching messages are removed. If this fails, look at the filters of the delete. */
    @Rule(id = "MEM-48", requires = Feature.MEMORY)
    void messagesAreRemovedByQuery() {
        String resource = id("resource");
        ConversationThread one = thread(resource);
        ConversationThread two = thread(resource);
        List<Message> first = messages(one, 5);
        List<Message> second = messages(two, 3);
        List<Long> heard = new ArrayList<>();
        assertThat(memory().deleteMessages(
                                MessageQuery.builder()
                                        .threadId(one.id())
                                        .range(TimeRange.between(at(2), at(4)).withoutEnd())
                                        .build(),
                                heard::add))
                .isEqualTo(new BulkResult(2, true));
        assertThat(heard).endsWith(2L);
        assertThat(memory().listMessages(MessageQuery.ofThread(one.id())).toList())
                .containsExactly(first.get(0), first.get(3), first.get(4));
        assertThat(memory().deleteMessages(MessageQuery.ofThread(two.id()))).isEqualTo(new BulkResult(3, true));
        assertThat(memory().getThread(two.id())).isPresent();
        assertThat(second).hasSize(3);
        assertThat(memory().deleteMessages(MessageQuery.ofResource(resource))).isEqualTo(new BulkResult(3, true));
        assertThat(memory().getThread(one.id())).isPresent();
    }

    /** A delete of everything must be explicit. If this fails, the call did not go through the store. */
    @Rule(id = "MEM-49", requires = Feature.MEMORY)
    void deleteWithoutAFilterIsRefused() {
        Message message = stored(thread());
        assertThatThrownBy(() -> memory().deleteMessages(MessageQuery.ALL))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        error -> assertThat(error.code()).isEqualTo("query-unbounded"));
        assertThatThrownBy(() -> memory().deleteMessages(MessageQuery.builder()
                        .threadId(message.threadId())
                        .metadata(object("a", 1))
                        .build()))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        error -> assertThat(error.code()).isEqualTo("metadata-filter-refused"));
        assertThat(memory().getMessage(message.id())).contains(message);
    }
}
