package dev.agentstorage.chattck;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.store.memory.chat.ChatMemoryStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Keeps everything, if nothing is overridden. */
class LossyStore implements ChatMemoryStore {
    final Map<Object, List<ChatMessage>> conversations = new HashMap<>();

    /** A store that changes each message or leaves it out. */
    static LossyStore ofMessages(Function<ChatMessage, List<ChatMessage>> change) {
        return ofLists(messages -> messages.stream()
                .flatMap(message -> change.apply(message).stream())
                .collect(Collectors.toList()));
    }

    static LossyStore ofLists(UnaryOperator<List<ChatMessage>> change) {
        return new LossyStore() {
            @Override
            public void updateMessages(Object memoryId, List<ChatMessage> messages) {
                super.updateMessages(memoryId, change.apply(messages));
            }
        };
    }

    /** A store that changes each id or refuses it. */
    static LossyStore ofIds(UnaryOperator<Object> change) {
        return new LossyStore() {
            @Override
            public List<ChatMessage> getMessages(Object memoryId) {
                return super.getMessages(change.apply(memoryId));
            }

            @Override
            public void updateMessages(Object memoryId, List<ChatMessage> messages) {
                super.updateMessages(change.apply(memoryId), messages);
            }

            @Override
            public void deleteMessages(Object memoryId) {
                super.deleteMessages(change.apply(memoryId));
            }
        };
    }

    @Override
    public synchronized List<ChatMessage> getMessages(Object memoryId) {
        return new ArrayList<>(conversations.getOrDefault(memoryId, List.of()));
    }

    @Override
    public synchronized void updateMessages(Object memoryId, List<ChatMessage> messages) {
        conversations.put(memoryId, new ArrayList<>(messages));
    }

    @Override
    public synchronized void deleteMessages(Object memoryId) {
        conversations.remove(memoryId);
    }
}
