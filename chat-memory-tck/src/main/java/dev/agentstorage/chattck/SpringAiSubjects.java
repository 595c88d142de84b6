package dev.agentstorage.chattck;

import dev.agentstorage.chattck.Conversations.Watch;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.memory.ChatMemoryRepository;
import org.springframework.ai.chat.memory.MessageWindowChatMemory;
import org.springframework.ai.chat.messages.Message;

/** Repositories and memories of Spring AI as subjects. */
public final class SpringAiSubjects {
    /** More messages than the kit stores, so that the window omits none. */
    private static final int WHOLE = 1_000_000;

    private SpringAiSubjects() {}

    /**
     * Creates a subject for a repository. It is called directly, and for appends through a {@code MessageWindowChatMemory} whose window contains
     * all messages.
     *
     * @param name the name and version, for the report
     */
    public static Subject<Message> repository(String name, ChatMemoryRepository repository) {
        return new Subject<>(
                name,
                new SpringAiMessages("Spring AI ChatMemoryRepository"),
                new OfRepository(repository),
                Optional.empty());
    }

    /**
     * Creates a subject for a memory, which all writers share.
     *
     * @param name the name and version, for the report
     */
    public static Subject<Message> memory(String name, ChatMemory memory) {
        return new Subject<>(
                name, new SpringAiMessages("Spring AI ChatMemory"), new OfMemory(memory), Optional.empty());
    }

    private record OfRepository(ChatMemoryRepository repository) implements Conversations<Message> {
        @Override
        public boolean handsOverLists() {
            return true;
        }

        @Override
        public void write(Object id, List<Message> messages) {
            repository.saveAll(id.toString(), messages);
        }

        @Override
        public @Nullable List<Message> read(Object id) {
            return repository.findByConversationId(id.toString());
        }

        @Override
        public void delete(Object id) {
            repository.deleteByConversationId(id.toString());
        }

        @Override
        public Optional<List<String>> list() {
            return Optional.of(repository.findConversationIds());
        }

        @Override
        public Consumer<Message> writer(Object id, Watch<Message> watch) {
            ChatMemory memory = MessageWindowChatMemory.builder()
                    .chatMemoryRepository(new Watched(repository, watch))
                    .maxMessages(WHOLE)
                    .build();
            return message -> memory.add(id.toString(), message);
        }
    }

    private record OfMemory(ChatMemory memory) implements Conversations<Message> {
        @Override
        public boolean handsOverLists() {
            return false;
        }

        @Override
        public void write(Object id, List<Message> messages) {
            memory.add(id.toString(), messages);
        }

        @Override
        public @Nullable List<Message> read(Object id) {
            return memory.get(id.toString());
        }

        @Override
        public void delete(Object id) {
            memory.clear(id.toString());
        }

        @Override
        public Optional<List<String>> list() {
            return Optional.empty();
        }

        @Override
        public Consumer<Message> writer(Object id, Watch<Message> watch) {
            return message -> memory.add(id.toString(), message);
        }
    }

    private record Watched(ChatMemoryRepository repository, Watch<Message> watch) implements ChatMemoryRepository {
        @Override
        public List<String> findConversationIds() {
            return repository.findConversationIds();
        }

        @Override
        public List<Message> findByConversationId(String conversationId) {
            List<Message> messages = repository.findByConversationId(conversationId);
            watch.afterRead(Lists.orEmpty(messages));
            return messages;
        }

        @Override
        public void saveAll(String conversationId, List<Message> messages) {
            watch.beforeWrite(messages);
            repository.saveAll(conversationId, messages);
        }

        @Override
        public void deleteByConversationId(String conversationId) {
            repository.deleteByConversationId(conversationId);
        }
    }
}
