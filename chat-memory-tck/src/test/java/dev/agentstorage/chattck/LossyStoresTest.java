package dev.agentstorage.chattck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageType;
import dev.langchain4j.data.message.ContentType;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.memory.ChatMemory;
import dev.langchain4j.store.memory.chat.ChatMemoryStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.chat.memory.ChatMemoryRepository;
import org.springframework.ai.chat.memory.InMemoryChatMemoryRepository;
import org.springframework.ai.chat.memory.MessageWindowChatMemory;
import org.springframework.ai.chat.messages.Message;

/** Every property is seen to be missing where it is. */
class LossyStoresTest {
    @Test
    void aStoreThatKeepsEverythingHasNoExample() {
        Report report = ChatMemoryKit.measure(LangChain4jSubjects.store("complete", new LossyStore()));

        assertThat(report.findings())
                .allSatisfy(finding -> assertThat(finding.examples())
                        .as(finding.property().title())
                        .isEmpty());
        assertThat(report.finding(Property.MESSAGE_TYPES).observed()).isEqualTo("6 of 6");
        assertThat(report.finding(Property.UNKNOWN).observed()).isEqualTo("an empty list");
        assertThat(report.finding(Property.ID_LENGTH).observed()).isEqualTo("at least 10,000");
        assertThat(report.finding(Property.LIST).observed()).isEqualTo("not in the interface");
        assertThat(report.finding(Property.OVERLAP).observed()).isEqualTo("kept 1 of 2, lost 1, doubled 0, refused 0");
        assertThat(report.finding(Property.COST_MESSAGES).observed())
                .isEqualTo("10: 10 read, 11 written; 100: 100 read, 101 written; 1,000: 1,000 read, 1,001 written");
    }

    @ParameterizedTest
    @MethodSource
    void whatALossyStoreLosesIsReported(Property property, Subject<?> subject, String expected) {
        Finding finding = ChatMemoryKit.measure(subject).finding(property);

        assertThat(finding.observed() + " " + finding.examples()).contains(expected);
    }

    @Test
    void everyPropertyHasALossyStore() {
        Set<Property> covered = new HashSet<>(Set.of(Property.COST_STATEMENTS)); // see StatementCounterTest
        whatALossyStoreLosesIsReported()
                .forEach(arguments -> covered.add((Property) arguments.get()[0]));

        assertThat(covered).containsExactlyInAnyOrder(Property.values());
    }

    static Stream<Arguments> whatALossyStoreLosesIsReported() {
        return Stream.of(
                lossy(
                        Property.MESSAGE_TYPES,
                        LossyStore.ofMessages(message ->
                                message.type() == ChatMessageType.TOOL_EXECUTION_RESULT ? List.of() : List.of(message)),
                        "5 of 6 [tool result: not kept]"),
                lossy(
                        Property.MESSAGE_TYPES,
                        LossyStore.ofMessages(message -> List.of(
                                message.type() == ChatMessageType.CUSTOM ? UserMessage.from("custom") : message)),
                        "custom: is returned as USER"),
                lossy(
                        Property.TOOL_CALLS,
                        ofAnswers(ai -> ai.toBuilder()
                                .toolExecutionRequests(ai.toolExecutionRequests().stream()
                                        .map(LossyStoresTest::withCanonicalArguments)
                                        .toList())
                                .build()),
                        "6 of 8 [arguments with blanks, a line end and 1.0: \"{ \"city\" : \"Z\\u00fcrich\",\\u000a"),
                lossy(
                        Property.TOOL_RESULTS,
                        LossyStore.ofMessages(message -> List.of(
                                message instanceof ToolExecutionResultMessage result && result.hasSingleText()
                                        ? ToolExecutionResultMessage.from(result.id(), result.toolName(), result.text())
                                        : message)),
                        "4 of 5 [mark of an error: not kept]"),
                lossy(
                        Property.MEDIA,
                        LossyStore.ofMessages(message -> message instanceof UserMessage user
                                        && user.contents().stream().anyMatch(part -> part.type() == ContentType.AUDIO)
                                ? List.of()
                                : List.of(message)),
                        "6 of 7 [audio: not kept]"),
                lossy(
                        Property.METADATA,
                        LossyStore.ofMessages(message -> List.of(
                                message instanceof UserMessage user
                                        ? user.toBuilder().name(null).build()
                                        : message)),
                        "[name of a user: not kept]"),
                lossy(
                        Property.EQUALITY,
                        ofAnswers(ai -> ai.toBuilder().thinking("added").build()),
                        "4 of 6 [assistant, assistant with a tool call: differs]"),
                lossy(
                        Property.TEXTS,
                        LossyStore.ofMessages(message -> List.of(
                                message instanceof UserMessage user && user.hasSingleText()
                                        ? UserMessage.from(user.singleText().strip() + ".")
                                        : message)),
                        "0 of"),
                lossy(
                        Property.ID_TYPES,
                        LossyStore.ofIds(String.class::cast),
                        "1 of 5 [Integer, Long, UUID, a record: refused (ClassCastException)"),
                lossy(
                        Property.ID_LENGTH,
                        LossyStore.ofIds(LossyStoresTest::atMost36),
                        "up to 36 [37 characters: refused"),
                lossy(
                        Property.ID_CHARACTERS,
                        LossyStore.ofIds(LossyStoresTest::notBlank),
                        "[the empty id, a blank id: refused"),
                lossy(
                        Property.ID_DISTINCT,
                        LossyStore.ofIds(id -> id.toString().toLowerCase(Locale.ROOT)),
                        "[upper and lower case, "),
                lossy(
                        Property.ORDER,
                        LossyStore.ofLists(LossyStoresTest::reversed),
                        "0 of 2 [stored together, stored one by one: another order]"),
                Arguments.of(
                        Property.ORDER,
                        SpringAiSubjects.memory(
                                "window", MessageWindowChatMemory.builder().build()),
                        "stored one by one: the last 20 of 100 are read, in order"),
                lossy(
                        Property.REPEATS,
                        LossyStore.ofLists(messages -> new ArrayList<>(new LinkedHashSet<>(messages))),
                        "0 of 2 [stored together, stored one by one: 2 of 4 are read"),
                lossy(
                        Property.COPIES,
                        new SharingStore(),
                        "0 of 2 [the list that was stored, the list that was read: a change of it"),
                lossy(Property.UNKNOWN, new NullStore(), "null"),
                lossy(Property.DELETION, new KeepingStore(), "the deleted one: still there"),
                Arguments.of(
                        Property.LIST,
                        SpringAiSubjects.repository("twice", new ListingTwice()),
                        "1 of 3 [a stored one, a stored one: listed 2 times]"),
                lossy(Property.OVERLAP, new MergingStore(), "kept 2 of 2, lost 0, doubled 0, refused 0"),
                lossy(Property.OVERLAP, new RefusingStore(), "kept 1 of 2, lost 0, doubled 0, refused 1"),
                Arguments.of(Property.RACE, memory(1), "kept 200 of 200, lost 0, doubled 0, refused 0 in 20 rounds"),
                Arguments.of(Property.RACE, memory(2), "kept 200 of 200, lost 0, doubled 200, refused 0 in 20 rounds"),
                Arguments.of(Property.RACE, memory(0), "kept 0 of 200, lost 200, doubled 0, refused 0 in 20 rounds"),
                Arguments.of(Property.COST_MESSAGES, memory(1), "not seen from outside of a memory"));
    }

    private static Arguments lossy(Property property, ChatMemoryStore store, String expected) {
        return Arguments.of(property, LangChain4jSubjects.store("lossy", store), expected);
    }

    private static LossyStore ofAnswers(UnaryOperator<AiMessage> change) {
        return LossyStore.ofMessages(
                message -> List.of(message instanceof AiMessage answer ? change.apply(answer) : message));
    }

    private static ToolExecutionRequest withCanonicalArguments(ToolExecutionRequest request) {
        return request.toBuilder()
                .arguments(request.arguments().replaceAll("\\s", ""))
                .build();
    }

    private static Object atMost36(Object id) {
        if (id.toString().length() > 36) {
            throw new IllegalArgumentException("too long");
        }
        return id;
    }

    private static Object notBlank(Object id) {
        if (id.toString().isBlank()) {
            throw new IllegalArgumentException("blank");
        }
        return id;
    }

    private static List<ChatMessage> reversed(List<ChatMessage> messages) {
        List<ChatMessage> reversed = new ArrayList<>(messages);
        Collections.reverse(reversed);
        return reversed;
    }

    /** A memory that stores every message as often as said, and loses nothing of what it stores. */
    private static Subject<ChatMessage> memory(int times) {
        Map<Object, List<ChatMessage>> stored = new ConcurrentHashMap<>();
        return LangChain4jSubjects.memory("memory", id -> new ChatMemory() {
            private final List<ChatMessage> messages = stored.computeIfAbsent(id, any -> new CopyOnWriteArrayList<>());

            @Override
            public Object id() {
                return id;
            }

            @Override
            public void add(ChatMessage message) {
                messages.addAll(Collections.nCopies(times, message));
            }

            @Override
            public List<ChatMessage> messages() {
                return List.copyOf(messages);
            }

            @Override
            public void clear() {
                messages.clear();
            }
        });
    }

    private static final class SharingStore extends LossyStore {
        @Override
        public synchronized List<ChatMessage> getMessages(Object memoryId) {
            return conversations.getOrDefault(memoryId, List.of());
        }

        @Override
        public synchronized void updateMessages(Object memoryId, List<ChatMessage> messages) {
            conversations.put(memoryId, messages);
        }
    }

    private static final class NullStore extends LossyStore {
        @Override
        public synchronized List<ChatMessage> getMessages(Object memoryId) {
            return conversations.get(memoryId);
        }
    }

    private static final class KeepingStore extends LossyStore {
        @Override
        public synchronized void deleteMessages(Object memoryId) {
            // keeps them
        }
    }

    /** Takes what is new in a list that does not know the stored end. */
    private static final class MergingStore extends LossyStore {
        @Override
        public synchronized void updateMessages(Object memoryId, List<ChatMessage> messages) {
            List<ChatMessage> merged = getMessages(memoryId);
            messages.stream().filter(message -> !merged.contains(message)).forEach(merged::add);
            super.updateMessages(memoryId, merged);
        }
    }

    /** Refuses a list that does not begin with what is stored. */
    private static final class RefusingStore extends LossyStore {
        @Override
        public synchronized void updateMessages(Object memoryId, List<ChatMessage> messages) {
            List<ChatMessage> stored = getMessages(memoryId);
            if (messages.size() < stored.size()
                    || !messages.subList(0, stored.size()).equals(stored)) {
                throw new IllegalStateException("changed meanwhile");
            }
            super.updateMessages(memoryId, messages);
        }
    }

    private static final class ListingTwice implements ChatMemoryRepository {
        private final InMemoryChatMemoryRepository complete = new InMemoryChatMemoryRepository();

        @Override
        public List<String> findConversationIds() {
            return complete.findConversationIds().stream()
                    .flatMap(id -> Stream.of(id, id))
                    .toList();
        }

        @Override
        public List<Message> findByConversationId(String conversationId) {
            return complete.findByConversationId(conversationId);
        }

        @Override
        public void saveAll(String conversationId, List<Message> messages) {
            complete.saveAll(conversationId, messages);
        }

        @Override
        public void deleteByConversationId(String conversationId) {
            complete.deleteByConversationId(conversationId);
        }
    }
}
