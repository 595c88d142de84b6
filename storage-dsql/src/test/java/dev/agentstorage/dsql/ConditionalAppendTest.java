package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePosition;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.store.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Of all appends that expect one end of a conversation, in two storages, exactly one is stored in each round. */
@Tag("slow")
@ParameterizedClass
@EnumSource(Server.class)
class ConditionalAppendTest {
    private static final int WORKERS = 8;
    private static final int ROUNDS = 50;

    private static Schema schema;
    private static List<Storage> storages;

    ConditionalAppendTest(Server server) {
        assertThat(schema.server()).isEqualTo(server);
    }

    @BeforeParameterizedClassInvocation
    static void open(Server server) {
        schema = Schema.in(server);
        storages = List.of(schema.open(), schema.open());
        schema.awaitIndexes(storages.get(0));
    }

    @AfterParameterizedClassInvocation
    static void close() {
        storages.forEach(Storage::close);
        schema.close();
    }

    /** A round in which all workers append concurrently to one end. */
    private record Round(ConversationThread thread, Optional<MessagePosition> end, List<Message> before) {
        /** Begins one with a new thread, every other time an empty one. */
        static Round begin(int number) {
            MemoryStore memory = storages.get(0).memory();
            ConversationThread thread =
                    memory.createThread(ConversationThread.builder("owner").build());
            List<Message> before =
                    number % 2 == 0 ? List.of() : List.of(memory.saveMessage(NewMessage.user(thread.id(), "first")));
            return new Round(thread, before.stream().map(Message::position).findFirst(), before);
        }

        Optional<List<Message>> append(int worker) {
            List<NewMessage> turn = List.of(
                    NewMessage.user(thread.id(), "question of " + worker),
                    NewMessage.assistant(thread.id(), "answer to " + worker));
            try {
                return Optional.of(store(worker).appendAfter(thread.id(), end, turn));
            } catch (ConflictException e) {
                assertThat(e.code()).isEqualTo("not-at-end");
                return Optional.empty();
            }
        }

        List<Message> stored() {
            return storages.get(0)
                    .memory()
                    .listMessages(MessageQuery.ofThread(thread.id()))
                    .toList();
        }
    }

    private static MemoryStore store(int worker) {
        return storages.get(worker % 2).memory();
    }

    /** Runs the work of all workers concurrently and returns what each has stored. */
    private static List<List<Message>> together(IntFunction<Optional<List<Message>>> work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(2 * WORKERS);
        try {
            CyclicBarrier start = new CyclicBarrier(2 * WORKERS);
            List<Callable<Optional<List<Message>>>> calls = new ArrayList<>();
            for (int i = 0; i < 2 * WORKERS; i++) {
                int worker = i;
                calls.add(() -> {
                    start.await();
                    return work.apply(worker);
                });
            }
            List<List<Message>> stored = new ArrayList<>();
            for (Future<Optional<List<Message>>> outcome : executor.invokeAll(calls)) {
                outcome.get().ifPresent(stored::add);
            }
            return stored;
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void exactlyOneWinsInEachRound() throws Exception {
        for (int number = 0; number < ROUNDS; number++) {
            Round round = Round.begin(number);
            List<List<Message>> winners = together(round::append);
            assertThat(winners).as("round %d", number).hasSize(1);
            assertThat(round.stored())
                    .containsExactlyElementsOf(Stream.concat(round.before().stream(), winners.get(0).stream())
                            .toList());
        }
    }

    @Test
    void withAPlainWriterAtMostOneWinsAndNothingIsLost() throws Exception {
        for (int number = 0; number < ROUNDS; number++) {
            Round round = Round.begin(number);
            List<List<Message>> stored = together(worker -> worker > 0
                    ? round.append(worker)
                    : Optional.of(List.of(store(worker)
                            .saveMessage(NewMessage.user(round.thread().id(), "plain")))));
            assertThat(stored).as("round %d", number).hasSizeBetween(1, 2);
            assertThat(round.stored())
                    .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                    round.before().stream(), stored.stream().flatMap(List::stream))
                            .toList());
            assertThat(round.append(1)).as("the plain message was there before").isEmpty();
        }
    }
}
