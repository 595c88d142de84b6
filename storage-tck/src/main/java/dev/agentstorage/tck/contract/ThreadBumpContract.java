package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageInclude;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessagePosition;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.PageRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/**
 * The effect of each change of messages on its thread and on no other, and the maximum number of ids in a call of the memory domain (rules {@code
 * MEM-36} to {@code MEM-112}).
 */
public abstract class ThreadBumpContract extends MemoryContract {
    private static final int MOST_NAMED = 1_000;

    /** Made by the kit. */
    protected ThreadBumpContract() {}

    /** Three threads of one resource that changed long ago, one second apart: a change affects only the second. */
    private void moves(String what, BiConsumer<MemoryStore, Message> change) {
        for (boolean view : List.of(false, true)) {
            String resource = id("resource");
            List<ConversationThread> threads = new ArrayList<>();
            List<Message> messages = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                ConversationThread thread = thread(resource);
                messages.add(memory().saveMessage(message(thread, base()).build()));
                threads.add(thread);
            }
            for (int i = 0; i < 3; i++) {
                int number = i;
                ConversationThread old = threads.get(i).toBuilder()
                        .updatedAt(at(number))
                        .lastMessageAt(base())
                        .build();
                // the bump by the message may be delayed
                eventually(() -> assertThat(
                                memory().getThread(old.id()).orElseThrow().lastMessageAt())
                        .isPresent());
                threads.set(i, memory().saveThread(old));
            }
            MemoryStore store = view ? memory().forResource(resource) : memory();
            change.accept(store, messages.get(1));
            ThreadQuery newest = ThreadQuery.builder()
                    .resourceId(resource)
                    .order(ThreadQuery.Order.UPDATED_AT)
                    .direction(Direction.DESC)
                    .build();
            eventually(() -> assertThat(store.listThreads(newest).stream().map(ConversationThread::id))
                    .as(what)
                    .containsExactly(
                            threads.get(1).id(),
                            threads.get(2).id(),
                            threads.get(0).id()));
            ConversationThread moved = memory().getThread(threads.get(1).id()).orElseThrow();
            assertThat(moved.updatedAt()).as(what).isAfter(at(60));
            assertThat(moved.version()).as(what).isEqualTo(threads.get(1).version());
            assertThat(memory().getThread(threads.get(0).id())).as(what).contains(threads.get(0));
            assertThat(memory().getThread(threads.get(2).id())).as(what).contains(threads.get(2));
        }
    }

    private NewMessage beside(Message message) {
        return NewMessage.builder(message.threadId())
                .resourceId(message.resourceId())
                .id(id("message"))
                .createdAt(at(1))
                .build();
    }

    /**
     * Saves move the thread to the front of the listing. If this fails, look at the update of the thread, and at the index that the listing uses.
     */
    @Rule(id = "MEM-36", requires = Feature.MEMORY)
    void everySaveMovesItsThreadAndNoOther() {
        moves("a new message", (store, message) -> store.saveMessage(beside(message)));
        moves("a message again", (store, message) -> store.saveMessage(message.toNew()));
        moves("an import", (store, message) -> store.importMessages(List.of(beside(message))));
    }

    /** Creations do too. If this fails, look as above. */
    @Rule(id = "MEM-90", requires = Feature.MEMORY)
    void everyCreationMovesItsThreadAndNoOther() {
        moves("a creation", (store, message) -> store.createMessage(beside(message)));
    }

    /** Appends do too. If this fails, look as above. */
    @Rule(id = "MEM-94", requires = Feature.MEMORY)
    void everyAppendMovesItsThreadAndNoOther() {
        moves(
                "an append",
                (store, message) -> store.appendAfter(
                        message.threadId(), Optional.of(message.position()), List.of(beside(message))));
    }

    /** Updates and deletions do too. If this fails, look as above. */
    @Rule(id = "MEM-47", requires = Feature.MEMORY)
    void everyUpdateAndDeletionMovesItsThreadAndNoOther() {
        moves(
                "an update",
                (store, message) -> store.updateMessage(
                        MessagePatch.builder(message.id()).type("other").build()));
        moves("a deletion", (store, message) -> store.deleteMessages(List.of(message.id())));
        moves(
                "a deletion by query",
                (store, message) -> store.deleteMessages(MessageQuery.ofThread(message.threadId())));
    }

    /** Rewinding does too. If this fails, look as above. */
    @Rule(id = "MEM-100", requires = Feature.MEMORY)
    void everyRewindMovesItsThreadAndNoOther() {
        moves("a rewind", (store, message) -> store.rewindBefore(message.threadId(), message.position()));
    }

    /** The maximum number of threads in a query. If this fails, look for a parameter limit below that of the contract. */
    @Rule(id = "MEM-50", requires = Feature.MEMORY)
    void asManyThreadsAsAllowedAreListed() {
        ConversationThread thread = thread();
        List<Message> stored = messages(thread, 3);
        List<String> ids = new ArrayList<>();
        IntStream.range(1, MOST_NAMED).forEach(i -> ids.add(thread.id() + "/" + i));
        ids.add(thread.id());
        MessageQuery query = MessageQuery.ofThreads(ids);
        assertThat(memory().listMessages(query).toList()).isEqualTo(stored);
        assertThat(memory().listMessages(query).count()).isEqualTo(3);
        assertThat(memory().deleteMessages(query).affected()).isEqualTo(3);
    }

    /** The maximum number of includes and neighbours. If this fails, look as above. */
    @Rule(id = "MEM-57", requires = Feature.MEMORY)
    void asManyIncludesAndNeighboursAsAllowedAreGiven() {
        ConversationThread thread = thread();
        List<Message> stored = messages(thread, 5);
        List<MessageInclude> includes = new ArrayList<>();
        for (int i = 1; i < MOST_NAMED; i++) {
            includes.add(MessageInclude.builder(stored.get(0).id() + "/" + i).build());
        }
        includes.add(MessageInclude.builder(stored.get(2).id())
                .before(MOST_NAMED)
                .after(MOST_NAMED)
                .build());
        assertThat(memory().listMessages(MessageQuery.ofThread(id("none")), includes, PageRequest.of(0, 0))
                        .items())
                .isEqualTo(stored);
    }

    /** The maximum number of threads, and the maximum count, of an overview. If this fails, look as above. */
    @Rule(id = "MEM-112", requires = Feature.MEMORY)
    void asMuchAsAllowedIsCounted() {
        ConversationThread thread = thread();
        List<Message> stored = messages(thread, 4);
        Map<String, Optional<MessagePosition>> places = new HashMap<>();
        IntStream.range(1, 100).forEach(i -> places.put(thread.id() + "/" + i, Optional.empty()));
        places.put(thread.id(), Optional.of(stored.get(1).position()));
        Map<String, Integer> counts = memory().unreadCounts(places, MOST_NAMED);
        assertThat(counts).hasSize(100).containsEntry(thread.id(), 2);
        assertThat(counts.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(2);
        assertThat(memory().lastMessages(places.keySet())).isEqualTo(Map.of(thread.id(), stored.get(3)));
        assertThat(memory().lastMessageHeads(places.keySet())).containsOnlyKeys(thread.id());
    }
}
