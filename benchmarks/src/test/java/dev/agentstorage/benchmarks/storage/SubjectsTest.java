package dev.agentstorage.benchmarks.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.benchmarks.conversation.Conversation;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.TimeRange;
import dev.agentstorage.workflow.WorkflowRun;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openjdk.jmh.runner.options.TimeValue;

class SubjectsTest {
    private static final Plan TINY = new Plan(1, 0, 1, 1, TimeValue.milliseconds(20), TimeValue.milliseconds(20));

    private static Stage stage;

    @BeforeAll
    static void open() throws Exception {
        stage = Stage.open();
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsDoneByHandLeavesTheSameAsTheStoreDoes(Server server) throws Exception {
        try (Storage storage = stage.place(server).open(1)) {
            List<List<String>> left = new ArrayList<>();
            for (Way.Kind kind : List.of(Way.Kind.STORE, Way.Kind.HAND)) {
                for (Operation operation : List.of(Operation.APPEND_10, Operation.TURN)) {
                    try (Subject subject = Subject.open(Way.of(kind, server), operation, 10)) {
                        subject.run();
                        subject.run();
                        left.add(appended(storage, operation));
                        subject.trim();
                        assertThat(newMessages(storage)).isEmpty();
                    }
                }
            }
            assertThat(left.get(2)).isEqualTo(left.get(0));
            assertThat(left.get(3)).isEqualTo(left.get(1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theLastMessagesAreTheSameByHand(Server server) throws Exception {
        try (Subject store = Subject.open(Way.of(Way.Kind.STORE, server), Operation.LAST_20, 10_000);
                Subject hand = Subject.open(Way.of(Way.Kind.HAND, server), Operation.LAST_20, 10_000)) {
            List<HandMessage> expected = new ArrayList<>();
            for (Object each : (List<?>) store.run()) {
                Message message = (Message) each;
                expected.add(new HandMessage(
                        message.id(),
                        message.threadId(),
                        message.resourceId(),
                        message.role().value(),
                        message.type(),
                        message.content().text(),
                        message.createdAt()));
            }
            assertThat(expected).hasSize(20);
            assertThat(hand.run()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStepByHandLeavesTheSameRunAsTheStoreDoes(Server server) throws Exception {
        try (Storage storage = stage.place(server).open(1)) {
            List<Json> left = new ArrayList<>();
            for (Way.Kind kind : List.of(Way.Kind.STORE, Way.Kind.HAND)) {
                for (Operation operation : List.of(Operation.SAVE_RUN, Operation.STEP)) {
                    try (Subject subject = Subject.open(Way.of(kind, server), operation, 0)) {
                        Object result = subject.run();
                        WorkflowRun run = storage.workflows()
                                .get(Runs.WORKFLOW, "bench-run-1")
                                .orElseThrow();
                        left.add(run.snapshot().json());
                        assertThat(result)
                                .isEqualTo(
                                        operation == Operation.SAVE_RUN
                                                ? run
                                                : run.snapshot().context());
                    }
                }
            }
            assertThat(left.get(1)).isNotEqualTo(left.get(0));
            assertThat(left.get(2)).isEqualTo(left.get(0));
            assertThat(left.get(3)).isEqualTo(left.get(1));
        }
    }

    @Test
    void countsTheSameAtTheWireByHand() throws Exception {
        Counting counting = new Counting(stage);
        Count store = counting.count(Way.STORE_ON_DSQL, Operation.TURN, 10_000);
        Count hand = counting.count(Way.HAND_ON_DSQL, Operation.TURN, 10_000);

        assertThat(store.roundTrips()).isEqualTo(3).isEqualTo(hand.roundTrips());
        assertThat(store.statements()).isEqualTo(3).isEqualTo(hand.statements());
        assertThat(store.retries()).isZero();
        assertThat(hand.retries()).isZero();
        assertThat(store.bytesReceived()).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void everyWayIsMeasured(Way way) throws Exception {
        Figure figure = new Measurement(stage, TINY, ignored -> {}).measure(way, Operation.TURN, 10, 0);

        assertThat(figure.median()).isPositive();
        assertThat(figure.p99()).isGreaterThanOrEqualTo(figure.median());
        assertThat(figure.allocated()).isPositive();
    }

    /** What was appended, without what differs from one run to the next. */
    private static List<String> appended(Storage storage, Operation operation) {
        List<String> lines = new ArrayList<>();
        for (Message message : newMessages(storage)) {
            ConversationThread thread =
                    storage.memory().getThread(message.threadId()).orElseThrow();
            // the bump is of the same time as the first message of its batch, or a little before
            assertThat(thread.updatedAt()).isAfter(Conversation.END);
            lines.add(message.threadId() + message.resourceId() + message.role() + message.type() + message.content());
        }
        assertThat(lines).hasSize(2 * operation.appended());
        lines.sort(null);
        return lines;
    }

    private static List<Message> newMessages(Storage storage) {
        return storage.memory()
                .listMessages(MessageQuery.builder()
                        .range(TimeRange.from(Conversation.END))
                        .build())
                .toList();
    }
}
