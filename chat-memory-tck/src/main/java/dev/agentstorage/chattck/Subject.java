package dev.agentstorage.chattck;

import java.util.Objects;
import java.util.Optional;

/**
 * A store to measure, created by {@link LangChain4jSubjects} or {@link SpringAiSubjects}. Immutable.
 *
 * @param <M> the framework's type of messages
 */
public final class Subject<M> {
    private final String name;
    private final Messages<M> messages;
    private final Conversations<M> conversations;
    private final Optional<StatementCounter> counter;

    Subject(String name, Messages<M> messages, Conversations<M> conversations, Optional<StatementCounter> counter) {
        this.name = Objects.requireNonNull(name);
        this.messages = messages;
        this.conversations = conversations;
        this.counter = counter;
    }

    /**
     * Returns the same subject with a counter of its statements.
     *
     * @param statements the counter that wraps the data source of the store
     */
    public Subject<M> countedBy(StatementCounter statements) {
        return new Subject<>(name, messages, conversations, Optional.of(statements));
    }

    String name() {
        return name;
    }

    Messages<M> messages() {
        return messages;
    }

    Conversations<M> conversations() {
        return conversations;
    }

    Optional<StatementCounter> counter() {
        return counter;
    }
}
