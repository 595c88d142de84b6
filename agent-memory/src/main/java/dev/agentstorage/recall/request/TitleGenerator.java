package dev.agentstorage.recall.request;

import dev.agentstorage.memory.Message;
import java.util.List;
import java.util.Optional;

/** Generates the title of a conversation, for example by a model. Implementations are thread-safe. */
@FunctionalInterface
public interface TitleGenerator {
    /**
     * Generates a title. Called on the memory's executor, in parallel with the reply; exceptions are logged, and the current title is kept.
     *
     * @param firstMessages the messages of the append that started the conversation
     * @return the title; empty or blank to keep the current one
     */
    Optional<String> title(List<Message> firstMessages);
}
