package dev.agentstorage.recall.internal.search;

import dev.agentstorage.memory.Message;
import dev.agentstorage.recall.request.TokenCounter;
import java.util.Collection;

/** Counts the tokens of messages in a prompt: texts, tool calls and tool results. Thread-safe. */
final class MessageTokens {
    private final TokenCounter counter;

    MessageTokens(TokenCounter counter) {
        this.counter = counter;
    }

    long of(Message message) {
        return counter.count(message.text())
                + message.toolCalls().stream()
                        .mapToLong(call -> (long) counter.count(call.name())
                                + counter.count(call.arguments().text()))
                        .sum()
                + message.toolResults().stream()
                        .mapToLong(result -> counter.count(result.result().text()))
                        .sum();
    }

    long of(Collection<Message> messages) {
        return messages.stream().mapToLong(this::of).sum();
    }
}
