package dev.agentstorage.recall.request;

import dev.agentstorage.memory.Message;
import java.util.List;
import java.util.Optional;

/** Generates the title of a conversation, for example by a model. Implementations are thread-safe. */
@FunctionalInterface
public interface TitleGenerator {
    /**
     * Returns a title for a conversation that begins so. It is called by the memory's executor, in parallel with the reply; what it throws is
     * logged and keeps the title.
     *
     * @param firstMessages the messages of the append that began the conversation
     * @return the title; empty, or blank, to keep the one that there is
     */
    Optional<String> title(List<Message> firstMessages);
}
