package dev.agentstorage.chattck;

import dev.agentstorage.chattck.Conversations.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/** Measures the cost of one append in conversations of several lengths, by counting rather than by time. */
final class Costs<M> {
    private static final List<Integer> LENGTHS = List.of(10, 100, 1_000);
    private static final String TEXT = "The order that you asked for is on its way. ".repeat(3);

    private final Messages<M> messages;
    private final Conversations<M> conversations;
    private final Optional<StatementCounter> counter;

    Costs(Subject<M> subject) {
        this.messages = subject.messages();
        this.conversations = subject.conversations();
        this.counter = subject.counter();
    }

    List<Finding> findings() {
        List<String> moved = new ArrayList<>();
        List<String> statements = new ArrayList<>();
        for (int length : LENGTHS) {
            String id = UUID.randomUUID().toString();
            Traffic<M> traffic = new Traffic<>();
            StatementCounter.Counts before = counts();
            try {
                conversations.write(
                        id,
                        IntStream.range(0, length)
                                .mapToObj(i -> i % 2 == 0 ? messages.user(TEXT) : messages.assistant(TEXT))
                                .toList());
                before = counts();
                conversations.writer(id, traffic).accept(messages.user(TEXT));
            } catch (RuntimeException e) {
                moved.add(Show.count(length) + ": " + Show.refusal(e));
                continue;
            }
            StatementCounter.Counts sent = counts().since(before);
            moved.add("%s: %s read, %s written"
                    .formatted(Show.count(length), Show.count(traffic.read), Show.count(traffic.written)));
            statements.add("%s: %s with %s characters"
                    .formatted(Show.count(length), Show.count(sent.statements()), Show.count(sent.characters())));
        }
        return List.of(
                new Finding(
                        Property.COST_MESSAGES,
                        conversations.handsOverLists() ? String.join("; ", moved) : "not seen from outside of a memory",
                        List.of()),
                new Finding(
                        Property.COST_STATEMENTS,
                        counter.isPresent() ? String.join("; ", statements) : "no database, or not counted",
                        List.of()));
    }

    private StatementCounter.Counts counts() {
        return counter.map(StatementCounter::counts).orElse(new StatementCounter.Counts(0, 0));
    }

    private static final class Traffic<T> implements Watch<T> {
        private int read;
        private int written;

        @Override
        public void afterRead(List<T> messages) {
            read += messages.size();
        }

        @Override
        public void beforeWrite(List<T> messages) {
            written += messages.size();
        }
    }
}
