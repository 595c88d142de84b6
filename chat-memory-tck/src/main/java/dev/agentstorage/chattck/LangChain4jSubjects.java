package dev.agentstorage.chattck;

import dev.agentstorage.chattck.Conversations.Watch;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.memory.ChatMemory;
import dev.langchain4j.memory.chat.ChatMemoryProvider;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.store.memory.chat.ChatMemoryStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Stores and memories of LangChain4j as subjects. */
public final class LangChain4jSubjects {
    /** More messages than the kit stores, so that the window omits none. */
    private static final int WHOLE = 1_000_000;

    private LangChain4jSubjects() {}

    /**
     * Creates a subject for a store. It is called directly, and for appends through a {@code MessageWindowChatMemory} whose window contains all
     * messages.
     *
     * @param name the name and version, for the report
     */
    public static Subject<ChatMessage> store(String name, ChatMemoryStore store) {
        return new Subject<>(
                name, new LangChain4jMessages("LangChain4j ChatMemoryStore"), new OfStore(store), Optional.empty());
    }

    /**
     * Creates a subject for memories. Each writer has its own memory.
     *
     * @param name the name and version, for the report
     * @param memories creates the memory for an id
     */
    public static Subject<ChatMessage> memory(String name, ChatMemoryProvider memories) {
        return new Subject<>(
                name, new LangChain4jMessages("LangChain4j ChatMemory"), new OfMemory(memories), Optional.empty());
    }

    private record OfStore(ChatMemoryStore store) implements Conversations<ChatMessage> {
        @Override
        public boolean handsOverLists() {
            return true;
        }

        @Override
        public void write(Object id, List<ChatMessage> messages) {
            store.updateMessages(id, messages);
        }

        @Override
        public @Nullable List<ChatMessage> read(Object id) {
            return store.getMessages(id);
        }

        @Override
        public void delete(Object id) {
            store.deleteMessages(id);
        }

        @Override
        public Optional<List<String>> list() {
            return Optional.empty();
        }

        @Override
        public Consumer<ChatMessage> writer(Object id, Watch<ChatMessage> watch) {
            ChatMemory memory = MessageWindowChatMemory.builder()
                    .id(id)
                    .maxMessages(WHOLE)
                    .chatMemoryStore(new Watched(store, watch))
                    .build();
            return memory::add;
        }
    }

    private record OfMemory(ChatMemoryProvider memories) implements Conversations<ChatMessage> {
        @Override
        public boolean handsOverLists() {
            return false;
        }

        @Override
        public void write(Object id, List<ChatMessage> messages) {
            memories.get(id).add(messages);
        }

        @Override
        public @Nullable List<ChatMessage> read(Object id) {
            return memories.get(id).messages();
        }

        @Override
        public void delete(Object id) {
            memories.get(id).clear();
        }

        @Override
        public Optional<List<String>> list() {
            return Optional.empty();
        }

        @Override
        public Consumer<ChatMessage> writer(Object id, Watch<ChatMessage> watch) {
            ChatMemory memory = memories.get(id);
            return memory::add;
        }
    }

    private record Watched(ChatMemoryStore store, Watch<ChatMessage> watch) implements ChatMemoryStore {
        @Override
        public List<ChatMessage> getMessages(Object memoryId) {
            List<ChatMessage> messages = store.getMessages(memoryId);
            watch.afterRead(Lists.orEmpty(messages));
            return messages;
        }

        @Override
        public void updateMessages(Object memoryId, List<ChatMessage> messages) {
            watch.beforeWrite(messages);
            store.updateMessages(memoryId, messages);
        }

        @Override
        public void deleteMessages(Object memoryId) {
            store.deleteMessages(memoryId);
        }
    }
}
